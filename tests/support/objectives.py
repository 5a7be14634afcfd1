"""Problems for the tests of optimizers, made from formulas."""

import numpy as np

from optexplorer.core.abi import Oracle
from optexplorer.core.arrays import frozen
from optexplorer.core.problem import FormulaSpec, Point, Problem
from optexplorer.problems.expression import formula_kernels

FORMULAS = {
    "bowl": "(x^2 + y^2)/2",
    "quadratic": "(x^2 + 100*y^2)/2",
    "rosenbrock": "(1 - x)^2 + 100*(y - x^2)^2",
    "himmelblau": "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    "saddle": "x^2 - y^2",
}

# Formulas on which a careless loop breaks.
NASTY = {
    "flat": "0*x*y + 1",
    "steps": "floor(3*x) + floor(3*y)",
    "kinks": "abs(x) + abs(y)",
    "infinite slope": "sqrt(abs(x)) + sqrt(abs(y))",
    "pole": "1/x + 1/y",
    "log": "log(x) + y^2",
    "falling": "-exp(x) - exp(y)",
    "huge": "1e300*(x^2 + y^2)",
    "tiny": "1e-300*(x^2 + y^2)",
    "degenerate": "(x + y)^2",
    "nan everywhere": "sqrt(-1 - x^2 - y^2)",
}


def problem(formula: str, start: Point) -> Problem:
    """The problem of a formula in x and y."""
    return Problem(
        spec=FormulaSpec(formula),
        title=formula,
        formula=formula,
        names=("x", "y"),
        domain=((-5.0, 5.0), (-5.0, 5.0)),
        start=start,
        kernels=formula_kernels(formula, (), False),
        data=np.zeros((1, 0)),
    )


def oracle_of(objective: Problem) -> Oracle:
    """What a step asks a problem of two parameters, without noise or clipping."""
    kernels = objective.kernels
    return Oracle(
        value=kernels.value.compiled,
        gradient=kernels.gradient.compiled,
        hessian=kernels.hessian.compiled,
        data=frozen(objective.data),
        rows=frozen(objective.rows()),
        noise=frozen(np.zeros(2)),
        clip=frozen(np.zeros(2)),
        calls=np.zeros(3, dtype=np.int64),
        stochastic=False,
    )
