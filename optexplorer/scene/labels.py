"""Numbers as text: few digits, a real minus sign, exponents without padding ("4.21e−3").

``number`` keeps trailing zeros, so that with tabular figures a changing value does not jitter;
``tick`` drops them.
"""

import math

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float, digits: int = 4) -> str:
    """``value`` to ``digits`` significant digits: "−0.3770", "106.4", "4.210e−3"."""
    if not math.isfinite(value):
        return _special(value)
    if value == 0.0:
        return "0"
    exponent = _exponent(value, digits)
    if not -3 < exponent < max(digits, 5):
        return scientific(value, digits)
    return _minus(f"{value:.{max(digits - 1 - exponent, 0)}f}")


def scientific(value: float, digits: int = 3) -> str:
    """``value`` as "4.21e−3", whatever its size; zero is "0"."""
    if not math.isfinite(value):
        return _special(value)
    if value == 0.0:
        return "0"
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    return _minus(f"{mantissa}e{int(exponent)}")


def tick(value: float, digits: int = 6) -> str:
    """``value`` as short as its first ``digits`` allow: "0.5", "200", "1e−6"."""
    if not math.isfinite(value):
        return _special(value)
    text = f"{value + 0.0:.{digits}g}"  # no negative zero
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa}e{int(exponent)}"
    elif abs(value) >= 1e5 or 0.0 < abs(value) < 1e-3:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        text = f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"
    return _minus(text)


def power_of_ten(exponent: int) -> str:
    """``10ⁿ`` with a raised exponent."""
    return "10" + str(exponent).translate(_SUPERSCRIPT)


def _exponent(value: float, digits: int) -> int:
    """The decimal exponent after rounding to ``digits``: 9.9996 counts as 10."""
    return int(f"{value:.{digits - 1}e}".split("e")[1])


def _special(value: float) -> str:
    if math.isnan(value):
        return "nan"
    return "∞" if value > 0 else "−∞"


def _minus(text: str) -> str:
    return text.replace("-", "−")
