"""What stands under the mouse: value, gradient, curvature and kind of point, in every picture."""

import math
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject

from optexplorer.scene.basins import end_at
from optexplorer.scene.critical import mark_at
from optexplorer.scene.critical_layer import CriticalMark
from optexplorer.scene.frame import Frame
from optexplorer.scene.labels import number
from optexplorer.ui.panels.critical_list import lines_of
from optexplorer.ui.workbench import Workbench


class Readout(QObject):
    """Probes the problem where the mouse is. A probe costs microseconds once its kernels are there."""

    def __init__(self, workbench: Workbench, contour: Any, graph: Any, surface3d: Any) -> None:
        super().__init__(workbench)
        self._workbench = workbench
        self._contour, self._graph, self._surface3d = contour, graph, surface3d
        for view in (contour, graph):
            view.hovered.connect(self._hovered)
            view.hoverLeft.connect(self._left)
        surface3d.cursorMoved.connect(self._hovered_3d)
        self._at: tuple[float, float] | None = None  # of the plane, under the mouse
        self._about: tuple[object, ...] = ()  # problem and map that the words are about
        workbench.frameChanged.connect(self._follow)

    def stop(self) -> None:
        """Say nothing any more."""
        self._workbench = None  # type: ignore[assignment]

    def _follow(self, frame: Frame) -> None:
        """What is under the mouse may be something else, or more may be known of it."""
        layers = self._workbench.layers if self._workbench else None
        if layers is None:
            return
        before, self._about = self._about, (layers.experiment.problem, frame.basins)
        if self._at is None or self._about == before:
            return
        if self._about[:1] != before[:1]:
            self._left()
        elif lines := self.lines(*self._at):
            for view in (self._contour, self._graph):
                view.set_readout(lines)

    def _hovered(self, x: float, y: float) -> None:
        self._at = x, y
        if lines := self.lines(x, y):
            if self._contour.pointer.dragging or self._surface3d.isHidden():
                self._surface3d.set_linked_cursor(None, None)  # the start stands there
            else:
                self._surface3d.set_linked_cursor(x, y)
            for view in (self._contour, self._graph):
                view.set_readout(lines)

    def _hovered_3d(self, x: float, y: float) -> None:
        if math.isnan(x):
            self._left()
        elif lines := self.lines(x, y):
            self._at = x, y
            self._contour.set_linked_cursor(x, y)
            self._contour.set_readout(lines)

    def _left(self) -> None:
        self._at = None
        self._surface3d.set_linked_cursor(None, None)
        self._contour.set_linked_cursor(None, None)
        for view in (self._contour, self._graph):
            view.set_readout(())

    def lines(self, x: float, y: float) -> Sequence[str]:
        """The readout at a point of the picture; nothing while the kernels are being made."""
        layers = self._workbench.layers if self._workbench else None
        if layers is None:
            return ()
        if mark := self._marked(x, y):
            return lines_of(mark)
        problem = layers.experiment.problem
        if not problem.kernels.hessian.ready:
            return ()
        from optexplorer.core.surface import probe

        point = layers.plane.lift((x, y)[: len(layers.background.box)])
        found = probe(problem, point)
        meaning = problem.meaning(point)
        values = ", ".join(number(float(v)) for v in found.eigenvalues)
        lines = [
            f"({', '.join(number(v) for v in point)})",
            f"f {number(found.value)}   |∇f| {number(found.gradient_norm)}",
            f"λ {values}   {found.classification}",
        ]
        frame = self._workbench.frame
        if frame is not None and frame.basins and (end := end_at(frame.basins.found, (x, y))):
            lines.append(" ".join(end[1:]))
        return [*lines, meaning] if meaning else lines

    def _marked(self, x: float, y: float) -> CriticalMark | None:
        """The critical point that the mouse is on."""
        frame = self._workbench.frame
        if frame is None or frame.critical is None:
            return None
        return mark_at(frame.critical, frame.box, (x, y)[: len(frame.box)])
