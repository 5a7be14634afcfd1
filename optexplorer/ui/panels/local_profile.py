"""The surface along v and the parabola that stands for it, in a small picture."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from optexplorer.core.arrays import Mat, Vec
from optexplorer.scene.chart import reachable
from optexplorer.scene.labels import number
from optexplorer.scene.local_layer import LocalModel
from optexplorer.ui.theme import font
from optexplorer.ui.views.lines import FAR, line_path
from optexplorer.ui.widgets.themed import tokens

_ROOM = 0.6  # of the surface's own height, above and below, that the parabola may take


class LocalProfile(QWidget):
    """f(x + tv) as a line, the model dashed, the point in the middle."""

    def __init__(self) -> None:
        super().__init__()
        self._model: LocalModel | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("The surface and its model along v")
        self.setToolTip("Along v through the point: the surface (line) and its model (dashed)")

    def show_model(self, model: LocalModel | None) -> None:
        """Draw another profile, or none."""
        if model is not self._model:
            self._model = model
            self.update()

    def sizeHint(self) -> QSize:
        """A small picture."""
        return QSize(140, 84)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Both curves, and how far they go."""
        theme, model = tokens(), self._model
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.color("hairline"), 1.0))
        painter.setBrush(theme.color("field"))
        painter.drawRoundedRect(area, theme.radius_s, theme.radius_s)
        if model is None:
            painter.end()
            return
        line = model.profile
        low, high = _heights(np.append(line.value, model.value), line.model)
        room = area.adjusted(4.0, 6.0, -4.0, -20.0)

        def pixels(values: Vec) -> Mat:
            x = room.left() + room.width() * (line.t - line.t[0]) / (line.t[-1] - line.t[0])
            with np.errstate(over="ignore", invalid="ignore"):
                y = room.bottom() - room.height() * (values - low) / (high - low)
            return np.column_stack([x, np.where(np.isfinite(values), y, np.nan)])

        painter.setFont(font(theme, theme.font_caption))
        painter.setPen(theme.color("muted"))
        foot = QRectF(area.left() + 5.0, area.bottom() - 15.0, area.width() - 10.0, 15.0)
        reach = number(float(line.t[-1]), 2)
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, f"−{reach}")
        painter.drawText(foot, Qt.AlignmentFlag.AlignHCenter, "t")
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight, reach)
        painter.setClipRect(area.adjusted(1.0, 1.0, -1.0, -14.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.strokePath(line_path(pixels(line.value)), QPen(theme.color("text", 0.75), 1.6))
        dashed = QPen(theme.color("model"), 1.8)
        dashed.setDashPattern((3.5, 2.5))
        painter.strokePath(line_path(pixels(line.model)), dashed)
        painter.setPen(QPen(theme.color("field"), 1.5))
        painter.setBrush(theme.color("model"))
        at = float(pixels(np.full(line.t.size, model.value))[0, 1])
        if abs(at) < FAR:
            painter.drawEllipse(QPointF(room.center().x(), at), 4.0, 4.0)
        painter.end()


def _heights(value: Vec, model: Vec) -> tuple[float, float]:
    """The least and the greatest height that is shown: the surface's, and what is near it."""
    finite = value[np.isfinite(value)]
    low, high = float(finite.min()), float(finite.max())
    room = _ROOM * (high - low)
    if room > 0.0:
        low = max(low - room, min(low, float(model.min())))
        high = min(high + room, max(high, float(model.max())))
    else:
        low, high = min(low, float(model.min())), max(high, float(model.max()))
    low, high = reachable(low, high)
    apart = max(0.5, 1e-9 * abs(low))
    return (low, high) if high > low else (low - apart, low + apart)
