"""Maps side by side, as large as the room allows; a hand on one of them moves all."""

import math
from collections.abc import Sequence

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from optexplorer.core.problem import Box
from optexplorer.ui.lab.basins.run_map import RunMap
from optexplorer.ui.tokens import LIGHT, ThemeTokens
from optexplorer.ui.views.map_view import LEAST

_GAP = 8
_ROOMY = 300  # pixels, from which on a map says what stands under the mouse in another


class Atlas(QWidget):
    """A map for each key, which stays while the key does; one that is not needed serves another."""

    clicked = Signal(float, float)
    markDragged = Signal(int, int, float, float)  # key, place of the mark, x, y
    markDropped = Signal(int, int, float, float)
    boxChanged = Signal(object)  # Box
    fitRequested = Signal()
    exportRequested = Signal(int, str)  # key, the ending of the file

    def __init__(self) -> None:
        super().__init__()
        self.maps: dict[int, RunMap] = {}
        self._spare: list[RunMap] = []
        self._tokens = LIGHT
        self._columns = 0
        self._hovered: tuple[RunMap, float, float] | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self._tokens = tokens
        for view in (*self.maps.values(), *self._spare):
            view.set_theme(tokens)

    def show_keys(self, keys: Sequence[int]) -> None:
        """These, in this order."""
        if list(self.maps) == list(keys):
            return
        self._leave()
        for key in set(self.maps) - set(keys):
            view = self.maps.pop(key)
            self._grid.removeWidget(view)
            view.hide()
            view.clear_answer()
            self._spare.append(view)
        self.maps = {key: self.maps.get(key) or self._another() for key in keys}
        self._columns = 0
        self._arrange()

    def show_box(self, box: Box, *, but: RunMap | None = None) -> None:
        """Bring a part of the plane into view, in all maps but one."""
        for view in self.maps.values():
            if view is not but:
                view.show_box(box)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The best number of columns may be another one now."""
        super().resizeEvent(event)
        self._arrange()

    def _another(self) -> RunMap:
        if self._spare:
            view = self._spare.pop()
            view.show()
            return view
        view = RunMap(self._tokens, self)
        view.clicked.connect(self.clicked)
        view.markDragged.connect(lambda *at: self._tell(self.markDragged, view, *at))
        view.markDropped.connect(lambda *at: self._tell(self.markDropped, view, *at))
        view.boxChanged.connect(self.boxChanged)
        view.rangeMoved.connect(lambda box: self.show_box(box, but=view))
        view.fitRequested.connect(self.fitRequested)
        view.exportRequested.connect(lambda kind: self._tell(self.exportRequested, view, kind))
        view.hovered.connect(lambda x, y: self._hover(view, x, y))
        view.hoverLeft.connect(self._leave)
        return view

    def _tell(self, signal: SignalInstance, view: RunMap, *what: object) -> None:
        """Pass on what happened in a map; nothing where its run has gone meanwhile."""
        for key in [key for key, known in self.maps.items() if known is view]:
            signal.emit(key, *what)

    def say_again(self) -> None:
        """What stands under the mouse may have changed."""
        if self._hovered is not None:
            self._hover(*self._hovered)

    def _hover(self, hovered: RunMap, x: float, y: float) -> None:
        """What stands under the mouse, in every map that has the room."""
        self._hovered = (hovered, x, y)
        for view in self.maps.values():
            if view is hovered:
                view.set_readout(view.said_at(x, y))
            else:
                view.set_linked_cursor(x, y)
                view.set_readout(view.said_at(x, y)[1:] if view.width() > _ROOMY else ())

    def _leave(self) -> None:
        self._hovered = None
        for view in self.maps.values():
            view.set_linked_cursor(None)
            view.set_readout(())

    def _arrange(self) -> None:
        count = len(self.maps)
        columns = best_columns(count, self.width(), self.height())
        if columns == self._columns or not count:
            return
        self._columns = columns
        for place, view in enumerate(self.maps.values()):
            self._grid.addWidget(view, *divmod(place, columns))
        for i in range(max(self._grid.columnCount(), self._grid.rowCount())):
            self._grid.setColumnStretch(i, int(i < columns))
            self._grid.setRowStretch(i, int(i < math.ceil(count / columns)))


def best_columns(count: int, width: int, height: int) -> int:
    """The number of columns that makes the shorter side of a map longest."""
    if not count:
        return 0
    most = min(count, max(1, (width + _GAP) // (LEAST.width() + _GAP)))  # or they lay over each other
    return max(
        range(1, most + 1),
        key=lambda columns: (min(width / columns, height / math.ceil(count / columns)), -columns),
    )
