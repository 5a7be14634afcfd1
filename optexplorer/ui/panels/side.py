"""The right side of the window: runs, the inside of one step, or scenes; below, what is asked for."""

from PySide6.QtCore import QEvent, QObject, QSize, QTimer, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from optexplorer.ui.widgets.scroll_column import ScrollColumn
from optexplorer.ui.widgets.segmented import Segmented
from optexplorer.ui.widgets.themed import set_role

_PAGES = (
    ("Runs", "The optimizers that race, and their settings"),
    ("Inside", "The step at the cursor, taken apart: formula, numbers, arrows"),
    ("Scenes", "The scenes of a lecture, in their order"),
)
RUNS, INSIDE, SCENES = range(3)

_LEAST = 150  # pixels that either half keeps


class SidePanel(QFrame):
    """Pages under one heading, and below them what is shown when asked for."""

    pageRequested = Signal(int)

    def __init__(self, runs: QWidget, inside: QWidget, scenes: QWidget, *below: QWidget) -> None:
        super().__init__()
        set_role(self, "panel")
        self.tabs = Segmented(_PAGES)
        self.tabs.chosen.connect(self.pageRequested)
        self._widgets = runs, inside, scenes
        self.pages = QStackedWidget()
        for widget in self._widgets:
            self.pages.addWidget(widget)
        head = QVBoxLayout()
        head.setContentsMargins(12, 12, 12, 8)
        head.addWidget(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.pages, 1)
        self.pages.setMinimumHeight(_LEAST)
        self.pages.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._below = _Below(below)
        column.addWidget(self._below)

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """What it consists of, but for the runs, which have parts of their own."""
        return self.tabs, *self._widgets[1:], self._below

    def show_page(self, page: int) -> None:
        """Turn to a page; the others ask for no room meanwhile."""
        self.tabs.show_choice(page)
        self.pages.setCurrentIndex(page)
        self.setMinimumWidth(self._widgets[page].minimumWidth())


class _Below(ScrollColumn):
    """As high as the panels shown; where there is less room they scroll, to the one shown last."""

    def __init__(self, panels: tuple[QWidget, ...]) -> None:
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        super().__init__(self._content)
        for panel in panels:
            column.addWidget(panel)
            panel.hide()
            panel.installEventFilter(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        """That of the panels."""
        return self._content.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Some of it."""
        hint = self._content.minimumSizeHint()
        return QSize(hint.width(), min(hint.height(), _LEAST))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A panel came or went."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self._content:
            self.updateGeometry()
        elif event.type() == QEvent.Type.Show and isinstance(watched, QFrame):
            QTimer.singleShot(0, watched, lambda: self.ensureWidgetVisible(watched, 0, 0))
        return super().eventFilter(watched, event)
