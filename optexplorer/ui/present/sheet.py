"""A clear sheet over the window: a laser pointer with a fading trail, and a magnifying glass."""

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from optexplorer.ui.views.paint_budget import PAINT_BUDGET
from optexplorer.ui.widgets.themed import tokens

_TRAIL, _FADE = 14, 30  # places, milliseconds until the oldest one goes
_DOT, _GLOW = 9.0, 22.0  # radii
_GLASS = 150  # radius
_POWER = 2.2
_AGE = 0.05  # seconds that a picture under the glass may be old: a film's, not every repaint's
_LASER = QColor(255, 30, 30)
_NOWHERE = QPointF(-1000.0, -1000.0)


class Sheet(QWidget):
    """Lies over ``window`` and lets the mouse through; shown while one of the two is on."""

    def __init__(self, window: QWidget, clock: Callable[[], float]) -> None:
        super().__init__(window)
        self._window, self._clock = window, clock
        self.laser = self.glass = False
        self._trail: deque[tuple[QPointF, float]] = deque(maxlen=_TRAIL)
        self._at = _NOWHERE
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setAccessibleName("Laser pointer and magnifying glass")
        self._fade = QTimer(self, interval=_FADE)
        self._fade.timeout.connect(self._let_go)
        self._glass: tuple[QPointF, float, QPixmap] | None = None  # where, when, what
        self._waits = False
        self._again = QTimer(self, interval=round(1000 * _AGE), singleShot=True)
        self._again.timeout.connect(self._look_again)
        self.hide()

    def show_tools(self, *, laser: bool, glass: bool) -> None:
        """Which of the two follow the mouse."""
        on = laser or glass
        # Every move over the window comes by its handle; of all events there are many more.
        watched = [part for part in (self._window, self._window.windowHandle()) if part is not None]
        if on and self.isHidden():
            for part in watched:
                part.installEventFilter(self)
            self._at = QPointF(self.mapFromGlobal(self.cursor().pos()))
        elif not on and not self.isHidden():
            for part in watched:
                part.removeEventFilter(self)
        self.laser, self.glass = laser, glass
        self._trail.clear()
        self._glass = None
        self.setGeometry(self._window.rect())
        self.setVisible(on)
        self.raise_()
        if on:
            PAINT_BUDGET.lay(self._room(self._at))
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The mouse moves somewhere in the window, or the window changes its size."""
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._follow(QPointF(self.mapFromGlobal(event.globalPosition())))
        elif event.type() == QEvent.Type.Leave and watched is self._window:
            self._follow(_NOWHERE)  # else a dot stays at the edge of the projector's screen
        elif event.type() == QEvent.Type.Resize and watched is self._window:
            self.setGeometry(self._window.rect())
        return False

    def showEvent(self, event: QShowEvent) -> None:
        """What lies under it is seen through it."""
        super().showEvent(event)
        self._fade.start()
        PAINT_BUDGET.lay(self._room(self._at))

    def hideEvent(self, event: QHideEvent) -> None:
        """Not any more."""
        super().hideEvent(event)
        self._fade.stop()
        PAINT_BUDGET.lay(QRect())

    def refresh(self) -> None:
        """What lies under the glass has changed."""
        if self.glass:
            self.update(self._glass_room(self._at))

    def _follow(self, at: QPointF) -> None:
        if at == self._at:
            return
        self.update(self._room(self._at) | self._room(at))
        self._at = at
        if self.laser and at != _NOWHERE:
            self._trail.append((at, self._clock()))
            self._fade.start()
        PAINT_BUDGET.lay(self._room(at))

    def _let_go(self) -> None:
        if self._trail:
            self.update(self._trail_room())
            self._trail.popleft()
            PAINT_BUDGET.lay(self._room(self._at))
        else:
            self._fade.stop()

    def _room(self, at: QPointF) -> QRect:
        if at == _NOWHERE:
            return self._trail_room()
        room = (
            self._trail_room() | QRectF(at, at).adjusted(-_GLOW, -_GLOW, _GLOW, _GLOW).toAlignedRect()
        )
        return room | self._glass_room(at) if self.glass else room

    def _trail_room(self) -> QRect:
        room = QRectF()
        for at, _ in self._trail:
            room |= QRectF(at, at).adjusted(-_GLOW, -_GLOW, _GLOW, _GLOW)
        return room.toAlignedRect()

    def _glass_room(self, at: QPointF) -> QRect:
        edge = _GLASS + 6
        return QRectF(at, at).adjusted(-edge, -edge, edge, edge).toAlignedRect()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The glass under the laser."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.glass:
            self._paint_glass(painter)
        if self.laser:
            self._paint_laser(painter)
        painter.end()

    def _paint_glass(self, painter: QPainter) -> None:
        """The middle of the window's own picture about the mouse, larger."""
        picture = self._under_the_glass()
        circle = QPainterPath()
        circle.addEllipse(self._at, _GLASS, _GLASS)
        painter.save()
        painter.setClipPath(circle)
        painter.fillPath(circle, tokens().color("canvas"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        target = QRectF(self._at.x() - _GLASS, self._at.y() - _GLASS, 2 * _GLASS, 2 * _GLASS)
        painter.drawPixmap(target, picture, QRectF(picture.rect()))
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(tokens().color("text"), 3.0))
        painter.drawEllipse(self._at, _GLASS, _GLASS)

    def _under_the_glass(self) -> QPixmap:
        """Painted anew where the mouse has moved; else the one there is, if it is not old.

        Where the window itself took long to paint, the glass waits for another painting; but for one
        alone while the mouse moves, and not for long while it rests.
        """
        now = self._clock()
        at, made, picture = self._glass or (None, 0.0, QPixmap())
        fresh, rests = now - made < _AGE, at == self._at
        self._waits = self._glass is not None and not self._waits and PAINT_BUDGET.spent
        if self._waits or (rests and (fresh or PAINT_BUDGET.spent)):
            if not self._again.isActive():
                self._again.start()  # what has changed since is seen then
            return picture
        centre, half = self._centre(), _GLASS / _POWER
        middle = QPointF(centre.mapFrom(self._window, self._at.toPoint()))
        seen = QRectF(middle.x() - half, middle.y() - half, 2 * half, 2 * half)
        PAINT_BUDGET.whole = True
        try:
            picture = centre.grab(seen.toAlignedRect())
        finally:
            PAINT_BUDGET.whole = False
        self._glass = (QPointF(self._at), now, picture)
        return picture

    def _look_again(self) -> None:
        self._glass = None
        self.refresh()

    def _centre(self) -> QWidget:
        """All of the window but this sheet."""
        central = self._window.centralWidget()  # type: ignore[attr-defined]
        assert isinstance(central, QWidget)  # noqa: S101
        return central

    def _paint_laser(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        count = len(self._trail)
        for place, (at, _) in enumerate(self._trail):
            faint = QColor(_LASER)
            faint.setAlphaF(0.35 * (place + 1) / count)
            painter.setBrush(faint)
            painter.drawEllipse(at, _DOT * 0.7, _DOT * 0.7)
        glow = QColor(_LASER)
        glow.setAlphaF(0.25)
        painter.setBrush(glow)
        painter.drawEllipse(self._at, _GLOW - 2.0, _GLOW - 2.0)
        painter.setBrush(_LASER)
        painter.setPen(QPen(QColor("white"), 1.5))
        painter.drawEllipse(self._at, _DOT, _DOT)

    def sizeHint(self) -> QSize:
        """The window's."""
        return self._window.size()
