"""Connects the actions that make pictures, the dialog and what writes the files."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QSize, Qt, Slot
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QRegion
from PySide6.QtWidgets import QFileDialog, QMessageBox, QProgressDialog, QWidget

from optexplorer.ui.export import picture
from optexplorer.ui.export.dialog import ExportDialog
from optexplorer.ui.export.encode import FILMS
from optexplorer.ui.export.look import ANIMATION, PICTURE, WINDOW, Film, Look
from optexplorer.ui.export.moments import moments
from optexplorer.ui.export.reel import Reel
from optexplorer.ui.export.refusals import Subject, refusal
from optexplorer.ui.export.stage import Stage
from optexplorer.ui.export.writer import Writer
from optexplorer.ui.replacing import may_replace

if TYPE_CHECKING:
    from optexplorer.ui.main_window import MainWindow


_LARGE = 16_000_000  # pixels


class Exports(QObject):
    """Made when a picture is first asked for; remembers how the last one looked."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._bench = window, window.workbench
        self._look = Look(background="dark" if window.theme.tokens.dark else "light")
        self._film = Film()
        self._stage: Stage | None = None  # of the preview
        self.writer = Writer(self)
        self.writer.done.connect(self._say_done)
        self.writer.failed.connect(self._say_failed)
        self.reel = Reel(self)
        self.reel.done.connect(self._made)
        self.reel.failed.connect(self._not_made)
        self.reel.progressed.connect(self._show_progress)
        self._progress: QProgressDialog | None = None

    def may_give_up(self) -> bool:
        """Whether the program may end: no film is in the making, or the person gives it up."""
        if not self.reel.busy:
            return True
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self._window,
            "Export",
            "An animation is still being made. Close and give it up?",
            buttons.Close | buttons.Cancel,
            buttons.Cancel,
        )
        return answer == buttons.Close

    def stop(self) -> None:
        """Give up the film that is being made; a picture is written to its end."""
        self._end_progress()
        self.reel.stop()
        self.writer.stop()

    # What the actions ask

    def ask(self, kind: int) -> ExportDialog | None:
        """Open the dialog; None where there is nothing to show yet."""
        if self._bench.frame is None:
            self._window.status.say("There is no picture yet")
            return None
        dialog = ExportDialog(self._window, self.preview, self.subject, self._look, self._film)
        dialog.exportRequested.connect(lambda *asked: self._export(dialog, *asked))
        dialog.copyRequested.connect(self._copy)
        dialog.finished.connect(self._leave)
        dialog.choose(kind)
        dialog.open()
        return dialog

    def copy(self) -> None:
        """The picture as it was exported last, to the clipboard."""
        if self._bench.frame is not None:
            self._copy(PICTURE, self._look)

    def preview(self, kind: int, look: Look, scale: float) -> QImage:
        """The picture at this scale; the window as it is on screen."""
        if kind == WINDOW:
            return _image(self._window, 1.0)
        if self._stage is None or (self._stage.look.still, self._stage.scale) != (look.still, scale):
            self._leave()
            self._stage = self._new_stage(look, scale)
        return self._stage.image()

    @property
    def subject(self) -> Subject:
        """What there is to make pictures of."""
        frame, support = self._bench.frame, self._window.surface3d.support
        size = self._window.size()
        return Subject(
            line=frame is not None and frame.graph is not None,
            largest_3d=support.largest if support is not None and support.available else 0,
            window=(size.width(), size.height()),
        )

    # Making

    def write_picture(self, path: Path, look: Look) -> None:
        """Begin to write the picture."""
        stage = self._new_stage(look)
        try:
            self._write(path, stage.size(), stage.image, stage.paint)
        finally:
            stage.deleteLater()

    def write_window(self, path: Path, look: Look) -> None:
        """Begin to write the window as it is."""
        window = self._window
        image = partial(_image, window, look.scale)
        self._write(path, window.size(), image, lambda painter: painter.drawImage(0, 0, image()))

    def make_film(self, path: Path, look: Look, film: Film) -> None:
        """Begin to write the animation."""
        frame = self._bench.frame
        assert frame is not None  # noqa: S101
        cursors = film.cursors(frame.last_step)
        shown = moments(self._bench.layers, self._bench.view, frame, cursors)
        self._end_progress()
        self._progress = QProgressDialog("Making the animation…", "Cancel", 0, 1000, self._window)
        self._progress.setMinimumDuration(400)
        self._progress.canceled.connect(self._call_off)
        self.reel.make(path, self._new_stage(look.still), shown, film.rate)

    def _new_stage(self, look: Look, scale: float | None = None) -> Stage:
        frame = self._bench.frame
        assert frame is not None  # noqa: S101
        return Stage(look, frame, self._window.surface3d, scale)

    def _write(
        self, path: Path, size: QSize, image: Callable[[], QImage], paint: picture.Paint
    ) -> None:
        title = self._bench.experiment.problem.title
        self.writer.write(path, picture.drawn(path.suffix, size, image, paint, title))

    # What the dialog answers

    def _export(self, dialog: ExportDialog, kind: int, ending: str, look: Look, film: Film) -> None:
        self._look, self._film = look, film
        words = (FILMS if kind == ANIMATION else picture.PICTURES)[ending].partition(",")[0]
        stem = self._window.files.path.stem if self._window.files.path else "race"
        proposal = self._window.settings.folder() / f"{stem}{ending}"
        name, _ = QFileDialog.getSaveFileName(
            self._window, "Export", str(proposal), f"{words} (*{ending})"
        )
        if name:
            path = named(name, ending, FILMS if kind == ANIMATION else picture.PICTURES)
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
        with _patience(look):
            (self.write_window if kind == WINDOW else self.write_picture)(path, look)

    def _at_a_time(self, kind: int) -> str:
        """Why another one must wait; empty where it need not."""
        noun, path = ("picture", self.writer.path)
        if kind == ANIMATION:
            noun, path = ("animation", self.reel.path)
        return f"One {noun} at a time: {path.name} is still being made" if path else ""

    def _copy(self, kind: int, look: Look) -> None:
        say = self._window.status.say
        if why := refusal(kind, ".png", look, self._film, self.subject):
            say(why)
            return
        if kind == WINDOW:
            image = _image(self._window, look.scale)
        else:
            with _patience(look):
                stage = self._new_stage(look)
                image = stage.image()
            stage.deleteLater()
        if image.isNull():
            say("The picture does not fit into memory")
            return
        image.setDevicePixelRatio(1.0)
        QGuiApplication.clipboard().setImage(image)
        say("The picture is on the clipboard")

    @Slot()
    def _leave(self, _result: int = 0) -> None:
        if self._stage is not None:
            self._stage.deleteLater()
            self._stage = None

    # Films

    @Slot(float)
    def _show_progress(self, share: float) -> None:
        if self._progress is not None:
            self._progress.setValue(min(int(1000 * share), 999))

    @Slot()
    def _call_off(self) -> None:
        self.reel.cancel()
        self._end_progress()
        self._window.status.say("The animation was called off")

    @Slot(object)
    def _made(self, path: Path) -> None:
        self._end_progress()
        self._say_done(path)

    @Slot(object, object)
    def _not_made(self, path: Path, error: Exception) -> None:
        self._end_progress()
        self._say_failed(path, error)

    @Slot(object)
    def _say_done(self, path: Path) -> None:
        self._window.status.say(f"Exported {path.name}")

    @Slot(object, object)
    def _say_failed(self, path: Path, error: Exception) -> None:
        QMessageBox.warning(self._window, "Could not export", f"{path.name}: {error}")

    def _end_progress(self) -> None:
        if self._progress is not None:
            self._progress.canceled.disconnect(self._call_off)
            self._progress.reset()
            self._progress.deleteLater()
            self._progress = None


@contextmanager
def _patience(look: Look) -> Iterator[None]:
    """A large picture takes seconds to paint: the mouse says so."""
    across, down = look.size
    if across * down <= _LARGE:
        yield
        return
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QGuiApplication.restoreOverrideCursor()


def named(name: str, ending: str, known: Container[str]) -> Path:
    """The file that was named, with ``ending`` unless it has another of the ``known``."""
    path = Path(name)
    return path if path.suffix.lower() in known else path.with_name(path.name + ending)


def _image(widget: QWidget, scale: float) -> QImage:
    image = QImage(widget.size() * scale, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(scale)
    painter = QPainter(image)
    _render(widget, painter)
    painter.end()
    return image


def _render(widget: QWidget, painter: QPainter) -> None:
    flags = QWidget.RenderFlag.DrawWindowBackground | QWidget.RenderFlag.DrawChildren
    widget.render(painter, QPoint(), QRegion(), flags)
