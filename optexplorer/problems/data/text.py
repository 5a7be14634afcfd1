"""From the bytes of a CSV file to its records: encoding, delimiter, quotes."""

import csv
import io
import os
import re
import stat
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from optexplorer.core.printable import printable
from optexplorer.core.problem import ProblemError

MAX_BYTES = 200 * 2**20
_MISSING = frozenset({"", "na", "n/a", "#n/a", "nan", "-nan", "null", "none"})
_DELIMITERS = ",;\t"
_SAMPLE = 1 << 16  # characters looked at to find the delimiter
_DECIMAL_COMMA = re.compile(r"[+-]?(?:\d+,\d*|,\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Record(NamedTuple):
    """One row of cells and the line of the file it begins on."""

    line: int
    cells: list[str]


def read_text(path: Path) -> tuple[str, str | None]:
    """The text of a file, and a note if its encoding had to be guessed."""
    text, note = _decode(_read_bytes(path))
    if not text or text.isspace():
        raise ProblemError("data", f"{path.name} is empty; expected a CSV file with numbers")
    if _CONTROL.search(text[:_SAMPLE]) or "\x00" in text:
        raise ProblemError(
            "data", f"{path.name} is a binary file; expected CSV text (export the table as CSV)"
        )
    return text, note


def _read_bytes(path: Path) -> bytes:
    try:
        status = path.stat()
        problem = _refusal(path, status)
        raw = b"" if problem else path.read_bytes()
    except FileNotFoundError:
        problem = f"there is no file {path}"
    except OSError as error:
        problem = f"cannot read {str(path)[:200]}: {error.strerror}"
    except ValueError:  # a path that no system call takes
        problem = f"{str(path)!r} is not a file name"
    if problem:
        raise ProblemError("data", printable(problem))
    return raw


def _refusal(path: Path, status: os.stat_result) -> str | None:
    if stat.S_ISDIR(status.st_mode):
        return f"{path} is a folder; expected a CSV file"
    if not stat.S_ISREG(status.st_mode):
        return f"{path} is not a regular file; expected a CSV file"
    if status.st_size > MAX_BYTES:
        size, most = status.st_size / 2**20, MAX_BYTES / 2**20
        return f"{path.name} has {size:.0f} MB; at most {most:.0f} MB are read"
    return None


def _decode(raw: bytes) -> tuple[str, str | None]:
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return raw.decode("utf-16", errors="replace"), None
    try:
        return raw.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        return raw.decode("latin-1"), "not UTF-8, so read as Latin-1: check accented letters"


def is_missing(cell: str) -> bool:
    """Whether a cell stands for no value."""
    return cell.strip().casefold() in _MISSING


def number(cell: str) -> float | None:
    """The number in a cell, None if it is none; digits with "_" between them are text."""
    try:
        return None if "_" in cell else float(cell)
    except ValueError:
        return None


def has_decimal_comma(cell: str) -> bool:
    """Whether a cell looks like a number with a comma for its point."""
    return _DECIMAL_COMMA.fullmatch(cell.strip()) is not None


def records(text: str, delimiter: str, name: str) -> Iterator[Record]:
    """The records in order, blank lines left out; a field may hold line breaks inside quotes."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if len(cells) > 1 or (cells and cells[0].strip()):
                yield Record(line, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise ProblemError("data", f"{name}, line {line}: {_reason(error)}") from None


def _reason(error: csv.Error) -> str:
    message = str(error)
    if "field larger" in message:
        return "a field is longer than 131,072 characters; is a closing quote missing?"
    if "unexpected end" in message:
        return "a quoted field is never closed"
    if "expected after" in message:
        return "text follows the closing quote of a field"
    return message


def find_delimiter(text: str) -> str:
    """Comma, semicolon or tab: whichever splits the beginning of the text most like a table."""
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE:
        end = max(sample.rfind("\n"), sample.rfind("\r"))
        sample = sample[: end + 1] if end >= 0 else sample
    return max(_DELIMITERS, key=lambda delimiter: _likeness(sample, delimiter))


def _likeness(sample: str, delimiter: str) -> tuple[bool, float, int]:
    """Columns at all; the shares of even rows and of numbers, added; the first row's width."""
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            if row:
                rows.append(row)
            if len(rows) == 200:
                break
    except csv.Error:
        pass  # reported when the whole text is read
    if not rows:
        return False, 0.0, 0
    width = len(rows[0])
    even = sum(1 for row in rows if len(row) == width) / len(rows)
    cells = [cell for row in rows[1:] or rows for cell in row]
    numeric = sum(1 for cell in cells if is_numeric(cell, delimiter)) / len(cells)
    return width > 1, even + numeric, width


def is_numeric(cell: str, delimiter: str) -> bool:
    """Whether a cell between these delimiters holds a number, or stands for none."""
    if is_missing(cell) or number(cell) is not None:
        return True
    return delimiter != "," and has_decimal_comma(cell)
