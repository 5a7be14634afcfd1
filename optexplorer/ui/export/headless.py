"""Pictures and animations from the command line: Qt without a screen, and without a window."""

import os
from collections.abc import Iterator
from pathlib import Path

from optexplorer.core.cancel import Cancel
from optexplorer.core.experiment import Experiment
from optexplorer.core.history import History
from optexplorer.scene.resolve import Resolver
from optexplorer.scene.view import View
from optexplorer.ui.engine import Engine, Request
from optexplorer.ui.jobs import Job


def draw(path: Path, experiment: Experiment, history: History) -> None:
    """Draw contour and curves, at the last step or as a film, by the ending of ``path``.

    Raises `StorageError`. There is no OpenGL without a screen, and so no 3-D picture.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from optexplorer.ui import theme
    from optexplorer.ui.app import application
    from optexplorer.ui.diagnosis import overrides
    from optexplorer.ui.export import encode, picture
    from optexplorer.ui.export.look import Film, Look
    from optexplorer.ui.export.moments import moments
    from optexplorer.ui.export.stage import Stage
    from optexplorer.ui.steps import at_once

    app = application()
    overrides.protect()
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

        def frames() -> Iterator[encode.Raster]:
            for moment in shown:
                at_once(stage.show_frame(moment()))
                yield stage.raster()

        stage.keep_pictures()
        encode.encode(path, frames(), times.rate, last=stage.raster())
    else:
        picture.write(path, at_once(picture.drawn(path.suffix, stage, frame.title))())
    stage.deleteLater()
    app.processEvents()


def _unheard(_report: object) -> None:
    """Nobody waits for news."""
