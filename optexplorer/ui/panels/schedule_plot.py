"""A small picture of how a schedule moves the learning rate."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from optexplorer.core.arrays import Vec
from optexplorer.core.schedule import Constant, Schedule
from optexplorer.ui.widgets.number_text import short_number
from optexplorer.ui.widgets.themed import tokens

_POINTS = 400


class SchedulePlot(QWidget):
    """The factor over the steps of the experiment, from 0 up to its highest value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps = 200
        self._schedule: Schedule = Constant()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("learning rate over the steps")

    @property
    def points(self) -> tuple[Vec, Vec]:
        """Steps (k,) and factors (k,) of the curve."""
        t = np.unique(np.floor(np.linspace(0, max(self._steps - 1, 1), _POINTS)))
        with np.errstate(all="ignore"):
            return t, np.asarray(self._schedule.factors(t), dtype=np.float64)

    def show_schedule(self, schedule: Schedule, steps: int) -> None:
        """Draw another schedule, or another number of steps."""
        if (schedule, steps) != (self._schedule, self._steps):
            self._schedule, self._steps = schedule, steps
            self.setToolTip(f"Factor on the learning rate over {steps} steps.\n{schedule.summary}")
            self.update()

    def sizeHint(self) -> QSize:
        """A strip."""
        return QSize(160, 52)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The curve on two hairlines, with its highest factor."""
        theme = tokens()
        t, factor = self.points
        finite = factor[np.isfinite(factor)]
        top = float(finite.max(initial=0.0)) or 1.0
        area = QRectF(self.rect()).adjusted(1, 6, -1, -4)
        painter = QPainter(self)
        painter.setPen(theme.color("hairline"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.drawLine(area.topLeft(), area.topRight())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = area.left() + area.width() * t / max(float(t[-1]), 1.0)
        y = area.bottom() - area.height() * np.nan_to_num(factor) / top
        curve = QPolygonF([QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)])
        painter.setPen(QPen(theme.color("accent" if self.isEnabled() else "outline"), 1.5))
        painter.drawPolyline(curve)
        painter.setPen(theme.color("muted"))
        font = painter.font()
        font.setPixelSize(theme.font_caption)
        painter.setFont(font)
        painter.drawText(
            area.adjusted(0, 1, -2, 0),
            int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop),
            f"×{short_number(top)}",
        )
        painter.end()
