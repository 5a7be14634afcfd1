"""The frame round the 3-D picture: floor, tick marks, and labels that stay outside of it.

Labels belong to the silhouette: the two floor edges nearest to the viewer and the upright edge
that stands farthest to the left, so that no label covers the surface.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from optexplorer.core.arrays import Mat, Vec
from optexplorer.scene.frame import SurfaceLayer
from optexplorer.scene.labels import tick
from optexplorer.scene.mesh import Mesh
from optexplorer.ui.views.camera import HEIGHT, Camera

_TICK = 0.022  # length of a tick mark in the world
_TICK_GAP, _NAME_GAP = 6.0, 44.0  # pixels between an edge and its labels
_SUNK = -0.012  # height of the floor: nothing of the surface touches it
_STEEP = 78.0  # degrees of elevation above which heights cannot be read off
_FLOOR = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5], [-0.5, -0.5]])
_LEAST = 1e-300  # distance of two numbers at an axis

Segments = list[tuple[Vec, Vec]]  # world points (3,)


@dataclass(frozen=True, eq=False)
class Label:
    """A text beside the point ``at`` of the world, on the side away from ``away``."""

    text: str
    at: Vec  # (3,)
    away: Vec  # (3,)
    gap: float  # logical pixels
    kind: Literal["tick", "name"]


@dataclass(frozen=True, eq=False)
class BoxAxes:
    """Positions in [0, 1] along each edge, and their texts."""

    x: tuple[tuple[float, str], ...]
    y: tuple[tuple[float, str], ...]
    z: tuple[tuple[float, str], ...]
    names: tuple[str, str]

    @classmethod
    def of(cls, surface: SurfaceLayer, mesh: Mesh, names: tuple[str, ...]) -> "BoxAxes":
        """The axes of a drawn surface."""
        x, y = (_ticks(mesh.low[i], mesh.high[i]) for i in (0, 1))
        return cls(x, y, surface.ticks, (names[0], names[-1]))

    def floor(self) -> Segments:
        """The outline of the floor and a faint line at every tick."""
        lines = list(pairwise(np.column_stack([_FLOOR, np.full(5, _SUNK)])))
        for share, _ in self.x:
            lines.append((_floor(share, 0.0), _floor(share, 1.0)))
        for share, _ in self.y:
            lines.append((_floor(0.0, share), _floor(1.0, share)))
        return lines

    def marks(self, camera: Camera) -> Segments:
        """Tick marks and the upright edge, seen from here."""
        lines = [(foot, foot + out) for foot, out, _ in self._notches(camera)]
        if camera.elevation < _STEEP:
            corner, _ = _upright(camera)
            lines.append((corner, _raised(corner, 1.0)))
        return lines

    def labels(self, camera: Camera) -> list[Label]:
        """Texts in the order of their importance: names, then ticks from the ends inwards."""
        x, y = _front(camera)
        feet = (_floor(0.5, y), _floor(x, 0.5))
        names = [
            Label(name, foot, np.zeros(3), _NAME_GAP, "name")
            for name, foot in zip(self.names, feet, strict=True)
        ]
        ticks = [
            Label(text, foot + out, foot, _TICK_GAP, "tick")
            for foot, out, text in self._notches(camera)
        ]
        return names + ticks

    def _notches(self, camera: Camera) -> list[tuple[Vec, Vec, str]]:
        """Foot, way out and text of every tick that is seen from here."""
        x, y = _front(camera)
        x_out, y_out = np.array([_outwards(x), 0.0, 0.0]), np.array([0.0, _outwards(y), 0.0])
        notches = [(_floor(share, y), y_out, text) for share, text in _ends_first(self.x)]
        notches += [(_floor(x, share), x_out, text) for share, text in _ends_first(self.y)]
        if camera.elevation < _STEEP:
            corner, out = _upright(camera)
            notches += [(_raised(corner, z), out, text) for z, text in _ends_first(self.z)]
        return notches


def _floor(x: float, y: float) -> Vec:
    """The floor point at these shares of the edges."""
    return np.array([x - 0.5, y - 0.5, _SUNK])


def _front(camera: Camera) -> tuple[float, float]:
    """The shares 0 or 1 at which the floor edges nearest to the viewer lie."""
    towards = camera.axes[2]
    return float(towards[0] > 0.0), float(towards[1] > 0.0)


def _outwards(share: float) -> float:
    return _TICK if share > 0.5 else -_TICK


def _upright(camera: Camera) -> tuple[Vec, Vec]:
    """The foot of the upright edge farthest to the left, and the way out from it."""
    right = camera.axes[0]
    corners = np.column_stack([_FLOOR[:4], np.full(4, _SUNK)])
    left = camera.project(corners, (1, 1))[:, 0].argmin()
    return corners[left], -_TICK * right


def _raised(corner: Vec, shade: float) -> Vec:
    lifted: Vec = corner + np.array([0.0, 0.0, HEIGHT * shade - _SUNK])
    return lifted


def _ends_first(ticks: Iterable[tuple[float, str]]) -> list[tuple[float, str]]:
    return sorted(ticks, key=lambda entry: -abs(entry[0] - 0.5))


def _ticks(low: float, high: float, count: int = 5) -> tuple[tuple[float, str], ...]:
    """About ``count`` round numbers in [low, high], as shares of it and texts."""
    step = _round_step((high - low) / count)
    numbers: Mat = np.arange(np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9) + 1.0)
    values = [float(f"{number * step:.10g}") for number in numbers]
    return tuple(((value - low) / (high - low), tick(value)) for value in values)


def _round_step(rough: float) -> float:
    """The smallest of 1, 2, 2.5 or 5 times a power of ten that is not below ``rough``."""
    rough = max(rough, _LEAST)
    power = 10.0 ** np.floor(np.log10(rough))
    return float(next(m * power for m in (1.0, 2.0, 2.5, 5.0, 10.0) if m * power >= rough * 0.999))
