"""From a table and a specification to the numbers of a fit: inputs, target, what was done to them."""

from dataclasses import dataclass

import numpy as np

from optexplorer.core.arrays import Ints, Mat, Vec
from optexplorer.core.nearest import short
from optexplorer.core.problem import DataSpec, ProblemError
from optexplorer.problems.data.standardization import Scale, Standardization
from optexplorer.problems.data.table import Column, Table

_LARGEST = 1e100  # beyond it squares and their sums leave the finite numbers


@dataclass(frozen=True, eq=False)
class Numbers:
    """The rows that are used, as the fit sees them."""

    features: Mat  # (examples, k)
    target: Vec  # (examples,); 0 or 1 in logistic regression
    standardization: Standardization | None
    notes: tuple[str, ...]


def select(table: Table, spec: DataSpec) -> Numbers:
    """The columns that ``spec`` names, without incomplete rows, standardised if it asks for it."""
    features = [_feature(table, name, i) for i, name in enumerate(spec.features)]
    target = _target(table, spec)
    notes = list(table.notes)
    used = [*features, target]
    keep = ~np.isnan(np.column_stack([column.values for column in used])).any(axis=1)
    if not keep.all():
        gaps = ", ".join(column.name for column in used if column.missing)
        left_out = int(np.count_nonzero(~keep))
        notes.append(f"{left_out} of {table.rows} rows left out: missing {gaps}")
    if (whole := int(np.count_nonzero(keep))) < 2:
        rows = "one row" if whole else "no row"
        missing = f"{table.name} has {rows} in which no used column is missing"
        raise ProblemError("data", f"{missing}; a fit needs at least 2")
    lines = table.lines[keep]
    for column, path in zip(used, [*_paths(spec), "target"], strict=True):
        _check_size(column, column.values[keep], lines, path)
    inputs = np.column_stack([column.values[keep] for column in features])
    outputs = target.values[keep]
    if spec.model == "logistic":
        outputs = _classes(target, outputs, notes)
    standardization = None
    if spec.standardize:
        scales = tuple(
            Scale.of(column.name, inputs[:, i], path)
            for i, (column, path) in enumerate(zip(features, _paths(spec), strict=True))
        )
        scale = Scale.of(target.name, outputs, "target") if spec.model == "linear" else None
        standardization = Standardization(scales, scale)
        inputs = np.column_stack([s.apply(inputs[:, i]) for i, s in enumerate(scales)])
        outputs = scale.apply(outputs) if scale else outputs
        notes.append(standardization.note)
    return Numbers(inputs, outputs, standardization, tuple(notes))


def _paths(spec: DataSpec) -> list[str]:
    return [f"features[{i}]" for i in range(len(spec.features))]


def _feature(table: Table, name: str, index: int) -> Column:
    path = f"features[{index}]"
    column = table.column(name, path)
    if column.kind == "text":
        raise ProblemError(path, _not_numeric(column))
    return column


def _target(table: Table, spec: DataSpec) -> Column:
    column = table.column(spec.target, "target")
    if column.kind == "text" and (spec.model == "linear" or len(column.labels) != 2):
        hint = "; logistic regression takes it" if len(column.labels) == 2 else ""
        raise ProblemError("target", _not_numeric(column) + hint)
    return column


def _not_numeric(column: Column) -> str:
    if not column.labels:
        return f"column {short(column.name)!r} is empty"
    examples = ", ".join(repr(label[:30]) for label in column.labels[:3])
    dots = ", ..." if len(column.labels) > 3 else ""
    count = len(column.labels)
    name = short(column.name)
    return f"column {name!r} is text with {count} different values ({examples}{dots})"


def _check_size(column: Column, values: Vec, lines: Ints, path: str) -> None:
    bad = np.flatnonzero(~(np.abs(values) <= _LARGEST))
    if bad.size:
        value, line = values[bad[0]], lines[bad[0]]
        what = f"is larger than {_LARGEST:g}" if np.isfinite(value) else "is not a finite number"
        raise ProblemError(path, f"column {short(column.name)!r}, line {line}: {value:g} {what}")


def _classes(target: Column, values: Vec, notes: list[str]) -> Vec:
    """The target as 0 and 1: the smaller value, or the first in sorted order, is 0."""
    low, high = float(values.min()), float(values.max())
    count = np.unique(values).size
    if count != 2:
        raise ProblemError(
            "target",
            f"column {short(target.name)!r} has {count} different value{'s' if count > 1 else ''} "
            "in the rows used; logistic regression needs exactly 2",
        )
    if target.kind == "text":
        first, second = target.labels
        notes.append(f"{target.name}: {first!r} counts as 0, {second!r} as 1")
    elif (low, high) != (0.0, 1.0):
        notes.append(f"{target.name}: {low:g} counts as 0, {high:g} as 1")
    return np.asarray(values == high, dtype=np.float64)
