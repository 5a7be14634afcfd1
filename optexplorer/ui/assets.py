"""Files shipped with the window: fonts and icons."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from optexplorer.core.resources import resource
from optexplorer.ui.diagnosis import troubles

_ICON_SIZES = (16, 20, 24, 32, 40, 48, 64)  # pixels, enough for three times the usual density
_BLANK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"/>'
_FADED = 0.35  # opacity of a drawing on a button that is switched off


def path(*parts: str) -> Path:
    """The file or folder ``parts`` under ``resources``."""
    return resource(*parts)


@cache
def icon(name: str, colour: str) -> QIcon:
    """The drawing ``icons/<name>.svg`` in this colour ("#rrggbb"), sharp at every density."""
    file = path("icons", f"{name}.svg")
    drawing = troubles.shipped(f"The icon {file}", lambda: file.read_text(encoding="utf-8"))
    renderer = QSvgRenderer(QByteArray((drawing or _BLANK).replace("currentColor", colour).encode()))
    result = QIcon()
    for size in _ICON_SIZES:
        normal, disabled = _transparent(size), _transparent(size)
        painter = QPainter(normal)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        painter = QPainter(disabled)
        painter.setOpacity(_FADED)
        painter.drawPixmap(0, 0, normal)
        painter.end()
        result.addPixmap(normal, QIcon.Mode.Normal)
        result.addPixmap(disabled, QIcon.Mode.Disabled)
    return result


def _transparent(size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap
