"""The camera of the 3-D picture: it orbits a centre; angles in degrees, z up.

The picture's box is a square of side 1 around the origin with heights from 0 to ``HEIGHT``.
Matrices are (4, 4) and act on columns; pixels count from the top left, in logical pixels.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from optexplorer.core.arrays import Mat, Vec
from optexplorer.scene.view import Place3D

HEIGHT = 0.45  # of the box, whose floor is 1 x 1
_HOME = {"azimuth": -60.0, "elevation": 40.0, "distance": 3.2}
_CENTRE = (0.0, 0.0, 0.3 * HEIGHT)
_FIELD = (1.86, 1.42)  # width and height that are in view at the centre from the home distance
_ELEVATIONS = (-5.0, 90.0)
_DISTANCES = (1.3, 9.0)
_ASIDE = 0.8  # of a side, that the middle may be moved


@dataclass
class Camera:
    """Where one looks from. Nothing here depends on the data, so the view never jumps."""

    azimuth: float = _HOME["azimuth"]
    elevation: float = _HOME["elevation"]
    distance: float = _HOME["distance"]
    centre: Vec = field(default_factory=lambda: np.array(_CENTRE))

    def copy(self) -> "Camera":
        """Another one at the same place."""
        return replace(self, centre=self.centre.copy())

    def look_from(self, place: Place3D | None) -> None:
        """From there, as far as a camera may go; from where it was at first where it is None."""
        self.reset()
        if place is not None:
            self.azimuth = (place[0] + 180.0) % 360.0 - 180.0
            self.elevation = float(np.clip(place[1], *_ELEVATIONS))
            self.distance = float(np.clip(place[2], *_DISTANCES))
            self.centre = np.clip(np.array(place[3:]), -_ASIDE, _ASIDE)

    @property
    def place(self) -> Place3D | None:
        """What ``look_from`` takes."""
        return None if self.state == Camera().state else self.state

    def reset(self) -> None:
        """Back to where the camera was at first."""
        self.azimuth, self.elevation = _HOME["azimuth"], _HOME["elevation"]
        self.distance, self.centre = _HOME["distance"], np.array(_CENTRE)

    def orbit(self, azimuth: float, elevation: float) -> None:
        """Turn by these angles; the elevation stays between just below the floor and the top."""
        self.azimuth = (self.azimuth + azimuth + 180.0) % 360.0 - 180.0
        self.elevation = float(np.clip(self.elevation + elevation, *_ELEVATIONS))

    def zoom(self, factor: float) -> None:
        """Change the distance."""
        self.distance = float(np.clip(self.distance * factor, *_DISTANCES))

    def pan(self, dx: float, dy: float, size: tuple[int, int]) -> None:
        """Move the picture by pixels on a widget of this size."""
        right, up, _ = self.axes
        pixel = 2.0 * self._tangents(size)[0] * self.distance / max(size[0], 1)
        self.centre = np.clip(self.centre + pixel * (dy * up - dx * right), -_ASIDE, _ASIDE)

    @property
    def state(self) -> Place3D:
        """All that a picture depends on."""
        x, y, z = self.centre.tolist()
        return self.azimuth, self.elevation, self.distance, x, y, z

    @property
    def axes(self) -> tuple[Vec, Vec, Vec]:
        """Unit vectors to the right, upwards and towards the viewer."""
        a, e = np.radians(self.azimuth), np.radians(self.elevation)
        (sa, ca), (se, ce) = ((np.sin(angle), np.cos(angle)) for angle in (a, e))
        right, up = np.array([-sa, ca, 0.0]), np.array([-se * ca, -se * sa, ce])
        return right, up, np.array([ce * ca, ce * sa, se])

    @property
    def position(self) -> Vec:
        """Where the eye is, (3,)."""
        return self.centre + self.distance * self.axes[2]

    def view(self) -> Mat:
        """From the world to the eye, which looks along -z."""
        matrix = np.eye(4)
        matrix[:3, :3] = self.axes
        matrix[:3, 3] = -matrix[:3, :3] @ self.position
        return matrix

    def projection(self, size: tuple[int, int]) -> Mat:
        """Perspective; near and far planes close round the box keep the depth exact."""
        tx, ty = self._tangents(size)
        near, far = max(self.distance - 2.2, 0.05), self.distance + 2.2
        matrix = np.zeros((4, 4))
        matrix[0, 0], matrix[1, 1] = 1.0 / tx, 1.0 / ty
        matrix[2, 2:] = (far + near) / (near - far), 2.0 * far * near / (near - far)
        matrix[3, 2] = -1.0
        return matrix

    def project(self, points: Mat, size: tuple[int, int]) -> Mat:
        """Pixels (k, 2) of world points (k, 3)."""
        clip = np.column_stack([points, np.ones(len(points))]) @ (self.projection(size) @ self.view()).T
        ndc = clip[:, :2] / clip[:, 3:]
        return (ndc * (1.0, -1.0) + 1.0) * 0.5 * size

    def ray(self, x: float, y: float, size: tuple[int, int]) -> tuple[Vec, Vec]:
        """The eye and the direction in which it sees this pixel."""
        right, up, back = self.axes
        tx, ty = self._tangents(size)
        across, above = 2.0 * x / size[0] - 1.0, 1.0 - 2.0 * y / size[1]
        return self.position, across * tx * right + above * ty * up - back

    def _tangents(self, size: tuple[int, int]) -> tuple[float, float]:
        """Half the view's width and height at distance 1, so that the box fits both ways."""
        aspect = max(size[0], 1) / max(size[1], 1)
        tx = max(_FIELD[0], _FIELD[1] * aspect) / (2.0 * _HOME["distance"])
        return tx, tx / aspect
