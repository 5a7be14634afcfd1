"""Connects the scenes: the page that makes them, the bar, the keys and the workbench."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from optexplorer.ui.scenes import edits

if TYPE_CHECKING:
    from optexplorer.scene.view import View
    from optexplorer.storage.scenes import Scene
    from optexplorer.ui.document import Document
    from optexplorer.ui.main_window import MainWindow


class SceneWiring(QObject):
    """Which scene is on screen is part of the document; locks can be opened until the next one.

    An answer that is asked for before it is computed is drawn once it is there, and never over what
    was on screen before.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._bench = window, window.workbench
        self._actions = window.actions_by_name
        self._open = False  # the panels, whatever the scene locks
        self._revealing = False  # as soon as the scene is on screen
        self._about: tuple[tuple[Scene, ...], int | None] = ((), None)  # scenes, and which of them
        self._changed: tuple[object, bool] = (None, False)  # of which document it is known
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
        bench.frameChanged.connect(lambda _frame: self._reveal_at_last())
        bench.documentChanged.connect(self._follow)
        window.files.replacing.connect(self._forget)
        bench.viewChanged.connect(lambda _view: self._show())
        self._show()

    # Going through them

    def next(self) -> None:
        """The answer to a question, or the next scene; that, too, where the answer takes too long."""
        if self._bench.view.veiled and not self._revealing:
            self._revealing = True
            self._reveal_at_last()
            return
        at = self._bench.document.scene
        self.turn_to(0 if at is None else at + 1)

    def _reveal(self, playing: bool) -> None:
        if not (playing and self._bench.view.veiled):
            return
        if self._is_on_screen():
            self._bench.reveal()
        else:
            self._revealing = True
            QTimer.singleShot(0, self._window.playback.pause)  # once everybody knows that it plays

    def _is_on_screen(self) -> bool:
        layers = self._bench.layers
        return layers is not None and layers.experiment == self._bench.experiment

    def _reveal_at_last(self) -> None:
        bench = self._bench
        if self._revealing and self._is_on_screen():
            self._revealing = False
            if not bench.view.veiled:
                return
            bench.reveal()
            if bench.view.page == "race":
                self._window.playback.play()

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
            self._tell_changed()
            self._forget()
            document, view = edits.turned(self._bench.document, index, self._bench.view)
            self._bench.visit("turn to a scene", document, view)

    def _tell_changed(self) -> None:
        scene = self._bench.document.on_scene
        if scene is not None and edits.is_changed(self._bench.document):
            self._bench.said.emit(
                f"“{scene.name}” is kept as it was: undo brings your changes back, Update keeps them"
            )

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

    def _follow(self, document: Document) -> None:
        """What was unlocked, or is to be revealed, is so of one scene; undo may lead to another."""
        scenes, at = self._about
        self._about = document.scenes, document.scene
        if document.scenes == scenes and document.scene != at:
            self._forget()
        self._show()

    def _forget(self) -> None:
        self._open = self._revealing = False

    def _show(self) -> None:
        document, view = self._bench.document, self._bench.view
        scenes, at = document.scenes, document.scene
        self._window.scene_bar.show_scene(scenes, at, veiled=view.veiled)
        self._window.scene_panel.show_scenes(scenes, at, changed=self._is_changed())
        self._actions["next_scene"].setEnabled(bool(scenes))
        self._actions["previous_scene"].setEnabled(bool(scenes) and bool(at))
        scene = document.on_scene
        locked = scene.locked if scene is not None and not self._open else ()
        self._window.problem_panel.setEnabled("problem" not in locked)
        self._window.runs_panel.setEnabled("runs" not in locked)
        self._actions["unlock"].setEnabled(bool(locked))

    def _is_changed(self) -> bool:
        document = self._bench.document
        if self._changed[0] is not document:
            self._changed = document, edits.is_changed(document)
        return self._changed[1]

    def _unlock(self) -> None:
        self._open = True
        self._show()
