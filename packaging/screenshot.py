"""Make the README's pictures from the real app: ``make screenshot``.

Opens the window as a new user meets it, on a display of its own, and writes
``docs/screenshot-light.png`` and ``docs/screenshot-dark.png``; then ``docs/inside-light.png`` and
``docs/inside-dark.png``, where the last run's thirteenth step is taken apart; and
``docs/presentation.jpg``, a lecture in presentation mode as a video call might show it. An experiment
file as the argument is shown instead of the first one.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pyvirtualdisplay.display import Display

from optexplorer.core.resources import folder
from optexplorer.scene.view import GRADIENT, RATES, STEP

if TYPE_CHECKING:
    from optexplorer.ui.main_window import MainWindow
    from optexplorer.ui.workbench import Workbench

DOCS = Path(__file__).resolve().parents[1] / "docs"
SIZE = (1440, 900)
PRESENTED = (1280, 720)
JPEG_QUALITY = 20
PATIENCE = 120.0  # seconds, since the first start may have to compile


def main(path: Path | None, remembered: Path) -> None:
    """Write both pictures of the experiment in ``path``, or of the first one.

    ``remembered`` is the file the window keeps its layout in.
    """
    from PySide6.QtCore import QDeadlineTimer

    from optexplorer.ui.app import application, new_window
    from optexplorer.ui.garbage import Garbage
    from optexplorer.ui.settings import Settings

    app = application()
    Garbage(app)
    window = new_window(Settings(remembered), path)
    window.resize(*SIZE)
    deadline = QDeadlineTimer(int(PATIENCE * 1000))
    while window.workbench.frame is None or window.workbench.busy:
        if deadline.hasExpired():
            sys.exit("the window showed nothing in time")
        wait(50)
    DOCS.mkdir(exist_ok=True)
    for name in ("screenshot", "inside"):
        if name == "inside":
            look_inside(window.workbench)
        for scheme in ("light", "dark"):
            window.theme.set_scheme(scheme)
            wait(1500)  # thumbnails and the 3-D view follow the theme by and by
            picture = window.screen().grabWindow(window.winId())
            target = DOCS / f"{name}-{scheme}.png"
            if not picture.save(str(target)):
                sys.exit(f"could not write {target}")
            print(target)
    present(window)
    window.close()
    window.deleteLater()
    wait(0)
    app.shutdown()  # before its display goes


def present(window: "MainWindow") -> None:
    """A revealed scene of the lecture at 1280 x 720, compressed as hard as a slow line asks for."""
    window.workbench.look_inside(open=False)
    window.theme.set_scheme("light")
    window.files.open_path(folder() / "experiments" / "lecture-saddles.optx", ask=False)
    wait(1500)
    window.actions_by_name["present"].trigger()
    window.scenes.turn_to(2)
    wait(1500)
    window.workbench.reveal()
    window.workbench.set_cursor(None)
    window.resize(*PRESENTED)
    wait(1500)
    target = DOCS / "presentation.jpg"
    if not window.grab().save(str(target), "JPG", JPEG_QUALITY):
        sys.exit(f"could not write {target}")
    print(target)
    window.presenter.leave()


def look_inside(bench: "Workbench") -> None:
    """Take the thirteenth update of the last run apart, with its second moment in front."""
    run = len(bench.experiment.runs) - 1
    drawn = frozenset({GRADIENT, STEP, RATES, "first moment"})
    bench.select(run)
    bench.set_cursor(12)
    bench.look_inside(open=True, operation=2, drawn=((run, drawn),))


def wait(milliseconds: int) -> None:
    """Let the window and its workers run on; QTest's wait keeps the interpreter to itself."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home, Display(size=SIZE, color_depth=24):
        os.environ["QT_QPA_PLATFORM"] = "xcb"
        experiment = Path(sys.argv[1]) if len(sys.argv) > 1 else None
        main(experiment, Path(home) / "window.ini")
