"""Theory's border of the learning rates at which a run is stable, where there is one.

Near a minimum a surface is a quadratic, and there a method with a full gradient and a constant rate
converges below a rate that depends on the largest curvature L alone (`Optimizer.stable_rate`).
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from optexplorer.core.analysis.sweep import Axis
from optexplorer.core.arrays import Mat, frozen
from optexplorer.core.declare import SettingError
from optexplorer.core.escape import NO_ESCAPE
from optexplorer.core.experiment import Experiment
from optexplorer.core.gradient import Full
from optexplorer.core.problem import Point
from optexplorer.core.schedule import Constant
from optexplorer.core.surface import probe

RATE = "learning_rate"
_POINTS = 129  # along the border


@dataclass(frozen=True, eq=False)
class Border:
    """Where the learning rate is as large as it may be at ``minimum``."""

    minimum: Point
    curvature: float  # L, the largest eigenvalue of the Hessian there
    rate: float  # with the run's own settings
    points: Mat  # (k, 2) values along two axes; (0, 2) where the rate is no axis of two


def stable_border(experiment: Experiment, index: int, axes: tuple[Axis, ...]) -> Border | None:
    """Theory's border over ``axes``; None where theory does not apply.

    It is that of the known minimum nearest to the start.
    """
    run = experiment.runs[index]
    plain = run.gradient == Full() and run.schedule == Constant() and run.escape == NO_ESCAPE
    minima = experiment.problem.minima
    if not plain or run.around or not minima or RATE not in [axis.name for axis in axes]:
        return None
    start = experiment.start_of(run)
    minimum = min(minima, key=lambda m: math.dist(m, start))
    curvature = float(probe(experiment.problem, minimum).eigenvalues[-1])
    if not curvature > 0.0:  # also where it is nan
        return None
    rate = run.optimizer.stable_rate(curvature)
    if rate is None:
        return None
    points = []
    for axis in axes:
        if axis.name == RATE or len(axes) < 2:
            continue
        for value in replace(axis, count=_POINTS).values().tolist():
            try:
                border = replace(run.optimizer, **{axis.name: value}).stable_rate(curvature)
            except SettingError:  # a whole number, say
                continue
            if border is not None:
                points.append((border, value) if axes[0].name == RATE else (value, border))
    return Border(minimum, curvature, rate, frozen(np.array(points).reshape(-1, 2)))
