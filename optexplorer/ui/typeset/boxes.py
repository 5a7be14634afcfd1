"""Boxes of ink: what a formula is made of once it is set."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QGlyphRun, QPainter, QPainterPath, QTransform

from optexplorer.ui.typeset.font import glyph, outline, raw_font


class Letter(NamedTuple):
    """A letter, from its base line."""

    code: int  # in the font
    size: float


class Rule(NamedTuple):
    """A horizontal line, from the left end of its middle."""

    width: float
    thickness: float


class Box(NamedTuple):
    """Ink on a base line; lengths in pixels."""

    width: float
    above: float
    below: float
    parts: tuple["Part", ...] = ()

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.above + self.below


class Part(NamedTuple):
    """Something with its place in a box, y downwards from the base line."""

    x: float
    y: float
    ink: "Box | Letter | Rule | QPainterPath"


_Runs: TypeAlias = dict[float, tuple[list[int], list[QPointF]]]


def gap(width: float) -> Box:
    """Room without ink."""
    return Box(width, 0.0, 0.0)


@lru_cache(maxsize=4096)
def text_box(text: str, size: float) -> Box:
    """Letters side by side."""
    x, above, below, over = 0.0, 0.0, 0.0, 0.0
    parts = []
    for character in text:
        letter = glyph(character, size)
        parts.append(Part(x, 0.0, Letter(letter.code, size)))
        above, below = max(above, -letter.top), max(below, letter.bottom)
        x += letter.advance
        over = max(letter.right - letter.advance, 0.0)
    return Box(x + over, above, below, tuple(parts))


def beside(boxes: Iterable[Box]) -> Box:
    """Boxes in a row on one base line."""
    x, above, below = 0.0, 0.0, 0.0
    parts = []
    for box in boxes:
        if box.parts:
            parts.append(Part(x, 0.0, box))
            above, below = max(above, box.above), max(below, box.below)
        x += box.width
    return Box(x, above, below, tuple(parts))


def stretched(character: str, size: float, above: float, below: float) -> Box:
    """A bracket from ``above`` to ``below`` the base line; its own size where that is enough."""
    own = glyph(character, size)
    if above <= -own.top and below <= own.bottom:
        return text_box(character, size)
    return _stretched(character, size, round(above, 1), round(below, 1))


@lru_cache(maxsize=512)
def _stretched(character: str, size: float, above: float, below: float) -> Box:
    own = glyph(character, size)
    tall = (above + below) / (own.bottom - own.top)
    wide = max(tall, 1.0) ** 0.25
    path = QTransform(wide, 0, 0, tall, 0, -above - tall * own.top).map(outline(character, size))
    return Box(own.advance * wide, above, below, (Part(0.0, 0.0, path),))


def paint_box(painter: QPainter, box: Box, at: QPointF) -> None:
    """Draw a box in the colour of the painter's pen; ``at`` is the left end of its base line."""
    runs: _Runs = {}
    _collect(painter, box, at.x(), at.y(), runs)
    for size, (codes, places) in runs.items():
        run = QGlyphRun()
        run.setRawFont(raw_font(size))
        run.setGlyphIndexes(codes)
        run.setPositions(places)
        painter.drawGlyphRun(QPointF(), run)


def _collect(painter: QPainter, box: Box, x: float, y: float, runs: _Runs) -> None:
    """Draw what is no letter, and gather the letters by their size."""
    for part in box.parts:
        left, base, ink = x + part.x, y + part.y, part.ink
        if isinstance(ink, Letter):
            codes, places = runs.setdefault(ink.size, ([], []))
            codes.append(ink.code)
            places.append(QPointF(left, base))
        elif isinstance(ink, Box):
            _collect(painter, ink, left, base, runs)
        elif isinstance(ink, Rule):
            line = QRectF(left, base - ink.thickness / 2, ink.width, ink.thickness)
            painter.fillRect(line, painter.pen().color())
        else:
            painter.fillPath(ink.translated(left, base), painter.pen().color())
