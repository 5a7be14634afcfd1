"""What the driver's loop does for an escape mode; the modes themselves stand in `escape`."""

import math
from typing import Any

import numpy as np

from optexplorer.core.around import LOOKAHEAD
from optexplorer.core.arrays import Ints, Mat, Vec, Words
from optexplorer.core.escape import (
    AT_INTERVALS,
    IN_TURN,
    NEAR_BEST,
    NONE,
    ON_GRADIENT,
    RULE,
    SAMPLERS,
    WHEN_STATIONARY,
    Escape,
)
from optexplorer.core.helper import helper
from optexplorer.core.optimizer import Optimizer
from optexplorer.core.problem import Problem
from optexplorer.core.streams import Purpose, fill_ball, stream, uniform

# Places in `Escape.rule` after its code.
RADIUS, THRESHOLD, COOLDOWN, DECREASE, EVERY, RESET, MOVEMENT, PATIENCE, BUDGET, SAMPLER, SPREAD = (
    range(1, 1 + len(RULE))
)
_NEAR = float(SAMPLERS.index(NEAR_BEST))
# Places in `Progress.escape_memory`.
RENEWED, LAST, BEFORE, CALM, SPENT, LOWEST, MOVED, BEGUN, RETURNED = range(9)
# Rows of `Progress.escape`: the point before the perturbation or the best one, what the point was
# moved by, and the domain.
KEPT, MOVE, LOW, HIGH = range(4)
# What there is to do before an update.
NOTHING, PERTURB, RESTART, RETURN = range(4)


_UNUSED: dict[str, Any] = {  # looked at by nobody, and so shared by all runs without an escape mode
    "escape_rule": np.zeros(1 + len(RULE)),
    "escape_memory": np.zeros(9),
    "escape": np.zeros((4, 0)),
    "places": np.zeros(0, dtype=np.int64),
    "escape_words": np.zeros(4, dtype=np.uint64),
}


def prepared(
    escape: Escape, optimizer: Optimizer, problem: Problem, seed: int, key: int
) -> dict[str, Any]:
    """The parts of `Progress` that are about the escape mode, at the start of a run."""
    if escape.code == NONE:
        return _UNUSED
    n, rule = problem.size, escape.rule()
    memory = np.zeros(9)
    memory[[LOWEST, MOVED]] = np.inf
    memory[LAST] = -rule[COOLDOWN] - 1.0 if escape.code == ON_GRADIENT else 0.0
    names = optimizer.states_of(n)
    return {
        "escape_rule": rule,
        "escape_memory": memory,
        "escape": np.array([np.zeros(n), np.zeros(n), *np.array(problem.domain).T]),
        "places": np.array([i for i, s in enumerate(names) if s in optimizer.places], dtype=np.int64),
        "escape_words": stream(seed, key, Purpose.ESCAPE),
    }


@helper
def due(rule: Vec, memory: Vec, kept: Mat, t: int, x: Vec, loss: float, length: float) -> int:
    """What there is to do before update ``t + 1``; ``length`` is that of the true gradient at ``x``."""
    code = rule[0]
    since = t - memory[LAST]
    if code == ON_GRADIENT:
        if since == rule[COOLDOWN] and loss - memory[BEFORE] > -rule[DECREASE]:
            return RETURN
        return PERTURB if length <= rule[THRESHOLD] and since > rule[COOLDOWN] else NOTHING
    if code == AT_INTERVALS:
        return PERTURB if since >= rule[EVERY] else NOTHING
    if code in (WHEN_STATIONARY, IN_TURN):
        if loss < memory[LOWEST]:
            memory[LOWEST] = loss
            for k in range(x.size):
                kept[KEPT, k] = x[k]
        rests = length <= rule[THRESHOLD] and memory[MOVED] <= rule[MOVEMENT]
        memory[CALM] = memory[CALM] + 1.0 if rests else 0.0
        enough = since >= rule[EVERY] if code == IN_TURN else memory[CALM] >= rule[PATIENCE]
        return RESTART if enough and memory[SPENT] < rule[BUDGET] else NOTHING
    return NOTHING


@helper
def perturb(rule: Vec, memory: Vec, kept: Mat, words: Words, t: int, x: Vec, loss: float) -> None:
    """x̃ ← x, x ← x̃ + ξ."""
    memory[LAST], memory[BEFORE] = t, loss
    move = kept[MOVE]
    fill_ball(words, rule[RADIUS], move)
    for k in range(x.size):
        kept[KEPT, k] = x[k]
        x[k] += move[k]


@helper
def restart(rule: Vec, memory: Vec, kept: Mat, words: Words, t: int, x: Vec) -> None:
    """A new start for ``x``, which is row ``t + 1``."""
    memory[LAST] = t + 1
    memory[SPENT] += 1.0
    memory[CALM] = 0.0
    memory[MOVED] = math.inf
    memory[BEGUN] = 1.0
    move = kept[MOVE]
    if rule[SAMPLER] == _NEAR:
        fill_ball(words, rule[SPREAD], move)
        for k in range(x.size):
            move[k] += kept[KEPT, k] - x[k]
            x[k] += move[k]
    else:
        for k in range(x.size):
            new = kept[LOW, k] + (kept[HIGH, k] - kept[LOW, k]) * uniform(words)
            move[k] = new - x[k]
            x[k] = new


@helper
def carry(
    rule: Vec, memory: Vec, kept: Mat, places: Ints, t: int, x: Vec, state: Mat, own: Vec,
    rules: Mat, around: Mat,
) -> None:  # fmt: skip
    """What the optimizer and the wrappers remember, after the point was moved and before update t + 1.

    Renewed: zeros, and updates count from 1 again. Kept: the places from which a method computes
    the next point move along, and so do the slow weights of a look-ahead.
    """
    if rule[RESET] != 0.0:
        memory[RENEWED] = t
        state[:, :] = 0.0
        own[:] = 0.0
    for k in range(x.size):
        if rule[RESET] == 0.0:
            for place in places:
                state[place, k] += kept[MOVE, k]
        for j in range(around.shape[0]):
            if rule[RESET] != 0.0:
                around[j, k] = x[k]
            elif rules[j, 0] == LOOKAHEAD:
                around[j, k] += kept[MOVE, k]


@helper
def shake(rule: Vec, kept: Mat, words: Words, noisy: bool, noise: Vec) -> None:
    """ξ on top of the noise of an update, if that has some already."""
    move = kept[MOVE]
    fill_ball(words, rule[RADIUS], move)
    for k in range(noise.size):
        noise[k] = noise[k] + move[k] if noisy else move[k]


@helper
def moved_on(
    rule: Vec, memory: Vec, kept: Mat, places: Ints, words: Words, t: int, x: Vec, loss: float,
    length: float, state: Mat, own: Vec, rules: Mat, around: Mat,
) -> int:  # fmt: skip
    """Move ``x`` before update ``t + 1`` if it is time to, and say how.

    ``own`` are the optimizer's scalars. A restart or a return to x̃ makes row ``t + 1`` of ``x``, in
    place of the update.
    """
    act = due(rule, memory, kept, t, x, loss, length)
    if act == PERTURB:
        perturb(rule, memory, kept, words, t, x, loss)
        carry(rule, memory, kept, places, t, x, state, own, rules, around)
    elif act == RESTART:
        restart(rule, memory, kept, words, t, x)
        carry(rule, memory, kept, places, t + 1, x, state, own, rules, around)
    elif act == RETURN:
        memory[RETURNED] = 1.0
        for k in range(x.size):
            x[k] = kept[KEPT, k]
    return act


@helper
def distance(a: Vec, b: Vec) -> float:
    """‖a − b‖."""
    s = 0.0
    for k in range(a.size):
        s += (a[k] - b[k]) ** 2
    return math.sqrt(s)
