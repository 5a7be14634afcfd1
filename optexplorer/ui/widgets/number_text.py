"""Numbers as people type and read them."""

import math
import re
from decimal import Decimal

_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")


def parse_number(text: str) -> float | None:
    """The number typed, with a point or a comma before the decimals; None if it is none.

    A true minus sign counts as a hyphen, spaces around the number do not count.
    """
    cleaned = text.strip().replace("\N{MINUS SIGN}", "-")
    if not _NUMBER.fullmatch(cleaned):
        return None
    return float(cleaned.replace(",", "."))


def number_text(value: float) -> str:
    """The shortest text that reads back to the same number: "0.006", "1e-8", "50", "2e7"."""
    if not math.isfinite(value):
        return f"{value:g}"
    if value == math.floor(value) and abs(value) < 1e15:
        whole = str(int(value))
        brief = str(Decimal(int(value)).normalize()).replace("E+", "e")
        return brief if abs(value) >= 1e6 and len(brief) < len(whole) else whole
    text = repr(value)
    if 0 < abs(value) < 1e-3 and "e" not in text:  # 0.000ddd, the smallest that repr spells out
        sign, digits = "-" if value < 0 else "", text.partition("0.000")[2]
        text = f"{sign}{digits[0]}.{digits[1:] or '0'}e-4"
    mantissa, _, exponent = text.partition("e")
    return f"{mantissa.removesuffix('.0')}e{int(exponent)}" if exponent else text


def short_number(value: float, digits: int = 3) -> str:
    """A figure to read: ``digits`` significant digits and a true minus sign."""
    if math.isnan(value):
        return "—"
    if math.isinf(value):
        return "∞" if value > 0 else "\N{MINUS SIGN}∞"
    if value == 0:
        return "0"
    if 1e-2 <= abs(value) < 1e5:
        text = f"{value:#.{digits}g}".rstrip(".") if abs(value) < 10**digits - 0.5 else f"{value:.0f}"
    else:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        text = f"{mantissa}e{int(exponent)}"
    return text.replace("-", "\N{MINUS SIGN}")
