"""The letters of formulas: STIX Two Math, which comes with ziamath."""

from functools import cache, lru_cache
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


@cache
def font_file() -> str:
    """Where the font is; ziamath itself is not imported."""
    spec = find_spec("ziamath")
    assert spec is not None  # noqa: S101  (a dependency)
    assert spec.origin is not None  # noqa: S101
    return str(Path(spec.origin).parent / "fonts" / "STIXTwoMath-Regular.ttf")


@lru_cache(maxsize=64)
def raw_font(size: float) -> QRawFont:
    """The font at a size in pixels."""
    return QRawFont(font_file(), size, QFont.HintingPreference.PreferNoHinting)


@lru_cache(maxsize=4096)
def glyph(character: str, size: float) -> Glyph:
    """A letter at a size in pixels."""
    font = raw_font(size)
    codes = font.glyphIndexesForString(character)
    (advance,) = font.advancesForGlyphIndexes(codes)
    ink = font.boundingRect(codes[0])
    return Glyph(codes[0], advance.x(), ink.left(), ink.right(), ink.top(), ink.bottom())


@lru_cache(maxsize=256)
def outline(character: str, size: float) -> QPainterPath:
    """The shape of one character, from its base line; not to be changed."""
    return raw_font(size).pathForGlyph(glyph(character, size).code)
