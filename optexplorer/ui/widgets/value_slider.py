"""A slider for a declared number, logarithmic where the declaration says so."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSlider, QWidget

from optexplorer.core.declare import Parameter
from optexplorer.ui.widgets.number_field import WHEEL_PAUSE_MS
from optexplorer.ui.widgets.scale import Scale
from optexplorer.ui.widgets.themed import tokens
from optexplorer.ui.widgets.tooltips import parameter_label, parameter_tooltip

_TICKS = 1000  # positions that assistive technology sees
_RADIUS = 6.0  # of the handle
_GROOVE = 4.0
_KEYS = {
    Qt.Key.Key_Left: -0.01,
    Qt.Key.Key_Down: -0.01,
    Qt.Key.Key_Right: 0.01,
    Qt.Key.Key_Up: 0.01,
    Qt.Key.Key_PageDown: -0.1,
    Qt.Key.Key_PageUp: 0.1,
}


class ValueSlider(QSlider):
    """Covers the declared span; a value beyond it is shown at the end and kept until moved.

    ``edited`` comes with every move, ``committed`` once at the end of a drag, of a key press or of
    a turn of the wheel. A double click resets to the default; Shift makes keys finer.
    """

    edited = Signal(object)  # float or int
    committed = Signal()

    def __init__(self, parameter: Parameter, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._parameter = parameter
        self._scale = scale
        self._colour: str | None = None
        self._number: float | int = scale.low
        self._grip: float | None = None  # pixels from the handle's centre to the mouse
        self._pending = False
        self._wheel_pause = QTimer(self, singleShot=True, interval=WHEEL_PAUSE_MS)
        self._wheel_pause.timeout.connect(self._finish)
        self.setRange(0, _TICKS)
        self.setMinimumWidth(48)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(parameter_label(parameter))
        self.setToolTip(f"{parameter_tooltip(parameter)}\nDouble-click: back to the default")
        if parameter.default is not None:
            self.show_value(parameter.default)
        self.valueChanged.connect(self._on_assisted)

    @property
    def number(self) -> float | int:
        """The value shown, which may lie beyond the track."""
        return self._number

    def show_value(self, value: float | None) -> None:
        """Move the handle, unless it is being dragged."""
        if value is not None and self._grip is None and value != self._number:
            self._place(value)

    def show_scale(self, scale: Scale) -> None:
        """Cover another range."""
        self._scale = scale
        self._place(self._number)

    def show_colour(self, colour: str) -> None:
        """Use a run's colour in place of the accent."""
        self._colour = colour
        self.update()

    def sizeHint(self) -> QSize:
        """One row of a card."""
        return QSize(120, 22)

    def minimumSizeHint(self) -> QSize:
        """Still grippable."""
        return QSize(48, 22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A groove filled up to a ring."""
        theme = tokens()
        colour = QColor(self._colour or theme.accent) if self.isEnabled() else theme.color("outline")
        x, y = self._handle_x(), self.height() / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        groove = QRectF(1, y - _GROOVE / 2, self.width() - 2, _GROOVE)
        painter.setBrush(theme.color("track"))
        painter.drawRoundedRect(groove, _GROOVE / 2, _GROOVE / 2)
        painter.setBrush(colour)
        groove.setRight(x)
        painter.drawRoundedRect(groove, _GROOVE / 2, _GROOVE / 2)
        if self.hasFocus():
            painter.setBrush(theme.color("accent", 0.3))
            painter.drawEllipse(QPointF(x, y), _RADIUS + 4, _RADIUS + 4)
        painter.setPen(QPen(colour, 2))
        pressed = self._grip is not None
        painter.setBrush(colour if pressed else theme.color("card"))
        painter.drawEllipse(QPointF(x, y), _RADIUS, _RADIUS)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Grip the handle, or bring it under the mouse."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        away = event.position().x() - self._handle_x()
        self._grip = away if abs(away) <= _RADIUS + 3 else 0.0
        if self._grip == 0.0:
            self._drag_to(event.position().x())
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse."""
        if self._grip is not None:
            self._drag_to(event.position().x() - self._grip)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """The end of a drag is one edit."""
        self._grip = None
        self._finish()
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Back to the default."""
        if event.button() == Qt.MouseButton.LeftButton and self._parameter.default is not None:
            self._edit(self._parameter.default)
            self._finish()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move by a hundredth of the track, page keys by a tenth."""
        key = Qt.Key(event.key())
        modifiers = event.modifiers()
        if modifiers & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            event.ignore()
        elif key in _KEYS:
            fine = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
            self._edit(self._scale.moved(self._number, _KEYS[key] / (10 if fine else 1)))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._edit(self._scale.value(float(key == Qt.Key.Key_End)))
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Letting a key go commits."""
        if not event.isAutoRepeat():
            self._finish()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving commits."""
        self._finish()
        super().focusOutEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Moves while focused; else the wheel belongs to the scroll area."""
        if not self.hasFocus() or event.angleDelta().y() == 0:
            event.ignore()
            return
        fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        notches = event.angleDelta().y() / 120
        self._edit(self._scale.moved(self._number, notches * (0.001 if fine else 0.01)))
        self._wheel_pause.start()
        event.accept()

    def _handle_x(self) -> float:
        reach = self.width() - 2 * (_RADIUS + 1)
        return _RADIUS + 1 + reach * self._scale.position(self._number)

    def _drag_to(self, x: float) -> None:
        reach = self.width() - 2 * (_RADIUS + 1)
        self._edit(self._scale.value((x - _RADIUS - 1) / max(reach, 1.0)))

    def _on_assisted(self, tick: int) -> None:
        """Assistive technology set the position; nothing else changes it with a signal."""
        self._edit(self._scale.value(tick / _TICKS))
        self._finish()

    def _edit(self, value: float) -> None:
        if value != self._number:
            self._place(value)
            self._pending = True
            self.edited.emit(value)

    def _place(self, value: float) -> None:
        self._number = value
        was = self.blockSignals(True)
        self.setValue(round(_TICKS * self._scale.position(value)))
        self.blockSignals(was)
        self.update()

    def _finish(self) -> None:
        if self._pending:
            self._pending = False
            self.committed.emit()
