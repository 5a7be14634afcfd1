"""The map of one run among those of others."""

from collections.abc import Sequence
from functools import partial
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from optexplorer.core.problem import Box
from optexplorer.scene.basins import end_at
from optexplorer.scene.critical_layer import CriticalKind
from optexplorer.scene.map_layer import MapLayer
from optexplorer.ui.basins_request import BasinsAnswer
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.map_view import MapView
from optexplorer.ui.views.places_item import PlacesItem

_STRIP = (0.0, 1.0)  # the height of a one-variable map
KINDS = {".png": "Picture (PNG)…", ".csv": "Table (CSV)…", ".npz": "Arrays (NPZ)…"}


class RunMap(MapView):
    """Shows answers; a one-variable problem has stripes, whose height means nothing."""

    exportRequested = Signal(str)  # the ending of the file
    rangeMoved = Signal(object)  # Box, while the hand pans or zooms

    def __init__(self, tokens: ThemeTokens, parent: QWidget | None = None) -> None:
        super().__init__(tokens, parent)
        self.answer: BasinsAnswer | None = None
        self._size = 2
        self.places = PlacesItem(self.view, tokens)
        self.view.sigRangeChangedManually.connect(lambda *_: self.rangeMoved.emit(self.announced_box()))

    def show_answer(self, answer: BasinsAnswer, names: Sequence[str]) -> None:
        """Another piece, or another map."""
        if answer is self.answer:
            return
        self.answer = answer
        found = answer.layer.found
        self._show_size(len(found.box))
        box = found.box if self._size > 1 else (found.box[0], _STRIP)
        self.set_layer(MapLayer(answer.layer.pixels, box, (names[0], names[1] if names[1:] else "")))
        self.places.set_places(
            [
                (self.place(place.point), cast(CriticalKind, place.kind))
                for place in found.places
            ]
        )  # fmt: skip

    def clear_answer(self) -> None:
        """Nothing is known yet."""
        if self.answer is not None:
            self.answer = None
            self.set_layer(None)
            self.places.set_places(())

    def place(self, point: tuple[float, ...]) -> tuple[float, float]:
        """Where a point is in the picture."""
        return (point[0], point[1]) if len(point) > 1 else (point[0], sum(_STRIP) / 2.0)

    def said_at(self, x: float, y: float) -> tuple[str, ...]:
        """What stands at a place: the start, its end, its steps."""
        if self.answer is None:
            return ()
        return end_at(self.answer.layer.found, (x, y)[: self._size]) or ()

    def show_box(self, box: Box) -> None:
        """Bring a part of the plane into view."""
        self.show_range(box if len(box) > 1 else (box[0], _STRIP))

    def announced_box(self) -> Box:
        """The part of the plane in view, without the height of stripes."""
        return super().announced_box()[: self._size]

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour everything but the cells."""
        super().set_theme(tokens)
        if hasattr(self, "places"):
            self.places.set_theme(tokens)

    def fill_menu(self, menu: QMenu) -> None:
        """Adds the files that this map can be."""
        super().fill_menu(menu)
        if self.answer is not None:
            menu.addSeparator()
            for ending, text in KINDS.items():
                menu.addAction(text, partial(self.exportRequested.emit, ending))

    def _show_size(self, size: int) -> None:
        self._size = size
        self.left.setVisible(size > 1)
        self.view.setMouseEnabled(x=True, y=size > 1)
