"""What a person sets of a fair race."""

from collections.abc import Iterator
from typing import cast

from PySide6.QtWidgets import QHBoxLayout, QWidget

from optexplorer.core.analysis.race_rules import (
    MOST_CASES,
    MOST_TRIALS,
    TO_TARGET,
    Horizon,
    Metric,
    Rules,
)
from optexplorer.core.declare import Parameter
from optexplorer.core.experiment import MAX_STEPS
from optexplorer.ui.widgets.chips import ChoiceChip
from optexplorer.ui.widgets.labelled_field import LabelledField

_HORIZONS = {
    "steps": ("steps", "Updates, however much they ask for"),
    "evaluations": ("evaluations", "Values, gradients and Hessians, however many steps they make"),
}
_METRICS = {
    "final_loss": ("final loss", "At the end of the run"),
    "best_loss": ("best loss", "The lowest on the way"),
    "steps": ("steps to target", "Updates until the loss is as low as the target"),
    "evaluations": ("evaluations to target", "Values, gradients and Hessians until then"),
}
_GIVEN = Rules()


def _whole(name: str, default: int, most: int, words: str) -> Parameter:
    return Parameter(name, "int", default, "", words, low=1, high=most)


class RaceControls:
    """The fields, and what they say together."""

    def __init__(self) -> None:
        self.metric = ChoiceChip(
            _METRICS,
            "What is to be low: decides which setting is best, and who wins",
            prefix="metric: ",
        )
        self.target = LabelledField(
            Parameter("target", "float", None, "", "The loss that is to be reached", optional=True),
            "target",
        )
        self.trials = LabelledField(
            _whole("trials", _GIVEN.trials, MOST_TRIALS, "Settings tried for each run"), "trials"
        )
        self.starts = LabelledField(
            _whole("starts", _GIVEN.starts, MOST_CASES, "Each setting is tried from so many starts"),
            "starts",
        )
        self.spread = LabelledField(
            Parameter(
                "spread", "float", _GIVEN.spread, "",
                "How far over the domain the starts lie: 1 all over, less nearer the experiment's own",
                low=0.0, high=1.0, low_open=True,
            ),
            "spread",
        )  # fmt: skip
        self.seeds = LabelledField(
            _whole("seeds", _GIVEN.seeds, MOST_CASES,
                   "Each start is tried with so many seeds, if the run draws at random"),
            "seeds",
        )  # fmt: skip
        self.length = LabelledField(
            _whole("length", _GIVEN.length, MAX_STEPS, "How long each run is, in steps or evaluations"),
            "length",
        )
        self.horizon = ChoiceChip(
            _HORIZONS,
            "What the length is counted in; equal evaluations suit methods that search a line",
        )
        self._own_length = False  # typed by the person, so that the experiment's does not replace it
        self.metric.edited.connect(lambda _metric: self._show_target())
        self.length.field.edited.connect(lambda _length: self._keep_length())
        self._show_target()

    def widgets(self) -> Iterator[QWidget]:
        """In the order in which they stand."""
        yield from (self.metric, self.target, self.trials, self.starts, self.spread, self.seeds)
        yield _together(self.length, self.horizon)

    def show_steps(self, steps: int) -> None:
        """The experiment's steps are the length, unless a person typed another."""
        if not self._own_length:
            self.length.field.show_value(steps)

    def rules(self) -> Rules:
        """What the fields say; raises `AnalysisError`."""
        metric = self._metric
        target = self.target.field.number
        return Rules(
            trials=_count(self.trials),
            starts=_count(self.starts),
            seeds=_count(self.seeds),
            length=_count(self.length),
            horizon=cast(Horizon, self.horizon.key),
            metric=metric,
            target=target if metric in TO_TARGET else None,
            spread=float(self.spread.field.number or 0.0),
        )

    @property
    def _metric(self) -> Metric:
        return cast(Metric, self.metric.key)

    def _show_target(self) -> None:
        self.target.setVisible(self._metric in TO_TARGET)

    def _keep_length(self) -> None:
        self._own_length = True


def _together(*widgets: QWidget) -> QWidget:
    """A number and its unit, which stay on one line."""
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    for widget in widgets:
        row.addWidget(widget)
    return both


def _count(field: LabelledField) -> int:
    return int(field.field.number or 0)
