"""Markers that face the viewer: heads in the run's shape, the start, known minima."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QTransform,
)
from PySide6.QtOpenGL import QOpenGLTexture

from optexplorer.core.arrays import Vec
from optexplorer.scene.frame import Marker
from optexplorer.ui.views import gl_kit
from optexplorer.ui.views.gl_kit import Attribute, Geometry, Program, Shot
from optexplorer.ui.widgets.marker_icon import marker_path

Shape = Marker | Literal["ring", "small_plus"]
_SHAPES: tuple[Shape, ...] = (*get_args(Marker), "ring", "small_plus")
_CELL, _DRAWN, _OUTLINE = 64, 42.0, 5.0  # pixels of the picture of one shape

_RECORD = np.dtype(
    [
        ("position", "<f4", 3),
        ("corner", "<f4", 2),  # logical pixels from the centre
        ("cell", "<f4", 2),
        ("colour", "u1", 4),
        ("outline", "u1", 4),
    ]
)
_ATTRIBUTES = tuple(Attribute(f"a_{name}", name) for name in _RECORD.names or ())
_CORNERS = np.array([[-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0], [1.0, 1.0]])
_QUAD = np.array([0, 1, 2, 2, 1, 3], dtype=np.uint32)
_VERTEX = """
uniform mat4 u_view;
uniform mat4 u_projection;
uniform vec2 u_half;
uniform float u_ratio;
attribute vec3 a_position;
attribute vec2 a_corner;
attribute vec2 a_cell;
attribute vec4 a_colour;
attribute vec4 a_outline;
varying vec2 v_cell;
varying vec4 v_colour;
varying vec4 v_outline;
void main() {
    vec4 eye = u_view * vec4(a_position, 1.0);
    vec4 clip = u_projection * eye;
    vec4 nearer = u_projection * (eye + vec4(0.0, 0.0, 0.04, 0.0));
    vec2 place = clip.xy / clip.w + a_corner * u_ratio / u_half;
    gl_Position = vec4(place, nearer.z / nearer.w, 1.0);
    v_cell = a_cell;
    v_colour = a_colour;
    v_outline = a_outline;
}
"""
_FRAGMENT = """
uniform sampler2D u_shapes;
uniform float u_alpha;
varying vec2 v_cell;
varying vec4 v_colour;
varying vec4 v_outline;
void main() {
    vec4 shape = texture2D(u_shapes, v_cell);
    vec4 colour = mix(v_outline, v_colour, shape.g);
    FRAG_COLOR = vec4(colour.rgb, colour.a * shape.a * u_alpha);
}
"""


@dataclass(frozen=True, eq=False)
class MarkerSpec:
    """One marker in the world."""

    position: Vec  # (3,)
    shape: Shape
    colour: QColor
    outline: QColor
    size: float  # logical pixels


class MarkerItem:
    """Draws markers over the surface; where the surface hides them, a ghost at ``ghost``."""

    def __init__(self, ghost: float = 0.0) -> None:
        self._geometry = Geometry(_ATTRIBUTES)
        self._program: Program | None = None
        self._texture: QOpenGLTexture | None = None
        self._ghost = ghost

    def set_markers(self, markers: Sequence[MarkerSpec]) -> None:
        """Replace the markers; later ones lie on top."""
        shown = [marker for marker in markers if np.isfinite(marker.position).all()]
        records = np.zeros((len(shown), 4), dtype=_RECORD)
        for record, marker in zip(records, shown, strict=True):
            place = _SHAPES.index(marker.shape)
            record["position"] = marker.position
            record["corner"] = _CORNERS * (0.5 * marker.size * _CELL / _DRAWN)
            record["cell"] = (_CORNERS * (0.5, -0.5) + (place + 0.5, 0.5)) / (len(_SHAPES), 1)
            record["colour"] = marker.colour.getRgb()
            record["outline"] = marker.outline.getRgb()
        indices = 4 * np.arange(len(shown), dtype=np.uint32)[:, None] + _QUAD
        self._geometry.set(records.ravel(), indices.ravel())

    def paint(self, shot: Shot) -> None:
        """Draw."""
        if self._geometry.empty:
            return
        if self._program is None:
            self._program = Program(_VERTEX, _FRAGMENT, self._geometry.names)
        if self._texture is None:
            self._texture = _texture()
        gl, program = shot.gl, self._program
        program.bind()
        program.set_matrix("u_view", shot.view)
        program.set_matrix("u_projection", shot.projection)
        program.set_vector("u_half", (0.5 * shot.size[0], 0.5 * shot.size[1]))
        program.set_float("u_ratio", shot.ratio)
        program.set_unit("u_shapes", 0)
        self._texture.bind(0)
        gl.glEnable(gl_kit.BLEND)
        gl.glDepthMask(0)
        passes = [(gl_kit.GREATER, self._ghost), (gl_kit.LEQUAL, 1.0)]
        for depth, alpha in passes[self._ghost == 0.0 :]:
            gl.glDepthFunc(depth)
            program.set_float("u_alpha", alpha)
            self._geometry.draw(gl, program)
        gl.glDepthMask(1)
        self._texture.release(0)
        program.release()

    def release(self) -> None:
        """Forget what lives in the context."""
        self._geometry.release()
        if self._texture is not None:
            self._texture.destroy()
        self._texture = self._program = None


def _shape_path(shape: Shape) -> QPainterPath:
    """The outline in the square from -0.5 to 0.5."""
    path = QPainterPath()
    if shape == "ring":
        path.addEllipse(QPointF(0, 0), 0.5, 0.5)
        path.addEllipse(QPointF(0, 0), 0.34, 0.34)
        return path
    if shape == "small_plus":
        path.setFillRule(Qt.FillRule.WindingFill)
        path.addRect(QRectF(-0.5, -0.1, 1.0, 0.2))
        path.addRect(QRectF(-0.1, -0.5, 0.2, 1.0))
        return path.simplified()
    return marker_path(shape)


def _texture() -> QOpenGLTexture:
    """All shapes in a row: alpha covers the outline too, green the inside only."""
    image = QImage(_CELL * len(_SHAPES), _CELL, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    join = Qt.PenJoinStyle.RoundJoin
    for place, shape in enumerate(_SHAPES):
        place_it = QTransform(_DRAWN, 0, 0, _DRAWN, _CELL * (place + 0.5), 0.5 * _CELL)
        path = place_it.map(_shape_path(shape))
        red, cap = QColor(255, 0, 0), Qt.PenCapStyle.RoundCap
        painter.setPen(QPen(red, 2.0 * _OUTLINE, Qt.PenStyle.SolidLine, cap, join))
        painter.setBrush(red)
        painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(255, 255, 0))
        painter.drawPath(path)
    painter.end()
    texture = QOpenGLTexture(image)
    filters = QOpenGLTexture.Filter
    texture.setMinMagFilters(filters.LinearMipMapLinear, filters.Linear)
    texture.setWrapMode(QOpenGLTexture.WrapMode.ClampToEdge)
    return texture
