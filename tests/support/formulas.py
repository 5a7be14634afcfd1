"""Run the derivatives of a formula, and numbers to check them against."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import mpmath
import numpy as np

from optexplorer.core.problem import Kernels
from optexplorer.problems.expression.kernels import formula_kernels

Derivatives = tuple[float, np.ndarray, np.ndarray]  # f, gradient (n,), Hessian (n, n)

REFERENCE = Path(__file__).parents[1] / "reference" / "surfaces.json"
NO_ROWS = np.zeros(0, dtype=np.int64)


@cache
def reference() -> dict[str, dict[str, Any]]:
    """The recorded facts about each surface; see tests/reference/surfaces.README.md."""
    return dict(json.loads(REFERENCE.read_text(encoding="utf-8")))


def run(
    kernels: Kernels, point: Sequence[float], data: np.ndarray, *, compiled: bool = False
) -> Derivatives:
    """What the Hessian kernel returns and writes, as it stands in Python or compiled."""
    x = np.array(point, dtype=float)
    g, h = np.full(x.size, np.nan), np.full((x.size, x.size), np.nan)
    hessian = kernels.hessian.compiled if compiled else kernels.hessian.function
    f = hessian(x, data, NO_ROWS, g, h)
    return float(f), g, h


def derivatives(
    text: str,
    point: Sequence[float],
    parameters: Mapping[str, float] | None = None,
    *,
    compiled: bool = False,
) -> Derivatives:
    """Value, gradient and Hessian of a formula at a point."""
    numbers = parameters or {}
    kernels = formula_kernels(text, tuple(numbers), transformed=False)
    data = np.array([[*numbers.values(), 0.0]])
    return run(kernels, point, data, compiled=compiled)


MP: dict[str, Any] = {
    name: getattr(mpmath, name)
    for name in ("sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh",
                 "exp", "log", "sqrt", "sign", "floor", "pi", "e", "log10", "mpf")
} | {"abs": abs, "min": min, "max": max, "log2": lambda u: mpmath.log(u, 2)}  # fmt: skip


def exact(text: str, point: Sequence[float]) -> Derivatives:
    """The same from mpmath with 60 digits and numerical differentiation.

    The text is one of this test suite's own, read by Python with mpmath's functions.
    """
    code = compile(text.replace("^", "**"), "formula", "eval")

    def f(*p: Any) -> Any:
        return eval(code, MP | dict(zip("xy", p, strict=False)))  # noqa: S307

    n = len(point)
    units = np.eye(n, dtype=int)
    with mpmath.workdps(60):
        at = tuple(mpmath.mpf(p) for p in point)
        value = float(f(*at))
        g = np.array([float(_partial(f, at, u)) for u in units])
        h = np.array([[float(_partial(f, at, u + w)) for w in units] for u in units])
    return value, g, h


def _partial(f: Callable[..., Any], at: tuple[Any, ...], order: np.ndarray) -> Any:
    return mpmath.diff(f, at, tuple(int(k) for k in order))


def assert_same(ours: Derivatives, theirs: Derivatives, relative: float = 1e-10) -> None:
    """Values, gradients and Hessians agree entry by entry."""
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine, other, rtol=relative, atol=1e-13)
