"""The loop with one optimizer and one objective compiled into it, for runs that are long.

`driver.drive` calls both through pointers, once a step each, and keeps the point in memory. Compiled
together, with the point and the state in registers, a step of Adam takes half the time; but the
compilation takes a second or two for each pair of method and objective, so it pays where the same
pair makes millions of steps. The numbers are the same to the last bit: the operations are the same,
in the same order.
"""

import threading
from collections.abc import Callable
from types import FunctionType
from typing import Any

from optexplorer.core import abi, driver
from optexplorer.core.abi import Oracle
from optexplorer.core.arrays import Ints, Mat, Vec
from optexplorer.core.driver import Block, Progress, Rates, Sampling
from optexplorer.core.escape import NO_ESCAPE
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Full
from optexplorer.core.helper import bound, digest
from optexplorer.core.problem import Problem
from optexplorer.core.stack import stack_array

# isort: split
from numba import njit

ROOM = 64  # numbers of state and memory that may live in registers and on the stack
_OPTIONS = {"nogil": True, "error_model": "numpy", "_nrt": False, "forceinline": True}

# What `_fused` names; `_compile` binds these names anew for every pair.
_unbound: Any = None
gradient = update = advance = new_point = new_state = new_memory = uses_gradient = _unbound

_ready: dict[tuple[object, ...], Any] = {}
_lock = threading.Lock()


def fusable(run: Run, problem: Problem) -> bool:
    """Whether the loop can be compiled as one: full gradient, nothing done to it, the rate or x."""
    n, optimizer = problem.size, run.optimizer
    numbers = n * len(optimizer.states_of(n)) + len(optimizer.memories_of(n))
    return (
        run.gradient == Full()
        and run.schedule.feedback() is None
        and not run.around
        and run.escape == NO_ESCAPE
        and problem.examples == 0
        and not optimizer.update.allocates
        and numbers <= ROOM
    )


def ready(run: Run, problem: Problem) -> Any | None:
    """The compiled loop, called as `driver.drive` is; None where `fuse` has not made it."""
    if not _ready or not fusable(run, problem):
        return None
    return _ready.get(key(run, problem))


def fuse(run: Run, problem: Problem) -> None:
    """Compile the loop, or load it from disk; for a worker thread. Nothing where it cannot be done."""
    if fusable(run, problem) and (wanted := key(run, problem)) not in _ready:
        with _lock:
            if wanted not in _ready:
                _ready[wanted] = _compile(run, problem)


def fuse_all(experiment: Experiment, stop: Callable[[], bool] = lambda: False) -> None:
    """`fuse` every run until ``stop`` says so."""
    for run in experiment.runs:
        if stop():
            return
        fuse(run, experiment.problem)


def key(run: Run, problem: Problem) -> tuple[object, ...]:
    """What a loop is compiled for."""
    return (
        run.optimizer.update.function, problem.kernels.gradient.function, *sizes(run, problem),
    )  # fmt: skip


def sizes(run: Run, problem: Problem) -> tuple[int, int, int]:
    """The numbers of parameters, of states and of scalars."""
    n, optimizer = problem.size, run.optimizer
    return n, len(optimizer.states_of(n)), len(optimizer.memories_of(n))


def _compile(run: Run, problem: Problem) -> Any:
    n, optimizer = problem.size, run.optimizer
    scope = globals() | {
        "gradient": _inlined(problem.kernels.gradient.function),
        "update": _inlined(optimizer.update.function),
        "advance": _inlined(driver.advance.function),
        "new_point": stack_array((n,)),
        "new_state": stack_array((len(optimizer.states_of(n)), n)),
        "new_memory": stack_array((len(optimizer.memories_of(n)),)),
        "uses_gradient": optimizer.uses_gradient,
    }
    function = FunctionType(_fused.__code__, scope, _fused.__name__)
    # numba names the file in its cache after this: one for each pair.
    parts = optimizer.update.function, problem.kernels.gradient.function, driver.advance
    size = "_".join(map(str, sizes(run, problem)))
    function.__qualname__ = f"fused_{digest(*parts)}_{size}"
    function.__module__ = __name__
    return abi.compile_cached(driver.signature(), function, abi.BORROWING)


def _inlined(function: Callable[..., Any]) -> Any:
    return njit(**_OPTIONS)(bound(function))


def _fused(
    value: Any, pointer: Any, hessian: Any, _step: Any, data: Mat, rows: Ints, hyper: Vec, clip: Vec,
    noise: Vec, order: Ints, sampling: Sampling, rates: Rates, p: Progress, block: Block, cancel: Ints,
) -> int:  # fmt: skip
    x, g, state, memory = new_point(), new_point(), new_state(), new_memory()
    for k in range(x.size):
        x[k] = p.x[k]
        g[k] = p.g[k]
        for j in range(state.shape[0]):
            state[j, k] = p.state[j, k]
    for j in range(memory.size):
        memory[j] = p.memory[j]
    oracle = Oracle(value, pointer, hessian, data, rows, noise, clip, p.calls, False)
    plain = Sampling(
        0, False, False, False, False, 0.0, sampling.last, uses_gradient, False, False, False
    )
    end: int = advance(
        gradient, update, oracle, x, g, state, memory, hyper, order, plain, rates, p, block, cancel
    )
    for k in range(x.size):
        p.x[k] = x[k]
        p.g[k] = g[k]
        for j in range(state.shape[0]):
            p.state[j, k] = state[j, k]
    for j in range(memory.size):
        p.memory[j] = memory[j]
    return end
