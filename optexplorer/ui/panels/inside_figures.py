"""What the tables of a step say, from its report."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from optexplorer.scene.labels import number
from optexplorer.ui.panels.inside_table import Figures

if TYPE_CHECKING:
    from optexplorer.core.inspect.report import StepReport, Variable

_FAMILY = 3  # rows of a name with numbers that are folded together, at least
_SHOWN = 6  # coordinates of a vector that are listed


def step_figures(
    report: "StepReport", names: Sequence[str], coordinate: int | None
) -> tuple[Figures, ...]:
    """Length, angle, loss, rates, corrections and calls of one step."""
    rates = [
        Figures(
            "effective rate", (number(float(report.effective_rate[i])),),
            rate_hint(report.rated, names[i]), coordinate=names[i],
        )
        for i in shown(report.x.size, coordinate)
    ]  # fmt: skip
    corrections = [
        Figures(c.letters, (number(c.value),), "Bias correction: what the mean is divided by, since it "
                "began at zero.", symbol=True)
        for c in report.corrections
    ]  # fmt: skip
    moved = math.hypot(*report.moved)
    escape = [Figures("escape", (number(moved),), report.escape)] if report.escape else []
    return (
        *escape,
        Figures("step length", (number(report.length),), "How far the point moves in this step."),
        Figures("angle to −g", (_degrees(report.angle),),
                "Between the step and the steepest descent: 0° is straight down, over 90° is uphill."),
        Figures("loss", (number(report.loss), number(report.loss_after)),
                "Of the whole objective, before the step and after it."),
        Figures("learning rate", (number(report.rate),),
                "What the method multiplies by in this step, the schedule included."),
        *rates,
        *corrections,
        Figures("asked for", (_calls(report),),
                "What this update evaluated: values, gradients, Hessians."),
    )  # fmt: skip


def rate_hint(rated: str | None, along: str) -> str:
    """What an effective rate is, in words; see `StepReport.rated`."""
    if rated is None:
        return f"The step along {along} divided by minus the gradient given."
    if not rated:
        return (
            f"What multiplies a new gradient along {along}; the step is made of earlier ones, or of "
            "more than the gradient, as well."
        )
    what = "the gradient given" if rated == "g" else plain(rated)
    return f"What multiplies {what} along {along} to make this step."


def state_figures(
    report: "StepReport", names: Sequence[str], coordinate: int | None
) -> tuple[tuple[Figures, ...], dict[str, tuple[Figures, ...]]]:
    """What the method remembers, before and after; large families by their name."""
    members: dict[str, list[Variable]] = {}
    alone: list[Variable] = []
    families = family_names([v.name for v in report.states])
    for variable in report.states:
        family = families.get(variable.name)
        if family is None:
            alone.append(variable)
        else:
            members.setdefault(family, []).append(variable)
    places = shown(report.x.size, coordinate)
    rows = list(_rows("x", "the point", report.x, report.x_after, names, places))
    for v in alone:
        rows += _rows(v.letter, f"the state {plain(v.name)}", v.before, v.after, names, places)
    rows += [
        Figures(m.letter, (number(float(m.before)), number(float(m.after))),
                f"The method remembers {plain(m.name)}, before and after the step.", symbol=True)
        for m in report.memories
    ]  # fmt: skip
    everywhere = shown(report.x.size, None)
    return tuple(rows), {
        f"{plain(family)}: {len(variables)} × {report.x.size}": tuple(
            row
            for v in variables
            for row in _rows(v.letter, plain(v.name), v.before, v.after, names, everywhere)
        )
        for family, variables in members.items()
    }


def family_names(names: Sequence[str]) -> dict[str, str]:
    """The family of each name that is one of several with numbers: ``H0``, ``H1``, ... are ``H``."""
    stems = {name: matched[1] for name in names if (matched := re.fullmatch(r"(.*\D)\d+", name))}
    counts = Counter(stems.values())
    return {name: stem for name, stem in stems.items() if counts[stem] >= _FAMILY}


def shown(size: int, coordinate: int | None) -> tuple[int, ...]:
    """The coordinates that are listed."""
    return tuple(range(min(size, _SHOWN))) if coordinate is None else (coordinate,)


def plain(name: str) -> str:
    """A name in words: ``v_max`` is "v max"."""
    return name.replace("_", " ")


def _rows(
    letter: str, what: str, before: object, after: object, names: Sequence[str],
    places: Sequence[int],
) -> Iterator[Figures]:  # fmt: skip
    first, second = np.asarray(before), np.asarray(after)
    for i in places:
        yield Figures(
            letter if i == places[0] else "", (number(float(first[i])), number(float(second[i]))),
            f"{what[0].upper()}{what[1:]} along {names[i]}, before and after the step.",
            symbol=True, coordinate=names[i] if places[1:] else "",
        )  # fmt: skip


def _degrees(angle: float) -> str:
    return f"{angle:.1f}°" if np.isfinite(angle) else "—"


def _calls(report: "StepReport") -> str:
    nouns = (("value", "values"), ("gradient", "gradients"), ("Hessian", "Hessians"))
    said = [
        f"{count} {one if count == 1 else many}"
        for count, (one, many) in zip(report.calls.tolist(), nouns, strict=True)
        if count
    ]
    return " · ".join(said) or "nothing"
