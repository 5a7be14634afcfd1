"""Lines of any width, smooth without multisampling, all in one draw call.

Every point is drawn twice, pushed to either side of the line on the screen; corners are mitred. A
thin casing keeps neighbouring paths apart, but for noisy ones, which it would cover. Lines are tested
against the depth of the surface but write none, so that they never fight with each other.
"""

from collections.abc import Sequence

from PySide6.QtGui import QColor

from optexplorer.ui.views.gl_kit import Attribute, GeometryItem, Shot
from optexplorer.ui.views.gl_program import Program
from optexplorer.ui.views.line_geometry import PADDING, Line, ribbons

_ATTRIBUTES = (
    Attribute("a_position", "position", PADDING),
    Attribute("a_before", "position", 0),
    Attribute("a_after", "position", 2 * PADDING),
    Attribute("a_step", "step", PADDING),
    Attribute("a_length", "length", PADDING),
    Attribute("a_colour", "colour", PADDING),
    Attribute("a_traits", "traits", PADDING),
)
_VERTEX = """
uniform mat4 u_mvp;
uniform vec4 u_nearer;
uniform vec2 u_half;
uniform float u_ratio;
uniform float u_casing;
attribute vec3 a_position;
attribute vec3 a_before;
attribute vec3 a_after;
attribute float a_step;
attribute float a_length;
attribute vec4 a_colour;
attribute vec4 a_traits;
varying vec4 v_colour;
varying vec4 v_ribbon;
varying float v_step;
varying float v_dash;
vec2 pixel(vec4 clip) {
    return clip.xy / clip.w * u_half;
}
void main() {
    float ends = floor(a_traits.y * 255.0 + 0.5);
    vec4 clip = u_mvp * vec4(a_position, 1.0);
    vec2 here = pixel(clip);
    vec2 come = mod(ends, 2.0) > 0.5 ? vec2(0.0) : here - pixel(u_mvp * vec4(a_before, 1.0));
    vec2 go = mod(ends, 4.0) > 1.5 ? vec2(0.0) : pixel(u_mvp * vec4(a_after, 1.0)) - here;
    come = length(come) > 1e-3 ? normalize(come) : vec2(0.0);
    go = length(go) > 1e-3 ? normalize(go) : come;
    if (length(come) < 0.5) come = go;
    vec2 along = length(come + go) > 0.3 ? normalize(come + go) : go;
    vec2 across = vec2(-along.y, along.x);
    float mitre = 1.0 / max(abs(dot(across, vec2(-go.y, go.x))), 0.6);
    float core = 0.5 * a_traits.w * (255.0 / 16.0) * u_ratio;
    float reach = core + (ends > 3.5 ? 0.0 : u_casing * u_ratio) + 1.0;
    float side = a_traits.x > 0.5 ? 1.0 : -1.0;
    vec2 shift = across * (side * reach * mitre);
    if (mod(ends, 2.0) > 0.5) shift -= go * core;
    if (mod(ends, 4.0) > 1.5) shift += come * core;
    vec4 nearer = clip + u_nearer;
    gl_Position = vec4((here + shift) / u_half * clip.w, nearer.z / nearer.w * clip.w, clip.w);
    if (clip.w < 0.02) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    v_colour = a_colour;
    v_ribbon = vec4(side * reach, core, reach - 1.0, a_traits.z * 255.0);
    v_step = a_step;
    v_dash = a_length;
}
"""
# Coverage falls over one pixel at the edge of the core and again at the edge of the casing.
_FRAGMENT = """
uniform vec4 u_casing_colour;
uniform float u_cursor;
uniform float u_faint;
varying vec4 v_colour;
varying vec4 v_ribbon;
varying float v_step;
varying float v_dash;
void main() {
    float away = abs(v_ribbon.x);
    float core = clamp(v_ribbon.y + 0.5 - away, 0.0, 1.0);
    float cover = clamp(v_ribbon.z + 0.5 - away, 0.0, 1.0);
    float wave = 0.0;
    if (v_ribbon.w > 2.5) wave = abs(abs(fract(v_dash / 0.05) - 0.5) - 0.25) * 2.0 - 0.1;
    else if (v_ribbon.w > 1.5) wave = 0.5 - fract(v_dash / 0.016);
    else if (v_ribbon.w > 0.5) wave = 0.62 - fract(v_dash / 0.04);
    if (wave < 0.0) discard;
    float casing = u_casing_colour.a * cover * (1.0 - core);
    float alpha = core * v_colour.a + casing;
    vec3 colour = mix(u_casing_colour.rgb, v_colour.rgb, core * v_colour.a / max(alpha, 1e-4));
    if (v_step > u_cursor) alpha *= u_faint;
    FRAG_COLOR = vec4(colour, alpha);
}
"""


class LineItem(GeometryItem):
    """Draws lines; the part of a line behind the cursor step is faint."""

    def __init__(self, *, casing: float = 0.0, bias: float = 0.0, faint: float = 1.0) -> None:
        super().__init__(_ATTRIBUTES, _VERTEX, _FRAGMENT)
        self._casing, self._bias, self._faint = casing, bias, faint
        self._casing_colour = QColor(0, 0, 0, 0)
        self.cursor = 0.0

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Replace the lines."""
        self._geometry.set(*ribbons(lines))

    def set_casing(self, colour: QColor) -> None:
        """The colour of the thin edge."""
        self._casing_colour = colour

    def _set_uniforms(self, program: Program, shot: Shot) -> None:
        program.set_vector("u_nearer", (self._bias * shot.projection[:, 2]).tolist())
        program.set_vector("u_half", (0.5 * shot.size[0], 0.5 * shot.size[1]))
        program.set_float("u_ratio", shot.ratio)
        program.set_float("u_casing", self._casing)
        program.set_colour("u_casing_colour", self._casing_colour)
        program.set_float("u_cursor", self.cursor)
        program.set_float("u_faint", self._faint)
