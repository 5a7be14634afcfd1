"""Learning rates that suit a problem, to begin with.

Two scales decide. With L the largest curvature met on the way, gradient descent is stable below
2/L, and methods whose step is a gradient take a multiple of 1/L. Methods that divide the gradient
by its own size move by about the learning rate a step, and take a share of the domain's width.
Each optimizer declares which of the two it follows, and the factor.
"""

import math

import numpy as np

from optexplorer.core.experiment import Experiment
from optexplorer.core.problem import Problem
from optexplorer.core.surface import probe

_POINTS = 9


def suggest_rates(experiment: Experiment) -> tuple[float | None, ...]:
    """One rate a run, rounded to two digits; None where the run's own is as good as any."""
    problem = experiment.problem
    width = float(np.mean([high - low for low, high in problem.domain]))
    rates: list[float | None] = []
    for run in experiment.runs:
        scale, factor = run.optimizer.rate_rule
        if scale == "curvature":
            curvature = largest_curvature(problem, experiment.start_of(run))
            rates.append(_rounded(factor / curvature) if curvature > 0 else None)
        elif scale == "width":
            rates.append(_rounded(factor * width))
        else:
            rates.append(None)
    return tuple(rates)


def largest_curvature(problem: Problem, start: tuple[float, ...]) -> float:
    """The largest |eigenvalue| of the Hessian from ``start`` to the nearest known minimum.

    Without a known minimum the domain's centre stands in for it. 0 where no Hessian is finite.
    """
    begin = np.array(start)
    centre = np.array([(low + high) / 2 for low, high in problem.domain])
    goals = [np.array(m) for m in problem.minima] or [centre]
    goal = min(goals, key=lambda g: math.dist(g, begin))
    largest = 0.0
    for share in np.linspace(0.0, 1.0, _POINTS):
        point = tuple((begin + share * (goal - begin)).tolist())
        eigenvalues = np.abs(probe(problem, point).eigenvalues)
        if np.isfinite(eigenvalues).all():
            largest = max(largest, float(eigenvalues.max()))
    return largest


def _rounded(rate: float) -> float:
    return float(f"{rate:.2g}")
