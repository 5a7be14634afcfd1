"""Pictures and animations from the command line: Qt without a screen, and without a window."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from optexplorer.core.cancel import Cancel
from optexplorer.core.experiment import Experiment
from optexplorer.core.history import History
from optexplorer.scene.resolve import Resolver
from optexplorer.scene.view import View
from optexplorer.storage.errors import StorageError
from optexplorer.ui.diagnosis.faults import Faults
from optexplorer.ui.engine import Engine, Request
from optexplorer.ui.jobs import Job


def draw(path: Path, experiment: Experiment, history: History) -> None:
    """Draw contour and curves, at the last step or as a film, by the ending of ``path``.

    Raises `StorageError`. There is no OpenGL without a screen, and so no 3-D picture.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from optexplorer.ui import theme
    from optexplorer.ui.app import application
    from optexplorer.ui.export import encode, picture
    from optexplorer.ui.export.look import Film, Look
    from optexplorer.ui.export.moments import moments
    from optexplorer.ui.export.stage import Stage
    from optexplorer.ui.steps import at_once

    app = application()
    theme.apply(app, "light")
    engine = Engine()
    engine.take(experiment, history)
    layers = engine.answer(Request(experiment, experiment.problem.domain), Job(Cancel(), _unheard))
    frame = Resolver().frame(layers, View())
    film = path.suffix.lower() in encode.FILMS
    look = Look(in_3d=False, scale=1.0 if film else 2.0)
    stage = Stage(look, frame)
    if film:
        times = Film()
        shown = moments(layers, View(), frame, times.cursors(frame.last_step))

        def raster() -> encode.Raster:
            with _painting(path):
                return stage.raster()

        def frames() -> Iterator[encode.Raster]:
            for moment in shown:
                at_once(stage.show_frame(moment()))
                yield raster()

        stage.keep_pictures()
        encode.encode(path, frames(), times.rate, last=raster())
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
