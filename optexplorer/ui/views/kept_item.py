"""An item over a plot that keeps what it paints as a picture while only what lies over it changes.

In files there is no picture: what would be in it is painted itself, so that a part of a large one takes
as long as that part.
"""

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem

from optexplorer.core.arrays import Mat
from optexplorer.scene.frame import Style
from optexplorer.ui.steps import Steps
from optexplorer.ui.views.paint_budget import PAINT_BUDGET
from optexplorer.ui.views.pixels import PixelItem, marker_stamp
from optexplorer.ui.widgets.medium import FINE, density, fine, vector
from optexplorer.ui.widgets.stamp import stamp

_MARKERS = 4  # along each line
_MARKER = 8.0

Key = tuple[float, ...]  # scales and places of both axes, width, height, density, fine


class KeptItem(PixelItem):
    """A subclass paints the picture, and what changes often over it."""

    patient = False  # may show what it showed while the window has much else to paint

    def __init__(self, view: Any, z: float) -> None:
        super().__init__(view, z)
        self._picture: tuple[Key, QPixmap] | None = None
        self._stale = False
        self._vacant = False  # nothing of what was may be seen, and nothing at all for a moment
        self.keeps = True  # else what stays is painted each time
        self.exposed = QRectF()  # what is being painted of it
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def paint_picture(self, painter: QPainter) -> None:
        """What stays."""
        raise NotImplementedError

    def paint_over(self, painter: QPainter) -> None:
        """What moves."""

    def prepare(self) -> Steps[None]:
        """Work out in steps what a picture for a file takes long for."""
        yield from ()

    def costly(self, _painter: QPainter) -> bool:
        """Whether painting what stays takes longer than a picture of it."""
        return True

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, *_: object) -> None:
        """The picture, made anew only if range, size or what is shown changed."""
        t, rect, ratio = self.to_pixels(), self.boundingRect(), density(painter)
        lines = vector(painter)
        kept = self.keeps and not lines
        if kept and not self.costly(painter):
            kept, self._picture = False, None
        if not kept:
            painter.save()  # clipped by the view box already; Qt's SVG engine knows one clip at a time
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, not lines)
            self.exposed = QRectF(option.exposedRect)
            self.paint_picture(painter)
            painter.restore()
            self.paint_over(painter)
            self._vacant = False
            return
        size = rect.width(), rect.height()
        key: Key = (t.m11(), t.m22(), t.dx(), t.dy(), *size, ratio, float(fine(painter)))
        known = self._picture is not None and self._picture[0] == key and not self._stale
        may_wait = not known and (self._vacant or self._fits(key))
        waits = may_wait and not PAINT_BUDGET.allows(self)
        if not known and not waits:
            picture = QPixmap(max(round(rect.width() * ratio), 1), max(round(rect.height() * ratio), 1))
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            inner = QPainter(picture)
            inner.setRenderHint(QPainter.RenderHint.Antialiasing)
            inner.setRenderHint(FINE, fine(painter))
            self.exposed = rect
            try:
                self.paint_picture(inner)
            finally:
                inner.end()  # before the picture goes
            self._picture, self._stale, self._vacant = (key, picture), False, False
        if not waits:
            PAINT_BUDGET.shows(self)
        if self._picture is not None:
            self._show(painter, *self._picture, key)
        self.paint_over(painter)

    def redo(self) -> None:
        """Something else is to be shown."""
        self._stale = True
        scene = self.scene()
        if scene is None or not any(view.isVisible() for view in scene.views()):
            self._picture = None  # when it is shown again, nobody remembers it
        self.update()

    def forget(self) -> None:
        """It is to look different, all at once."""
        self._picture = None
        self.update()

    def vacate(self) -> None:
        """It is to show something else altogether; until there is time for that, nothing."""
        self._vacant = self.patient
        self.forget()

    def _fits(self, key: Key) -> bool:
        """Whether the picture there is may be shown for a moment.

        That is at most twice as large or small, and where it still covers half of each side.
        """
        if not self.patient or self._picture is None or key[6:] != self._picture[0][6:]:
            return False
        old, rect = self._picture[0], self.boundingRect()
        scales = [new / then if then else 0.0 for new, then in zip(key[:2], old[:2], strict=True)]
        if not all(0.5 <= scale <= 2.0 for scale in scales):
            return False
        covered = _moved(old, key).mapRect(QRectF(0.0, 0.0, old[4], old[5])) & rect
        return 2.0 * covered.width() >= rect.width() and 2.0 * covered.height() >= rect.height()

    def _show(self, painter: QPainter, old: Key, picture: QPixmap, key: Key) -> None:
        """The picture, where what is on it lies now."""
        if old == key:
            painter.drawPixmap(QPointF(0.0, 0.0), picture)
            return
        painter.save()
        painter.setTransform(_moved(old, key), combine=True)
        painter.drawPixmap(QPointF(0.0, 0.0), picture)
        painter.restore()

    def paint_markers(
        self, painter: QPainter, style: Style, points: Mat, share: float, edge: str
    ) -> None:
        """A few markers along a line through pixels (k, 2), x ascending; ``share`` shifts them."""
        rect = self.boundingRect()
        marker = marker_stamp(style, _MARKER, edge, 1.1)
        for i in range(_MARKERS):
            x = rect.width() * (i + share) / _MARKERS
            if not len(points) or not points[0, 0] <= x <= points[-1, 0]:
                continue
            y = float(np.interp(x, points[:, 0], points[:, 1]))
            if 0.0 <= y <= rect.height():
                stamp(painter, marker, QPointF(x, y))


def _moved(old: Key, new: Key) -> QTransform:
    """From pixels as they were to pixels as they are."""
    x, y = new[0] / old[0], new[1] / old[1]
    return QTransform(x, 0.0, 0.0, y, new[2] - x * old[2], new[3] - y * old[3])
