"""Critical points over a small map: their marks, or dots where there are many."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from optexplorer.scene.critical_layer import CriticalKind
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.pixels import PixelItem, dot_stamp
from optexplorer.ui.widgets.critical_icon import critical_stamp
from optexplorer.ui.widgets.stamp import stamp

_MARKS = 40  # above which there are dots, for minima alone
_SIZE = 11.0
_DOT = 2.0


class PlacesItem(PixelItem):
    """Told points and kinds."""

    def __init__(self, view: Any, tokens: ThemeTokens) -> None:
        super().__init__(view, z=8.0)
        self._tokens = tokens
        self.places: Sequence[tuple[tuple[float, float], CriticalKind]] = ()

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self._tokens = tokens
        self.update()

    def set_places(self, places: Sequence[tuple[tuple[float, float], CriticalKind]]) -> None:
        """Show these."""
        self.places = places
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Those in view."""
        room = self.boundingRect()
        points = np.array([at for at, _ in self.places], dtype=np.float64).reshape(-1, 2)
        seen = [
            (QPointF(x, y), kind)
            for (x, y), (_, kind) in zip(self.map(points).tolist(), self.places, strict=True)
            if room.contains(QPointF(x, y))
        ]
        if len(seen) <= _MARKS:
            for at, kind in seen:
                stamp(painter, critical_stamp(kind, _SIZE, self._tokens), at)
            return
        ink, edge = (self._tokens.color(token).name() for token in ("mark", "mark_edge"))
        dot = dot_stamp(ink, _DOT, edge)
        for at, kind in seen:
            if kind == "minimum":
                stamp(painter, dot, at)
