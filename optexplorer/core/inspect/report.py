"""One update taken apart: everything that the inspector shows of a step."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from optexplorer.core.arrays import Ints, Vec
from optexplorer.core.cancel import Cancel
from optexplorer.core.escape import ALWAYS
from optexplorer.core.experiment import Run
from optexplorer.core.history import Event
from optexplorer.core.inspect.replay import Replay, Taken
from optexplorer.core.operations import (
    Environment,
    Notation,
    Picture,
    Result,
    after_all,
    evaluate,
    tex,
    tex_with_numbers,
    value_of,
)
from optexplorer.core.operations.evaluate import Value
from optexplorer.core.operations.kinds import Kind, kinds
from optexplorer.core.operations.parse import parse_expression
from optexplorer.core.operations.tree import (
    Binary,
    Call,
    Comparison,
    Name,
    Negative,
    Node,
    Number,
)
from optexplorer.core.operations.typeset import expression_tex
from optexplorer.core.optimizer import Optimizer

_EVALUATION = "g = grad(x)"  # where methods ask for it themselves; what it gave is given_gradient


class Variable(NamedTuple):
    """A state (n,) or a memory () before and after the update."""

    name: str
    letter: str  # TeX
    before: Value
    after: Value


class Factor(NamedTuple):
    """A bias correction: ``1 - β₁ᵗ`` and its value."""

    letters: str  # TeX
    value: float


class Line(NamedTuple):
    """One operation as it is read."""

    formula: str  # TeX
    numbers: str  # TeX, for one coordinate or for whole vectors
    note: str


class Drawn(NamedTuple):
    """A picture with its numbers: a vector (n,), a place (n,), places (k, n) or a radius ()."""

    picture: Picture
    value: Value


@dataclass(frozen=True, eq=False)
class StepReport:
    """The step from row t - 1 to row t of one run.

    Where the escape mode moved the point, ``x`` is where it left it and all else follows from there.
    Where it took the place of the update, as a restart does, there are no operations.
    """

    t: int
    escape: str  # what the escape mode did, a sentence; empty: nothing
    moved: Vec  # (n,) what it moved the point by
    rate: float  # learning rate times the schedule's factor
    x: Vec  # (n,) before
    x_after: Vec
    loss: float  # of the true objective, before
    loss_after: float
    true_gradient: Vec  # (n,) of the whole objective
    given_gradient: Vec  # (n,) of the sample, with noise and clipping
    step: Vec  # (n,)
    length: float  # of the step, Euclidean
    angle: float  # degrees between the step and minus the given gradient; nan where one is 0
    effective_rate: Vec  # (n,) what multiplies the gradient, or a mean of gradients, in each coordinate
    rated: str | None  # the name of what it multiplies; "" where that has none, None: step by gradient
    states: tuple[Variable, ...]
    memories: tuple[Variable, ...]
    corrections: tuple[Factor, ...]
    # In order, but for evaluating the gradient: stepping through them is going through this tuple.
    operations: tuple[Result, ...]
    pictures: tuple[Drawn, ...]
    kinds: dict[str, Kind]  # what the results of the operations are on the picture, by name
    scaling: frozenset[str]  # operations whose results say how far each coordinate goes
    calls: Ints  # (3,) value, gradient and Hessian calls that the update asked for
    notation: Notation

    def lines(self, coordinate: int | None, digits: int = 4) -> tuple[Line, ...]:
        """The operations typeset; ``coordinate`` None shows whole vectors."""
        return tuple(
            Line(
                tex(r.operation, self.notation),
                tex_with_numbers(r.operation, r.environment, self.notation, coordinate, digits),
                r.operation.note,
            )
            for r in self.operations
        )


def inspect_step(replay: Replay, t: int, cancel: Cancel | None = None) -> StepReport:
    """Take update ``t`` of a run apart, t from 1.

    Costs going there from the nearest place that ``replay`` keeps, 30 to 300 ns an update. Raises
    what `Replay.update` raises.
    """
    taken, optimizer = replay.update(t, cancel), replay.optimizer
    update, n = taken.update, replay.problem.size
    names = replay.environment(taken)
    results = evaluate(replay.operations(update.t), names) if taken.made else ()
    end, notation = after_all(results, names), replay.notation
    states = zip(replay.states, update.state, update.state_after, strict=True)
    memories = zip(optimizer.memories_of(n), update.memory, update.memory_after, strict=True)
    step = taken.x - update.x
    return StepReport(
        t=t,
        escape=_escape(taken, replay.run),
        moved=taken.moved,
        rate=update.rate,
        x=update.x,
        x_after=taken.x,
        loss=taken.loss,
        loss_after=taken.loss_after,
        true_gradient=taken.true_gradient,
        given_gradient=update.g,
        step=step,
        length=math.hypot(*step),
        angle=angle(step, -update.g),
        effective_rate=effective_rate(optimizer, taken, end),
        rated=_rated(optimizer, taken, results),
        states=tuple(Variable(s, notation.letter(s), b, a) for s, b, a in states),
        memories=tuple(
            Variable(m, notation.letter(m), np.asarray(b), np.asarray(a))
            for m, b, a in memories
            if m.rstrip("0123456789") not in optimizer.constants and m not in optimizer.constants
        ),
        corrections=tuple(corrections(results, notation)),
        operations=tuple(r for r in results if r.operation.text != _EVALUATION),
        pictures=tuple(_drawn(optimizer, end)) if taken.made else (),
        kinds=kinds(results, optimizer.pictures),
        scaling=frozenset(_scaling(optimizer, results)),
        calls=taken.calls,
        notation=notation,
    )


def _drawn(optimizer: Optimizer, end: Environment) -> Iterator[Drawn]:
    for picture in optimizer.pictures:
        yield Drawn(picture, value_of(picture.expression, end))


def _escape(taken: Taken, run: Run) -> str:
    """What the escape mode did, a sentence."""
    memory = "with its memory renewed" if getattr(run.escape, "reset_state", False) else "as it was"
    if taken.event is Event.RESTARTED:
        return f"A restart: no update was made, the optimizer goes on from here {memory}."
    if not taken.made:
        return "The perturbation did not lower the loss enough: the run ends where it was before it."
    if taken.event is Event.NONE:
        return ""
    if run.escape.code == ALWAYS:
        return "The gradient given has a perturbation in it."
    length = math.hypot(*taken.moved)
    return f"The point was perturbed by a vector of length {length:.4g}, the optimizer {memory}."


def _scaling(optimizer: Optimizer, results: tuple[Result, ...]) -> Iterator[str]:
    """The results that the effective rate is made of: v̂, and v, whose letter it bears."""
    if not (text := optimizer.rate_expression()):
        return
    parts = _parts(parse_expression(text))
    letters = {part.name.split("_")[0] for part in parts if isinstance(part, Name)}
    for result in results:
        target = result.operation.target
        if target.split("_")[0] in letters and target != "x":
            yield target


def angle(a: Vec, b: Vec) -> float:
    """Degrees between two vectors (n,), from 0 to 180; nan where one has no direction.

    By Kahan's 2 atan2(‖u - v‖, ‖u + v‖) of the unit vectors, which is exact for small angles too.
    """
    with np.errstate(all="ignore"):
        u, v = a / np.linalg.norm(a), b / np.linalg.norm(b)
        return float(np.degrees(2 * np.arctan2(np.linalg.norm(u - v), np.linalg.norm(u + v))))


def effective_rate(optimizer: Optimizer, taken: Taken, end: Environment) -> Vec:
    """By the optimizer's own expression, or minus the step by the given gradient (n,).

    ``end`` is what the names stand for when the operations are done. nan where there was no
    update.
    """
    if not taken.made:
        return np.full(taken.x.size, np.nan)
    if text := optimizer.rate_expression():
        return np.broadcast_to(value_of(parse_expression(text), end), taken.x.size).copy()
    with np.errstate(all="ignore"):
        return np.asarray((taken.update.x - taken.x) / taken.update.g)


def _rated(optimizer: Optimizer, taken: Taken, results: tuple[Result, ...]) -> str | None:
    """What the effective rate multiplies to make the step of the optimizer's last operation.

    Found by its values (n,), those that the operation names before others: g, m̂, ...
    """
    if not optimizer.rate_expression() or not taken.made:
        return None
    last = results[len(optimizer.operations()) - 1]
    before = last.environment
    rate = effective_rate(optimizer, taken, before)
    step = np.asarray(before["x"]) - np.asarray(last.after)
    if not step.any():
        return ""
    named = [part.name for part in _parts(last.operation.expression) if isinstance(part, Name)]
    for name in dict.fromkeys([*named, "g", *before.values]):
        value = np.asarray(before[name])
        if value.shape == step.shape and np.allclose(rate * value, step, rtol=1e-9, atol=0.0):
            return name
    return ""


def corrections(results: tuple[Result, ...], notation: Notation) -> Iterator[Factor]:
    """Every ``1 - base^t`` in the operations, once."""
    seen = set()
    for result in results:
        for part in _parts(result.operation.expression):
            match part:
                case Binary("-", Number(1.0), Binary("^", _, Name("t"))) if part not in seen:
                    seen.add(part)
                    value = float(value_of(part, result.environment))
                    yield Factor(expression_tex(part, notation), value)


def _parts(node: Node) -> Iterator[Node]:
    yield node
    match node:
        case Negative(operand):
            yield from _parts(operand)
        case Binary(_, left, right) | Comparison(_, left, right):
            yield from _parts(left)
            yield from _parts(right)
        case Call(_, arguments):
            for argument in arguments:
                yield from _parts(argument)
