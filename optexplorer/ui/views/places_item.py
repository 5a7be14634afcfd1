"""Critical points over a small map: their marks, or dots where there are many."""

from collections.abc import Sequence
from itertools import compress
from typing import Any

import numpy as np
from PySide6.QtGui import QPainter

from optexplorer.scene.critical_layer import CriticalKind
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.pixels import PixelItem, dot_stamp
from optexplorer.ui.widgets.critical_icon import critical_stamp
from optexplorer.ui.widgets.medium import within
from optexplorer.ui.widgets.stamp import stamps

_MARKS = 40  # above which there are dots, for minima alone
_SIZE = 11.0
_DOT = 2.0


class PlacesItem(PixelItem):
    """Told points and kinds."""

    def __init__(self, view: Any, tokens: ThemeTokens) -> None:
        super().__init__(view, z=8.0)
        self._tokens = tokens
        self.places: Sequence[tuple[tuple[float, float], CriticalKind]] = ()
        self._points = np.empty((0, 2))  # theirs

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self._tokens = tokens
        self.update()

    def set_places(self, places: Sequence[tuple[tuple[float, float], CriticalKind]]) -> None:
        """Show these."""
        self.places = places
        self._points = np.array([at for at, _ in places], dtype=np.float64).reshape(-1, 2)
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Those in view."""
        pixels = self.map(self._points)
        seen = within(pixels, self.boundingRect())
        kinds, pixels = [kind for _, kind in compress(self.places, seen)], pixels[seen]
        if len(kinds) <= _MARKS:
            stamps(painter, [critical_stamp(kind, _SIZE, self._tokens) for kind in kinds], pixels)
            return
        ink, edge = (self._tokens.color(token).name() for token in ("mark", "mark_edge"))
        minima = pixels[np.array(kinds) == "minimum"]
        stamps(painter, [dot_stamp(ink, _DOT, edge)] * len(minima), minima)
