"""What each action of the tables does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from optexplorer.core.problem import DataSpec
from optexplorer.scene.view import ScaleChoice
from optexplorer.storage.examples import examples
from optexplorer.ui.diagnosis import troubles
from optexplorer.ui.diagnosis.self_test_dialog import SelfTestDialog
from optexplorer.ui.dialogs import show_about, show_keys
from optexplorer.ui.playback import RATES
from optexplorer.ui.theme import Scheme

if TYPE_CHECKING:
    from optexplorer.ui.document import Document
    from optexplorer.ui.main_window import MainWindow

_NO_FORMULA = "Only of surfaces and formulas: a fit to data is a mean over its examples"


class Commands(QObject):
    """Connects the actions and keeps their texts and checks true."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._actions = window.actions_by_name
        bench, files, play = window.workbench, window.files, window.playback
        plain: dict[str, Callable[[], object]] = {
            "new": files.new,
            "open": files.open,
            "save": files.save,
            "save_as": files.save_as,
            "export_csv": partial(files.export, state=False),
            "export_state": partial(files.export, state=True),
            "export_picture": lambda: window.exports.ask(0),
            "export_film": lambda: window.exports.ask(1),
            "copy_picture": lambda: window.exports.copy(),
            "quit": window.close,
            "undo": bench.undo,
            "redo": bench.redo,
            "suggest_rates": bench.suggest_rates,
            "stop": bench.cancel,
            "play": self._toggle_playback,
            "step_back": partial(self.step, -1),
            "step_forward": partial(self.step, 1),
            "first_step": partial(bench.set_cursor, 0),
            "last_step": partial(bench.set_cursor, None),
            "fit": self._show_whole,
            "derivatives": window.show_derivatives,
            "keys": partial(show_keys, window),
            "self_test": lambda: SelfTestDialog(window).open(),
            "about": partial(show_about, window),
        }
        plain |= {f"scale_{s}": partial(bench.set_scale, s) for s in get_args(ScaleChoice)}
        plain |= {f"rate_{rate}": partial(self._set_rate, rate) for rate in RATES}
        plain |= {f"theme_{s}": partial(window.theme.set_scheme, s) for s in get_args(Scheme)}
        for name, call in plain.items():
            self._actions[name].triggered.connect(_ignoring_check(call))
        self._actions["equal_aspect"].toggled.connect(window.contour.set_equal_aspect)
        window.contour.equalToggled.connect(self._actions["equal_aspect"].setChecked)
        for view in (window.contour, window.graph):
            self._actions["legend"].toggled.connect(view.set_legend_visible)
            view.legendToggled.connect(self._actions["legend"].setChecked)
        for name, panel in window.panels.items():
            self._actions[name].toggled.connect(panel.setVisible)
        self._actions[f"theme_{window.theme.scheme}"].setChecked(True)
        rate = window.settings.text("playback/rate", str(RATES[-1]))
        self._actions[f"rate_{rate}" if rate in map(str, RATES) else f"rate_{RATES[-1]}"].trigger()
        play.playingChanged.connect(self._show_playing)
        window.menus["Play"].aboutToShow.connect(self._show_transport)
        window.menus["Play"].aboutToHide.connect(partial(self._show_transport, all_of_it=True))
        bench.undoChanged.connect(self._show_undo)
        bench.viewChanged.connect(lambda view: self._actions[f"scale_{view.scale}"].setChecked(True))
        bench.documentChanged.connect(self._offer_derivatives)
        window.menus["Help"].setToolTipsVisible(True)  # what is off says why
        files.recentChanged.connect(self._fill_recent)
        self._recent: QMenu = window.menus["Open recent"]
        self._fill_recent()
        self._fill_examples()
        self._show_undo()
        window.status.add_button(self._actions["undo"], "undo")
        window.status.add_button(self._actions["redo"], "redo")

    def _show_whole(self) -> None:
        self._window.workbench.set_box(None)
        self._window.surface3d.reset_camera()

    def step(self, by: int) -> None:
        """Move the cursor by some steps."""
        self._window.playback.pause()
        frame = self._window.workbench.frame
        if frame:
            cursor = min(max(frame.cursor + by, 0), frame.last_step)
            self._window.workbench.set_cursor(cursor)

    def _toggle_playback(self) -> None:
        play = self._window.playback
        (play.pause if play.playing else play.play)()

    def _set_rate(self, rate: int) -> None:
        self._window.playback.set_rate(rate)
        self._window.settings.set_text("playback/rate", str(rate))

    def _show_playing(self, playing: bool) -> None:
        self._actions["play"].setText("&Pause" if playing else "&Play")

    def _show_transport(self, all_of_it: bool = False) -> None:
        """Offer in the menu what the timeline offers; ``all_of_it`` at other times.

        Keys of an action that is off would go to the picture, and move the start.
        """
        bar = self._window.timeline
        for name, button in (
            ("play", bar.play),
            ("step_back", bar.back),
            ("step_forward", bar.forward),
            ("first_step", bar.first),
            ("last_step", bar.last),
        ):
            self._actions[name].setEnabled(all_of_it or button.isEnabled())

    def _show_undo(self) -> None:
        entries = self._window.workbench.undo_list
        for name, word, text in (
            ("undo", "&Undo", entries.undo_text),
            ("redo", "&Redo", entries.redo_text),
        ):
            self._actions[name].setEnabled(text is not None)
            self._actions[name].setText(f"{word} “{text}”" if text else word)

    def _offer_derivatives(self, document: Document) -> None:
        """A fit is a mean over its examples, and no formula to be derived."""
        data = isinstance(document.experiment.problem.spec, DataSpec)
        action = self._actions["derivatives"]
        action.setEnabled(not data)
        action.setToolTip(_NO_FORMULA if data else action.statusTip())

    def _fill_examples(self) -> None:
        menu = self._window.menus["Examples"]
        menu.setToolTipsVisible(True)
        for example in troubles.shipped("The list of examples", examples) or ():
            action = menu.addAction(example.title)
            action.setToolTip(example.about)
            action.setStatusTip(example.about)
            action.triggered.connect(
                _ignoring_check(partial(self._window.files.open_example, example.path))
            )

    def _fill_recent(self) -> None:
        self._recent.clear()
        paths = self._window.settings.recent()
        for path in paths:
            action = QAction(path.name, self._recent)
            action.setToolTip(str(path))
            action.setStatusTip(str(path))
            action.triggered.connect(_ignoring_check(partial(self._window.files.open_path, path)))
            self._recent.addAction(action)
        self._recent.setEnabled(bool(paths))


def _ignoring_check(call: Callable[[], object]) -> Callable[[bool], None]:
    def triggered(_checked: bool = False) -> None:
        call()

    return triggered
