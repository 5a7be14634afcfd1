"""``optexplorer self-test``: open the window, paint the views, report as JSON.

The report is what people who ask for help are asked for: versions, graphics, timings, folders, and a
sentence for each problem found.
"""

import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QGuiApplication, QImage

from optexplorer.cli.errors import FAILURE, CommandError
from optexplorer.storage.atomic import check_writable, replace_file
from optexplorer.storage.errors import StorageError
from optexplorer.ui.app import application, new_window
from optexplorer.ui.diagnosis import troubles
from optexplorer.ui.diagnosis.faults import Faults
from optexplorer.ui.diagnosis.kernel_tally import TALLY
from optexplorer.ui.diagnosis.places import folder_troubles, folders
from optexplorer.ui.diagnosis.process_age import process_age
from optexplorer.ui.diagnosis.qt_messages import QtMessages
from optexplorer.ui.diagnosis.versions import machine, versions
from optexplorer.ui.garbage import Garbage
from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.settings import Settings
from optexplorer.ui.views.after_paint import AfterPaint
from optexplorer.ui.views.gl_support import GLSupport

_LIMIT = 120_000  # milliseconds, for a cold kernel cache on a slow machine
_LOOK = 20  # milliseconds between two looks at what has been reached
_SETTLE = 300  # milliseconds from all of it until its pictures are looked at
_COLOURS = 12  # a picture of a surface has many more, an empty widget has fewer


def main(out: Path | None = None) -> int:
    """Run the self-test; the exit status is 0 if everything was painted.

    Raises `CommandError` where there can be no such file, and that before the window is opened.
    """
    if out is not None:
        _check(out)
    messages, faults = QtMessages(), Faults()
    messages.install()
    garbage = Garbage(application())
    messages.started()
    faults.install()
    with tempfile.TemporaryDirectory() as folder:
        try:
            seen = _look_at(new_window(Settings(Path(folder) / "window.ini")))
        except Exception as error:  # noqa: BLE001  (what the test is for)
            sys.excepthook(type(error), error, error.__traceback__)
            seen = Seen(problems=("The window could not be opened.",))
    garbage.stop()
    faults.remove()
    messages.remove()
    report = _report(seen, messages, faults)
    text = json.dumps(report, indent=2) + "\n"
    if out is None:
        sys.stdout.write(text)
    else:
        _write(out, text)
    return 0 if report["passed"] else 1


def _check(out: Path) -> None:
    try:
        check_writable(out)
    except StorageError as error:
        raise CommandError(str(error)) from error


def _write(out: Path, text: str) -> None:
    try:
        with replace_file(out) as stream:
            stream.write(text.encode())
    except StorageError as error:
        raise CommandError(str(error), FAILURE) from error


@dataclass(frozen=True)
class Seen:
    """What a window that was started has shown."""

    problems: tuple[str, ...] = ()
    passed: bool = False
    painted: Mapping[str, bool] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)  # from the start of the process
    support: GLSupport | None = None


def _report(seen: Seen, messages: QtMessages, faults: Faults) -> dict[str, object]:
    """Everything there is to tell, as JSON values."""
    screen, support = QGuiApplication.primaryScreen(), seen.support
    problems = [*troubles.found(), *folder_troubles(), *seen.problems]
    problems += [f"Qt said: {message}" for message in messages.warnings]
    problems += [f"A mistake of the program: {fault.sentence}" for fault, _count in faults.found]
    return {
        "passed": seen.passed and not faults.found,
        "problems": problems,
        "versions": versions(),
        "machine": machine(),
        "screen": {
            "platform": QGuiApplication.platformName(),
            "size": [screen.size().width(), screen.size().height()],
            "pixel_ratio": screen.devicePixelRatio(),
        },
        "opengl": {
            "renderer": support.renderer if support else "",
            "version": support.version if support else "",
            "software": support.software if support else False,
        },
        "views": dict(seen.painted),
        "seconds_from_start_to": {what: round(s, 3) for what, s in seen.seconds.items()},
        "kernels": {"loaded": TALLY.loaded, "compiled": TALLY.compiled},
        "folders": folders(),
        "faults": [fault.text for fault, _count in faults.found],
    }


def _look_at(window: MainWindow) -> Seen:
    """Wait for what a start shows, look at it, and take the window away."""
    seconds = _watch(window)
    support = window.surface3d.support
    painted = {
        "contour": _is_picture(window.contour.grab().toImage()),
        "curves": _is_picture(window.curves.grab().toImage()),
        "surface_3d": _is_picture(window.surface3d.picture()),
    }
    window.shut_down()
    window.deleteLater()
    application().processEvents()
    problems = []
    if "first_paths" not in seconds:
        problems.append("The first experiment was not computed in two minutes.")
    if support is None or not support.available:
        problems.append(support.reason if support else "The 3-D view was not started.")
        expected = [name for name in painted if name != "surface_3d"]
    else:
        expected = list(painted)
    unpainted = [f"The view {name!r} was not painted." for name in expected if not painted[name]]
    passed = "first_paths" in seconds and not unpainted
    return Seen((*problems, *unpainted), passed, painted, seconds, support)


def _watch(window: MainWindow) -> dict[str, float]:
    """When what was reached, once all has been or cannot be any more."""
    loop, seconds = QEventLoop(), dict[str, float]()
    rest = QTimer(loop, singleShot=True, interval=_SETTLE)
    rest.timeout.connect(loop.quit)
    look = QTimer(loop, interval=_LOOK)

    def reach(what: str) -> None:
        seconds.setdefault(what, process_age())

    def finish() -> None:
        support = window.surface3d.support
        drawn = support is not None and (not support.available or "first_3d" in seconds)
        if "first_paths" in seconds and drawn:
            look.stop()
            rest.start()

    AfterPaint(window, lambda: reach("first_frame"))
    window.workbench.frameChanged.connect(lambda _frame: reach("first_paths"))
    window.surface3d.started.connect(lambda: reach("first_3d"))
    look.timeout.connect(finish)
    look.start()
    QTimer.singleShot(_LIMIT, loop, loop.quit)
    loop.exec()
    return seconds


def _is_picture(image: QImage) -> bool:
    """Whether there is more than a flat background in it."""
    if image.isNull():
        return False
    small = image.scaled(64, 64)
    colours = {small.pixel(x, y) for x in range(64) for y in range(64)}
    return len(colours) >= _COLOURS
