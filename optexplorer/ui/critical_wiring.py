"""Connects the critical points: the action, the list, the worker and the workbench."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from optexplorer.core.problem import Point
from optexplorer.scene.view import View
from optexplorer.ui.critical_search import CriticalSearch

if TYPE_CHECKING:
    from optexplorer.ui.main_window import MainWindow


class CriticalWiring(QObject):
    """Holds no state of its own."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._panel, self._bench = window.critical_panel, window.workbench
        self._action = window.actions_by_name["critical"]
        self.search = CriticalSearch(window.workbench, self)
        self.search.changed.connect(self._show)
        self.search.said.connect(window.status.say)
        self._action.toggled.connect(lambda shown: self._bench.look_at_critical(critical=shown))
        self._panel.closeRequested.connect(lambda: self._action.setChecked(False))
        self._panel.againRequested.connect(self.search.again)
        self._panel.chosen.connect(lambda point: self._bench.look_at_critical(chosen=point))
        self._panel.startRequested.connect(self._start)
        self._panel.ownStartRequested.connect(self._start_alone)
        self._panel.centreRequested.connect(self._centre)
        window.actions_by_name["stop"].triggered.connect(self.search.cancel)
        self._bench.viewChanged.connect(self._show_view)
        self._bench.frameChanged.connect(lambda _frame: self._show())

    def stop(self) -> None:
        """Nothing is passed on any more."""
        self.search.stop()

    def _start(self, point: Point) -> None:
        self._bench.edit("start at a critical point", lambda d: d.with_start(point))

    def _start_alone(self, point: Point) -> None:
        run = self._bench.view.selected
        if run is not None:
            text = "start a run at a critical point"
            self._bench.edit(text, lambda d: d.with_own_start(run, point))

    def _centre(self, place: Point) -> None:
        half = [(high - low) / 2.0 for low, high in self._bench.box]
        self._bench.set_box(tuple((x - h, x + h) for x, h in zip(place, half, strict=True)))

    def _show_view(self, view: View) -> None:
        self._action.setChecked(view.critical)
        self._panel.setVisible(view.critical)
        runs, run = self._bench.experiment.runs, view.selected
        self._panel.show_run(runs[run].name if run is not None and run < len(runs) else None)

    def _show(self) -> None:
        frame = self._bench.frame
        if self._bench.view.critical and frame is not None:
            search = self.search
            self._panel.show_layer(frame.critical, busy=search.busy, stopped=search.stopped)
