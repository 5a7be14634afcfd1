"""The small picture in the dialog, painted step by step; a newer one comes in place of an older."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from optexplorer.ui.export.look import WINDOW, Look
from optexplorer.ui.export.stage import Stage
from optexplorer.ui.export.strips import Strips
from optexplorer.ui.export.window_picture import of_program
from optexplorer.ui.steps import Steps
from optexplorer.ui.turns import Turns

if TYPE_CHECKING:
    from optexplorer.ui.main_window import MainWindow

Show = Callable[[QImage], object]
MakeStage = Callable[[Look, float], Stage]  # the last is the scale


class Preview(QObject):
    """Keeps its stage while the look stays the same."""

    def __init__(self, window: MainWindow, make_stage: MakeStage) -> None:
        super().__init__(window)
        self._window, self._make_stage = window, make_stage
        self._stage: Stage | None = None
        self._turns = Turns(self)

    def ask(self, kind: int, look: Look, scale: float, show: Show) -> None:
        """Show the picture at this scale, or the window as it is on screen."""
        self._turns.stop()
        if kind == WINDOW:
            self._turns.begin(self._paint_window(show))
            return
        stage = self._stage
        if stage is None or not stage.made or (stage.look.still, stage.scale) != (look.still, scale):
            self.leave()
            stage = self._stage = self._make_stage(look, scale)
        self._turns.begin(self._paint(stage, show))

    def leave(self) -> None:
        """Nobody looks any more."""
        self._turns.stop()
        if self._stage is not None:
            self._stage.deleteLater()
            self._stage = None

    def _paint(self, stage: Stage, show: Show) -> Steps[None]:
        yield from stage.making
        image = yield from stage.strips().image()
        show(image)

    def _paint_window(self, show: Show) -> Steps[None]:
        image = yield from of_program(self._window, 1.0, Strips.image)
        show(image)
