"""Newton's method on the gradient, from many starts at once.

    p = −(H² + μI)⁻¹ H g,  u ← u + p where ‖g‖ falls, and μ smaller; else μ larger

(Levenberg 1944 and Marquardt 1963, for the symmetric Jacobian H.) Coordinates u are shares of the
box, 0 to 1, and H and g are divided by the largest part of H, so that neither the units of x nor
those of f matter.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optexplorer.core.analysis.derivatives import Cube, Derivatives, derivatives
from optexplorer.core.arrays import Mat, Vec
from optexplorer.core.problem import Box, Problem

ARRIVED = 1e-9  # a step this short, as a share of the box
_MARGIN = 0.1  # of the box, around it, where an iteration may pass
_LONGEST = 0.1  # of a step, as a share of the box
_FIRST, _EASIER, _HARDER = 1e-4, 0.1, 8.0  # damping μ
_ROUNDS = 60


@dataclass(frozen=True, eq=False)
class Scaled:
    """A problem in shares of a box."""

    problem: Problem
    box: Box

    @property
    def low(self) -> Vec:
        """The corner at u = 0 (n,)."""
        return np.array([low for low, _ in self.box])

    @property
    def width(self) -> Vec:
        """The sides of the box (n,)."""
        return np.array([high - low for low, high in self.box])

    def points(self, u: Mat) -> Mat:
        """The parameters at ``u`` (k, n)."""
        return np.asarray(self.low + self.width * u)

    def at(self, u: Mat) -> Derivatives:
        """Value, gradient and Hessian by u, at ``u`` (k, n)."""
        f, g, h = derivatives(self.problem, self.points(u))
        w = self.width
        with np.errstate(all="ignore"):
            return Derivatives(f, g * w, h * w[:, None] * w)


def converge(surface: Scaled, starts: Mat) -> Mat:
    """Where the iteration leads from ``starts`` (k, n), untested; those that got lost are left out."""
    u, arrived = starts, [starts[:0]]
    _, g, h = surface.at(u)
    mu = np.full(len(u), _FIRST)
    for _ in range(_ROUNDS):
        known = _finite(g, h)
        u, g, h, mu = u[known], g[known], h[known], mu[known]
        if not len(u):
            break
        p = step(g, h, mu)
        trial = u + p
        _, g2, h2 = surface.at(trial)
        better = np.linalg.norm(g2, axis=1) < np.linalg.norm(g, axis=1)
        short = np.linalg.norm(p, axis=1) <= ARRIVED * (mu < 1.0)
        at_rest = short | ~g.any(axis=1)
        arrived.append(np.where(better[:, None], trial, u)[at_rest])
        mu = np.where(better, mu * _EASIER, mu * _HARDER)
        u, g, h = (np.where(_like(better, a), a, b) for a, b in ((trial, u), (g2, g), (h2, h)))
        on = ~at_rest & (np.abs(u - 0.5).max(axis=1) <= 0.5 + _MARGIN)
        u, g, h, mu = u[on], g[on], h[on], mu[on]
    arrived.append(u)
    return np.concatenate(arrived)


def polish(surface: Scaled, u: Mat, rounds: int = 120) -> tuple[Mat, Vec]:
    """Undamped steps from ``u`` (k, n) as long as they get shorter; the points and the last step (k,).

    Where H is singular the way to go is halved at best each time, and the last step says how far off
    the point may still be.
    """
    u, shortest = u.copy(), np.full(len(u), np.inf)
    going = np.ones(len(u), dtype=bool)
    for _ in range(rounds):
        _, g, h = surface.at(u[going])
        p = step(g, h, np.zeros(len(g)))
        length = np.linalg.norm(p, axis=1)
        closer = length < shortest[going]
        going[going] = closer
        u[going] += p[closer]
        shortest[going] = length[closer]
        going[going] = length[closer] > 0.0
        if not going.any():
            break
    return u, shortest


def step(gradient: Mat, hessian: Cube, mu: Vec) -> Mat:
    """p = −(H² + μI)⁻¹ H g (k, n), no longer than a tenth of the box.

    In the basis of H's eigenvectors pᵢ = −λᵢgᵢ/(λᵢ² + μ), and 0 where both are zero.
    """
    scale = np.abs(hessian).max(axis=(1, 2))
    scale[scale == 0.0] = 1.0
    with np.errstate(all="ignore"):
        eigenvalues, V = np.linalg.eigh(hessian / scale[:, None, None])
        parts = np.einsum("kij,ki->kj", V, gradient / scale[:, None])
        below = eigenvalues**2 + mu[:, None]
        parts = np.where(below > 0.0, eigenvalues * parts / below, 0.0)
        p = -np.einsum("kij,kj->ki", V, parts)
        length = np.linalg.norm(p, axis=1, keepdims=True)
        p *= np.minimum(1.0, _LONGEST / np.maximum(length, _LONGEST))
    return np.asarray(np.nan_to_num(p, posinf=0.0, neginf=0.0))


def _finite(gradient: Mat, hessian: Cube) -> NDArray[np.bool_]:
    with np.errstate(all="ignore"):
        return np.asarray(np.isfinite(gradient.sum(axis=1) + hessian.sum(axis=(1, 2))))


def _like(mask: NDArray[np.bool_], array: NDArray[np.float64]) -> NDArray[np.bool_]:
    return mask.reshape(-1, *[1] * (array.ndim - 1))
