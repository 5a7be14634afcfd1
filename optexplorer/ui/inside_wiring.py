"""Connects what looks inside a step: the panel, the action, the worker and the workbench."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from optexplorer.scene.layers import run_style
from optexplorer.scene.view import View
from optexplorer.ui.insight import Insight
from optexplorer.ui.panels.side import INSIDE, RUNS, SCENES

if TYPE_CHECKING:
    from optexplorer.ui.inside import Inside
    from optexplorer.ui.main_window import MainWindow


class InsideWiring(QObject):
    """Holds no state of its own."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._bench = window.workbench
        self.insight = Insight(window.workbench, self)
        panel, bench = window.inside_panel, window.workbench
        panel.runRequested.connect(bench.select)
        panel.stepRequested.connect(self._to_row)
        panel.operationRequested.connect(lambda index: bench.look_inside(operation=index))
        panel.coordinateRequested.connect(lambda axis: bench.look_inside(coordinate=axis))
        panel.formRequested.connect(lambda form: bench.look_inside(form=form))
        panel.columnsWanted.connect(lambda wanted: bench.look_inside(curve=wanted))
        panel.picturesRequested.connect(self._draw)
        window.side.pageRequested.connect(self._turn)
        self._action.toggled.connect(self.look)
        window.actions_by_name["next_operation"].triggered.connect(lambda: self.walk(1))
        window.actions_by_name["previous_operation"].triggered.connect(lambda: self.walk(-1))
        bench.viewChanged.connect(self._show_view)
        self.insight.changed.connect(self._show)
        self.insight.failed.connect(window.status.say)
        self._inside: Inside | None = None
        bench.frameChanged.connect(lambda _frame: self._show(self._inside))

    def stop(self) -> None:
        """Nothing is passed on any more."""
        self.insight.stop()

    def look(self, inside: bool) -> None:
        """Open or close the look inside."""
        self._bench.look_inside(open=inside)

    def walk(self, by: int) -> None:
        """To the next or the previous operation; past either end, to all of them."""
        if self._inside is None:
            self.look(True)
            return
        count = 1 + len(self._inside.reports[self._inside.run].operations)
        at = self._bench.view.inside.operation
        known = at is not None and at < count
        place = at + by if at is not None and known else 0 if by > 0 else count - 1
        self._bench.look_inside(operation=place if 0 <= place < count else None)

    @property
    def _action(self) -> QAction:
        return self._window.actions_by_name["inside"]

    def _to_row(self, row: int) -> None:
        self._window.playback.pause()
        self._bench.set_cursor(row)

    def _draw(self, run: int, keys: frozenset[str]) -> None:
        self._bench.look_inside(drawn=self._bench.view.inside.with_drawn(run, keys).drawn)

    def _turn(self, page: int) -> None:
        if page == INSIDE:
            self.look(True)
        else:
            self._bench.turn_side("scenes" if page == SCENES else "runs")

    def _show_view(self, view: View) -> None:
        side = SCENES if view.side == "scenes" else RUNS
        self._window.side.show_page(INSIDE if view.inside.open else side)
        self._window.curves.set_narrow(view.inside.open)
        self._action.setChecked(view.inside.open)

    def _show(self, inside: Inside | None) -> None:
        self._inside = inside
        view, frame = self._bench.view, self._bench.frame
        if not view.inside.open or frame is None or self._bench.layers is None:
            return
        experiment, run = self._bench.layers.experiment, view.inside.run
        panel = self._window.inside_panel
        if not experiment.runs:
            panel.show_no_runs()
        if run >= len(experiment.runs):
            return
        looked = view.inside
        if inside is not None:
            if run != inside.run or inside.request.experiment.problem != experiment.problem:
                return  # the answer about this run is on its way
            if (looked.operation or 0) > len(inside.reports[run].operations):
                looked = replace(looked, operation=None)
        style = run_style(experiment, run)
        panel.show_inside(inside, experiment, run, looked, frame.cursor, frame.last_step, style)
        panel.show_scales("" if frame.inside is None else frame.inside.scales)
