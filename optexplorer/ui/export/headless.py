"""Pictures and animations from the command line: Qt without a screen, and without a window."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from optexplorer.cli.errors import CommandError
from optexplorer.cli.pictures import Picture, said
from optexplorer.core.cancel import Cancel
from optexplorer.core.declare import SettingError
from optexplorer.core.experiment import Experiment
from optexplorer.core.history import History
from optexplorer.scene.resolve import Resolver
from optexplorer.scene.view import View
from optexplorer.storage.errors import StorageError
from optexplorer.ui.diagnosis.faults import Faults
from optexplorer.ui.engine import Engine, Request
from optexplorer.ui.export import encode
from optexplorer.ui.export.look import ANIMATION, PICTURE, Film, Look
from optexplorer.ui.export.refusals import Subject, refusal
from optexplorer.ui.jobs import Job


def draw(picture: Picture, experiment: Experiment, history: History | None) -> None:
    """Draw a `Picture`: contour and curves, at the last step or as a film, by its file's ending.

    Without a history nothing is drawn, but what would be in the way is told. Raises `CommandError` and
    `StorageError`. There is no OpenGL without a screen, and so no 3-D picture.
    """
    look, film = _settings(picture, experiment.problem.size == 1)
    if history is not None:
        _draw(picture.path, look, film, experiment, history)


def find_fonts() -> None:
    """Without a screen Qt on Windows looks into a folder of its own for fonts, where there are none."""
    if sys.platform == "win32":
        system = os.environ.get("SYSTEMROOT", r"C:\Windows")
        os.environ.setdefault("QT_QPA_FONTDIR", system + r"\Fonts")


def _settings(picture: Picture, line: bool) -> tuple[Look, Film | None]:
    """How the picture looks, and its film where it is one."""
    ending = picture.path.suffix.lower()
    usual = {"in_3d": False, "scale": 2.0 if ending == ".png" else 1.0}
    try:
        look, film = Look(**(usual | picture.look)), Film(**picture.film)
    except SettingError as error:
        raise said(error.name, error.message) from error
    moving = ending in encode.FILMS
    subject = Subject(line=line, largest_3d=0, window=(0, 0))
    if why := refusal(ANIMATION if moving else PICTURE, ending, look, film, subject):
        raise CommandError(f"--image: {why}")
    if moving:
        encode.check_kind(picture.path)
    return look, film if moving else None


def _draw(path: Path, look: Look, film: Film | None, experiment: Experiment, history: History) -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    find_fonts()
    from optexplorer.ui import theme
    from optexplorer.ui.app import application
    from optexplorer.ui.export import picture
    from optexplorer.ui.export.moments import moments
    from optexplorer.ui.export.stage import Stage
    from optexplorer.ui.steps import at_once

    app = application()
    theme.apply(app, "light")
    engine = Engine()
    engine.take(experiment, history)
    layers = engine.answer(Request(experiment, experiment.problem.domain), Job(Cancel(), _unheard))
    frame = Resolver().frame(layers, View())
    stage = Stage(look, frame)
    if film:
        shown = moments(layers, View(), frame, film.cursors(frame.last_step))

        def raster() -> encode.Raster:
            with _painting(path):
                return stage.raster()

        def frames() -> Iterator[encode.Raster]:
            for moment in shown:
                at_once(stage.show_frame(moment()))
                yield raster()

        stage.keep_pictures()
        encode.encode(path, frames(), film.rate, last=raster())
    else:
        with _painting(path):
            drawn = at_once(picture.drawn(path.suffix, stage, frame.title))()
        picture.write(path, drawn)
    stage.deleteLater()
    app.processEvents()


@contextmanager
def _painting(path: Path) -> Iterator[None]:
    """Mistakes in what Qt calls are only told; here there is no picture then."""
    faults = Faults()
    faults.install()
    try:
        yield
    finally:
        faults.remove()
    if faults.found:
        raise StorageError(f"{path.name} cannot be painted: {faults.found[0][0].sentence}")


def _unheard(_report: object) -> None:
    """Nobody waits for news."""
