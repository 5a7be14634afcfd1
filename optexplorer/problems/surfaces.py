"""Problems made from the catalogue of surfaces."""

import math
from collections.abc import Iterable, Mapping
from functools import cache

import numpy as np

from optexplorer.core.arrays import Mat, frozen
from optexplorer.core.declare import SettingError
from optexplorer.core.nearest import short, unknown
from optexplorer.core.problem import Point, Problem, ProblemError, SurfaceSpec
from optexplorer.problems.catalogue import Coordinate, Place, SurfaceEntry, catalogue, surface
from optexplorer.problems.domains import centre, checked_domain, checked_numbers, chosen_start, inside
from optexplorer.problems.expression.evaluate import evaluate
from optexplorer.problems.expression.kernels import formula_kernels
from optexplorer.problems.expression.parse import parse
from optexplorer.problems.expression.pretty import pretty
from optexplorer.problems.transforms import check_transform, moved, numbers

__all__ = ["SurfaceEntry", "catalogue", "data_row", "surface", "surface_problem"]


def surface_problem(spec: SurfaceSpec) -> Problem:
    """The problem that a specification describes; raises `ProblemError`."""
    entry = surface(spec.name)
    values = _parameter_values(entry, spec)
    domain = entry.domain if spec.domain is None else checked_domain(spec.domain, entry.size)
    transform = spec.transform
    check_transform(transform, entry.size)
    middle = centre(domain)
    names = tuple(values)
    extra = () if transform.is_identity else numbers(middle, transform)
    minimum, minima = _known_minima(entry, values)
    start = entry.start if inside(entry.start, domain) else chosen_start(domain)
    return Problem(
        spec=spec,
        title=entry.name,
        formula=_formula(entry.key),
        names=("x", "y")[: entry.size],
        domain=domain,
        start=moved(start, middle, transform),
        kernels=formula_kernels(entry.expression, names, not transform.is_identity),
        data=data_row((*values.values(), *extra)),
        minima=tuple(moved(m, middle, transform) for m in minima),
        minimum=minimum,
        scale=entry.scale,
    )


def data_row(values: Iterable[float]) -> Mat:
    """The kernels' ``data`` (1, k), read-only; one unused zero where a formula has no numbers."""
    return frozen(np.array([list(values) or [0.0]]))


def _parameter_values(entry: SurfaceEntry, spec: SurfaceSpec) -> dict[str, float]:
    """All parameters in declared order, the stated ones in place of the defaults."""
    stated = checked_numbers(spec.parameters)
    declared = {p.name: p for p in entry.parameters}
    for name, value in stated.items():
        if name not in declared:
            known = unknown("parameter", name, declared)
            problem = known if declared else f"{entry.key} has no parameters"
            raise ProblemError(f"parameters.{short(name)}", problem)
        try:
            declared[name].check(value)
        except SettingError as error:
            raise ProblemError(f"parameters.{name}", error.message) from None
    return {name: float(stated.get(name, p.default)) for name, p in declared.items()}


def _known_minima(
    entry: SurfaceEntry, values: Mapping[str, float]
) -> tuple[float | None, tuple[Point, ...]]:
    """The lowest value and the minima that are known for these parameters."""
    default = all(values[p.name] == p.default for p in entry.parameters)
    spans = ((p.span or (-math.inf, math.inf), values[p.name]) for p in entry.parameters)
    if not all(low <= value <= high for (low, high), value in spans):
        return None, ()
    minimum: Coordinate | None = entry.minimum
    places: tuple[Place, ...] = entry.minima
    if default:
        minimum = entry.default_minimum if minimum is None else minimum
        places = (*places, *entry.default_minima, *entry.local_minima)
    names = tuple(values)
    points = tuple(tuple(_number(c, names, values) for c in place) for place in places)
    return None if minimum is None else _number(minimum, names, values), points


def _number(value: Coordinate, names: tuple[str, ...], values: Mapping[str, float]) -> float:
    return value if isinstance(value, float) else evaluate(_parsed(value, names), values)


_parsed = cache(parse)


@cache
def _formula(key: str) -> str:
    entry = surface(key)
    if entry.formula is not None:
        return entry.formula
    return pretty(parse(entry.expression, [p.name for p in entry.parameters]))
