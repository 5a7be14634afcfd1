"""Numbers, vectors and matrices as TeX."""

import math
from typing import Any

import numpy as np

from optexplorer.core.operations.layout import ATOM, MINUS, PRODUCT, Piece

_LONGEST = 4  # elements of a vector that are all written; of longer ones the ends
_EXACT = 12  # digits of what a person typed


def number_piece(value: float, digits: int = _EXACT) -> Piece:
    """A number to so many significant digits; whole numbers below ten million in full."""
    piece = _positive(abs(value), digits)
    return Piece(MINUS + piece.tex, PRODUCT) if value < 0 else piece


def _positive(value: float, digits: int) -> Piece:
    if math.isnan(value):
        return Piece(r"\text{nan}")
    if math.isinf(value):
        return Piece(r"\infty")
    if value == int(value) and value < 1e7:
        return Piece(str(int(value)))
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    power = int(exponent)
    if -4 < power < 6:
        plain = f"{value:.{max(digits - 1 - power, 0)}f}"
        plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
        return Piece(plain)
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return Piece(rf"{mantissa}\times 10^{{{power}}}", PRODUCT)


def value_piece(value: Any, digits: int, *, row: bool = False) -> Piece:
    """A scalar, a vector as a column (or ``row``), or a matrix, its middle left out if long."""
    array = np.asarray(value, dtype=np.float64)
    if array.ndim == 0:
        return number_piece(float(array), digits)
    if array.ndim == 1:
        array = array[np.newaxis, :] if row else array[:, np.newaxis]
    columns = _ends(array.shape[1])
    lines = []
    for i in _ends(array.shape[0]):
        if i is None:
            lines.append(" & ".join([r"\vdots"] * len(columns)))
        else:
            cells = [r"\cdots" if j is None else number_piece(array[i, j], digits).tex for j in columns]
            lines.append(" & ".join(cells))
    tex = r"{\begin{pmatrix} " + r" \\ ".join(lines) + r" \end{pmatrix}}"
    return Piece(tex, ATOM, len(lines))


def _ends(count: int) -> list[int | None]:
    """The places that are written; None stands for those left out."""
    return list(range(count)) if count <= _LONGEST else [0, 1, None, count - 1]
