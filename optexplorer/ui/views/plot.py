"""A plot: a view box with its axes, and when it is painted."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QHideEvent,
    QImage,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QTransform,
)
from PySide6.QtWidgets import QGraphicsGridLayout, QWidget

from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.axes import Axis
from optexplorer.ui.views.paint_budget import PAINT_BUDGET
from optexplorer.ui.views.pixels import PixelItem

_EDGE = 12  # pixels beside the plot for labels that stand half outside
_GRID = 34  # of 255, the opacity of grid lines

# Where what is not painted stays on the screen. On others several pictures of a window take turns.
_KEEPING = frozenset({"xcb", "windows", "offscreen", "minimal"})

Place = tuple[QRect, QSize, float]  # in the window, the window's size, device pixels a pixel


class Plot(pg.GraphicsView):  # type: ignore[misc]
    """A view box with an axis on the left and at the bottom; none of pyqtgraph's menus.

    Where a window has much else to paint, it shows what it showed until the next painting, if the
    system keeps that: stretched, where it has another size now. One that has just come to the screen
    shows its ground.
    """

    _place: Place | None = None  # where all of it has been painted
    _before: QImage | None = None  # what it showed before it had another size
    _dress: QColor | None = None  # of what it showed

    def __init__(self, view_box: Any, left: Axis, bottom: Axis, grid: bool = False) -> None:
        super().__init__()
        self._owed = QRegion()  # what is left to the next painting
        self._new = True  # on the screen
        self.view_box = view_box
        view_box.disableAutoRange()
        frame = pg.GraphicsWidget()
        layout = QGraphicsGridLayout(frame)
        layout.setContentsMargins(0.0, _EDGE, _EDGE, 0.0)
        layout.setSpacing(0.0)
        layout.addItem(view_box, 0, 1)
        layout.addItem(left, 0, 0)
        layout.addItem(bottom, 1, 1)
        layout.setRowStretchFactor(0, 1)
        layout.setColumnStretchFactor(1, 1)
        for axis in (left, bottom):
            axis.setZValue(-1.0)
            axis.linkToView(view_box)
            if grid:
                axis.setGrid(_GRID)
        self.setCentralItem(frame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scene().setMoveDistance(2)

    def setBackground(self, background: Any) -> None:
        """What it showed in other colours is not to be seen any more."""
        super().setBackground(background)
        self._before = None

    def set_theme(self, tokens: ThemeTokens) -> None:
        """The ground, the axes, and how large everything on it is painted."""
        self.setBackground(tokens.canvas)
        for item in self.scene().items():
            if isinstance(item, PixelItem):
                item.set_zoom(tokens.zoom)
            elif isinstance(item, Axis):
                item.set_theme(tokens)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Now, or in the next painting where that would be too much for this one."""
        region, whole = event.region(), self.viewport().rect()
        seen = region.boundingRect()
        much = 2 * seen.width() * seen.height() >= whole.width() * whole.height()
        here = self._there()
        there, bare = here == self._place, not PAINT_BUDGET.over.intersects(here[0])
        may_wait = there or self._new or self._before is not None
        if much and bare and may_wait and not PAINT_BUDGET.admits(self, self._ask):
            self._owed += region
            if not there:
                self._show_for_a_moment(seen)
            return
        super().paintEvent(event)
        PAINT_BUDGET.paints()
        self._new = self._new and not PAINT_BUDGET.on_screen
        if not PAINT_BUDGET.counts:
            return  # somebody else's picture, or a window of no budget
        # What cannot be seen is painted when it can be.
        self._owed = (self._owed - region) & self.viewport().visibleRegion()
        if seen != whole:
            self._place = self._place if there else None
        elif QGuiApplication.platformName() in _KEEPING:
            self._place, self._dress = here, self.backgroundBrush().color()
            # From now on nothing is wiped before it is asked whether it may be painted.
            self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        if self._owed.isEmpty():
            self._before = None
            PAINT_BUDGET.shows(self)

    def hideEvent(self, event: QHideEvent) -> None:
        """Something else is painted in its place."""
        super().hideEvent(event)
        self.vanish()

    def vanish(self) -> None:
        """Something else is seen in its place: until it is painted again, it shows its ground."""
        self._place, self._new, self._before = None, True, None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What it shows may be seen for a moment longer."""
        if self._place is not None and self._before is None and self._is_alone():
            self._before = _on_screen(self.window(), self._place)
        self._place = None
        super().resizeEvent(event)

    def _is_alone(self) -> bool:
        """Whether all that is seen in its place is this plot, in the colours that it has now."""
        view, place = self.viewport(), QRect() if self._place is None else self._place[0]
        whole = view.visibleRegion().boundingRect() == view.rect()
        same = self.backgroundBrush().color() == self._dress
        return whole and same and not PAINT_BUDGET.over.intersects(place)

    def _show_for_a_moment(self, seen: QRect) -> None:
        painter = QPainter(self.viewport())
        if self._before is None:
            painter.fillRect(seen, self.backgroundBrush())
        else:
            painter.setClipRect(seen)
            painter.drawImage(self.viewport().rect(), self._before)
        painter.end()

    def _ask(self) -> None:
        self.viewport().update(self._owed)

    def _there(self) -> Place:
        """All that decides what of an earlier painting is still on the screen."""
        view, window = self.viewport(), self.viewport().window()
        place = QRect(view.mapTo(window, QPoint(0, 0)), view.size())
        return place, window.size(), view.devicePixelRatioF()


def _on_screen(window: QWidget, place: Place) -> QImage | None:
    """A copy of what is shown there, if the system tells."""
    area, size, ratio = place
    store = window.backingStore()
    screen = None if store is None else store.paintDevice()
    to_device = QTransform.fromScale(ratio, ratio)
    whole = to_device.mapRect(QRect(QPoint(), size)).size()
    if not isinstance(screen, QImage) or screen.size() != whole:
        return None
    return screen.copy(to_device.mapRect(area))
