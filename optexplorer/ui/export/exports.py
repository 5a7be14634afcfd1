"""Connects the actions that make pictures, the dialog and what writes the files."""

from __future__ import annotations

from collections.abc import Callable, Container
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMessageBox

from optexplorer.ui.export.dialog import ExportDialog
from optexplorer.ui.export.encode import FILMS
from optexplorer.ui.export.look import ANIMATION, PICTURE, WINDOW, Film, Look
from optexplorer.ui.export.moments import moments
from optexplorer.ui.export.painting import Painting, Waiting
from optexplorer.ui.export.picture import PICTURES, Make, drawn, scale_for
from optexplorer.ui.export.pixel_files import pixel_file
from optexplorer.ui.export.preview import Preview
from optexplorer.ui.export.reel import Reel
from optexplorer.ui.export.refusals import Subject, refusal
from optexplorer.ui.export.stage import Stage
from optexplorer.ui.export.strips import Strips, Told
from optexplorer.ui.export.window_picture import of_program
from optexplorer.ui.export.writer import Writer
from optexplorer.ui.in_the_making import may_give_up
from optexplorer.ui.replacing import may_replace
from optexplorer.ui.steps import Steps

if TYPE_CHECKING:
    from optexplorer.ui.main_window import MainWindow


class Exports(QObject):
    """Made when a picture is first asked for; remembers how the last one looked."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._bench = window, window.workbench
        self._look = Look(background="dark" if window.theme.tokens.dark else "light")
        self._film = Film()
        self._preview = Preview(window, self._new_stage)
        self.painting = Painting(window)
        self.painting.calledOff.connect(lambda: window.status.say("The picture was called off"))
        self._painted = ""  # the name of the file that the picture being painted is for
        self.writer = Writer(self)
        self.writer.done.connect(self._say_done)
        self.writer.failed.connect(self._say_failed)
        self.reel = Reel(self)
        self.reel.done.connect(self._made)
        self.reel.failed.connect(self._not_made)
        self._progress = Waiting(window)
        self._progress.canceled.connect(self._call_off)
        self.reel.progressed.connect(self._progress.show_share)

    def may_give_up(self) -> bool:
        """Whether the program may end: nothing is in the making, or the person gives it up."""
        if not (self.reel.busy or self.painting.busy):
            return True
        noun = "An animation" if self.reel.busy else "A picture"
        return may_give_up(self._window, f"{noun} is still being made")

    def stop(self) -> None:
        """Give up what is being made; a picture that is painted is written to its end."""
        self._progress.end()
        self._preview.leave()
        self.painting.stop()
        self.reel.stop()
        self.writer.stop()

    # What the actions ask

    def ask(self, kind: int) -> ExportDialog | None:
        """Open the dialog; None where there is nothing to show yet."""
        if self._bench.frame is None:
            self._window.status.say("There is no picture yet")
            return None
        had = self.subject, self._look, self._film
        dialog = ExportDialog(self._window, self._preview.ask, *had, kind)
        dialog.exportRequested.connect(lambda *asked: self._export(dialog, *asked))
        dialog.copyRequested.connect(self._copy)
        dialog.finished.connect(self._preview.leave)
        dialog.open()
        return dialog

    def copy(self) -> None:
        """The picture as it was exported last, to the clipboard."""
        if self._bench.frame is not None:
            self._copy(PICTURE, self._look)

    @property
    def subject(self) -> Subject:
        """What there is to make pictures of."""
        frame, view = self._bench.frame, self._window.surface3d
        support = view.support if view.ready else None
        size = self._window.size()
        return Subject(
            line=frame is not None and frame.graph is not None,
            largest_3d=support.largest if support is not None and support.available else 0,
            window=(size.width(), size.height()),
        )

    # Making

    def write_picture(self, path: Path, look: Look) -> None:
        """Begin to write the picture."""
        title = self._bench.experiment.problem.title

        def work(told: Told) -> Steps[Make]:
            stage = self._new_stage(look, scale_for(path.suffix, look))
            try:
                return (yield from drawn(path.suffix, stage, title, told))
            finally:
                stage.deleteLater()

        self._write(path, work)

    def write_window(self, path: Path, look: Look) -> None:
        """Begin to write the window as it is."""
        window, title = self._window, self._bench.experiment.problem.title

        def work(told: Told) -> Steps[Make]:
            shown = yield from of_program(window, look.scale, Strips.raster, told)
            size = (round(shown.width / look.scale), round(shown.height / look.scale))
            return lambda: pixel_file(path.suffix, shown, size, title)

        self._write(path, work)

    def make_film(self, path: Path, look: Look, film: Film) -> None:
        """Begin to write the animation."""
        frame = self._bench.frame
        assert frame is not None  # noqa: S101
        cursors = film.cursors(frame.last_step)
        shown = moments(self._bench.layers, self._bench.view, frame, cursors)
        self._progress.begin("Making the animation…")
        self.reel.make(path, self._new_stage(look.still), shown, film.rate)

    def _new_stage(self, look: Look, scale: float | None = None) -> Stage:
        frame = self._bench.frame
        assert frame is not None  # noqa: S101
        return Stage(look, frame, self._window.surface3d, scale)

    def _write(self, path: Path, work: Callable[[Told], Steps[Make]]) -> None:
        self._painted = path.name
        self.painting.begin(
            work,
            lambda make: self.writer.write(path, make),
            lambda error: self._say_failed(path, error),
        )

    # What the dialog answers

    def _export(self, dialog: ExportDialog, kind: int, ending: str, look: Look, film: Film) -> None:
        self._look, self._film = look, film
        words = (FILMS if kind == ANIMATION else PICTURES)[ending].partition(",")[0]
        stem = self._window.files.path.stem if self._window.files.path else "race"
        proposal = self._window.settings.folder() / f"{stem}{ending}"
        with self._window.files.others_waiting():
            name, _ = QFileDialog.getSaveFileName(
                self._window, "Export", str(proposal), f"{words} (*{ending})"
            )
            if not name:
                return
            path = named(name, ending, FILMS if kind == ANIMATION else PICTURES)
            if path == Path(name) or may_replace(self._window, "Export", [path]):
                dialog.accept()
                self.write(kind, path, look, film)

    def write(self, kind: int, path: Path, look: Look, film: Film) -> None:
        """Begin to write to ``path``; what goes wrong is said."""
        self._window.settings.set_folder(path.parent)
        why = refusal(kind, path.suffix.lower(), look, film, self.subject)
        if why := self._at_a_time(kind) or why:
            QMessageBox.warning(self._window, "Could not export", why)
            return
        if kind == ANIMATION:
            self.make_film(path, look, film)
            return
        (self.write_window if kind == WINDOW else self.write_picture)(path, look)

    def _at_a_time(self, kind: int) -> str:
        """Why another one must wait; empty where it need not."""
        if kind == ANIMATION:
            noun, name = "animation", self.reel.path.name if self.reel.path else ""
        elif self.painting.busy:
            noun, name = "picture", self._painted
        else:
            noun, name = "picture", self.writer.path.name if self.writer.path else ""
        return f"One {noun} at a time: {name} is still being made" if name else ""

    def _copy(self, kind: int, look: Look) -> None:
        say = self._window.status.say
        if why := refusal(kind, ".png", look, self._film, self.subject):
            say(why)
            return
        if self.painting.busy:
            say(self._at_a_time(kind))
            return

        def work(told: Told) -> Steps[QImage]:
            if kind == WINDOW:
                return (yield from of_program(self._window, look.scale, Strips.image, told))
            stage = self._new_stage(look)
            try:
                yield from stage.making
                return (yield from stage.strips(told).image())
            finally:
                stage.deleteLater()

        self._painted = "a copy"
        self.painting.begin(work, self._put_on_clipboard, lambda error: say(str(error)))

    def _put_on_clipboard(self, image: QImage) -> None:
        if image.isNull():
            self._window.status.say("The picture does not fit into memory")
            return
        image.setDevicePixelRatio(1.0)
        QGuiApplication.clipboard().setImage(image)
        self._window.status.say("The picture is on the clipboard")

    # Films

    @Slot()
    def _call_off(self) -> None:
        self.reel.cancel()
        self._progress.end()
        self._window.status.say("The animation was called off")

    @Slot(object)
    def _made(self, path: Path) -> None:
        self._progress.end()
        self._say_done(path)

    @Slot(object, object)
    def _not_made(self, path: Path, error: Exception) -> None:
        self._progress.end()
        self._say_failed(path, error)

    @Slot(object)
    def _say_done(self, path: Path) -> None:
        self._window.status.say(f"Exported {path.name}")

    @Slot(object, object)
    def _say_failed(self, path: Path, error: Exception) -> None:
        QMessageBox.warning(self._window, "Could not export", f"{path.name}: {error}")


def named(name: str, ending: str, known: Container[str]) -> Path:
    """The file that was named, with ``ending`` unless it has another of the ``known``."""
    path = Path(name)
    return path if path.suffix.lower() in known else path.with_name(path.name + ending)
