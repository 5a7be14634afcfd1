"""The letters of formulas: STIX Two Math, which comes with ziamath."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from PySide6.QtGui import QFont, QPainterPath, QRawFont


class Glyph(NamedTuple):
    """One letter at one size; lengths in pixels, y downwards from the base line."""

    code: int  # in the font
    advance: float
    left: float  # of its ink
    right: float
    top: float
    bottom: float


@lru_cache(maxsize=64)
def raw_font(size: float) -> QRawFont:
    """The font at a size in pixels."""
    spec = find_spec("ziamath")
    assert spec is not None  # noqa: S101  (a dependency)
    assert spec.origin is not None  # noqa: S101
    file = Path(spec.origin).parent / "fonts" / "STIXTwoMath-Regular.ttf"
    return QRawFont(str(file), size, QFont.HintingPreference.PreferNoHinting)


@lru_cache(maxsize=4096)
def glyphs(text: str, size: float) -> tuple[Glyph, ...]:
    """The letters of a text."""
    font = raw_font(size)
    indexes = font.glyphIndexesForString(text)
    result = []
    for index, advance in zip(indexes, font.advancesForGlyphIndexes(indexes), strict=True):
        ink = font.boundingRect(index)
        result.append(Glyph(index, advance.x(), ink.left(), ink.right(), ink.top(), ink.bottom()))
    return tuple(result)


@lru_cache(maxsize=256)
def outline(character: str, size: float) -> QPainterPath:
    """The shape of one character, from its base line; not to be changed."""
    font = raw_font(size)
    return font.pathForGlyph(font.glyphIndexesForString(character)[0])
