"""Connects the scenes: the page that makes them, the bar, the keys and the workbench."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from optexplorer.ui.scenes import edits

if TYPE_CHECKING:
    from optexplorer.scene.view import View
    from optexplorer.ui.main_window import MainWindow


class SceneWiring(QObject):
    """Which scene is on screen is part of the `View`; locks can be opened until the next one."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._bench = window, window.workbench
        self._actions = window.actions_by_name
        self._open = False  # the panels, whatever the scene locks
        panel, bench = window.scene_panel, window.workbench
        panel.addRequested.connect(self._add)
        panel.updateRequested.connect(self._update)
        panel.removeRequested.connect(
            lambda i: bench.edit("remove a scene", lambda d: edits.removing(d, i))
        )
        panel.moveRequested.connect(
            lambda i, to: bench.edit("move a scene", lambda d: edits.moving(d, i, to))
        )
        panel.turnRequested.connect(self.turn_to)
        panel.edited.connect(self._edit)
        panel.committed.connect(bench.close_gesture)
        window.scene_bar.previousRequested.connect(self.previous)
        window.scene_bar.nextRequested.connect(self.next)
        self._actions["next_scene"].triggered.connect(self.next)
        self._actions["previous_scene"].triggered.connect(self.previous)
        self._actions["unlock"].triggered.connect(self._unlock)
        window.playback.playingChanged.connect(self._reveal)
        bench.set_guard(lambda before, after: "" if self._open else edits.refusal(before, after))
        bench.documentChanged.connect(lambda _document: self._show())
        bench.viewChanged.connect(lambda _view: self._show())
        self._show()

    # Going through them

    def next(self) -> None:
        """The answer to a question, or the next scene."""
        if self._bench.view.veiled:
            self._bench.reveal()
            self._window.playback.play()
            return
        at = self._bench.document.scene
        self.turn_to(0 if at is None else at + 1)

    def _reveal(self, playing: bool) -> None:
        if playing:
            self._bench.reveal()

    def previous(self) -> None:
        """The scene before."""
        at = self._bench.document.scene
        if at:
            self.turn_to(at - 1)

    def turn_to(self, index: int) -> None:
        """Put a scene on screen; what is typed, and what is being built, belongs to the one before."""
        if not 0 <= index < len(self._bench.document.scenes):
            return
        self._window.playback.pause()
        with self._window.files.others_waiting():
            self._window.files.finish_edits()
            if self._bench.errands.busy:
                self._bench.said.emit("The last change was given up: it was still being worked out")
            self._open = False
            document, view = edits.turned(self._bench.document, index, self._bench.view)
            self._bench.visit("turn to a scene", document, view)

    # Making them

    def _add(self, after: int | None) -> None:
        view = self._seen()
        self._bench.edit("add a scene", lambda d: edits.adding(d, view, after))

    def _update(self, index: int) -> None:
        view = self._seen()
        self._bench.edit("update a scene", lambda d: edits.updating(d, view, index))

    def _seen(self) -> View:
        """What is on screen, also where 3-D is still being turned."""
        self._window.surface3d.settle()
        return self._bench.view

    def _edit(self, index: int, field: str, value: object) -> None:
        gesture = f"scene {index} {field}"
        self._bench.edit("word a scene", lambda d: edits.changing(d, index, **{field: value}), gesture)

    # Showing them

    def _show(self) -> None:
        document, view = self._bench.document, self._bench.view
        scenes, at = document.scenes, document.scene
        self._window.scene_bar.show_scene(scenes, at, veiled=view.veiled)
        self._window.scene_panel.show_scenes(scenes, at)
        self._actions["next_scene"].setEnabled(bool(scenes))
        self._actions["previous_scene"].setEnabled(bool(scenes) and bool(at))
        locked = scenes[at].locked if at is not None and not self._open else ()
        self._window.problem_panel.setEnabled("problem" not in locked)
        self._window.runs_panel.setEnabled("runs" not in locked)
        self._actions["unlock"].setEnabled(bool(locked))

    def _unlock(self) -> None:
        self._open = True
        self._show()
