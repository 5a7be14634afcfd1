"""Every colour, size and font of the chrome, for light and dark, on a desk and for an audience.

The colours of runs and of the surface are in ``scene.palette``.
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from PySide6.QtGui import QColor

from optexplorer.scene.palette import Colours, colormap


@dataclass(frozen=True, eq=False)
class ThemeTokens:
    """One colour scheme. Colours are "#rrggbb"; lengths are device-independent pixels."""

    name: Literal["light", "dark"]
    window: str  # behind everything: title bar, gaps
    panel: str  # side panels, timeline, tool bar
    card: str  # a raised card on a panel
    canvas: str  # behind plots and the 3-D picture
    field: str  # inside of an editable field
    track: str  # groove of a slider, bed of a segmented control, quiet button
    hover: str  # row or button under the mouse
    hairline: str  # separators and borders of fields
    outline: str  # borders that must be seen: check boxes, handles
    text: str
    muted: str  # secondary text, axis labels
    accent: str  # the one thing to press; focus ring; selection
    accent_hover: str
    accent_text: str  # text on accent
    accent_soft: str  # bed of a selected row
    danger: str
    warning: str
    success: str
    grid: str  # grid lines of plots
    contour: str  # contour lines, drawn translucent
    casing: str  # thin edge round paths, heads and marks on the picture
    handle: str  # the ring of the start
    handle_edge: str
    mark: str  # the crosses on minima
    mark_edge: str
    model: str  # the local quadratic model, and the handle that turns the direction v
    change: str  # the arrow Hv
    bubble: str  # hint and tooltip
    bubble_text: str

    space_xs: int = 4
    space_s: int = 8
    space_m: int = 12
    space_l: int = 16
    radius_s: int = 4
    radius: int = 6
    radius_l: int = 8
    control_height: int = 28
    font_caption: int = 11
    font_small: int = 12
    font_body: int = 13
    font_title: int = 15
    font_display: int = 20
    font_family: str = "Inter"
    zoom: float = 1.0  # of lines, marks and cards in the pictures

    @property
    def dark(self) -> bool:
        """Whether text is lighter than its ground."""
        return self.name == "dark"

    @property
    def larger(self) -> float:
        """How many times as large text is as on a desk."""
        return self.font_body / self._desk.font_body

    @property
    def plain(self) -> "ThemeTokens":
        """The same colours at the sizes of a screen on a desk; for what is scaled as a whole."""
        return replace(self, zoom=1.0, **{name: getattr(self._desk, name) for name in _SIZES})

    @property
    def _desk(self) -> "ThemeTokens":
        return DARK if self.dark else LIGHT

    @property
    def colormap(self) -> Colours:
        """(256, 3) sRGB colours of the surface's shades 0 to 1."""
        return colormap(self.dark)

    def color(self, token: str, alpha: float = 1.0) -> QColor:
        """The colour of ``token`` (a field name) with an opacity."""
        color = QColor(getattr(self, token))
        color.setAlphaF(alpha * color.alphaF())
        return color


LIGHT = ThemeTokens(
    name="light",
    window="#f7f8fa",
    panel="#f7f8fa",
    card="#ffffff",
    canvas="#ffffff",
    field="#ffffff",
    track="#e9edf3",
    hover="#eef1f6",
    hairline="#dfe3ea",
    outline="#a3acba",
    text="#1d2330",
    muted="#646e7f",
    accent="#2563eb",
    accent_hover="#1d54d0",
    accent_text="#ffffff",
    accent_soft="#dfe9ff",
    danger="#c62a2f",
    warning="#a35a00",
    success="#12805c",
    grid="#e6e9ef",
    contour="#3c5a6b",
    casing="#ffffff",
    handle="#1d2330",
    handle_edge="#ffffff",
    mark="#ffffff",
    mark_edge="#10141b",
    model="#8a1fb0",
    change="#c2410c",
    bubble="#1d2330",
    bubble_text="#ffffff",
)

DARK = ThemeTokens(
    name="dark",
    window="#1b1f27",
    panel="#1b1f27",
    card="#232833",
    canvas="#15181e",
    field="#15181e",
    track="#343b49",
    hover="#2a303c",
    hairline="#323947",
    outline="#6d788b",
    text="#e8ebf1",
    muted="#98a2b3",
    accent="#6ea8fe",
    accent_hover="#8cbaff",
    accent_text="#10151f",
    accent_soft="#26395a",
    danger="#ff7b7f",
    warning="#f0b04f",
    success="#4cc79a",
    grid="#272c36",
    contour="#e8f2e6",
    casing="#10141b",
    handle="#ffffff",
    handle_edge="#10141b",
    mark="#ffffff",
    mark_edge="#10141b",
    model="#e0a3ff",
    change="#ffb066",
    bubble="#e8ebf1",
    bubble_text="#15181e",
)

_SIZES = ("font_caption", "font_small", "font_body", "font_title", "font_display", "control_height")
_LARGER, _ZOOM = 1.45, 1.7
_STRONGER: dict[str, dict[str, Any]] = {
    "light": {"text": "#000000", "muted": "#2b3240", "hairline": "#a3acba", "outline": "#4a5364",
              "grid": "#ccd2dc", "contour": "#1f3b4d", "panel": "#ffffff", "window": "#ffffff"},
    "dark": {"text": "#ffffff", "muted": "#d5dae3", "hairline": "#6d788b", "outline": "#b4bdcc",
             "grid": "#3a4250", "panel": "#15181e", "window": "#15181e"},
}  # fmt: skip


@cache
def for_an_audience(tokens: ThemeTokens) -> ThemeTokens:
    """Larger text, thicker lines and more contrast: for the back row and compressed video."""
    changes = {name: round(_LARGER * getattr(tokens, name)) for name in _SIZES}
    return replace(tokens, zoom=_ZOOM, **(changes | _STRONGER[tokens.name]))
