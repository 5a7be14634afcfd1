"""The surface from above: bands of colour, contour lines, paths, and the start to drag."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from optexplorer.core.arrays import Mat
from optexplorer.scene.frame import Frame
from optexplorer.ui.tokens import LIGHT, ThemeTokens
from optexplorer.ui.views.basins_item import BasinsItem
from optexplorer.ui.views.canvas import PlotCanvas
from optexplorer.ui.views.overlays import ColourBar
from optexplorer.ui.views.surface_item import SurfaceItem


class ContourView(PlotCanvas):
    """A two-variable problem."""

    equalToggled = Signal(bool)  # in the picture's own menu

    def __init__(self, tokens: ThemeTokens = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(tokens, parent)
        self.surface = SurfaceItem(self.view, tokens)
        self.basins = BasinsItem(self.view)
        self.colour_bar = ColourBar(tokens, self)
        self.box_layout.addWidget(self.colour_bar)
        self.colour_bar.hide()
        self.view.sigResized.connect(self._align_bar)

    def place(self, points: Mat, _loss: Mat) -> Mat:
        """The points themselves."""
        return points

    def show_layers(self, frame: Frame, previous: Frame | None) -> None:
        """The surface and its scale, and the map of basins over it."""
        new_surface = previous is None or frame.surface is not previous.surface
        if new_surface:
            self.surface.set_layer(frame.surface)
            surface = frame.surface
            self.colour_bar.set_layer(None if surface is None or surface.blank else surface)
        if new_surface or previous is None or frame.basins is not previous.basins:
            self.basins.show_basins(frame.basins, self.surface.lines)

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour everything."""
        super().set_theme(tokens)
        if hasattr(self, "surface"):  # not while the base class is made
            self.surface.set_theme(tokens.plain)
            self.colour_bar.set_theme(tokens)

    def set_equal_aspect(self, equal: bool) -> None:
        """Whether a unit is equally long on both axes."""
        self.view.setAspectLocked(equal)
        if not equal and self._box is not None:
            self.show_range(self._box)

    def fill_menu(self, menu: QMenu) -> None:
        """Adds equal scales."""
        super().fill_menu(menu)
        equal = menu.addAction("Equal scales")
        equal.setCheckable(True)
        equal.setChecked(bool(self.view.state["aspectLocked"]))
        equal.toggled.connect(self.equalToggled)

    def _align_bar(self, *_: object) -> None:
        area = self.picture_rect()
        self.colour_bar.set_span(area.top(), area.bottom())
