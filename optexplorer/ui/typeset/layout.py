"""The parts of a formula to boxes, by TeX's rules of thumb."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QPainterPathStroker

from optexplorer.ui.typeset.boxes import Box, Part, Rule, beside, gap, stretched, text_box
from optexplorer.ui.typeset.font import glyph
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
_INDENT = 1.4  # of lines that continue
_SCRIPT = 0.72  # size of scripts by that of their base
_NESTED = 0.82  # size of a fraction in a fraction
_LEAST = 0.6  # no letter becomes smaller, by the formula's own size
_THINNEST = 0.9  # pixels
_EMPTY = gap(0.0)

NEVER, LAST_RESORT, GLADLY = range(3)  # how willingly a line begins with a piece


class Piece(NamedTuple):
    """A part of a formula with the room before it."""

    box: Box
    before: float
    breaks: int


@lru_cache(maxsize=512)
def pieces(tex: str, size: float) -> tuple[Piece, ...]:
    """The parts of a formula in their order; raises `UnknownTexError`."""
    return tuple(_pieces(parse_tex(tex).parts, _Setter(size, size)))


def whole(tex: str, size: float) -> Box:
    """A formula in one line."""
    return _line(pieces(tex, size))


def lines(tex: str, size: float, width: float) -> tuple[Box, ...]:
    """A formula in as many lines as ``width`` asks for; what cannot be broken may be wider."""
    found = _lines(pieces(tex, size), size, width, GLADLY)
    if max(box.width for box in found) > width:
        found = _lines(pieces(tex, size), size, width, LAST_RESORT)
    return found


def _lines(parts: Sequence[Piece], size: float, width: float, least: int) -> tuple[Box, ...]:
    result: list[Box] = []
    line: list[Piece] = []
    indent = 0.0
    groups: list[list[Piece]] = []
    for i, piece in enumerate(parts):
        if not groups or (piece.breaks >= least and i > 1):  # "x =" stays with what follows
            groups.append([])
        groups[-1].append(piece)
    for group in groups:
        if line and indent + _line([*line, *group]).width > width:
            result.append(_indented(line, indent))
            line, indent = [], _INDENT * size
        line += group
    return (*result, _indented(line, indent))


def _indented(line: Sequence[Piece], indent: float) -> Box:
    return beside([gap(indent), _line(line)]) if indent else _line(line)


def _line(parts: Sequence[Piece]) -> Box:
    """Pieces side by side; no room before the first."""
    boxes = [parts[0].box] if parts else []
    for piece in parts[1:]:
        boxes += (gap(piece.before), piece.box) if piece.before else (piece.box,)
    return beside(boxes)


def _kind(node: Node) -> Kind:
    if isinstance(node, Scripts):
        node = node.base
    return node.kind if isinstance(node, Symbol) else "ordinary"


def _pieces(parts: Sequence[Node], setter: "_Setter", *, tight: bool = False) -> list[Piece]:
    """Boxes with the room that kinds ask for; ``tight`` in scripts."""
    result: list[Piece] = []
    previous: Kind = "open"
    spare, depth, em = 0.0, 0, setter.size
    named = False
    growing: list[tuple[int, str]] = []  # brackets that wait for their counterpart
    for i, node in enumerate(parts):
        if isinstance(node, Space):
            spare += node.width * em
            continue
        kind = _kind(node)
        if kind == "operator" and (previous not in ("ordinary", "close") or i == len(parts) - 1):
            kind = "ordinary"  # a sign
        before = spare + (0.0 if tight else _room(previous, kind) * em)
        if named and kind == "ordinary":
            before += em / 6
        breaks = _breaks(node, previous, kind, apart=spare > 0.0)
        depth -= kind == "close"
        result.append(Piece(setter.box(node), before, min(breaks, LAST_RESORT) if depth else breaks))
        depth += kind == "open"
        if isinstance(node, Symbol) and node.grows:
            if kind == "open":
                growing.append((len(result) - 1, node.text))
            elif growing:
                start, opening = growing.pop()
                _grow(result, start, opening + node.text, setter)
        previous, spare = kind, 0.0
        named = isinstance(node, Symbol) and node.name
    if spare:
        result.append(Piece(_EMPTY, spare, NEVER))
    return result


def _grow(row: list[Piece], start: int, fences: str, setter: "_Setter") -> None:
    """Make the bracket at ``start`` and the last one as tall as what stands between them."""
    inner = _line(row[start + 1 : -1])
    row[start] = row[start]._replace(box=setter.fence(fences[0], inner))
    row[-1] = row[-1]._replace(box=setter.fence(fences[1], inner))


def _breaks(node: Node, previous: Kind, kind: Kind, *, apart: bool) -> int:
    """Before operators and relations and between statements; between factors if need be."""
    if kind in ("operator", "relation"):
        return LAST_RESORT if isinstance(node, Symbol) and node.text in "⋅×⊙" else GLADLY
    if previous == "comma":
        return GLADLY if apart else LAST_RESORT
    factors = previous in ("ordinary", "close") and kind in ("ordinary", "open")
    return LAST_RESORT if factors and (apart or previous == "close") else NEVER


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
    nested: bool = False  # in a fraction
    script: bool = False

    def smaller(self, factor: float) -> "_Setter":
        return self._replace(size=round(max(self.size * factor, self.own * _LEAST), 2))

    @property
    def thickness(self) -> float:
        return max(_LINE * self.size, _THINNEST)

    def box(self, node: Node) -> Box:
        """The ink of one part."""
        match node:
            case Symbol(text):
                return text_box(text, self.size)
            case Space(width):
                return gap(width * self.size)
            case Row(parts):
                return _line(_pieces(parts, self, tight=self.script))
            case Scripts(base, below, above):
                return self._scripts(base, below, above)
            case Fraction(over, under):
                return self._fraction(over, under)
            case Root(body):
                return self._root(self.box(body))
            case Accent(mark, body):
                return self._accent(mark, self.box(body))
            case Fenced(left, body, right):
                return self._fenced(left, self.box(body), right)
            case Grid(rows, left):
                return self._grid(rows, left=left)

    def _scripts(self, base: Node, below: Node | None, above: Node | None) -> Box:
        body, em = self.box(base), self.size
        setter = self.smaller(_SCRIPT)._replace(nested=False, script=True)
        low = _EMPTY if below is None else setter.box(below)
        high = _EMPTY if above is None else setter.box(above)
        down = max(_LOWER * em, low.above - 0.42 * em, body.below - 0.05 * em if body.below else 0.0)
        up = max(_RAISE * em, high.below + 0.2 * em, body.above - 0.38 * em)
        if below is not None and above is not None:
            up = max(up, low.above - down + high.below + 0.12 * em)
        x = body.width + 0.03 * em
        return Box(
            x + max(low.width, high.width) + 0.03 * em,
            max(body.above, up + high.above if above is not None else 0.0),
            max(body.below, down + low.below if below is not None else 0.0),
            (Part(0.0, 0.0, body), Part(x, down, low), Part(x, -up, high)),
        )

    def _fraction(self, over: Node, under: Node) -> Box:
        setter = self.smaller(_NESTED) if self.nested else self
        setter, em = setter._replace(nested=True), self.size
        top, bottom = setter.box(over), setter.box(under)
        width, side = max(top.width, bottom.width) + 0.16 * em, 0.06 * em
        up = (_AXIS + _GAP) * em + top.below
        down = (_GAP - _AXIS) * em + bottom.above
        return Box(
            width + 2 * side, up + top.above, down + bottom.below,
            (
                Part(side + (width - top.width) / 2, -up, top),
                Part(side + (width - bottom.width) / 2, down, bottom),
                Part(side, -_AXIS * em, Rule(width, self.thickness)),
            ),
        )  # fmt: skip

    def _root(self, body: Box) -> Box:
        em = self.size
        above, below = max(body.above, 0.5 * em) + 0.14 * em, max(body.below, 0.0) + 0.04 * em
        lead = 0.58 * em
        hook = min(above + below, 0.62 * em)
        path = QPainterPath(QPointF(0.05 * em, below - 0.82 * hook))
        path.lineTo(0.16 * em, below - hook)
        path.lineTo(0.33 * em, below)
        path.lineTo(lead - 0.06 * em, -above)
        path.lineTo(lead + body.width + 0.06 * em, -above)
        stroker = QPainterPathStroker()
        stroker.setWidth(self.thickness)
        stroker.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        return Box(
            lead + body.width + 0.1 * em, above + self.thickness, below,
            (Part(lead, 0.0, body), Part(0.0, 0.0, stroker.createStroke(path))),
        )  # fmt: skip

    def _accent(self, mark: str, body: Box) -> Box:
        em = self.size
        slant = 0.07 * em  # italics lean
        letter = Part(0.0, 0.0, body)
        if not mark:
            y = -body.above - 0.12 * em
            bar = Rule(max(body.width - 0.06 * em, 0.3 * em), self.thickness)
            return Box(body.width, -y + 0.06 * em, body.below, (letter, Part(slant, y, bar)))
        ink = glyph(mark, em)
        x = (body.width - (ink.right - ink.left)) / 2 - ink.left + slant
        y = -body.above - 0.07 * em - ink.bottom
        parts = (letter, Part(x, y, text_box(mark, em)))
        return Box(body.width, -(y + ink.top), body.below, parts)

    def _fenced(self, left: str, body: Box, right: str) -> Box:
        return beside([self.fence(left, body), body, self.fence(right, body)])

    def fence(self, fence: str, body: Box) -> Box:
        """A bracket about ``body``; empty for none."""
        axis = _AXIS * self.size
        reach = max(body.above - axis, body.below + axis) + 0.06 * self.size
        return stretched(fence, self.size, reach + axis, reach - axis) if fence else _EMPTY

    def _grid(self, rows: Sequence[Sequence[Node]], *, left: bool) -> Box:
        em = self.size
        cells = [[self.box(cell) for cell in row] for row in rows]
        columns = max(len(row) for row in cells)
        widths = [max(row[j].width for row in cells if j < len(row)) for j in range(columns)]
        above = [max([0.66 * em, *(cell.above for cell in row)]) for row in cells]
        below = [max([0.1 * em, *(cell.below for cell in row)]) for row in cells]
        between, apart = 0.24 * em, 0.8 * em
        total = sum(above) + sum(below) + between * (len(rows) - 1)
        y = -total / 2 - _AXIS * em
        parts = []
        for row, up, down in zip(cells, above, below, strict=True):
            x = 0.0
            for cell, width in zip(row, widths, strict=False):
                parts.append(Part(x if left else x + (width - cell.width) / 2, y + up, cell))
                x += width + apart
            y += up + down + between
        width = sum(widths) + apart * (columns - 1)
        return Box(width, total / 2 + _AXIS * em, total / 2 - _AXIS * em, tuple(parts))
