"""Turns presentation mode on and off, and gives back the window as it was."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QColor, QCursor, QKeySequence, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QApplication

from optexplorer.ui.present.curtain import Curtain
from optexplorer.ui.present.remark import Remark
from optexplorer.ui.present.sheet import Sheet
from optexplorer.ui.views.orbit import Orbit

if TYPE_CHECKING:
    from optexplorer.ui.main_window import MainWindow

_SIZE = 48  # pixels of the cursor
_ARROW = ((0, 0), (0, 34), (8, 27), (14, 40), (20, 37), (14, 25), (25, 25))


class Presenter(QObject):
    """Full screen, larger text and lines, panels away, a legend on the picture, a large cursor."""

    def __init__(self, window: MainWindow, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(window)
        self._window = window
        self._actions = window.actions_by_name
        self._before: dict[str, bool] = {}  # what was shown, by the names of the actions
        self._state = Qt.WindowState.WindowNoState
        self._shortcut = self._actions[_STARTS].shortcut()
        self.sheet = Sheet(window, clock)
        self.curtain = Curtain(window)
        self.remark = Remark(window, window.centre.stack)
        window.status.said.connect(self._say)
        window.surface3d.started.connect(lambda: self._give_keys_to_the_timeline(self.on))
        for name in ("next_scene", "previous_scene"):
            self._actions[name].triggered.connect(self.curtain.hide)
        self._actions["present"].toggled.connect(self._present)
        for name in ("laser", "glass"):
            self._actions[name].toggled.connect(lambda _on: self._show_tools())
        window.workbench.frameChanged.connect(lambda _frame: self.sheet.refresh())

    @property
    def on(self) -> bool:
        """Whether the window is dressed for an audience."""
        return self._actions["present"].isChecked()

    def leave(self) -> None:
        """Back to the desk, if not there."""
        self._actions["present"].setChecked(False)

    def darken(self) -> None:
        """A black screen, or what there was; not at the desk."""
        if self.on:
            self.curtain.toggle()

    def toggle(self, name: str) -> None:
        """Switch the laser or the glass."""
        self._actions[name].toggle()

    def _present(self, on: bool) -> None:
        window, app = self._window, QApplication.instance()
        assert isinstance(app, QApplication)  # noqa: S101
        if on:
            self._before = {
                name: self._actions[name].isChecked() for name in ("legend", *window.panels)
            }
            self._state = window.windowState()
            for name in _AWAY:
                self._actions[name].setChecked(False)
            self._actions["legend"].setChecked(True)
            app.setOverrideCursor(large_cursor())
        else:
            app.restoreOverrideCursor()
            for name, shown in self._before.items():
                self._actions[name].setChecked(shown)
            for name in ("laser", "glass"):
                self._actions[name].setChecked(False)
            self.curtain.hide()
        for view in (window.contour, window.graph):
            view.set_hint_visible(not on and not window.settings.flag("hint/used"))
        window.menuBar().setVisible(not on)
        window.centre.show_strip(not on)
        window.theme.set_presenting(on)
        window.setWindowState(Qt.WindowState.WindowFullScreen if on else self._state)
        self._give_keys_to_the_timeline(on)
        self.remark.set_wanted(on)

    def _say(self, sentence: str) -> None:
        self.remark.say(sentence)
        self._keep_dark()

    def _keep_dark(self) -> None:
        if not self.curtain.isHidden():
            self.curtain.raise_()

    def _give_keys_to_the_timeline(self, on: bool) -> None:
        """Arrows move the start, or 3-D, only where one came by Tab, and not by a click."""
        window, policy = self._window, Qt.FocusPolicy
        for picture in (window.contour, window.graph, *window.surface3d.findChildren(Orbit)):
            picture.setFocusPolicy(policy.TabFocus if on else policy.StrongFocus)
        if on:  # what had the keyboard may have gone, and what has it now was not asked to
            window.setFocus()
        self._actions[_STARTS].setShortcut(QKeySequence() if on else self._shortcut)

    def _show_tools(self) -> None:
        self.sheet.show_tools(
            laser=self._actions["laser"].isChecked(), glass=self._actions["glass"].isChecked()
        )
        self._keep_dark()


_AWAY = ("show_problem", "show_runs")
_STARTS = "show_contour"  # has F5, by which clickers start a show


@cache
def large_cursor() -> QCursor:
    """An arrow that is seen from the back row."""
    picture = QPixmap(_SIZE, _SIZE)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(2.0, 2.0)
    painter.setPen(QPen(QColor("white"), 2.5))
    painter.setBrush(QColor("black"))
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in _ARROW]))
    painter.end()
    return QCursor(picture, 2, 2)
