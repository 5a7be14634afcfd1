"""Standardisation: subtract the mean, divide by the population standard deviation (divisor n).

With ``u = (x − m) / s`` a line in standardised units is a line in the original ones,

    y = m_y + s_y (a + Σ bⱼ uⱼ)  =  α + Σ βⱼ xⱼ,
    βⱼ = s_y bⱼ / sⱼ,   α = m_y + s_y a − Σ βⱼ mⱼ,

where m_y = 0, s_y = 1 if the target was left alone, as in logistic regression.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from optexplorer.core.arrays import Mat, Vec
from optexplorer.core.nearest import short
from optexplorer.core.problem import ProblemError


@dataclass(frozen=True)
class Line:
    """A linear score in original units: ``intercept + Σ slopes · features``."""

    intercept: float
    slopes: tuple[float, ...]

    def at(self, features: Mat) -> Vec:
        """The score (rows,) of features (rows, k)."""
        return np.asarray(self.intercept + features @ np.array(self.slopes))


@dataclass(frozen=True)
class Scale:
    """One column: its mean and its population standard deviation."""

    name: str
    mean: float
    std: float

    @classmethod
    def of(cls, name: str, values: Vec, path: str) -> Self:
        """That of ``values``; refused where they are all alike or too large to square."""
        if values.min() == values.max():
            raise ProblemError(
                path,
                f"column {short(name)!r} holds {values[0]:g} in every row: it cannot be standardised",
            )
        with np.errstate(all="ignore"):
            mean, std = float(values.mean()), float(values.std())
        if not (np.isfinite(mean) and np.isfinite(std) and std > 0.0):
            raise ProblemError(
                path, f"column {short(name)!r} has numbers too large or too small to be standardised"
            )
        return cls(name, mean, std)

    def apply(self, values: Vec) -> Vec:
        """``values`` with mean 0 and standard deviation 1."""
        return (values - self.mean) / self.std


@dataclass(frozen=True)
class Standardization:
    """What was done to the features and, in linear regression, to the target."""

    features: tuple[Scale, ...]
    target: Scale | None

    def to_original(self, parameters: Sequence[float]) -> Line:
        """The line in original units that ``parameters`` stand for in standardised ones.

        ``parameters`` are those of the problem: intercept and slope for one feature, one weight a
        feature otherwise.
        """
        a, weights = split(parameters, len(self.features))
        mean, std = (self.target.mean, self.target.std) if self.target else (0.0, 1.0)
        slopes = tuple(std * b / f.std for b, f in zip(weights, self.features, strict=True))
        shift = sum(b * f.mean for b, f in zip(slopes, self.features, strict=True))
        return Line(mean + std * a - shift, slopes)

    @property
    def note(self) -> str:
        """What to tell the person."""
        scales = [*self.features, *([self.target] if self.target else [])]
        text = ", ".join(f"{s.name} (mean {s.mean:.6g}, std {s.std:.6g})" for s in scales)
        return f"standardised: {text}"


def split(parameters: Sequence[float], features: int) -> tuple[float, tuple[float, ...]]:
    """Intercept (0 where the model has none) and weights."""
    intercept = float(parameters[0]) if len(parameters) > features else 0.0
    return intercept, tuple(float(p) for p in parameters[-features:])
