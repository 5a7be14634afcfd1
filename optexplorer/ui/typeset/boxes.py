"""Boxes of ink: what a formula is made of once it is set."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QGlyphRun, QPainter, QPainterPath, QTransform

from optexplorer.ui.typeset.font import glyphs, outline, raw_font


class GlyphMark(NamedTuple):
    """A letter with its place on the base line."""

    code: int  # in the font
    size: float
    x: float
    y: float


class ShapeMark(NamedTuple):
    """A filled shape."""

    path: QPainterPath
    x: float
    y: float


@dataclass(frozen=True, eq=False)
class Box:
    """Ink on a base line; lengths in pixels."""

    width: float
    above: float
    below: float
    marks: tuple[GlyphMark | ShapeMark, ...] = ()

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.above + self.below

    def at(self, x: float, y: float = 0.0) -> tuple[GlyphMark | ShapeMark, ...]:
        """The marks, moved right and down."""
        if not x and not y:
            return self.marks
        return tuple(m._replace(x=m.x + x, y=m.y + y) for m in self.marks)


def text_box(text: str, size: float) -> Box:
    """Letters side by side."""
    x, top, bottom = 0.0, 0.0, 0.0
    marks = []
    letters = glyphs(text, size)
    for letter in letters:
        marks.append(GlyphMark(letter.code, size, x, 0.0))
        top, bottom = min(top, letter.top), max(bottom, letter.bottom)
        x += letter.advance
    overhang = max(letters[-1].right - letters[-1].advance, 0.0) if letters else 0.0
    return Box(x + overhang, -top, bottom, tuple(marks))


def beside(boxes: Iterable[Box]) -> Box:
    """Boxes in a row on one base line."""
    x, above, below = 0.0, 0.0, 0.0
    marks: list[GlyphMark | ShapeMark] = []
    for box in boxes:
        marks += box.at(x)
        x += box.width
        above, below = max(above, box.above), max(below, box.below)
    return Box(x, above, below, tuple(marks))


def rule(x: float, y: float, width: float, thickness: float) -> ShapeMark:
    """A horizontal line whose middle is at y."""
    path = QPainterPath()
    path.addRect(QRectF(0.0, -thickness / 2, width, thickness))
    return ShapeMark(path, x, y)


def stretched(character: str, size: float, above: float, below: float) -> Box:
    """A bracket from ``above`` to ``below`` the base line; its own size where that is enough."""
    (glyph,) = glyphs(character, size)
    if above <= -glyph.top and below <= glyph.bottom:
        return text_box(character, size)
    tall = (above + below) / (glyph.bottom - glyph.top)
    wide = tall**0.25 if tall > 1.0 else 1.0
    path = QTransform(wide, 0, 0, tall, 0, -above - tall * glyph.top).map(outline(character, size))
    return Box(glyph.advance * wide, above, below, (ShapeMark(path, 0.0, 0.0),))


def paint_box(painter: QPainter, box: Box, at: QPointF) -> None:
    """Draw a box with the painter's pen; ``at`` is the left end of its base line."""
    runs: dict[float, tuple[list[int], list[QPointF]]] = {}
    for mark in box.marks:
        place = QPointF(at.x() + mark.x, at.y() + mark.y)
        if isinstance(mark, GlyphMark):
            indexes, places = runs.setdefault(mark.size, ([], []))
            indexes.append(mark.code)
            places.append(place)
        else:
            painter.fillPath(mark.path.translated(place), painter.pen().color())
    for size, (indexes, places) in runs.items():
        run = QGlyphRun()
        run.setRawFont(raw_font(size))
        run.setGlyphIndexes(indexes)
        run.setPositions(places)
        painter.drawGlyphRun(QPointF(), run)
