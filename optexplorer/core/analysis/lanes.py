"""Rows of many runs side by side, compiled as one with their optimizer and their objective.

An update of one run waits for the update before it; those of different runs wait for nothing, so the
processor makes 2 to 8 of them at once in its vector registers where the formulas allow it. The numbers
are those of `driver`, to the last bit: the same operations on every number, in the same order.

The last axis of an array is the lane in which a run stands. What the loops over the lanes read and
write is on the stack, so that the compiler sees that no two arrays overlap, and they do so outside of
branches: else it makes one update at a time.
"""

import dis
import math
import threading
from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from optexplorer.core import abi, fused
from optexplorer.core.abi import Oracle
from optexplorer.core.analysis.watching import ROWS
from optexplorer.core.arrays import Ints, Mat, Vec
from optexplorer.core.experiment import Run
from optexplorer.core.helper import bound, digest, helper
from optexplorer.core.oracle import norm
from optexplorer.core.problem import Problem
from optexplorer.core.rest import REST_GRADIENT, REST_UPDATES, all_finite, rested
from optexplorer.core.stack import stack_array

# isort: split
from numba import float64, int64, njit, types, uint64

LANES = 64
_MOST = 8  # parameters: what stands on the stack grows with them
_WORDS = 4  # of an optimizer's random stream
_OPTIONS = {"nogil": True, "error_model": "numpy", "_nrt": False, "inline": "always"}

# What the functions below name; `_compile` binds these names anew for every pair.
_unbound: Any = None
gradient = update = differ = new_lane = new_marks = new_points = new_kept = _unbound
new_point = new_state = new_memory = new_settings = _unbound

_ready: dict[tuple[object, ...], Any] = {}
_lock = threading.Lock()


class Lanes(NamedTuple):
    """Where the runs stand that are under way, and the rows of the block."""

    x: NDArray[np.float64]  # (ROWS + 1, n, lanes); the first row is where the block begins
    f: Mat  # (ROWS, lanes)
    kept: Mat  # (numbers, lanes) the optimizer's states, n numbers each, and scalars
    words: NDArray[np.uint64]  # (lanes, 4)
    rate: Vec  # (lanes,) the learning rate before the schedule, and so on
    best: Vec  # the lowest finite loss
    run: Ints  # its number
    written: Ints  # rows of the block, until the run has ended
    alive: Ints  # 1, or 0 once it has diverged or its optimizer has stopped
    still: Ints  # the latest updates at rest; 0 too where the last gradient is large


class Span(NamedTuple):
    """The rows that are to be made."""

    lanes: int  # in use
    base: int  # updates made before
    rows: int
    last: int  # the last step of the runs


def lanes_for(run: Run, problem: Problem) -> Lanes:
    """Lanes to be filled."""
    n, states, scalars = fused.sizes(run, problem)
    run_, written, alive, still = np.zeros((4, LANES), dtype=np.int64)
    rate, best = np.zeros((2, LANES))
    return Lanes(
        x=np.zeros((ROWS + 1, n, LANES)),
        f=np.zeros((ROWS, LANES)),
        kept=np.zeros((n * states + scalars, LANES)),
        words=np.zeros((LANES, _WORDS), dtype=np.uint64),
        rate=rate, best=best, run=run_, written=written, alive=alive, still=still,
    )  # fmt: skip


@helper
def copied(source: Mat, target: Mat, count: int) -> None:
    """The first lanes of all rows of ``target`` become those of ``source``."""
    for j in range(target.shape[0]):
        for lane in range(count):
            target[j, lane] = source[j, lane]


@helper
def evaluate(count: int, data: Mat, rows: Ints, x: Mat, f: Vec, g: Mat, here: Vec, slope: Vec) -> None:
    """Loss and gradient of every lane."""
    for lane in range(count):
        for k in range(here.size):
            here[k] = x[k, lane]
        f[lane] = gradient(here, data, rows, slope)
        for k in range(here.size):
            g[k, lane] = slope[k]


@helper
def record(
    row: int, count: int, x: Mat, f: Vec, best: Vec, written: Ints, alive: Ints, here: Vec
) -> None:
    """The lowest loss, and who has left the numbers."""
    for lane in range(count):
        for k in range(here.size):
            here[k] = x[k, lane]
        if alive[lane] != 0:
            written[lane] = row + 1
            if f[lane] < best[lane] and f[lane] > -math.inf:
                best[lane] = f[lane]
            if not (math.isfinite(f[lane]) and all_finite(here)):
                alive[lane] = 0


@helper
def move(
    lanes: Lanes, count: int, oracle: Oracle, hypers: Mat, factor: float, t: int, x: Mat, g: Mat,
    kept: Mat, rates: Vec, alive: Ints, here: Vec, slope: Vec, state: Mat, memory: Vec, hyper: Vec,
) -> None:  # fmt: skip
    """Update ``t`` of every lane."""
    n = here.size
    for lane in range(count):
        for k in range(n):
            here[k] = x[k, lane]
            slope[k] = g[k, lane]
            for j in range(state.shape[0]):
                state[j, k] = kept[j * n + k, lane]
        for j in range(memory.size):
            memory[j] = kept[state.shape[0] * n + j, lane]
        if differ:
            for j in range(hyper.size):
                hyper[j] = hypers[lanes.run[lane], j]
        rate = rates[lane] * factor
        status = alive[lane] - 1
        if status == 0:
            status = update(oracle, here, slope, state, memory, hyper, rate, lanes.words[lane], t)
        if status != 0:
            alive[lane] = 0
        for k in range(n):
            x[k, lane] = here[k]
            for j in range(state.shape[0]):
                kept[j * n + k, lane] = state[j, k]
        for j in range(memory.size):
            kept[state.shape[0] * n + j, lane] = memory[j]


@helper
def rest(still: Ints, count: int, before: Mat, x: Mat, g: Mat) -> None:
    """Count the updates that were too small to matter."""
    for lane in range(count):
        small = norm(g[:, lane]) <= REST_GRADIENT and rested(x[:, lane], before[:, lane])
        still[lane] = still[lane] + 1 if small else 0


def _block(
    value: Any, pointer: Any, hessian: Any, data: Mat, rows: Ints, clip: Vec, noise: Vec, calls: Ints,
    hypers: Mat, factors: Vec, lanes: Lanes, span: Span,
) -> None:  # fmt: skip
    x, g, kept, f, rates, best = (
        new_points(), new_points(), new_kept(), new_lane(), new_lane(), new_lane()
    )  # fmt: skip
    written, alive, here, slope = new_marks(), new_marks(), new_point(), new_point()
    state, memory, hyper = new_state(), new_memory(), new_settings()
    oracle = Oracle(value, pointer, hessian, data, rows, noise, clip, calls, False)
    count = span.lanes
    copied(lanes.x[0], x, count)
    copied(lanes.kept, kept, count)
    for lane in range(count):
        best[lane], rates[lane] = lanes.best[lane], lanes.rate[lane]
        written[lane], alive[lane] = 0, 1
    for j in range(hyper.size):
        hyper[j] = hypers[0, j]
    for row in range(span.rows):
        t = span.base + row
        evaluate(count, data, rows, x, f, g, here, slope)
        record(row, count, x, f, best, written, alive, here)
        for lane in range(count):
            lanes.f[row, lane] = f[lane]
        if t == span.last:
            for lane in range(count):
                if norm(g[:, lane]) > REST_GRADIENT:
                    lanes.still[lane] = 0
            break
        move(
            lanes, count, oracle, hypers, factors[t], t + 1, x, g, kept, rates, alive, here, slope,
            state, memory, hyper,
        )  # fmt: skip
        if t >= span.last - REST_UPDATES:
            rest(lanes.still, count, lanes.x[row], x, g)
        copied(x, lanes.x[row + 1], count)
    copied(kept, lanes.kept, count)
    for lane in range(count):
        lanes.best[lane], lanes.written[lane] = best[lane], written[lane]
        lanes.alive[lane] = alive[lane]


def fits(run: Run, problem: Problem) -> bool:
    """Whether the rows can be compiled: what `fused` asks for, few parameters, and one question a step.

    Updates that ask for values or gradients elsewhere take different times and paths in every lane.
    """
    return (
        fused.fusable(run, problem)
        and problem.size <= _MOST
        and not _asks(run.optimizer.update.function)
    )


@cache
def _asks(update: Callable[..., int]) -> bool:
    """Whether the update uses its ``oracle``. From Python 3.13 on an instruction may load two names."""
    code = update.__code__
    loaded = (i.argval for i in dis.get_instructions(code))
    return any(code.co_varnames[0] in (a if isinstance(a, tuple) else (a,)) for a in loaded)


def ready(run: Run, problem: Problem, *, differ: bool) -> Any | None:
    """What makes the rows, of `block_signature`; None where `prepare` has not compiled it.

    ``differ``: every run has hyper-parameters of its own.
    """
    return _ready.get(_key(run, problem, differ)) if _ready and fits(run, problem) else None


def prepare(run: Run, problem: Problem, *, differ: bool) -> None:
    """Compile it, or load it from disk; for a worker thread. Nothing where it cannot be done."""
    if fits(run, problem) and (key := _key(run, problem, differ)) not in _ready:
        with _lock:
            if key not in _ready:
                _ready[key] = _compile(run, problem, differ)


def _key(run: Run, problem: Problem, differ: bool) -> tuple[object, ...]:
    return (*fused.key(run, problem), run.optimizer.packed().size, differ)


_PARTS = (copied, evaluate, record, move, rest)


def _compile(run: Run, problem: Problem, differ: bool) -> Any:
    objective, optimizer = problem.kernels.gradient.function, run.optimizer.update.function
    n, states, scalars = fused.sizes(run, problem)
    settings = run.optimizer.packed().size
    names = {
        "gradient": inlined(objective),
        "update": inlined(optimizer),
        "differ": differ,
        "new_lane": stack_array((LANES,)),
        "new_marks": stack_array((LANES,), int64),
        "new_points": stack_array((n, LANES)),
        "new_kept": stack_array((states * n + scalars, LANES)),
        "new_point": stack_array((n,)),
        "new_state": stack_array((states, n)),
        "new_memory": stack_array((scalars,)),
        "new_settings": stack_array((settings,)),
    }
    for part in _PARTS:
        names[part.function.__name__] = inlined(part.function, names)
    function = FunctionType(_block.__code__, globals() | names, _block.__name__)
    # numba names the file in its cache after this: one for each pair.
    sizes = f"{n}_{states}_{scalars}_{settings}_{differ:d}"
    function.__qualname__ = f"lanes_{digest(objective, optimizer, *_PARTS)}_{sizes}"
    function.__module__ = __name__
    signature = block_signature()
    return abi.Pointer(abi.compile_cached(signature, function, abi.BORROWING), signature)


def inlined(function: Callable[..., Any], names: dict[str, Any] | None = None) -> Any:
    """``function`` as a part of what calls it, where ``names`` stand for what it calls by them."""
    function = bound(function)
    if names:
        function = FunctionType(function.__code__, function.__globals__ | names, function.__name__)
    return njit(**_OPTIONS)(function)


@cache
def lanes_kind() -> Any:
    """The type of `Lanes`."""
    mat, vec, ints = abi.MAT, abi.VEC, abi.INTS
    members = (float64[:, :, ::1], mat, mat, uint64[:, ::1], vec, vec, *(ints,) * 4)
    return types.NamedTuple(members, Lanes)


@cache
def block_signature() -> Any:
    """What makes the rows takes: the objective, the settings, the schedule's factors, and the lanes."""
    pointers = (types.FunctionType(s) for s in (abi.VALUE, abi.GRADIENT, abi.HESSIAN))
    return types.void(
        *pointers, abi.RO_MAT, abi.RO_INTS, abi.RO_VEC, abi.RO_VEC, abi.INTS, abi.MAT, abi.VEC,
        lanes_kind(), types.NamedUniTuple(int64, 4, Span),
    )  # fmt: skip
