"""A window into parameter space: what the picture shows of n parameters."""

from dataclasses import dataclass

import numpy as np

from optexplorer.core.arrays import Mat, Vec


@dataclass(frozen=True, eq=False)
class Plane:
    """Points ``origin + axes.T @ (u, v)``; the identity for one and two parameters."""

    origin: Vec  # (n,)
    axes: Mat  # (1 or 2, n), orthonormal rows

    def project(self, points: Mat) -> Mat:
        """Parameters (k, n) to picture coordinates (k, 1 or 2)."""
        if np.array_equal(self.axes, np.eye(len(self.origin))) and not self.origin.any():
            return points
        return np.asarray((points - self.origin) @ self.axes.T)

    def lift(self, point: tuple[float, ...]) -> tuple[float, ...]:
        """Picture coordinates to parameters."""
        return tuple((self.origin + np.array(point) @ self.axes).tolist())


def identity(n: int) -> Plane:
    """The picture's axes are the parameters themselves; ``n`` is 1 or 2."""
    return Plane(np.zeros(n), np.eye(n))
