"""Linear and logistic regression on a table, as problems with two parameters.

With one feature the score is z = intercept + slope · x, with two it is z = w₁ x₁ + w₂ x₂. Linear
regression compares z with the target itself, logistic regression reads z as log-odds of the class
that counts as 1.

``standardize`` gives the features mean 0 and standard deviation 1 and, in linear regression, the
target too, so that both axes of the picture are without units and a line through the origin of
two features is no restriction. In logistic regression the target stays 0 and 1. The notes state
what was subtracted and divided; `DataProblem.line` goes back to original units.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from optexplorer.core.arrays import Mat, Vec
from optexplorer.core.problem import DataSpec, Point, Problem, ProblemError
from optexplorer.problems.data.catalogue import inspect
from optexplorer.problems.data.columns import Numbers, select
from optexplorer.problems.data.kernels import KERNELS, packed
from optexplorer.problems.data.optimum import (
    Optimum,
    box_about,
    least_squares,
    logistic,
    start_in,
)
from optexplorer.problems.data.standardization import Line, Standardization, split
from optexplorer.problems.domains import checked_domain

LOSSES_OF = {"linear": ("mse", "mae", "huber"), "logistic": ("log_loss", "hinge")}

# What the mean is taken of, with the score for {z} and the target for {y}.
_TERMS = {
    "mse": "({y} − ({z}))²",
    "mae": "|{y} − ({z})|",
    "huber": "huber({y} − ({z}))",
    "log_loss": "log(1 + exp(−s · ({z})))",
    "hinge": "max(0, 1 − s · ({z}))",
}


@dataclass(frozen=True)
class DataProblem(Problem):
    """A problem that keeps the way back to the units of its table."""

    standardization: Standardization | None = field(default=None, compare=False)

    def meaning(self, point: Point) -> str:
        """The fit in the table's own units: "body_mass_g = −5781 + 49.69·flipper_length_mm"."""
        spec = self.spec
        assert isinstance(spec, DataSpec)  # noqa: S101
        line = self.line(point)
        left = spec.target if spec.model == "linear" else f"logit({spec.target})"
        words = [left, "=", f"{line.intercept:.4g}".replace("-", "−")]
        for slope, feature in zip(line.slopes, spec.features, strict=True):
            words += ["−" if slope < 0 else "+", f"{abs(slope):.4g}·{feature}"]
        return " ".join(words)

    def line(self, parameters: Sequence[float]) -> Line:
        """The fitted score in original units."""
        if self.standardization:
            return self.standardization.to_original(parameters)
        spec = self.spec
        assert isinstance(spec, DataSpec)  # noqa: S101
        return Line(*split(parameters, len(spec.features)))


def data_problem(spec: DataSpec) -> DataProblem:
    """Read the table of ``spec`` and set up its fit; `ProblemError` says what is wrong with it."""
    _check(spec)
    table = inspect(spec.data, spec.folder)
    numbers = select(table, spec)
    inputs, penalties = _inputs(numbers, spec.l2)
    data = packed(inputs, numbers.target, penalties)
    with np.errstate(all="ignore"):
        optimum = _optimum(spec, inputs, numbers.target, penalties)
        box = spec.domain or box_about(optimum, _rise(spec, numbers.target))
        value = _value(spec, optimum, inputs, numbers.target, penalties)
    known = optimum.exact and spec.loss in ("mse", "log_loss")
    return DataProblem(
        spec=spec,
        title=f"{spec.target} from {' and '.join(spec.features)}, {spec.model} regression",
        formula=_formula(spec),
        names=_names(spec),
        domain=box,
        start=start_in(box),
        kernels=KERNELS[spec.loss],
        data=data,
        examples=numbers.target.size,
        minima=(tuple(optimum.point.tolist()),) if known else (),
        minimum=value if known else None,
        notes=numbers.notes + _advice(spec, optimum),
        standardization=numbers.standardization,
    )


def _check(spec: DataSpec) -> None:
    model: str = spec.model
    if model == "network":
        raise ProblemError("model", "networks come with a later version; use linear or logistic")
    if model not in LOSSES_OF:
        raise ProblemError("model", f"must be linear or logistic, got {model!r}")
    losses = LOSSES_OF[model]
    if spec.loss not in losses:
        raise ProblemError("loss", f"{model} regression takes {_either(losses)}, got {spec.loss!r}")
    if not (math.isfinite(spec.l2) and spec.l2 >= 0.0):
        raise ProblemError("l2", f"must lie in [0, inf), got {spec.l2:g}")
    if not spec.features:
        raise ProblemError("features", "expected the names of one or two columns")
    if len(spec.features) > 2:
        raise ProblemError(
            "features",
            f"must name one or two columns, got {len(spec.features)}: "
            "more than two parameters come with networks",
        )
    if len(set(spec.features)) < len(spec.features):
        raise ProblemError("features", f"column {spec.features[0]!r} is named twice")
    if spec.target in spec.features:
        raise ProblemError("target", f"column {spec.target!r} is a feature already")
    if spec.domain is not None:
        checked_domain(spec.domain, 2)


def _either(words: Sequence[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]])


def _inputs(numbers: Numbers, l2: float) -> tuple[Mat, Vec]:
    """Inputs (examples, 2) and penalties (2,): an intercept is an input of ones, not penalised."""
    if numbers.features.shape[1] == 2:
        return numbers.features, np.array([l2, l2])
    ones = np.ones((numbers.target.size, 1))
    return np.hstack([ones, numbers.features]), np.array([0.0, l2])


def _optimum(spec: DataSpec, inputs: Mat, target: Vec, penalties: Vec) -> Optimum:
    solve = least_squares if spec.model == "linear" else logistic
    return solve(inputs, target, penalties)


def _rise(spec: DataSpec, target: Vec) -> float:
    """How far the loss rises at the edge of the picture: some times its natural size."""
    if spec.model == "logistic":
        return 0.5  # predicting nothing costs log 2
    return 4.0 * (float(target.var()) or float(np.mean(target**2)) or 1.0)


def _value(spec: DataSpec, optimum: Optimum, inputs: Mat, target: Vec, penalties: Vec) -> float:
    z = inputs @ optimum.point
    terms = (z - target) ** 2 if spec.loss == "mse" else np.logaddexp(0.0, z) - target * z
    return float(np.mean(terms) + 0.5 * penalties @ optimum.point**2)


def _advice(spec: DataSpec, optimum: Optimum) -> tuple[str, ...]:
    if optimum.exact:
        return ()
    if spec.model == "linear":
        return ("the inputs depend on each other, so many points share the lowest loss",)
    return ("the classes can be parted, so without l2 the lowest loss lies infinitely far away",)


def _names(spec: DataSpec) -> tuple[str, ...]:
    if len(spec.features) == 1:
        return "intercept", "slope"
    return tuple(f"w_{feature}" for feature in spec.features)


def _formula(spec: DataSpec) -> str:
    names = _names(spec)
    products = [
        f"{w} · {feature}"
        for w, feature in zip(names[-len(spec.features) :], spec.features, strict=True)
    ]
    intercept = ["intercept"] if len(spec.features) == 1 else []
    score = " + ".join([*intercept, *products])
    text = "mean " + _TERMS[spec.loss].format(y=spec.target, z=score)
    if spec.l2 > 0.0:
        squares = " + ".join(f"{w}²" for w in names[-len(spec.features) :])
        text += f" + {spec.l2 / 2:g} · ({squares})"
    if spec.model == "logistic":
        text += f", s = ±1 by {spec.target}"
    if spec.standardize:
        text += ", columns standardised" if spec.model == "linear" else ", features standardised"
    return text
