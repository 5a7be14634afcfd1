"""The shipped data sets, as declared in ``resources/data/index.toml``, and the way to any other."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from optexplorer.core.nearest import nearest, short
from optexplorer.core.printable import is_control
from optexplorer.core.problem import DataSpec, ProblemError
from optexplorer.core.resources import resource
from optexplorer.core.there import is_there
from optexplorer.problems.data.table import Table, read_table


@dataclass(frozen=True)
class DataSet:
    """A shipped data set and the fit suggested for it."""

    key: str
    title: str
    summary: str  # one sentence
    file: Path
    suggestion: DataSpec
    units: dict[str, str]  # of every column; "" for none
    source: str
    licence: str

    def to_mapping(self) -> dict[str, Any]:
        """Plain values for ``list data --json``."""
        table = read_table(self.file)
        return {
            "key": self.key,
            "title": self.title,
            "summary": self.summary,
            "model": self.suggestion.model,
            "features": list(self.suggestion.features),
            "target": self.suggestion.target,
            "loss": self.suggestion.loss,
            "rows": table.rows,
            "columns": [
                {"name": c.name, "kind": c.kind, "unit": self.units[c.name]} for c in table.columns
            ],
            "source": self.source,
            "licence": self.licence,
        }


@cache
def data_sets() -> dict[str, DataSet]:
    """The shipped data sets by key, in the order of the index."""
    index = tomllib.loads(resource("data", "index.toml").read_text(encoding="utf-8"))
    return {key: _data_set(key, entry) for key, entry in index.items()}


def _data_set(key: str, entry: dict[str, Any]) -> DataSet:
    suggestion = DataSpec(
        data=key,
        features=tuple(entry["features"]),
        target=entry["target"],
        model=entry["model"],
        loss=entry["loss"],
    )
    return DataSet(
        key=key,
        title=entry["title"],
        summary=entry["summary"],
        file=resource("data", entry["file"]),
        suggestion=suggestion,
        units=dict(entry["units"]),
        source=entry["source"],
        licence=entry["licence"],
    )


def find(data: str, folder: str = "") -> Path:
    """The file of a built-in name or of a CSV path, relative paths beginning at ``folder``."""
    known = data_sets()
    if data in known:
        return known[data].file
    if not data:
        raise ProblemError("data", "expected the name of a data set or the path of a CSV file")
    if any(map(is_control, data)):
        raise ProblemError("data", f"{short(data)!r} is not a file name")
    path = Path(folder) / data
    if path.suffix or path.parent != Path(folder) or is_there(path):
        return path
    raise ProblemError(
        "data",
        f"there is neither a built-in data set nor a file {short(data)!r}; "
        f"the nearest data set is {nearest(data, known)!r}",
    )


def inspect(data: str, folder: str = "") -> Table:
    """The table behind a built-in name or a CSV path."""
    return read_table(find(data, folder))
