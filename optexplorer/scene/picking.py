"""Where a ray meets the drawn mesh, and what the mesh hides.

Seen from above, a ray runs along a straight track over the floor. Draped on the mesh, the track
becomes the surface's own profile under the ray; the first vertex pair between which the ray passes
from one side of that profile to the other holds the point, exactly.
"""

import numpy as np

from optexplorer.core.arrays import Mat, Vec
from optexplorer.scene.drape import drape, drape_all
from optexplorer.scene.frame import SurfaceLayer
from optexplorer.scene.mesh import Bools, drawn_mesh, height_at

_REMEMBERED = 10_000  # points
_GRAZE = 0.015  # shade by which a line of sight may pass through the mesh


def pick(surface: SurfaceLayer, origin: Vec, direction: Vec) -> tuple[float, float] | None:
    """The plane point at which the ray from ``origin`` (3,) first meets the mesh, if it does.

    Both are in the coordinates x, y, shade; ``origin`` lies outside the box.
    """
    mesh = drawn_mesh(surface)
    size = np.subtract(mesh.high, mesh.low)
    level = np.abs(direction[:2] / size).max()
    if level <= 1e-9 * abs(direction[2]):
        plumb = height_at(surface, origin[None, :2])
        return None if np.isnan(plumb[0]) else (float(origin[0]), float(origin[1]))
    # Far enough to have crossed the box, wherever in its neighbourhood the origin is.
    reach = (np.abs((origin[:2] - mesh.low) / size).max() + 2.0) / level
    track = np.stack([origin[:2], origin[:2] + reach * direction[:2]])
    profile, t = drape(surface, track, np.array([0.0, reach]))
    above = origin[2] + t * direction[2] - profile[:, 2]
    crossed = np.flatnonzero(above[:-1] * above[1:] <= 0.0)
    if not len(crossed):
        return None
    k = crossed[0]
    rise = above[k] - above[k + 1]
    share = above[k] / rise if rise != 0.0 else 0.0
    x, y = profile[k, :2] + share * (profile[k + 1, :2] - profile[k, :2])
    return float(x), float(y)


def hidden(surface: SurfaceLayer, eye: Vec, points: Mat) -> Bools:
    """Whether the mesh stands between ``eye`` (3,) and each of ``points`` (k, 3) on it.

    A line of sight that stays on one side of the mesh is free, be it above or below.
    """
    t = np.array([0.0, 1.0])
    tracks = [(np.stack([point[:2], eye[:2]]), t) for point in points]
    result = np.zeros(len(points), dtype=np.bool_)
    for k, (profile, share) in enumerate(drape_all(surface, tracks)):
        above = points[k, 2] + share * (eye[2] - points[k, 2]) - profile[:, 2]
        result[k] = bool((above > _GRAZE).any() and (above < -_GRAZE).any())
    return result


class Sight:
    """What the mesh hides from one eye; found out once of each point, however often asked.

    What another eye saw ``before`` stands in for what is not found out yet.
    """

    def __init__(self, surface: SurfaceLayer, eye: Vec, before: "Sight | None" = None) -> None:
        self._surface, self._eye = surface, eye
        self._known: dict[bytes, bool] = {}
        self._before: dict[bytes, bool] = {}
        if before is not None:
            older = before._before if len(before._before) < _REMEMBERED else {}
            self._before = {**older, **before._known}

    def hidden(self, points: Mat, most: int | None = None) -> tuple[Bools, bool]:
        """As the function ``hidden``, and whether all is found out: of ``most`` points at a time.

        The last come first. One that no eye has looked for yet counts as seen.
        """
        keys = [point.tobytes() for point in points]
        new = [i for i, key in enumerate(keys) if key not in self._known]
        if len(self._known) + len(new) > _REMEMBERED:
            self._known = {key: self._known[key] for key in keys if key in self._known}
        asked = new if most is None else new[max(len(new) - most, 0) :]
        if asked:
            found = hidden(self._surface, self._eye, points[asked])
            self._known.update(zip([keys[i] for i in asked], found.tolist(), strict=True))
        seen = [self._known.get(key, self._before.get(key, False)) for key in keys]
        return np.array(seen, dtype=np.bool_), len(asked) == len(new)
