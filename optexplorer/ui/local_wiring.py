"""Connects the look at one point: the action, the panel, the pictures, the worker and the workbench."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from optexplorer.core.problem import Point
from optexplorer.scene.view import View, turned
from optexplorer.ui.local_look import LocalLook

if TYPE_CHECKING:
    from optexplorer.ui.main_window import MainWindow


class LocalWiring(QObject):
    """Holds no state of its own."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._panel, self._bench = window.local_panel, window.workbench
        self._action = window.actions_by_name["local"]
        self.look = LocalLook(window.workbench, self)
        self.look.said.connect(window.status.say)
        self._action.toggled.connect(self._open)
        self._panel.closeRequested.connect(lambda: self._action.setChecked(False))
        self._panel.againRequested.connect(self.look.again)
        self._panel.moved.connect(self._move)
        self._panel.turned.connect(self._turn)
        for view in (window.contour, window.graph):
            view.localRequested.connect(lambda x, y: self._look_at(self._lifted(x, y)))
            view.localMoved.connect(lambda x, y: self._move(self._lifted(x, y)))
            view.localTurned.connect(self._turn)
        window.critical_panel.curvatureRequested.connect(self._look_at)
        window.critical_panel.chosen.connect(self._follow)
        window.actions_by_name["stop"].triggered.connect(self.look.cancel)
        self._bench.viewChanged.connect(self._show_view)
        self.look.changed.connect(self._show)
        self._bench.frameChanged.connect(lambda _frame: self._show())

    def stop(self) -> None:
        """Nothing is passed on any more."""
        self.look.stop()

    def _open(self, shown: bool) -> None:
        """At the critical point that is picked out, else where it was last, if that is in view."""
        if shown == self._bench.view.local.open:
            return
        point = self._first_place() if shown else self._bench.view.local.point
        self._bench.look_closely(open=shown, point=point)

    def _first_place(self) -> Point | None:
        frame, layers, last = self._bench.frame, self._bench.layers, self._bench.view.local.point
        if frame is None or layers is None:
            return last
        if frame.critical is not None and frame.critical.chosen >= 0:
            return frame.critical.marks[frame.critical.chosen].parameters
        if last is not None and len(last) == len(frame.box) and _within(last, frame.box):
            return last
        middle: Point = layers.plane.lift(tuple((low + high) / 2.0 for low, high in frame.box))
        return middle

    def _look_at(self, point: Point) -> None:
        self._bench.look_closely(open=True, point=point)

    def _move(self, point: Point) -> None:
        self._bench.look_closely(point=point)

    def _turn(self, angle: float) -> None:
        self._bench.look_closely(angle=turned(angle))

    def _follow(self, point: Point) -> None:
        """A critical point is picked out: look there, too."""
        if self._bench.view.local.open:
            self._move(point)

    def _lifted(self, x: float, y: float) -> Point:
        layers = self._bench.layers
        point: Point = layers.plane.lift((x, y)[: len(layers.background.box)])
        return point

    def _show(self) -> None:
        if (frame := self._bench.frame) is not None:
            self._panel.show_layer(frame.local, stopped=self.look.stopped)

    def _show_view(self, view: View) -> None:
        self._action.setChecked(view.local.open)
        self._panel.setVisible(view.local.open)


def _within(point: Point, box: tuple[tuple[float, float], ...]) -> bool:
    return all(low <= at <= high for at, (low, high) in zip(point, box, strict=True))
