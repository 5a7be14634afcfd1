"""A formula of any TeX, such as a derivative's, crisp at every scale; ziamath makes it SVG, offline.

Formulas of methods are painted by `optexplorer.ui.typeset`, which is faster and knows less TeX.
"""

import warnings
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from optexplorer.ui.widgets.themed import tokens

_SIZE = 17.0  # pixels of the letters


@lru_cache(maxsize=256)
def svg_of(tex: str, colour: str, size: float = _SIZE) -> str:
    """The formula as an SVG document. Takes milliseconds, the first time 0.3 s for the font."""
    # Its own way to its font. Not for the time of this call alone, as that is for one thread only.
    warnings.filterwarnings("ignore", category=DeprecationWarning, module="zia(math|font)")
    from ziamath.config import config
    from ziamath.zmath import Latex

    config.svg2 = False  # Qt does not draw the shared symbols of SVG 2
    return str(Latex(tex, size=size, color=colour).svg())


class FormulaLabel(QWidget):
    """Shows one formula, at its own size or smaller where there is no room."""

    def __init__(self, tex: str, parent: QWidget | None = None, svg: str | None = None) -> None:
        super().__init__(parent)
        self._renderer = QSvgRenderer(self)
        self._renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
        document = svg or svg_of(tex, tokens().text)
        self._renderer.load(QByteArray(document.encode()))
        self.setAccessibleName(tex)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """The size of the formula."""
        return self._renderer.defaultSize()

    def minimumSizeHint(self) -> QSize:
        """It may shrink in width."""
        return QSize(40, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Left-aligned, vertically centred."""
        natural = self._renderer.defaultSize()
        scale = min(1.0, self.width() / max(natural.width(), 1))
        width, height = natural.width() * scale, natural.height() * scale
        painter = QPainter(self)
        self._renderer.render(painter, QRectF(0, (self.height() - height) / 2, width, height))
        painter.end()
