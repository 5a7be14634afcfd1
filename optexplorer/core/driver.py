"""The one loop that drives every optimizer, compiled.

Row ``t`` holds the point after ``t`` updates. The true value and gradient there come from one kernel
call, which the record and, with a full gradient, the next update share; only what the optimizer
asks for is counted as work.
"""

import math
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from optexplorer.core import abi
from optexplorer.core.abi import Oracle
from optexplorer.core.around import after_update
from optexplorer.core.arrays import Ints, Mat, Vec, Words
from optexplorer.core.escaping import (
    BEGUN,
    MOVED,
    NOTHING,
    PERTURB,
    RENEWED,
    RETURNED,
    distance,
    moved_on,
    shake,
)
from optexplorer.core.helper import helper
from optexplorer.core.history import Event
from optexplorer.core.oracle import disturb, recorded_norm
from optexplorer.core.rest import REST_GRADIENT, REST_UPDATES, all_finite, rested
from optexplorer.core.status import NO_WAY_DOWN
from optexplorer.core.streams import below, fill_normal, shuffle

# isort: split
from numba import float64, int8, int64, types

# How a block of rows ended.
MORE, FINISHED, CONVERGED, DIVERGED, STOPPED, CANCELLED = range(6)
PERTURBED, RESTARTED = int(Event.PERTURBED), int(Event.RESTARTED)
# Places in `Progress.counts`.
T, WRITTEN, POSITION, STILL, STATUS, COOLDOWN, BAD = range(7)
# Places in `Progress.values`.
LOSS, SCALE, BEST = range(3)


class Sampling(NamedTuple):
    """How the rows and the noise of an update are drawn."""

    batch: int  # examples; 0: all of them
    shuffled: bool  # without replacement, in a new order each epoch; else with replacement
    clipped: bool
    feedback: bool  # the rate answers to the loss
    wrapped: bool  # something stands around the optimizer
    sigma: float  # of the noise; 0: none
    last: int  # the last step of the run
    uses_gradient: bool
    stochastic: bool
    escapes: bool  # there is an escape mode
    shaken: bool  # and it adds noise to every gradient


class Progress(NamedTuple):
    """Where a run stands between two blocks; changed in place."""

    x: Vec  # (n,)
    g: Vec  # (n,) true gradient at x
    given: Vec  # (n,) the gradient the optimizer is given
    noise: Vec  # (n,)
    state: Mat  # (states, n)
    memory: Vec
    rules: Mat  # (wrappers, 3) what stands around the optimizer, see `around`
    around: Mat  # (wrappers, n) their rows
    order: Ints  # (examples,) the epoch's order, or the drawn rows
    calls: Ints  # (3,)
    counts: Ints  # (7,) see T ... BAD
    values: Vec  # (3,) see LOSS ... BEST
    own_words: Words
    batch_words: Words
    noise_words: Words
    escape_rule: Vec  # see `escaping` for these
    escape_memory: Vec  # (9,)
    escape: Mat  # (4, n)
    places: Ints  # rows of the state from which the optimizer computes the next point
    escape_words: Words


class Block(NamedTuple):
    """Rows to fill."""

    parameters: Mat  # (rows, n)
    loss: Vec
    gradient_norm: Vec
    rate: Vec
    calls: NDArray[np.int64]  # (rows, 3)
    events: NDArray[np.int8]  # (rows,) of `history.Event`, zeros at first
    state: NDArray[np.float64]  # (rows, states, n), or no rows


class Rates(NamedTuple):
    """The learning rate of a block."""

    rate: float  # before the schedule
    factors: Vec  # (rows,)
    feedback: Vec  # (5,): factor, patience, threshold, cooldown, start; empty: none


@helper
def plateau(rule: Vec, t: int, loss: float, counts: Ints, values: Vec) -> None:
    """One call of ReduceLROnPlateau with the loss of row ``t``; see `schedule.Plateau`."""
    if t < rule[4]:
        return
    if loss < values[BEST] * (1.0 - rule[2]) or math.isinf(values[BEST]):
        values[BEST] = loss
        counts[BAD] = 0
    else:
        counts[BAD] += 1
    if counts[COOLDOWN] > 0:
        counts[COOLDOWN] -= 1
        counts[BAD] = 0
    if counts[BAD] > rule[1]:
        values[SCALE] *= rule[0]
        counts[COOLDOWN] = int(rule[3])
        counts[BAD] = 0


@helper
def draw_rows(sampling: Sampling, words: Words, order: Ints, counts: Ints) -> tuple[int, int]:
    """Choose the rows of an update; they stand in ``order`` from the first to the second number."""
    if not sampling.shuffled:
        for i in range(sampling.batch):
            order[i] = below(words, order.size)
        return 0, sampling.batch
    first = counts[POSITION]
    if first == 0:
        shuffle(words, order)
    end = min(first + sampling.batch, order.size)
    counts[POSITION] = end if end < order.size else 0
    return first, end


@helper
def advance(
    gradient: Any, step: Any, oracle: Oracle, x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec,
    order: Ints, sampling: Sampling, rates: Rates, p: Progress, block: Block, cancel: Ints,
) -> int:  # fmt: skip
    """Fill ``block`` from where ``x``, ``g``, ``state`` and ``memory`` stand, which go on with it.

    ``gradient`` and ``step`` are pointers or compiled functions. ``order`` is ``p.order``, read-only.
    """
    counts, values, noise, clip, calls = p.counts, p.values, oracle.noise, oracle.clip, oracle.calls
    parameters, losses, lengths, used = block.parameters, block.loss, block.gradient_norm, block.rate
    work, states, factors, events = block.calls, block.state, rates.factors, block.events
    data, n, memo, kept = oracle.data, x.size, p.escape_memory, p.escape
    # What the optimizer is given: the true gradient itself where nothing is done to it.
    noisy = sampling.sigma > 0.0
    disturbed = sampling.batch > 0 or noisy or sampling.clipped or sampling.shaken
    given = p.given if disturbed else g
    t, still, end, written = counts[T], counts[STILL], MORE, 0
    renewed = int(memo[RENEWED])
    loss = gradient(x, data, oracle.rows, g) if t == 0 else values[LOSS]
    for i in range(losses.size):
        if cancel[0] != 0:
            end = CANCELLED
            break
        rate = rates.rate * factors[i] * values[SCALE]
        length = recorded_norm(g)
        for k in range(n):
            parameters[i, k] = x[k]
        losses[i] = loss
        lengths[i] = length
        used[i] = rate
        for k in range(3):
            work[i, k] = calls[k]
        if states.shape[0] > 0:
            for k in range(n):
                for j in range(state.shape[0]):
                    states[i, j, k] = state[j, k]
                for j in range(p.around.shape[0]):
                    states[i, state.shape[0] + j, k] = p.around[j, k]
        written = i + 1

        if sampling.escapes and memo[BEGUN] != 0.0:
            events[i] = RESTARTED
            memo[BEGUN] = 0.0
        if not (math.isfinite(loss) and all_finite(x)):
            end = DIVERGED
            break
        if sampling.escapes and memo[RETURNED] != 0.0:
            counts[STATUS] = NO_WAY_DOWN
            end = STOPPED
            break
        if t == sampling.last:
            end = CONVERGED if still >= REST_UPDATES and length <= REST_GRADIENT else FINISHED
            break

        if sampling.escapes:
            act = moved_on(
                p.escape_rule, memo, kept, p.places, p.escape_words, t, x, loss, length, state, memory,
                p.rules, p.around,
            )  # fmt: skip
            if act != NOTHING:
                renewed = int(memo[RENEWED])
                loss = gradient(x, data, oracle.rows, g)
            if act == PERTURB:
                events[i] = PERTURBED
            elif act != NOTHING:
                t, still = t + 1, 0
                continue

        asked = oracle
        if noisy:
            fill_normal(p.noise_words, sampling.sigma, p.noise)
        if sampling.shaken:
            shake(p.escape_rule, kept, p.escape_words, noisy, p.noise)
            events[i] = PERTURBED
        if sampling.batch > 0:
            first, last = draw_rows(sampling, p.batch_words, p.order, counts)
            asked = Oracle(
                oracle.value, oracle.gradient, oracle.hessian, data, order[first:last], noise, clip,
                calls, True,
            )  # fmt: skip
        if sampling.uses_gradient:
            calls[1] += 1
            if disturbed:
                if sampling.batch > 0:
                    gradient(x, data, asked.rows, given)
                else:
                    for k in range(n):
                        given[k] = g[k]
                disturb(given, noise, clip)
        status = step(asked, x, given, state, memory, hyper, rate, p.own_words, t + 1 - renewed)
        if status != 0:
            counts[STATUS] = status
            end = STOPPED
            break
        if sampling.feedback:
            plateau(rates.feedback, t, loss, counts, values)
        t += 1
        if sampling.wrapped:
            after_update(p.rules, p.around, x, t - renewed)
        loss = gradient(x, data, oracle.rows, g)
        if sampling.escapes:
            memo[MOVED] = distance(x, parameters[i])
        small = length <= REST_GRADIENT and not sampling.stochastic
        still = still + 1 if small and rested(x, parameters[i]) else 0
    counts[T], counts[STILL], counts[WRITTEN], values[LOSS] = t, still, written, loss
    return end


def _drive(
    value: Any, gradient: Any, hessian: Any, step: Any, data: Mat, rows: Ints, hyper: Vec, clip: Vec,
    noise: Vec, order: Ints, sampling: Sampling, rates: Rates, p: Progress, block: Block, cancel: Ints,
) -> int:  # fmt: skip
    oracle = Oracle(value, gradient, hessian, data, rows, noise, clip, p.calls, sampling.stochastic)
    return advance(
        gradient, step, oracle, p.x, p.g, p.state, p.memory, hyper, order, sampling, rates, p, block,
        cancel,
    )  # fmt: skip


def _tuple(kind: type[Any], *members: Any) -> Any:
    return types.NamedTuple(members, kind)


@cache
def signature() -> Any:
    """What the loop takes: pointers, the objective, the optimizer's settings, and where it stands."""
    cube = float64[:, :, ::1]
    counts = int64[:, ::1]
    return int64(
        *(types.FunctionType(s) for s in (abi.VALUE, abi.GRADIENT, abi.HESSIAN, abi.STEP)),
        abi.RO_MAT, abi.RO_INTS, abi.RO_VEC, abi.RO_VEC, abi.RO_VEC, abi.RO_INTS,
        _tuple(Sampling, int64, *(types.boolean,) * 4, float64, int64, *(types.boolean,) * 4),
        _tuple(Rates, float64, abi.VEC, abi.VEC),
        _tuple(Progress, *(abi.VEC,) * 4, abi.MAT, abi.VEC, abi.MAT, abi.MAT, *(abi.INTS,) * 3, abi.VEC,
               *(abi.WORDS,) * 3, abi.VEC, abi.VEC, abi.MAT, abi.INTS, abi.WORDS),
        _tuple(Block, abi.MAT, abi.VEC, abi.VEC, abi.VEC, counts, int8[::1], cube),
        abi.INTS,
    )  # fmt: skip


@cache
def drive() -> Any:
    """The compiled loop: fills a block of rows and says how the block ended."""
    return abi.compile_cached(signature(), _drive, abi.BORROWING)
