"""A surface as a picture with its name."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from optexplorer.ui.widgets.themed import tokens

PICTURE_HEIGHT = 54
_ABOVE, _BELOW = 4, 4  # pixels about the text
_LEADING = 3  # pixels from a line to the next, beside its letters
_OFF = 0.45  # opacity of the picture and the text of one that cannot be chosen
_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class SurfaceTile(QAbstractButton):
    """A thumbnail, a name and a caption; ringed while its surface is the one in use."""

    arrowPressed = Signal(object)  # Qt.Key

    def __init__(self, name: str, caption: str, tooltip: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._caption = "" if caption.casefold() in name.casefold() else caption  # says nothing new
        self._image: QImage | None = None
        self.setText(name)
        self.setToolTip(tooltip)
        self.setAccessibleName(name)
        self.setAccessibleDescription(self._caption)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def image(self) -> QImage | None:
        """The thumbnail, once there is one."""
        return self._image

    def set_image(self, image: QImage) -> None:
        """Show a thumbnail."""
        self._image = image
        self.update()

    def sizeHint(self) -> QSize:
        """Half the panel's width."""
        theme = tokens()
        text = theme.font_small + theme.font_caption + 2 * _LEADING + 1
        return QSize(104, PICTURE_HEIGHT + _ABOVE + text + _BELOW)

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters need more room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def nextCheckState(self) -> None:
        """The gallery says which tile is checked."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses, as the space bar does; arrows are the gallery's business."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key in _ARROWS:
            self.arrowPressed.emit(key)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Picture above, a line of text or two below, a ring around."""
        theme = tokens()
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        outline = QPainterPath()
        outline.addRoundedRect(frame, theme.radius, theme.radius)
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        on = self.isEnabled()
        painter.fillPath(outline, theme.color("hover" if on and self.underMouse() else "card"))
        painter.save()
        painter.setOpacity(1.0 if on else _OFF)
        painter.setClipPath(outline)
        picture = QRectF(frame.x(), frame.y(), frame.width(), PICTURE_HEIGHT)
        if self._image is None:
            painter.fillRect(picture, theme.color("track"))
        else:
            painter.drawImage(picture, self._image, _centred(self._image, picture))
        painter.setClipping(False)
        self._paint_text(painter, frame.adjusted(7, PICTURE_HEIGHT + _ABOVE, -5, -_BELOW))
        painter.restore()
        ringed = self.isChecked() or self.hasFocus()
        ring = "hairline" if not ringed else "accent" if on else "outline"
        painter.setPen(QPen(theme.color(ring), 2 if self.isChecked() else 1))
        painter.drawPath(outline)
        painter.end()

    def _paint_text(self, painter: QPainter, area: QRectF) -> None:
        theme = tokens()
        font = self.font()
        lines = (
            (self.text(), "text", theme.font_small, font.Weight.Medium),
            (self._caption, "muted", theme.font_caption, font.Weight.Normal),
        )
        y = area.y()
        for text, token, size, weight in lines:
            font.setPixelSize(size)
            font.setWeight(weight)
            painter.setFont(font)
            painter.setPen(theme.color(token))
            metrics = painter.fontMetrics()
            fitting = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(area.width()))
            painter.drawText(QRectF(area.x(), y, area.width(), metrics.height() + 1), fitting)
            y += size + _LEADING


def _centred(image: QImage, picture: QRectF) -> QRectF:
    """The middle part of the image with the shape of the picture."""
    scale = min(image.width() / picture.width(), image.height() / picture.height())
    width, height = picture.width() * scale, picture.height() * scale
    return QRectF((image.width() - width) / 2, (image.height() - height) / 2, width, height)
