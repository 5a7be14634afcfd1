"""What the ranking shows of each run, in words."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.optimizer import Optimizer
from optexplorer.scene.frame import Style
from optexplorer.scene.layers import run_style
from optexplorer.ui.widgets.number_text import number_text, short_number
from optexplorer.ui.widgets.tooltips import parameter_label

if TYPE_CHECKING:
    from optexplorer.core.analysis.fair_race import Entry, FairRace
    from optexplorer.core.analysis.race_scores import Scores

_DIGITS = 4


@dataclass(frozen=True)
class Row:
    """A line of the ranking."""

    run: int  # in the experiment that raced
    stream: int  # the same wherever it is
    rank: str
    style: Style
    name: str
    median: str
    spread: str  # its tooltip
    before: str
    before_spread: str  # its tooltip
    succeeded: str
    settings: str
    all_settings: str  # its tooltip
    optimizer: Optimizer  # tuned
    place: int | None  # of the run now; None: it is gone, or is another method
    in_use: bool


def rows_of(found: "FairRace", raced: Experiment, now: Experiment) -> tuple[Row, ...]:
    """The lines for a race of ``raced``, whose settings would go to ``now``."""
    return tuple(_row(entry, raced, now) for entry in found.entries)


def same_race(raced: Experiment, now: Experiment) -> bool:
    """Whether the ranking still holds: the same but for settings, names and lengths."""
    return _bare(raced) == _bare(now)


def _bare(experiment: Experiment) -> Experiment:
    runs = tuple(
        replace(run, optimizer=type(run.optimizer)(), label="", start=None, stream=None)
        for run in experiment.runs
    )
    return replace(experiment, runs=runs, start=experiment.origin, steps=1)


def _row(entry: "Entry", raced: Experiment, now: Experiment) -> Row:
    run = raced.runs[entry.run]
    place = _place(raced, entry.run, now)
    fresh, untuned = entry.fresh, entry.fresh_untuned
    median, before, succeeded = entry.tuned, entry.untuned, ""
    spread = before_spread = "Median in the search so far"
    if fresh is not None and untuned is not None:
        median, before = fresh.median, untuned.median
        succeeded = f"{fresh.successes}/{fresh.values.size}"
        spread, before_spread = _spread(fresh), _spread(untuned)
    return Row(
        run=entry.run,
        stream=raced.stream_of(entry.run),
        rank=str(entry.rank),
        style=run_style(raced, entry.run),
        name=run.name,
        median=short_number(median, _DIGITS),
        spread=spread,
        before=short_number(before, _DIGITS),
        before_spread=before_spread,
        succeeded=succeeded,
        settings=changed_settings(run, entry.optimizer),
        all_settings=_all_settings(entry.optimizer),
        optimizer=entry.optimizer,
        place=place,
        in_use=place is not None and now.runs[place].optimizer == entry.optimizer,
    )


def _spread(scores: "Scores") -> str:
    low, high = (short_number(quartile) for quartile in scores.quartiles)
    cases = scores.values.size
    return f"Quartiles {low} and {high}; {scores.successes} of {cases} fresh cases succeeded"


def _place(raced: Experiment, index: int, now: Experiment) -> int | None:
    """Where a run of ``raced`` is in ``now``."""
    stream, kind = raced.stream_of(index), type(raced.runs[index].optimizer)
    for i, run in enumerate(now.runs):
        if now.stream_of(i) == stream and type(run.optimizer) is kind:
            return i
    return None


def changed_settings(run: Run, tuned: Optimizer) -> str:
    """What differs from the run's settings: "η 0.0182 · β₁ 0.43"."""
    words = []
    for parameter in tuned.parameters():
        value = getattr(tuned, parameter.name)
        if value != getattr(run.optimizer, parameter.name):
            name = parameter_label(parameter)
            if isinstance(value, bool):
                words.append(name if value else f"no {name}")
            else:
                words.append(f"{parameter.symbol or name} {_text(value)}")
    return " · ".join(words) or "as it is"


def _all_settings(optimizer: Optimizer) -> str:
    values = optimizer.to_mapping()
    return "\n".join(f"{parameter_label(p)} {_text(values[p.name])}" for p in optimizer.parameters())


def _text(value: object) -> str:
    match value:
        case bool():
            return "on" if value else "off"
        case int() | float():
            return number_text(value)
        case None:
            return "none"
    return str(value).replace("_", " ")
