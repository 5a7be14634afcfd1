"""A table of numbers and words, read from any CSV file.

Accepted: comma, semicolon or tab; decimal commas where they are unmistakable; UTF-8 with or
without a byte-order mark, UTF-16 with one, else Latin-1; quoted fields; a header line or none;
empty cells, NA, N/A, NaN, null and None as missing. Whatever was guessed or mended stands in the
notes; what cannot be read is a `ProblemError` that says where.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Literal

import numpy as np

from optexplorer.core.arrays import Ints, Vec, frozen
from optexplorer.core.nearest import unknown
from optexplorer.core.problem import ProblemError
from optexplorer.problems.data.text import (
    Record,
    find_delimiter,
    has_decimal_comma,
    is_missing,
    is_numeric,
    number,
    read_text,
    records,
)

MAX_CELLS = 5_000_000


@dataclass(frozen=True, eq=False)
class Column:
    """One column. ``values`` (rows,) is read-only, nan where a cell is missing.

    A text column holds in ``values`` the position of each cell in ``labels``, its distinct
    values in sorted order: a text with two values reads as 0 and 1.
    """

    name: str
    kind: Literal["numeric", "text"]
    values: Vec = field(repr=False)
    missing: int
    labels: tuple[str, ...] = field(default=(), repr=False)

    @property
    def distinct(self) -> int:
        """How many different values there are, missing ones apart."""
        if self.kind == "text":
            return len(self.labels)
        return int(np.unique(self.values[~np.isnan(self.values)]).size)


@dataclass(frozen=True, eq=False)
class Table:
    """The columns of a file in order. ``lines`` (rows,) says where in the file each row begins."""

    name: str  # of the file
    columns: tuple[Column, ...]
    lines: Ints = field(repr=False)
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows there are below the header."""
        return int(self.lines.size)

    @property
    def numeric(self) -> tuple[str, ...]:
        """The names of the numeric columns."""
        return tuple(c.name for c in self.columns if c.kind == "numeric")

    def column(self, name: str, path: str = "") -> Column:
        """The column of that name; ``path`` says in errors which setting asked for it."""
        for column in self.columns:
            if column.name == name:
                return column
        names = [c.name for c in self.columns]
        raise ProblemError(path, f"{self.name}: {unknown('column', name, names)}")


def read_table(path: Path) -> Table:
    """Read a CSV file; raises `ProblemError` with one sentence. An unchanged file is read once."""
    try:
        status = path.stat()
        stamp = (status.st_mtime_ns, status.st_size)
    except (OSError, ValueError):
        stamp = (0, 0)  # the reader says what is wrong
    return _read(path, stamp)


@lru_cache(maxsize=4)
def _read(path: Path, stamp: tuple[int, int]) -> Table:  # noqa: ARG001  (part of the key)
    text, encoding = read_text(path)
    notes = [encoding] if encoding else []
    delimiter = find_delimiter(text)
    rows = _limited(text, delimiter, path.name)
    if not rows:
        raise ProblemError("data", f"{path.name} is empty; expected a CSV file with numbers")
    first = rows[0]
    if any(is_numeric(cell, delimiter) and not is_missing(cell) for cell in first.cells):
        names = [f"column_{i + 1}" for i in range(len(first.cells))]
        notes.append(f"no header line, so the columns are named {names[0]} to {names[-1]}")
    else:
        names = _distinct(first.cells, notes)
        del rows[0]
    if not rows:
        raise ProblemError("data", f"{path.name} has a header line but no rows below it")
    _even_out(rows, first, path.name, notes)
    cells = list(zip(*(row.cells for row in rows), strict=True))
    decimal_commas = _accept_decimal_commas(names, cells, delimiter, notes)
    columns = tuple(_column(n, c, decimal_commas) for n, c in zip(names, cells, strict=True))
    if all(column.kind == "text" for column in columns):
        raise ProblemError("data", f"{path.name} has no numeric column")
    lines = frozen(np.array([row.line for row in rows], dtype=np.int64))
    return Table(path.name, columns, lines, tuple(notes))


def _limited(text: str, delimiter: str, name: str) -> list[Record]:
    rows, count = [], 0
    for record in records(text, delimiter, name):
        count += len(record.cells)
        if count > MAX_CELLS:
            raise ProblemError("data", f"{name} has more than {MAX_CELLS:,} cells, the most read")
        rows.append(record)
    return rows


def _distinct(cells: list[str], notes: list[str]) -> list[str]:
    """Header cells as names: none empty, none twice, no line breaks."""
    wanted = [" ".join(cell.split()) or f"column_{i + 1}" for i, cell in enumerate(cells)]
    names: list[str] = []
    taken = set(wanted)
    for name in wanted:
        unique, k = name, 1
        while unique in names if k == 1 else unique in taken:
            k += 1
            unique = f"{name}_{k}"
        names.append(unique)
        taken.add(unique)
    twice = [name for name, count in Counter(wanted).items() if count > 1]
    if twice:
        notes.append(f"column names used more than once were numbered: {', '.join(twice)}")
    return names


def _even_out(rows: list[Record], first: Record, name: str, notes: list[str]) -> None:
    """Make all rows as wide as the first: short ones are filled, excess cells must be empty."""
    width = len(first.cells)
    short = []
    for row in rows:
        count = len(row.cells)
        if any(cell.strip() for cell in row.cells[width:]):
            raise ProblemError(
                "data",
                f"{name}, line {row.line}: {count} cells, expected {width} as in line {first.line}",
            )
        if count < width:
            short.append(row.line)
            row.cells.extend([""] * (width - count))
        elif count > width:
            del row.cells[width:]
    if short:
        lines = ", ".join(map(str, short[:3])) + (", ..." if len(short) > 3 else "")
        notes.append(f"rows with too few cells, the rest taken as missing: line {lines}")


def _accept_decimal_commas(
    names: list[str], cells: list[tuple[str, ...]], delimiter: str, notes: list[str]
) -> bool:
    """Whether commas in numbers are decimal points; "1,234" alone could be a thousand."""
    if delimiter == ",":
        return False
    suspects = [
        (name, column)
        for name, column in zip(names, cells, strict=True)
        if any(map(has_decimal_comma, column))
        and all(is_missing(c) or has_decimal_comma(c) or _is_whole(c) for c in column)
    ]
    commas = [c for c in chain.from_iterable(column for _, column in suspects) if "," in c]
    if not commas:
        return False
    if any(_cannot_be_thousands(cell) for cell in commas):
        notes.append("commas in numbers read as decimal points")
        return True
    notes.append(
        f"column {suspects[0][0]} is taken as text: "
        f"{commas[0].strip()!r} could be a decimal number or a thousand"
    )
    return False


def _is_whole(cell: str) -> bool:
    return "." not in cell and number(cell) is not None


def _cannot_be_thousands(cell: str) -> bool:
    before, after = cell.strip().lstrip("+-").split(",")
    return len(after) != 3 or len(before) > 3 or before in ("", "0")


def _column(name: str, cells: tuple[str, ...], decimal_commas: bool) -> Column:
    values = _numbers(cells)
    if values is None and decimal_commas:
        values = _numbers([c.replace(",", ".") if has_decimal_comma(c) else c for c in cells])
    if values is not None and not np.isnan(values).all():
        return Column(name, "numeric", frozen(values), int(np.isnan(values).sum()))
    words = ["" if is_missing(cell) else cell.strip() for cell in cells]
    labels = tuple(sorted(set(words) - {""}))
    place = {label: float(i) for i, label in enumerate(labels)}
    codes = frozen(np.array([place.get(word, np.nan) for word in words], dtype=np.float64))
    return Column(name, "text", codes, int(np.isnan(codes).sum()), labels)


def _numbers(cells: Sequence[str]) -> Vec | None:
    """The cells as numbers, nan where missing; None if one of them is text."""
    if not any("_" in cell for cell in cells):
        try:
            return np.array(list(map(float, cells)))
        except ValueError:
            pass  # missing cells or text
    values = np.empty(len(cells))
    for i, cell in enumerate(cells):
        value = np.nan if is_missing(cell) else number(cell)
        if value is None:
            return None
        values[i] = value
    return values
