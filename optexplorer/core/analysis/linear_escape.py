"""Where the linearised theory says when gradient descent leaves a strict saddle.

With q = 1 + η|λ| of the most negative curvature λ and its direction v, the distance along v from which
a run sets out has the mean square

    d₀²          d₀ = |v·(x₀ − c)|: of the start from the saddle c
    + η²s²/(q² − 1)      noise of variance s² along v in every gradient (`ensemble.noise_distance`)
    + r²/(n + 2)         one kick, uniform in the ball of radius r
    + R²/(n + 2)         a start anywhere in the ball of radius R

and it grows by q a step.
"""

import math
from dataclasses import dataclass

import numpy as np

from optexplorer.core.analysis.ensemble import Leaving, escape_time, noise_distance
from optexplorer.core.arrays import Vec
from optexplorer.core.escape import NoEscape, PerturbAlways, PerturbOnGradient
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Full, Noisy
from optexplorer.core.problem import Point
from optexplorer.core.schedule import Constant
from optexplorer.core.surface import probe

_NEAR = 0.5  # of the escape's distance: a start farther from the saddle is not near it


@dataclass(frozen=True)
class LinearEscape:
    """The steps log(δ/σ)/log(1 + η|λ|) and what they follow from."""

    steps: float
    delta: float
    sigma: float  # the root of the mean square above
    rate: float
    curvature: float


def linear_escape(
    experiment: Experiment, index: int, leaving: Leaving, radius: float = 0.0
) -> LinearEscape | None:
    """The theory for one run, whose starts lie in a ball of ``radius``; None where it does not apply.

    It is for plain gradient descent at a constant rate that leaves the neighbourhood of a strict
    saddle by distance, moved by something: noise, a kick, or a start beside the saddle.
    """
    run, problem = experiment.runs[index], experiment.problem
    start = experiment.start_of(run)
    if not _plain(run) or leaving.distance is None or leaving.decrease is not None:
        return None
    centre = start if leaving.centre is None else leaving.centre
    unstable = _unstable(experiment, centre)
    if unstable is None:
        return None
    curvature, v = unstable
    away = problem.array(start) - problem.array(centre)
    if math.dist(start, centre) + radius > _NEAR * leaving.distance:
        return None
    n, rate = problem.size, run.optimizer.rate
    square = float(v @ away) ** 2 + radius**2 / (n + 2)
    match run.gradient:
        case Noisy(sigma=noise) if noise > 0.0:
            square += noise_distance(noise, rate, curvature) ** 2
    match run.escape:
        case PerturbAlways(radius=r):
            square += noise_distance(r / math.sqrt(n + 2), rate, curvature) ** 2
        case PerturbOnGradient(radius=r):
            square += r**2 / (n + 2)
    sigma = math.sqrt(square)
    if not 0.0 < sigma < leaving.distance or rate <= 0.0:
        return None
    steps = escape_time(leaving.distance, sigma, rate, curvature)
    return LinearEscape(steps, leaving.distance, sigma, rate, curvature)


def _plain(run: Run) -> bool:
    return (
        run.optimizer.key == "gd"
        and isinstance(run.schedule, Constant)
        and isinstance(run.gradient, Full | Noisy)
        and run.gradient.clip is None
        and not run.around
        and isinstance(run.escape, NoEscape | PerturbAlways | PerturbOnGradient)
    )


def _unstable(experiment: Experiment, centre: Point) -> tuple[float, Vec] | None:
    """The most negative curvature of a strict saddle and its direction; None if it is none."""
    found = probe(experiment.problem, centre)
    if found.classification != "saddle":
        return None
    eigenvalues, eigenvectors = np.linalg.eigh(found.hessian)
    return float(eigenvalues[0]), eigenvectors[:, 0]
