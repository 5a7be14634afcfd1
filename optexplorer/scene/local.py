"""One point looked at closely: where it is, the direction v, the arrows v and Hv."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from optexplorer.core.arrays import Mat, Vec
from optexplorer.core.plane import Plane
from optexplorer.scene.frame import Box
from optexplorer.scene.local_layer import LocalLayer, LocalModel, ModelShape

if TYPE_CHECKING:
    from optexplorer.core.analysis.local import Neighbourhood, Profile, QuadraticModel
    from optexplorer.scene.layers import Background, Layers
    from optexplorer.scene.view import LocalView

SPAN = 0.25  # of the picture: half of the profile along v
_FLAT = 1e-9  # of the largest curvature, or of 1e-3: nothing


class LocalResolver:
    """Keeps the layer while nothing of it changes, and the model's shape while v is turned."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._layer: LocalLayer | None = None
        self._shape: tuple[QuadraticModel, Background, ModelShape] | None = None

    def layer(self, layers: Layers, view: LocalView, nearby: Neighbourhood | None) -> LocalLayer | None:
        """The layer of what ``view`` asks for, with what is known of it so far."""
        if not view.open:
            return None
        problem, plane, background = layers.experiment.problem, layers.plane, layers.background
        key = (view, nearby, background, problem)
        if key != self._key:
            self._key = key
            parameters = view.place(problem.domain)
            direction = direction_of(view.angle, len(background.box))
            model = None
            if nearby is not None and nearby.model is not None and nearby.profile is not None:
                shape = self._shape_of(nearby.model, plane, background)
                model = local_model(nearby.model, nearby.profile, shape, direction, plane)
            self._layer = LocalLayer(
                names=problem.names,
                parameters=parameters,
                point=tuple(plane.project(np.array([parameters]))[0].tolist()),
                angle=view.angle,
                direction=direction,
                model=model,
                undefined=nearby is not None and nearby.model is None,
            )
        return self._layer

    def _shape_of(self, model: QuadraticModel, plane: Plane, background: Background) -> ModelShape:
        known = self._shape
        if known is None or known[0] is not model or known[1] is not background:
            # Not above: what traces contour lines need not be there when the window opens.
            from optexplorer.scene.local_shape import model_shape

            shape = model_shape(model, plane, background.box, background.surface)
            self._shape = known = (model, background, shape)
        return known[2]


@np.errstate(over="ignore", invalid="ignore")  # what is too long to be told is inf
def local_model(
    model: QuadraticModel, profile: Profile, shape: ModelShape, direction: Vec, plane: Plane
) -> LocalModel:
    """All that is known of the point and of ``direction`` (d,) there."""
    v = direction @ plane.axes
    along = model.along(v)
    eigenvalues, directions = model.eigen
    largest = float(np.abs(eigenvalues).max())
    return LocalModel(
        value=model.value,
        gradient_norm=float(np.linalg.norm(model.gradient)),
        kind=model.kind,
        eigenvalues=tuple(eigenvalues.tolist()),
        directions=directions @ plane.axes.T,
        hessian=plane.axes @ model.hessian @ plane.axes.T,
        change=plane.axes @ along.change,
        change_norm=float(np.linalg.norm(along.change)),
        curvature=along.curvature,
        slope=float(model.gradient @ v),
        straight=abs(along.curvature) <= _FLAT * max(largest, 1e-3),
        shape=shape,
        profile=profile,
    )


def direction_of(angle: float, axes: int) -> Vec:
    """v (d,) in the picture at an angle in degrees; one axis has one direction."""
    if axes == 1:
        return np.ones(1)
    # Right angles are exact, so that "along y" has nothing of x in it.
    quarter = round(angle / 90.0)
    rest = math.radians(angle - 90.0 * quarter)
    c, s = math.cos(rest), math.sin(rest)
    return np.array([(c, s), (-s, c), (-c, -s), (s, -c)][quarter % 4]) + 0.0


def angle_of(direction: Vec) -> float:
    """The angle in degrees of a direction (2,), which is not zero."""
    return math.degrees(math.atan2(direction[1], direction[0]))


def span_along(direction: Vec, box: Box) -> float:
    """How far the profile goes along ``direction`` (d,) in the picture of ``box``."""
    size = np.array([high - low for low, high in box])
    return float(SPAN / np.linalg.norm(direction / size))


def arrows(layer: LocalLayer, unit: Vec, reach: float) -> tuple[Mat, Mat | None]:
    """v and Hv from the point, tail and tip (2, 2); None where Hv is zero.

    ``unit`` (2,) is the length of a unit of the screen along each axis of the picture. v is ``reach``
    units of the screen long; so is the longest Hv of all directions, so that Hv is the longer the
    more the surface bends.
    """
    at, v = np.array(layer.point), layer.direction
    spoke = np.array([at, at + v * (reach / np.linalg.norm(v / unit))])
    if layer.model is None:
        return spoke, None
    longest = float(np.linalg.norm(layer.model.hessian / unit[:, None], ord=2))
    if longest == 0.0 or not layer.model.change.any():
        return spoke, None
    return spoke, np.array([at, at + layer.model.change * (reach / longest)])
