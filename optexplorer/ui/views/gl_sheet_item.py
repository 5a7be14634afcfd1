"""A translucent sheet in one colour, over what is solid and under the lines."""

import numpy as np
from PySide6.QtGui import QColor

from optexplorer.core.arrays import Mat
from optexplorer.ui.views.gl_kit import Attribute, GeometryItem, Shot
from optexplorer.ui.views.gl_program import Program

_RECORD = np.dtype([("position", "<f4", 3)])
_VERTEX = """
uniform mat4 u_mvp;
attribute vec3 a_position;
void main() {
    gl_Position = u_mvp * vec4(a_position, 1.0);
}
"""
_FRAGMENT = """
uniform vec4 u_colour;
void main() {
    FRAG_COLOR = u_colour;
}
"""


class SheetItem(GeometryItem):
    """Draws a grid of world points, seen from both sides; cells with an unknown corner are holes."""

    def __init__(self) -> None:
        super().__init__((Attribute("a_position", "position"),), _VERTEX, _FRAGMENT)
        self._colour = QColor()

    def set_points(self, points: Mat) -> None:
        """Show the grid ``points`` (r, s, 3)."""
        rows, columns = points.shape[:2]
        vertices = np.zeros(rows * columns, dtype=_RECORD)
        vertices["position"] = np.nan_to_num(points).reshape(-1, 3)
        numbers = np.arange(rows * columns, dtype=np.uint32).reshape(rows, columns)
        a, b, c, d = (n.ravel() for n in (numbers[:-1, :-1], numbers[:-1, 1:], numbers[1:, :-1],
                                          numbers[1:, 1:]))  # fmt: skip
        triangles = np.concatenate([np.column_stack([a, b, d]), np.column_stack([a, d, c])])
        known = np.isfinite(points).all(axis=-1).ravel()
        kept = triangles[known[triangles].all(axis=1)]
        self._geometry.set(vertices, np.ascontiguousarray(kept).ravel())

    def set_colour(self, colour: QColor) -> None:
        """Of the sheet, with its opacity."""
        self._colour = colour

    def _set_uniforms(self, program: Program, _shot: Shot) -> None:
        program.set_colour("u_colour", self._colour)
