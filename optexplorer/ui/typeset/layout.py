"""The parts of a formula to boxes, by TeX's rules of thumb."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QPainterPathStroker

from optexplorer.ui.typeset.boxes import Box, GlyphMark, ShapeMark, beside, rule, stretched, text_box
from optexplorer.ui.typeset.font import glyphs
from optexplorer.ui.typeset.tex import parse_tex
from optexplorer.ui.typeset.tree import (
    Accent,
    Fenced,
    Fraction,
    Grid,
    Kind,
    Node,
    Root,
    Row,
    Scripts,
    Space,
    Symbol,
)

# In ems.
_AXIS = 0.258  # of fractions and brackets, above the base line
_LINE = 0.055
_RAISE, _LOWER = 0.36, 0.19  # of scripts
_GAP = 0.14  # between a fraction's line and its parts
_OPERATOR, _RELATION, _COMMA = 0.2, 0.26, 0.17
_SCRIPT = 0.72  # size of scripts by that of their base
_NESTED = 0.82  # size of a fraction in a fraction
_LEAST = 0.6  # no letter becomes smaller, by the formula's own size
_FENCE = "()[]{}|‖⟨⟩"


class Piece(NamedTuple):
    """A part of a line with the room before it, and whether a line may begin with it."""

    box: Box
    before: float
    breaks: bool


@lru_cache(maxsize=2048)
def pieces(tex: str, size: float) -> tuple[Piece, ...]:
    """The parts of a formula in their order; raises `UnknownTexError`."""
    return tuple(_pieces(parse_tex(tex).parts, _Setter(size, size)))


def lines(tex: str, size: float, width: float) -> tuple[Box, ...]:
    """A formula in as many lines as ``width`` asks for; one part may still be wider."""
    result: list[Box] = []
    line: list[Box] = []
    room = width
    for group in _unbreakable(pieces(tex, size)):
        taken = sum(p.before + p.box.width for p in group)
        if line and taken > room:
            result.append(beside(line))
            line = [Box(1.4 * size, 0.0, 0.0)]  # what continues stands further in
            room = width - line[0].width
        for piece in group:
            line += [Box(piece.before if line else 0.0, 0.0, 0.0), piece.box]
        room -= taken
    return (*result, beside(line))


def whole(tex: str, size: float) -> Box:
    """A formula in one line."""
    return lines(tex, size, float("inf"))[0]


def _unbreakable(parts: Sequence[Piece]) -> list[list[Piece]]:
    groups: list[list[Piece]] = []
    for i, piece in enumerate(parts):
        if not groups or (piece.breaks and i > 1):
            groups.append([])
        groups[-1].append(piece)
    return groups


def _kind(node: Node) -> Kind:
    match node:
        case Symbol(_, kind):
            return kind
        case Scripts(base):
            return _kind(base)
    return "ordinary"


def _pieces(parts: Sequence[Node], setter: "_Setter", tight: bool = False) -> list[Piece]:
    """Boxes with the room that kinds ask for; ``tight`` in scripts."""
    result: list[Piece] = []
    previous: Kind = "open"
    spare = 0.0
    em = setter.size
    for i, node in enumerate(parts):
        if isinstance(node, Space):
            spare += node.width * em
            continue
        kind = _kind(node)
        if kind == "operator" and (previous not in ("ordinary", "close") or i == len(parts) - 1):
            kind = "ordinary"  # a sign
        before = spare + (0.0 if tight else _room(previous, kind) * em)
        if i and isinstance(parts[i - 1], Symbol) and _is_name(parts[i - 1]) and kind == "ordinary":
            before += em / 6
        times = isinstance(node, Symbol) and node.text in "⋅×⊙"
        breaks = kind in ("operator", "relation") and not times
        result.append(Piece(setter.box(node), before, breaks))
        previous, spare = kind, 0.0
    if spare:
        result.append(Piece(Box(0.0, 0.0, 0.0), spare, breaks=False))
    return result


def _is_name(node: Node) -> bool:
    return isinstance(node, Symbol) and node.name


def _room(left: Kind, right: Kind) -> float:
    if left == "comma":
        return _COMMA
    if "relation" in (left, right):
        return 0.0 if left == right or left == "open" or right == "close" else _RELATION
    return _OPERATOR if "operator" in (left, right) else 0.0


class _Setter(NamedTuple):
    """Sets parts at one size."""

    size: float
    own: float  # the formula's
    nested: bool = False

    def smaller(self, factor: float) -> "_Setter":
        return self._replace(size=max(self.size * factor, self.own * _LEAST))

    def box(self, node: Node) -> Box:
        """The ink of one part."""
        match node:
            case Symbol(text):
                return text_box(text, self.size)
            case Space(width):
                return Box(width * self.size, 0.0, 0.0)
            case Row(parts):
                tight = self.size < self.own * 0.8 and not self.nested
                room = [(Box(p.before, 0.0, 0.0), p.box) for p in _pieces(parts, self, tight)]
                return beside([box for pair in room for box in pair])
            case Scripts(base, below, above):
                return self._scripts(base, below, above)
            case Fraction(over, under):
                return self._fraction(over, under)
            case Root(body):
                return self._root(self.box(body))
            case Accent(mark, body):
                return self._accent(mark, body)
            case Fenced(left, body, right):
                return self._fenced(left, self.box(body), right)
            case Grid(rows, left):
                return self._grid(rows, left=left)

    def _scripts(self, base: Node, below: Node | None, above: Node | None) -> Box:
        body, setter, em = self.box(base), self.smaller(_SCRIPT)._replace(nested=False), self.size
        low = setter.box(below) if below is not None else Box(0.0, 0.0, 0.0)
        high = setter.box(above) if above is not None else Box(0.0, 0.0, 0.0)
        down = max(_LOWER * em, low.above - 0.42 * em, body.below - 0.05 * em * bool(body.below))
        up = max(_RAISE * em, high.below + 0.2 * em, body.above - 0.38 * em)
        if below is not None and above is not None:
            up = max(up, low.above - down + high.below + 0.12 * em)
        x = body.width + 0.03 * em
        return Box(
            x + max(low.width, high.width) + 0.03 * em,
            max(body.above, up + high.above if above is not None else 0.0),
            max(body.below, down + low.below if below is not None else 0.0),
            (*body.marks, *low.at(x, down), *high.at(x, -up)),
        )

    def _fraction(self, over: Node, under: Node) -> Box:
        setter = self.smaller(_NESTED) if self.nested else self
        setter, em = setter._replace(nested=True), self.size
        top, bottom = setter.box(over), setter.box(under)
        width = max(top.width, bottom.width) + 0.16 * em
        up = (_AXIS + _GAP) * em + top.below
        down = (_GAP - _AXIS) * em + bottom.above
        line = rule(0.06 * em, -_AXIS * em, width, max(_LINE * em, 0.9))
        return Box(
            width + 0.12 * em, up + top.above, down + bottom.below,
            (
                *top.at(0.06 * em + (width - top.width) / 2, -up),
                *bottom.at(0.06 * em + (width - bottom.width) / 2, down),
                line,
            ),
        )  # fmt: skip

    def _root(self, body: Box) -> Box:
        em = self.size
        line = max(_LINE * em, 0.9)
        above, below = max(body.above, 0.5 * em) + 0.14 * em, max(body.below, 0.0) + 0.04 * em
        lead = 0.58 * em
        hook = min(above + below, 0.62 * em)
        path = QPainterPath(QPointF(0.05 * em, below - 0.82 * hook))
        path.lineTo(0.16 * em, below - hook)
        path.lineTo(0.33 * em, below)
        path.lineTo(lead - 0.06 * em, -above)
        path.lineTo(lead + body.width + 0.06 * em, -above)
        stroker = QPainterPathStroker()
        stroker.setWidth(line)
        stroker.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        shape = stroker.createStroke(path)
        return Box(
            lead + body.width + 0.1 * em, above + line, below,
            (*body.at(lead), ShapeMark(shape, 0.0, 0.0)),
        )  # fmt: skip

    def _accent(self, mark: str, body: Node) -> Box:
        box, em = self.box(body), self.size
        slant = 0.07 * em  # italics lean
        if not mark:
            y = -box.above - 0.12 * em
            line = rule(slant, y, max(box.width - 0.06 * em, 0.3 * em), max(_LINE * em, 0.9))
            return Box(box.width, -y + 0.06 * em, box.below, (*box.marks, line))
        (glyph,) = glyphs(mark, em)
        ink = text_box(mark, em)
        x = (box.width - (glyph.right - glyph.left)) / 2 - glyph.left + slant
        y = -box.above - 0.07 * em - glyph.bottom
        return Box(box.width, -(y + glyph.top), box.below, (*box.marks, *ink.at(x, y)))

    def _fenced(self, left: str, body: Box, right: str) -> Box:
        em, axis = self.size, _AXIS * self.size
        reach = max(body.above - axis, body.below + axis) + 0.06 * em
        fences = [
            stretched(f, em, reach + axis, reach - axis) if f in _FENCE and f else text_box(f, em)
            for f in (left, right)
        ]
        return beside([fences[0], body, fences[1]])

    def _grid(self, rows: Sequence[Sequence[Node]], *, left: bool) -> Box:
        em = self.size
        cells = [[self.box(cell) for cell in row] for row in rows]
        columns = max(len(row) for row in cells)
        widths = [max(row[j].width for row in cells if j < len(row)) for j in range(columns)]
        above = [max((c.above for c in row), default=0.0) for row in cells]
        below = [max((c.below for c in row), default=0.0) for row in cells]
        above, below = [max(a, 0.66 * em) for a in above], [max(b, 0.1 * em) for b in below]
        gap = 0.24 * em
        total = sum(above) + sum(below) + gap * (len(rows) - 1)
        y = -total / 2 - _AXIS * em
        marks: list[GlyphMark | ShapeMark] = []
        for row, up, down in zip(cells, above, below, strict=True):
            x = 0.0
            for cell, width in zip(row, widths, strict=False):
                marks += cell.at(x if left else x + (width - cell.width) / 2, y + up)
                x += width + 0.8 * em
            y += up + down + gap
        width = sum(widths) + 0.8 * em * (columns - 1)
        return Box(width, total / 2 + _AXIS * em, total / 2 - _AXIS * em, tuple(marks))
