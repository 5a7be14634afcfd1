"""The curves under the picture: loss, gradient norm and rate, tied to the timeline."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from optexplorer.scene.curves import missing
from optexplorer.scene.frame import CurvePanel, Frame
from optexplorer.ui.steps import Steps, at_once
from optexplorer.ui.theme import font
from optexplorer.ui.tokens import LIGHT, ThemeTokens
from optexplorer.ui.views.axes import Axis
from optexplorer.ui.views.curves_item import CurvesItem
from optexplorer.ui.views.plot import Plot
from optexplorer.ui.widgets.elided_label import ElidedLabel
from optexplorer.ui.widgets.themed import set_role

X_AXES = (  # key, words in the menu, words beside it
    ("step", "Steps", "step"),
    ("work", "Work (evaluations)", "evaluations"),
    ("epoch", "Epochs", "epoch"),
)
_LEFT = 46  # pixels for the numbers, the same in every panel
_LEAST = 174  # pixels for a panel: three fit the smallest window
_LATER = "Drawn with the answer"
_NARROW = 146  # the same beside a step taken apart


class _ScrubBox(pg.ViewBox):  # type: ignore[misc]
    """A view box in which pressing and dragging moves the cursor."""

    def __init__(self, plot: "CurvePlot") -> None:
        super().__init__(enableMenu=False, enableMouse=False, defaultPadding=0.0)
        self._plot = plot

    def mouseClickEvent(self, ev: Any) -> None:
        if ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            self._plot.ask_cursor(self.mapFromScene(ev.scenePos()))

    def mouseDragEvent(self, ev: Any, **_: object) -> None:
        if ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            self._plot.ask_cursor(self.mapFromScene(ev.scenePos()))


class CurvePlot(QWidget):
    """One panel: a title, a small menu, and the plot."""

    cursorRequested = Signal(float)  # x in the panel's units
    axisRequested = Signal(str, str)  # key of the panel; "linear", "log", or a key of X_AXES

    def __init__(self, tokens: ThemeTokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self.panel: CurvePanel | None = None
        self._arrow = " ▾"
        self._title = ElidedLabel()
        self._title.setProperty("role", "title")
        self._button = QToolButton()
        self._button.setProperty("role", "link")
        self._button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._button.setToolTip("Linear or logarithmic, and what runs along the bottom")
        self._menu = QMenu(self._button)
        self._menu.setToolTipsVisible(True)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._button.setMenu(self._menu)
        header = QHBoxLayout()
        header.setContentsMargins(tokens.space_m, tokens.space_xs, tokens.space_s, 0)
        header.addWidget(self._title, 1)
        header.addWidget(self._button)

        self.view = _ScrubBox(self)
        self.left, self.bottom = Axis("left"), Axis("bottom")
        self.left.keep_breadth(_LEFT)
        self.plot = Plot(self.view, self.left, self.bottom, grid=True)
        self.plot.setMinimumHeight(60)
        self.curves = CurvesItem(self.view, tokens)
        self.empty = ElidedLabel()
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, tokens.space_s, 0)
        layout.setSpacing(0)
        layout.addLayout(header)
        layout.addWidget(self.plot, 1)
        layout.addWidget(self.empty, 1)
        self.set_theme(tokens)

    def set_quiet(self) -> None:
        """Offer no menu."""
        self._arrow = ""
        self._button.setMenu(None)  # type: ignore[arg-type]

    def show_panel(self, panel: CurvePanel, *, veiled: bool = False) -> None:
        """Show other curves; ranges move only if the panel says so. ``veiled`` ones come later."""
        if panel is self.panel:
            return
        before, self.panel = self.panel, panel
        self.left.log = panel.log
        self._title.setText(panel.title)
        self._button.setText(f"{'log' if panel.log else 'linear'} · {panel.x_label}{self._arrow}")
        if before is None or (before.x_range, before.y_range) != (panel.x_range, panel.y_range):
            self.view.setRange(xRange=panel.x_range, yRange=panel.y_range, padding=0.0)
            self.plot.scene().prepareForPaint()  # or pyqtgraph moves the items while it paints them
        if before is None or before.log != panel.log:
            self.left.picture = None
            self.left.update()
        self.curves.set_panel(panel)
        self.empty.setText(_LATER if veiled else missing(panel))
        self.empty.setVisible(bool(self.empty.text()))
        self.plot.setVisible(not self.empty.text())

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self.plot.set_theme(tokens)
        self.curves.set_theme(tokens.plain)
        self._dress_title(tokens)

    def _dress_title(self, tokens: ThemeTokens) -> None:
        """In these colours, whatever the window round it wears."""
        self.empty.set_colour(tokens.color("muted"))
        self.empty.setFont(font(tokens, tokens.font_small))
        self._title.set_colour(tokens.color("text"))
        self._title.setFont(font(tokens, tokens.font_body, QFont.Weight.DemiBold))

    def ask_cursor(self, at: QPointF) -> None:
        """Ask for the cursor at these pixels, within the curves' range."""
        if self.panel is not None:
            low, high = self.panel.x_range
            self.cursorRequested.emit(min(max(float(self.view.mapToView(at).x()), low), high))

    def _fill_menu(self) -> None:
        self._menu.clear()
        if self.panel is None:
            return
        key = self.panel.key
        for choice, text, checked in (
            ("linear", "Linear", not self.panel.log),
            ("log", "Logarithmic", self.panel.log),
        ):
            action = self._menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(checked)
            if choice == "log" and not self.panel.log_possible:
                action.setEnabled(False)
                action.setToolTip("Some values are negative, and have no logarithm")
            action.triggered.connect(lambda _=False, c=choice: self.axisRequested.emit(key, c))
        self._menu.addSeparator()
        for choice, text, label in X_AXES:
            if choice == "epoch" and not self.panel.epochs_possible:
                continue
            action = self._menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(label == self.panel.x_label)
            action.triggered.connect(lambda _=False, c=choice: self.axisRequested.emit(key, c))


class CurvesView(QFrame):
    """The row of panels."""

    cursorRequested = Signal(str, float)  # key of the panel, x in its units
    axisRequested = Signal(str, str)

    def __init__(self, tokens: ThemeTokens = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self._quiet = False
        self._least = _LEAST
        self.plots: list[CurvePlot] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        set_role(self, "canvas")
        self.set_theme(tokens)

    def grow(self, count: int) -> Steps[None]:
        """Have ``count`` plots, one step each: to make one takes some 10 ms."""
        while len(self.plots) < count:
            yield
            self._add_plot()

    def show_frame(self, frame: Frame) -> None:
        """Paint what differs."""
        while len(self.plots) > len(frame.curves):
            self.plots.pop().deleteLater()
        at_once(self.grow(len(frame.curves)))
        for plot, panel, x in zip(self.plots, frame.curves, frame.curve_cursors, strict=True):
            plot.show_panel(panel, veiled=frame.veiled)
            plot.curves.set_cursor(x)

    def set_quiet(self) -> None:
        """Offer no menus, and let the ground be seen: this is a picture."""
        self._quiet = True
        set_role(self, "")

    def set_narrow(self, narrow: bool) -> None:
        """Whether what stands beside it needs more room than usual."""
        self._least = _NARROW if narrow else _LEAST
        for plot in self.plots:
            plot.setMinimumWidth(self._least)

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self._tokens = tokens
        for plot in self.plots:
            plot.set_theme(tokens)

    def _add_plot(self) -> None:
        plot = CurvePlot(self._tokens, self)
        plot.setMinimumWidth(self._least)
        if self._quiet:
            plot.set_quiet()
        plot.cursorRequested.connect(lambda x: self._ask_cursor(plot, x))
        plot.axisRequested.connect(self.axisRequested)
        self.plots.append(plot)
        self._row.addWidget(plot, 1)

    def _ask_cursor(self, plot: CurvePlot, x: float) -> None:
        if plot.panel is not None:
            self.cursorRequested.emit(plot.panel.key, x)
