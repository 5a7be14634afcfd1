"""What the names of an optimizer's operations stand for in one update."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from optexplorer.core.arrays import Mat, Vec
from optexplorer.core.operations import Environment, Questions
from optexplorer.core.operations.evaluate import Value
from optexplorer.core.optimizer import Optimizer
from optexplorer.core.oracle import gradient_at, hessian_at, value_at

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle


class Update(NamedTuple):
    """One update: what the kernel was given, and what it left."""

    t: int  # from 1
    rate: float  # learning rate times the schedule's factor
    x: Vec  # (n,) before
    g: Vec  # (n,) the gradient given
    state: Mat  # (states, n) before, those of what stands around it last
    memory: Vec  # before
    state_after: Mat
    memory_after: Vec


def environment(
    optimizer: Optimizer, update: Update, questions: Questions, around: tuple[str, ...] = ()
) -> Environment:
    """The names that the operations may use; those of the update override hyper-parameters.

    ``around`` names the rows of what stands around the optimizer. A hyper-parameter that is not
    given is nan.
    """
    n = update.x.size
    states, memories = (*optimizer.states_of(n), *around), optimizer.memories_of(n)
    typed = {
        p.name: np.array(np.nan if value is None else float(value))
        for p in optimizer.parameters()
        if isinstance(value := getattr(optimizer, p.name), int | float | None)
    }
    values = typed | _remembered(states, update.state, memories, update.memory)
    values |= {
        "x": update.x,
        "g": update.g,
        "t": np.array(float(update.t)),
        "rate": np.array(update.rate),
        "I": np.eye(n),
    }
    told = _remembered(states, update.state_after, memories, update.memory_after)
    return Environment(values, told, questions, frozenset(typed))


def _remembered(
    states: tuple[str, ...], state: Mat, memories: tuple[str, ...], memory: Vec
) -> dict[str, Value]:
    rows = dict(zip(states, state, strict=True))
    scalars = {name: np.asarray(value) for name, value in zip(memories, memory, strict=True)}
    return families(rows) | rows | scalars


def families(rows: Mapping[str, Vec]) -> dict[str, Value]:
    """The matrix of every family of rows: ``H`` of ``H0``, ``H1``, ..., in their order."""
    members: dict[str, list[Vec]] = {}
    for name, row in rows.items():
        if matched := re.fullmatch(r"(.*\D)\d+", name):
            members.setdefault(matched[1], []).append(row)
    return {name: np.array(found) for name, found in members.items()}


def questions_of(oracle: "Oracle") -> Questions:
    """Questions about the sample of ``oracle``; they are not counted as the optimizer's work."""
    oracle = oracle._replace(calls=np.zeros(3, dtype=np.int64))

    def gradient(x: Vec) -> Vec:
        g = np.empty_like(x)
        gradient_at(oracle, x, g)
        return g

    def hessian(x: Vec) -> Mat:
        H = np.empty((x.size, x.size))
        hessian_at(oracle, x, np.empty_like(x), H)
        return H

    return Questions(lambda x: float(value_at(oracle, x)), gradient, hessian)
