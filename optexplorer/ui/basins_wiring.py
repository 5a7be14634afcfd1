"""Connects the map of basins under the contour: the action, the panel, the worker, the workbench."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from optexplorer.scene.view import View
from optexplorer.ui.basins_overlay import BasinsOverlay

if TYPE_CHECKING:
    from optexplorer.ui.main_window import MainWindow


class BasinsWiring(QObject):
    """Holds no state of its own."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._panel, self._bench = window.basins_panel, window.workbench
        self._action = window.actions_by_name["basins"]
        self.overlay = BasinsOverlay(window.workbench, self)
        self.overlay.changed.connect(self._show)
        self._action.toggled.connect(self._bench.colour_basins)
        self._panel.closeRequested.connect(lambda: self._action.setChecked(False))
        self._panel.stopRequested.connect(self.overlay.study.cancel)
        self._panel.againRequested.connect(self.overlay.again)
        window.actions_by_name["stop"].triggered.connect(self.overlay.study.cancel)
        self._bench.viewChanged.connect(self._show_view)
        self._bench.frameChanged.connect(lambda _frame: self._show())

    def stop(self) -> None:
        """Nothing is passed on any more."""
        self.overlay.study.stop()

    def _show_view(self, view: View) -> None:
        self._action.setChecked(view.basins)
        self._panel.setVisible(view.basins and view.page == "race")  # elsewhere it is not kept up

    def _show(self) -> None:
        frame, answer = self._bench.frame, self.overlay.answer
        if not self._bench.view.basins or frame is None:
            return
        study, shown = self.overlay.study, frame.basins if answer else None
        self._panel.show_title(self._title())
        self._panel.show_layer(shown)
        sentence = study.sentence if self._bench.experiment.runs else ""
        self._panel.show_state(study.busy, study.share, sentence, behind=self.overlay.behind)

    def _title(self) -> str:
        """Whose map is shown, by the name it has now."""
        runs, answer = self._bench.experiment.runs, self.overlay.answer
        for index, run in enumerate(runs):
            if answer and answer.request.stream == self._bench.experiment.stream_of(index):
                return run.name
        return ""
