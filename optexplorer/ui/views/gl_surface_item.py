"""The surface: a mesh coloured by its shade, lit from both sides, with contour lines on it."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QOpenGLFunctions

from optexplorer.core.arrays import Mat, Vec
from optexplorer.scene.mesh import Mesh
from optexplorer.ui.views import gl_kit
from optexplorer.ui.views.camera import HEIGHT
from optexplorer.ui.views.gl_kit import Attribute, GeometryItem, Shot
from optexplorer.ui.views.gl_program import Program

_RECORD = np.dtype(
    [
        ("position", "<f4", 3),
        ("normal", "<f4", 3),
        ("shade", "<f4"),
        ("band", "<f4"),
        ("colour", "u1", 4),
    ]
)
_ATTRIBUTES = (
    Attribute("a_position", "position"),
    Attribute("a_normal", "normal"),
    Attribute("a_band", "band"),
    Attribute("a_colour", "colour"),
)
_VERTEX = """
uniform mat4 u_mvp;
attribute vec3 a_position;
attribute vec3 a_normal;
attribute float a_band;
attribute vec4 a_colour;
varying vec3 v_normal;
varying vec4 v_colour;
varying float v_band;
void main() {
    v_normal = a_normal;
    v_colour = a_colour;
    v_band = a_band;
    gl_Position = u_mvp * vec4(a_position, 1.0);
}
"""
# Lambert's cosine, wrapped round so that no side goes black and colours still read as loss.
# A contour line is half a pixel to either side of a whole band number, and fades where bands
# crowd.
_FRAGMENT = """
uniform vec3 u_light;
uniform vec4 u_line;
uniform float u_bands;
uniform float u_ratio;
uniform float u_shadow;
varying vec3 v_normal;
varying vec4 v_colour;
varying float v_band;
void main() {
    vec3 colour = v_colour.rgb;
    float slope = fwidth(v_band);
    float away = abs(fract(v_band + 0.5) - 0.5) / max(slope, 1e-6) / u_ratio;
    float line = (1.0 - smoothstep(0.3, 1.1, away)) * (1.0 - smoothstep(0.15, 0.4, slope));
    line *= step(1e-5, slope) * step(0.5, v_band) * step(v_band, u_bands - 0.5);
    colour = mix(colour, u_line.rgb, u_line.a * line);
    vec3 normal = normalize(v_normal);
    if (!gl_FrontFacing) normal = -normal;
    float light = 0.5 + 0.5 * dot(normal, u_light);
    FRAG_COLOR = vec4(colour * mix(u_shadow, 1.0, smoothstep(0.15, 0.95, light)), 1.0);
}
"""


class SurfaceItem(GeometryItem):
    """Draws one mesh; behind its true depth, so that what lies on it stays in front."""

    def __init__(self) -> None:
        super().__init__(_ATTRIBUTES, _VERTEX, _FRAGMENT)
        self._vertices: NDArray[np.void] = np.zeros(0, dtype=_RECORD)
        self._indices = np.zeros(0, dtype=np.uint32)
        self._colormap = np.zeros((256, 3), dtype=np.uint8)
        self._cover: NDArray[np.uint8] | None = None
        self._line = QColor()
        self._bands = 0
        self._shadow = 0.6

    def set_mesh(self, mesh: Mesh, bands: Vec, cover: NDArray[np.uint8] | None = None) -> None:
        """Show ``mesh`` with contour lines at the inner shades of ``bands`` (b + 1,).

        ``cover`` (ny, nx, 4) colours its vertices, where it is opaque, instead of their shades.
        """
        self._cover, self._bands = cover, len(bands) - 1
        self._vertices, self._indices = _vertices(mesh, bands), _indices(mesh.shade)
        self._paint_vertices()

    def set_colours(self, colormap: NDArray[np.uint8], line: QColor, *, dark: bool) -> None:
        """Colours (256, 3) of the shades, and the translucent colour of the contour lines."""
        self._colormap, self._line = colormap, line
        self._shadow = 0.5 if dark else 0.62
        self._paint_vertices()

    def set_cover(self, cover: NDArray[np.uint8] | None) -> None:
        """Colour the same mesh otherwise."""
        self._cover = cover
        self._paint_vertices()

    def _paint_vertices(self) -> None:
        place = np.rint(255.0 * np.clip(self._vertices["shade"], 0.0, 1.0)).astype(np.intp)
        colours = self._colormap[place]
        if self._cover is not None:
            rgba = self._cover.reshape(-1, 4)
            colours = np.where(rgba[:, 3:], rgba[:, :3], colours)
        self._vertices["colour"][:, :3] = colours
        self._geometry.set(self._vertices, self._indices)

    def _set_uniforms(self, program: Program, shot: Shot) -> None:
        right, _, back = shot.axes
        light = -0.55 * right + 0.45 * back + np.array([0.0, 0.0, 0.9])
        light /= np.linalg.norm(light)
        program.set_vector("u_light", light.tolist())
        program.set_colour("u_line", self._line)
        program.set_float("u_bands", float(self._bands))
        program.set_float("u_ratio", shot.ratio)
        program.set_float("u_shadow", self._shadow)

    def _draw(self, gl: QOpenGLFunctions, program: Program) -> None:
        gl.glDisable(gl_kit.BLEND)
        gl.glEnable(gl_kit.POLYGON_OFFSET_FILL)
        gl.glPolygonOffset(1.5, 2.0)
        self._geometry.draw(gl, program)
        gl.glDisable(gl_kit.POLYGON_OFFSET_FILL)


def to_world(mesh: Mesh, points: Mat) -> Mat:
    """World points (k, 3) of plane points and shades (k, 3)."""
    size = np.subtract(mesh.high, mesh.low)
    world = np.empty((len(points), 3))
    world[:, :2] = (points[:, :2] - mesh.low) / size - 0.5
    world[:, 2] = HEIGHT * points[:, 2]
    return world


def _vertices(mesh: Mesh, bands: Vec) -> NDArray[np.void]:
    z = mesh.shade
    ny, nx = z.shape
    vertices = np.zeros((ny, nx), dtype=_RECORD)
    position, normal = vertices["position"], vertices["normal"]
    position[..., 0] = np.linspace(-0.5, 0.5, nx)
    position[..., 1] = np.linspace(-0.5, 0.5, ny)[:, None]
    position[..., 2] = HEIGHT * np.nan_to_num(z)
    normal[..., 0] = -HEIGHT * (nx - 1) * _slope(z.T).T
    normal[..., 1] = -HEIGHT * (ny - 1) * _slope(z)
    normal[..., 2] = 1.0
    vertices["shade"] = np.nan_to_num(z)
    vertices["band"] = np.interp(vertices["shade"], bands, np.arange(len(bands)))
    return vertices.ravel()


def _slope(z: Mat) -> Mat:
    """Mean difference to the neighbours in the rows before and after, as far as there are any."""
    edge = np.full((1, z.shape[1]), np.nan)
    steps = np.diff(z, axis=0)
    sides = np.stack([np.concatenate([edge, steps]), np.concatenate([steps, edge])])
    known = np.isfinite(sides)
    total: Mat = np.where(known, sides, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return total


def _indices(shade: Mat) -> NDArray[np.uint32]:
    """Corners of the drawn triangles, anticlockwise from above."""
    ny, nx = shade.shape
    numbers = np.arange(ny * nx, dtype=np.uint32).reshape(ny, nx)
    a, b = numbers[:-1, :-1].ravel(), numbers[:-1, 1:].ravel()
    c, d = numbers[1:, :-1].ravel(), numbers[1:, 1:].ravel()
    triangles = np.concatenate([np.column_stack([a, b, d]), np.column_stack([a, d, c])])
    finite = np.isfinite(shade).ravel()
    return np.ascontiguousarray(triangles[finite[triangles].all(axis=1)]).ravel()
