"""A problem: an objective with its domain, start and known minima; and what a file says of it."""

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

import numpy as np

from optexplorer.core.arrays import Ints, Mat, Vec

if TYPE_CHECKING:
    from optexplorer.core.abi import Kernel

Box: TypeAlias = tuple[tuple[float, float], ...]  # (low, high) of each parameter
Point: TypeAlias = tuple[float, ...]
Pairs: TypeAlias = tuple[tuple[str, float], ...]
ScaleHint: TypeAlias = Literal["auto", "linear", "log", "rank"]

_APART = 4096  # roundings of its larger end that a side is long: pictures have hundreds of points
_LEAST = 1e-280  # that a side is long: pixels of places far outside it stay numbers


def least_length(low: float, high: float) -> float:
    """How long a side of a box there must be for its points to be told apart."""
    return max(_APART * math.ulp(max(abs(low), abs(high))), _LEAST)


def is_side(low: float, high: float) -> bool:
    """Whether [low, high] can be a side of a box: finite, and long enough to tell its points apart."""
    return least_length(low, high) <= high - low < math.inf


class ProblemError(ValueError):
    """What a file or a person asked for cannot be a problem.

    ``path`` names the key inside the problem's specification, such as ``parameters.a``; it is
    empty when the whole of it is meant. ``position`` is the character in an expression, or None.
    """

    def __init__(self, path: str, message: str, position: int | None = None) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path
        self.message = message
        self.position = position


@dataclass(frozen=True)
class Transform:
    """Rotation (degrees, counter-clockwise) and stretch about the domain's centre."""

    rotate: float = 0.0
    stretch: tuple[float, float] = (1.0, 1.0)

    @property
    def is_identity(self) -> bool:
        """Whether nothing moves."""
        return self.rotate % 360.0 == 0.0 and self.stretch == (1.0, 1.0)


@dataclass(frozen=True)
class SurfaceSpec:
    """A surface of the catalogue. ``parameters`` holds only what differs from the defaults."""

    name: str
    parameters: Pairs = ()
    domain: Box | None = None
    transform: Transform = Transform()


@dataclass(frozen=True)
class FormulaSpec:
    """A typed formula in x, or in x and y."""

    expression: str
    parameters: Pairs = ()
    domain: Box | None = None


@dataclass(frozen=True)
class DataSpec:
    """A model fitted to a table. ``data`` is a built-in name or a CSV path.

    ``folder`` is where a relative path starts, which is the experiment file's own folder; it is
    not part of the file and of no weight when two specifications are compared. ``edition`` counts how
    often the table was seen to have changed on disk, and is not part of the file either.
    """

    data: str
    features: tuple[str, ...]
    target: str
    model: Literal["linear", "logistic"] = "linear"
    loss: Literal["mse", "mae", "huber", "log_loss", "hinge"] = "mse"
    l2: float = 0.0
    standardize: bool = True
    domain: Box | None = None
    folder: str = field(default="", compare=False)
    edition: int = 0


ProblemSpec: TypeAlias = SurfaceSpec | FormulaSpec | DataSpec


class Kernels(Protocol):
    """The compiled functions of an objective, made on first use."""

    @property
    def value(self) -> "Kernel":
        """Signature VALUE."""

    @property
    def gradient(self) -> "Kernel":
        """Signature GRADIENT."""

    @property
    def hessian(self) -> "Kernel":
        """Signature HESSIAN."""


@dataclass(frozen=True)
class Problem:
    """An objective f over n parameters, and what is known of it. Equal when the specs are."""

    spec: ProblemSpec
    title: str = field(compare=False)
    formula: str = field(compare=False)  # for people: "(x² + y − 11)² + (x + y² − 7)²"
    names: tuple[str, ...] = field(compare=False)  # of the parameters, as in the CSV
    domain: Box = field(compare=False)
    start: Point = field(compare=False)
    kernels: Kernels = field(compare=False, repr=False)
    data: Mat = field(compare=False, repr=False)  # read-only; see core.abi
    examples: int = field(default=0, compare=False)  # rows to average over; 0: not a data problem
    minima: tuple[Point, ...] = field(default=(), compare=False)
    minimum: float | None = field(default=None, compare=False)  # the known lowest value
    scale: ScaleHint = field(default="auto", compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)  # said to the person: rows left out

    @property
    def size(self) -> int:
        """The number n of parameters."""
        return len(self.names)

    def meaning(self, point: Point) -> str:  # noqa: ARG002
        """What the point stands for outside of the picture; empty where it is only a point."""
        return ""

    def rows(self) -> Ints:
        """All examples (examples,), in order."""
        return np.arange(self.examples, dtype=np.int64)

    def array(self, point: Point) -> Vec:
        """A point as a fresh array (n,)."""
        return np.array(point, dtype=np.float64)
