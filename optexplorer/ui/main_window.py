"""The window: pictures in the middle, panels at the sides, tables of actions. It decides nothing."""

import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QChildEvent, QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from optexplorer.storage.folders import cache_folder, state_folder
from optexplorer.ui.actions import fill_menus, make_actions
from optexplorer.ui.autosave import Autosave
from optexplorer.ui.commands import Commands
from optexplorer.ui.dialogs_derivatives import DerivativesDialog
from optexplorer.ui.dropped import dropped_path
from optexplorer.ui.files import Files
from optexplorer.ui.lab.centre import Centre
from optexplorer.ui.lab.laboratory import Laboratory
from optexplorer.ui.lab.pages import PAGES
from optexplorer.ui.layout_memory import LayoutMemory
from optexplorer.ui.panels.basins import BasinsPanel
from optexplorer.ui.panels.critical import CriticalPanel
from optexplorer.ui.panels.inside import InsidePanel
from optexplorer.ui.panels.local import LocalPanel
from optexplorer.ui.panels.problem import ProblemPanel
from optexplorer.ui.panels.runs import RunsPanel
from optexplorer.ui.panels.side import SidePanel
from optexplorer.ui.panels.timeline import TimelineBar
from optexplorer.ui.playback import Playback
from optexplorer.ui.present.presenter import Presenter
from optexplorer.ui.scenes.bar import SceneBar
from optexplorer.ui.scenes.panel import ScenePanel
from optexplorer.ui.scenes.wiring import SceneWiring
from optexplorer.ui.settings import Settings
from optexplorer.ui.start import first_session, make_problem_panel, make_runs_panel, new_workbench
from optexplorer.ui.status import StatusCorner
from optexplorer.ui.steps import Steps
from optexplorer.ui.theme import Theme
from optexplorer.ui.thumbnails import thumbnails
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.contour import ContourView
from optexplorer.ui.views.curves import CurvesView
from optexplorer.ui.views.empty_state import EmptyState
from optexplorer.ui.views.graph import GraphView
from optexplorer.ui.views.surface3d import Surface3DView
from optexplorer.ui.widgets.splitter import Splitter
from optexplorer.ui.wiring import Wiring

if TYPE_CHECKING:
    from optexplorer.ui.export.exports import Exports

NAME = "Optimizer Explorer"


class MainWindow(QMainWindow):
    """Everything a person sees; `Wiring` connects it to the workbench."""

    def __init__(
        self, settings: Settings, theme: Theme, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """``clock`` returns the seconds that playing goes by."""
        super().__init__()
        self.setObjectName("main")
        self.settings, self.theme = settings, theme
        session = first_session()
        self.workbench = new_workbench(session, self)
        self.actions_by_name = make_actions(self)
        self.menus = fill_menus(self.menuBar(), self.actions_by_name)
        self._make_parts(clock)
        self._lay_out()
        theme.dress(*self._dressed_parts())
        self.runs_panel.made.connect(theme.dress)
        self.files = Files(self, self.workbench, settings, first_session)
        self.files.titleChanged.connect(self._show_title)
        self.files.replacing.connect(self.playback.pause)
        self.autosave = Autosave(self.workbench, self.files, state_folder() / "recovery", self)
        self.autosave.said.connect(self.status.say)
        self.wiring = Wiring(self)
        self.laboratory = Laboratory(self)
        self.scenes = SceneWiring(self)
        self.presenter = Presenter(self)
        self.commands = Commands(self)
        theme.follow(self._dress)
        self.layout_memory = LayoutMemory(self)
        self.layout_memory.restore()
        self.setAcceptDrops(True)
        self._show_title(self.files.title)

    def start(self, path: Path | None = None) -> None:
        """Compute and show; called once the window has been painted."""
        if path is None:
            self.workbench.refresh()
        else:
            self.files.refused.connect(self.workbench.refresh, Qt.ConnectionType.SingleShotConnection)
            self.files.open_path(path, ask=False)

    # Parts

    def _make_parts(self, clock: Callable[[], float]) -> None:
        self.problem_panel: ProblemPanel = make_problem_panel()
        self.runs_panel: RunsPanel = make_runs_panel()
        self.inside_panel = InsidePanel()
        self.critical_panel = CriticalPanel()
        self.basins_panel = BasinsPanel()
        self.local_panel = LocalPanel()
        below = self.basins_panel, self.critical_panel, self.local_panel
        self.scene_bar, self.scene_panel = SceneBar(), ScenePanel()
        self.side = SidePanel(self.runs_panel, self.inside_panel, self.scene_panel, *below)
        self.empty = EmptyState()
        self.contour, self.graph = ContourView(), GraphView()
        self.surface3d = Surface3DView(cache_folder() / "3d-start")
        self.curves = CurvesView()
        self.timeline = TimelineBar()
        self.playback = Playback(self, clock)
        self.status = StatusCorner()

    def _lay_out(self) -> None:
        self.flat = QStackedWidget()  # until the first frame what is being prepared; then one of both
        for page in (self.empty, self.contour, self.graph):
            self.flat.addWidget(page)
        self.pictures = Splitter(Qt.Orientation.Horizontal, self.flat, self.surface3d)
        upper = QWidget()
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.pictures, 1)
        column.addWidget(self.timeline)
        self.middle = Splitter(Qt.Orientation.Vertical, upper, self.curves)
        self.middle.setStretchFactor(0, 3)
        self.middle.setStretchFactor(1, 1)
        self.middle.setSizes([560, 230])
        names = [(page.title, page.tip) for page in PAGES]
        self.centre = Centre(names, self.scene_bar, self.middle)
        self.across = Splitter(Qt.Orientation.Horizontal, self.problem_panel, self.centre, self.side)
        self.across.setStretchFactor(1, 1)
        self.across.setSizes([252, 900, 300])
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.across)
        self.setCentralWidget(whole)
        self.menuBar().setCornerWidget(self.status)
        self.setMinimumSize(1000, 640)
        self.resize(QSize(1440, 900).boundedTo(self.screen().availableSize()))  # a projector's

    def _dressed_parts(self) -> list[QWidget]:
        """All that wears the style sheet; what is around these only divides the room."""
        pictures = self.scene_bar, self.flat, self.surface3d, self.timeline, self.curves
        aside = *self.problem_panel.parts, *self.runs_panel.parts, *self.side.parts
        return [self.menuBar(), self.centre.strip, *pictures, *aside]

    @property
    def splitters(self) -> dict[str, QSplitter]:
        """What the layout consists of, by the names it is remembered under."""
        return {"pictures": self.pictures, "middle": self.middle, "across": self.across}

    @property
    def panels(self) -> dict[str, QWidget]:
        """What can be shown and hidden, by the names of the actions."""
        return {
            "show_problem": self.problem_panel,
            "show_runs": self.side,
            "show_contour": self.flat,
            "show_3d": self.surface3d,
            "show_curves": self.curves,
        }

    def _show_title(self, title: str) -> None:
        self.setWindowTitle(f"{title} — {NAME}")

    def _dress(self, tokens: ThemeTokens) -> Steps[None]:
        views = self.contour, self.graph, self.surface3d, self.curves
        for part in (*views, self.inside_panel, self.critical_panel):
            part.set_theme(tokens)
            yield
        for key, image in thumbnails(tokens):
            self.problem_panel.set_thumbnail(key, image)

    def show_pictures(self, line: bool) -> None:
        """A problem of one variable has a graph and no surface."""
        self.surface3d.setVisible(not line and self.actions_by_name["show_3d"].isChecked())

    def hide_hint(self) -> None:
        """The start has been dragged: the hint has done its work, now and at later starts."""
        if not self.settings.flag("hint/used"):
            self.settings.set_flag("hint/used", True)
            for view in (self.contour, self.graph):
                view.set_hint_visible(False)

    @cached_property
    def exports(self) -> "Exports":
        """What makes pictures; it comes when one is first asked for."""
        from optexplorer.ui.export.exports import Exports

        return Exports(self)

    def show_derivatives(self) -> None:
        """Gradient and Hessian of the current problem as formulas."""
        DerivativesDialog(self, self.workbench.experiment.problem).open()

    # Events

    def childEvent(self, event: QChildEvent) -> None:
        """What opens over the window is dressed too: dialogs, and remarks."""
        super().childEvent(event)
        child, central = event.child(), self.centralWidget()
        if (
            event.type() == QEvent.Type.ChildPolished
            and isinstance(child, QWidget)
            and child != central
        ):
            self.theme.dress(child)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plain keys, where no field, button or picture wants them; the timeline's on its own page."""
        anywhere = {
            Qt.Key.Key_Escape: self._escape,
            Qt.Key.Key_X: self.actions_by_name["laser"].toggle,
            Qt.Key.Key_Z: self.actions_by_name["glass"].toggle,
            Qt.Key.Key_B: self.presenter.darken,
            Qt.Key.Key_Period: self.presenter.darken,
        }
        racing = {
            Qt.Key.Key_Space: self.actions_by_name["play"].trigger,
            Qt.Key.Key_Left: self.actions_by_name["step_back"].trigger,
            Qt.Key.Key_Right: self.actions_by_name["step_forward"].trigger,
            Qt.Key.Key_Home: self.actions_by_name["first_step"].trigger,
            Qt.Key.Key_End: self.actions_by_name["last_step"].trigger,
            Qt.Key.Key_BracketLeft: self.actions_by_name["previous_operation"].trigger,
            Qt.Key.Key_BracketRight: self.actions_by_name["next_operation"].trigger,
        }
        known = anywhere | (racing if self.workbench.view.page == "race" else {})
        step = known.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        else:
            step()

    def _escape(self) -> None:
        """Stop what is being computed; with nothing to stop, leave the presentation."""
        if self.presenter.on and not (self.workbench.busy or self.laboratory.busy):
            self.presenter.leave()
        else:
            self.actions_by_name["stop"].trigger()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unfinished exports and unsaved changes, remember the layout, end the work."""
        if not self._may_end_exports() or not self.files.may_discard():
            event.ignore()
            return
        self.layout_memory.keep()
        self.hide()  # nobody watches while a file is written to its end
        self.shut_down()
        event.accept()

    def _may_end_exports(self) -> bool:
        pictures = "exports" not in self.__dict__ or self.exports.may_give_up()
        return pictures and self.files.csv.may_give_up()

    def shut_down(self) -> None:
        """End timers and work, and wait for files; the window shows nothing new afterwards."""
        for dialog in self.findChildren(QDialog):
            dialog.reject()
        self.playback.pause()
        self.wiring.stop()
        self.laboratory.stop()
        self.files.close()
        self.autosave.close()
        if "exports" in self.__dict__:
            self.exports.stop()
        self.workbench.close()
        self.surface3d.close_in_order()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take experiments and tables."""
        if dropped_path(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped, once the drag is over."""
        path = dropped_path(event.mimeData())
        if path is None:
            return
        event.acceptProposedAction()
        if path.suffix.lower() == ".optx":
            QTimer.singleShot(0, self, lambda: self.files.open_path(path))
        else:
            QTimer.singleShot(0, self, lambda: self.wiring.open_table(path))
