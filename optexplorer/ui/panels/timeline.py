"""The transport: where in the race we are, and playing it."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSlider, QWidget

from optexplorer.scene.frame import EventLayer
from optexplorer.ui.widgets.chips import ChoiceChip
from optexplorer.ui.widgets.event_icon import event_stamp
from optexplorer.ui.widgets.icon_button import IconButton
from optexplorer.ui.widgets.stamp import argb, stamps
from optexplorer.ui.widgets.themed import set_role, tokens

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
_RADIUS = 7.0
_EVENT = 8.0  # pixels, on a desk
_HINT = "Drag to scrub through the steps\n← → one step, Page keys a tenth"


class ScrubSlider(QSlider):
    """A slider over the steps: a click goes there at once, a drag scrubs."""

    cursorRequested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAccessibleName("step")
        self.setToolTip(_HINT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._held = False
        self._events: tuple[EventLayer, ...] = ()
        self.valueChanged.connect(self.cursorRequested)  # assistive technology set it

    def show_cursor(self, cursor: int, last: int) -> None:
        """Show a step of a timeline that ends at ``last``."""
        was = self.blockSignals(True)
        self.setRange(0, last)
        self.setValue(cursor)
        self.blockSignals(was)
        self.update()

    def show_events(self, events: tuple[EventLayer, ...]) -> None:
        """Mark where escape modes acted."""
        if events is self._events:
            return
        self._events = events
        shapes = {shape for layer in events for shape in layer.shapes}
        marks = " and ".join(f"where a run was {shape}" for shape in sorted(shapes))
        self.setToolTip(f"{_HINT}\nMarks: {marks}" if marks else _HINT)
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(240, round(24 * tokens().zoom))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A groove filled up to a ring."""
        theme = tokens()
        y = self.height() / 2
        x = self._x_of(self.value())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        groove = QRectF(
            self._radius, y - 2 * theme.zoom, self.width() - 2 * self._radius, 4 * theme.zoom
        )
        painter.setBrush(theme.color("track"))
        painter.drawRoundedRect(groove, 2, 2)
        groove.setRight(x)
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(groove, 2, 2)
        for layer in self._events:
            self._paint_events(painter, layer)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.hasFocus():
            painter.setBrush(theme.color("accent", 0.3))
            painter.drawEllipse(QPointF(x, y), self._radius + 3, self._radius + 3)
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.setBrush(theme.color("accent" if self._held else "card"))
        painter.drawEllipse(QPointF(x, y), self._radius - 1, self._radius - 1)
        painter.end()

    def _paint_events(self, painter: QPainter, layer: EventLayer) -> None:
        theme, size, y = tokens(), _EVENT * tokens().zoom, self.height() / 2 - self._radius
        at = [(self._x_of(step), y) for step in layer.steps.tolist()]
        edge = argb(theme.color("card"))
        marks = [event_stamp(shape, size, layer.style.colour, edge) for shape in layer.shapes]
        stamps(painter, marks, np.array(at).reshape(-1, 2))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = True
            self._ask(self._step_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scrub."""
        if self._held:
            self._ask(self._step_at(event.position().x()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._held = False
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Steps, tenths, first and last."""
        tenth = max(self.maximum() // 10, 1)
        steps = {
            Qt.Key.Key_Left: self.value() - 1,
            Qt.Key.Key_Right: self.value() + 1,
            Qt.Key.Key_PageUp: self.value() + tenth,
            Qt.Key.Key_PageDown: self.value() - tenth,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self.maximum(),
        }
        target = steps.get(Qt.Key(event.key()))
        if target is None:
            event.ignore()
        else:
            self._ask(min(max(target, 0), self.maximum()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A notch is a step, or a hundredth of a long timeline."""
        way = (event.angleDelta().y() > 0) - (event.angleDelta().y() < 0)
        target = self.value() + way * max(self.maximum() // 100, 1)
        self._ask(min(max(target, 0), self.maximum()))
        event.accept()

    def _ask(self, step: int) -> None:
        self.update()
        if step != self.value():
            self.show_cursor(step, self.maximum())
            self.cursorRequested.emit(step)

    @property
    def _radius(self) -> float:
        return _RADIUS * tokens().zoom

    def _reach(self) -> float:
        return max(self.width() - 2 * self._radius, 1.0)

    def _x_of(self, step: int) -> float:
        return self._radius + self._reach() * step / max(self.maximum(), 1)

    def _step_at(self, x: float) -> int:
        share = min(max((x - self._radius) / self._reach(), 0.0), 1.0)
        return round(share * self.maximum())


class TimelineBar(QFrame):
    """Transport in one line: ends, steps, play, the step in figures, a slider, speed and loop."""

    playRequested = Signal()
    pauseRequested = Signal()
    cursorRequested = Signal(int)
    speedRequested = Signal(float)
    loopRequested = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "panel")
        self._cursor, self._last = 0, 0
        self._playing = False
        self.first = IconButton("first", "First step (Home)")
        self.back = IconButton("step-back", "One step back (←)")
        self.play = IconButton("play", "Play (Space)", role="primary", tint="accent_text")
        self.forward = IconButton("step-forward", "One step forward (→)")
        self.last = IconButton("last", "Last step (End)")
        self.loop = IconButton("loop", "Start again at the end")
        self.loop.setCheckable(True)
        self.back.setAutoRepeat(True)
        self.forward.setAutoRepeat(True)
        self.step = QLabel()
        self.step.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        set_role(self.step, "title")
        self.end = QLabel()
        set_role(self.end, "muted")
        self.scrub = ScrubSlider()
        self.speed = ChoiceChip(
            {str(s): (f"{s:g}×", f"A whole run in {8 / s:g} s") for s in SPEEDS},
            "Speed: at 1× a whole run plays in 8 seconds",
        )
        self.speed.show_value("1.0")
        self.first.clicked.connect(lambda: self._ask(0))
        self.back.clicked.connect(lambda: self._ask(self._cursor - 1))
        self.play.clicked.connect(self._toggle)
        self.forward.clicked.connect(lambda: self._ask(self._cursor + 1))
        self.last.clicked.connect(lambda: self._ask(self._last))
        self.scrub.cursorRequested.connect(self.cursorRequested)
        self.speed.edited.connect(lambda key: self.speedRequested.emit(float(key)))
        self.loop.clicked.connect(self.loopRequested)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 6, 12, 6)
        line.setSpacing(4)
        for button in (self.first, self.back, self.play, self.forward, self.last):
            line.addWidget(button)
        line.addSpacing(6)
        line.addWidget(QLabel("step"))
        line.addWidget(self.step)
        line.addWidget(self.end)
        line.addSpacing(6)
        line.addWidget(self.scrub, 1)
        line.addSpacing(6)
        line.addWidget(self.speed)
        line.addWidget(self.loop)
        self.show_position(0, 0)

    def show_position(self, cursor: int, last: int, events: tuple[EventLayer, ...] = ()) -> None:
        """Show the step of a timeline that ends at ``last``, and where escape modes acted."""
        self.scrub.show_events(events)
        if last != self._last or not self.end.text():
            self.end.setText(f"/ {_grouped(last)}")
            self._last = last
            self._make_room()
        self._cursor = cursor
        self.step.setText(_grouped(cursor))
        self.scrub.show_cursor(cursor, last)
        self.first.setEnabled(cursor > 0)
        self.back.setEnabled(cursor > 0)
        self.forward.setEnabled(cursor < last)
        self.last.setEnabled(cursor < last)
        self.play.setEnabled(last > 0 or self._playing)

    def changeEvent(self, event: QEvent) -> None:
        """Other fonts need other room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange) and hasattr(self, "end"):
            self._make_room()
            self.scrub.updateGeometry()

    def _make_room(self) -> None:
        widest = _grouped(self._last).replace("1", "0") + " "
        self.step.ensurePolished()
        self.step.setFixedWidth(self.step.fontMetrics().horizontalAdvance(widest))

    def show_playing(self, playing: bool) -> None:
        """Offer to pause, or to play."""
        self._playing = playing
        self.play.setEnabled(self._last > 0 or playing)
        if playing:
            self.play.show_drawing("pause", "Pause (Space)")
        else:
            self.play.show_drawing("play", "Play (Space)")

    def show_speed(self, speed: float) -> None:
        """Show the speed."""
        self.speed.show_value(str(speed))

    def show_loop(self, loop: bool) -> None:
        """Show whether the end leads back to the start."""
        self.loop.setChecked(loop)

    def _ask(self, cursor: int) -> None:
        if 0 <= cursor <= self._last and cursor != self._cursor:
            self.cursorRequested.emit(cursor)

    def _toggle(self) -> None:
        (self.pauseRequested if self._playing else self.playRequested).emit()


def _grouped(number: int) -> str:
    """Digits in groups of three, with thin spaces."""
    return f"{number:,}".replace(",", "\N{THIN SPACE}")
