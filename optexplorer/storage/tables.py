"""Columns of equal length as CSV, written as `csv_export` writes a history; and as NPZ."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from optexplorer.storage.atomic import replace_file
from optexplorer.storage.csv_export import LINE_END, text_cell

Column: TypeAlias = NDArray[Any] | Sequence[str]

_CHUNK = 20_000  # rows formatted at a time


def write_table(path: str | Path, columns: Mapping[str, Column]) -> None:
    """Write ``columns``, numbers as the shortest text that reads back the same; whole or not at all."""
    cells = list(columns.values())
    with replace_file(path) as stream:
        stream.write((",".join(map(text_cell, columns)) + LINE_END).encode())
        for first in range(0, len(cells[0]), _CHUNK):
            part = [_texts(column[first : first + _CHUNK]) for column in cells]
            lines = (",".join(row) + LINE_END for row in zip(*part, strict=True))
            stream.write("".join(lines).encode())


def _texts(column: Column) -> list[str]:
    if isinstance(column, np.ndarray):
        return [repr(value) for value in column.tolist()]
    return [text_cell(value) for value in column]


def write_arrays(path: str | Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write ``arrays`` as an NPZ file, whole or not at all."""
    with replace_file(path) as stream:
        np.savez_compressed(stream, **arrays)  # type: ignore[arg-type]
