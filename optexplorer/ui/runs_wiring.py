"""What the panel of runs asks of the workbench."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from optexplorer.core.gradient import Full
from optexplorer.core.optimizer import Optimizer
from optexplorer.optimizers import CATALOGUE, Preset
from optexplorer.ui.widgets.tooltips import parameter_label

if TYPE_CHECKING:
    from optexplorer.ui.main_window import MainWindow


class RunsWiring(QObject):
    """Connects the panel; holds no state of the experiment."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        panel, bench = window.runs_panel, window.workbench
        self._bench = bench

        def edit(text: str, change: str, *arguments: object, gesture: str | None = None) -> None:
            bench.edit(text, lambda d: getattr(d, change)(*arguments), gesture)

        panel.hyperEdited.connect(
            lambda i, name, value: edit(
                f"change {self._in_words(i, name)}", "with_hyper", i, name, value,
                gesture=f"hyper {i} {name}",
            )
        )  # fmt: skip
        for told, text, change in (
            (panel.scheduleEdited, "change the schedule", "with_schedule"),
            (panel.gradientEdited, "change the gradient", "with_gradient"),
            (panel.escapeEdited, "change the escape", "with_escape"),
            (panel.aroundEdited, "change what is around the optimizer", "with_around"),
        ):
            told.connect(lambda i, value, t=text, c=change: edit(t, c, i, value, gesture=f"{c} {i}"))
        panel.labelEdited.connect(
            lambda i, label: bench.edit("rename a run", lambda d: d.with_run(i, label=label))
        )
        panel.committed.connect(bench.close_gesture)
        panel.addRequested.connect(self._add)
        panel.removeRequested.connect(lambda i: edit("remove a run", "removing", i))
        panel.duplicateRequested.connect(lambda i: edit("duplicate a run", "duplicating", i))
        panel.moveRequested.connect(lambda i, to: edit("move a run", "moving", i, to))
        panel.enabledRequested.connect(lambda i, on: edit("switch a run", "with_shown", i, on))
        panel.soloRequested.connect(
            lambda i, on: edit("show one run alone", "with_solo", i if on else None)
        )
        panel.ownStartRequested.connect(self._give_own_start)
        panel.ownStartEdited.connect(
            lambda i, at: edit("move a start", "with_own_start", i, at, gesture=f"start {i}")
        )
        panel.selected.connect(self._select)
        window.files.replacing.connect(panel.fold)

    def _in_words(self, run: int, name: str) -> str:
        optimizer = self._bench.experiment.runs[run].optimizer
        return next(parameter_label(p) for p in optimizer.parameters() if p.name == name)

    def _select(self, run: int) -> None:
        self._bench.select(None if run == self._bench.view.selected else run)

    def _add(self, asked: object) -> None:
        examples = self._bench.experiment.problem.examples
        if isinstance(asked, Preset):
            optimizer = self._beside(asked.optimizer)
            gradient = asked.data if examples else asked.otherwise
            label = asked.title
        else:
            optimizer, gradient, label = CATALOGUE[str(asked)](), Full(), ""
        self._bench.edit("add a run", lambda d: d.adding(optimizer, gradient, label))

    def _beside(self, key: str) -> Optimizer:
        """Set as the first run of this method is, so that the two differ in their gradients alone."""
        there = (run.optimizer for run in self._bench.experiment.runs if run.optimizer.key == key)
        return next(there, CATALOGUE[key]())

    def _give_own_start(self, run: int, own: bool) -> None:
        start = self._bench.experiment.origin if own else None
        self._bench.edit("give a run its own start", lambda d: d.with_own_start(run, start))
