"""``optexplorer self-test``: open the window, paint the views, report as JSON.

The report is what people who ask for help are asked for: versions, graphics, timings, folders, and a
sentence for each problem found.
"""

import json
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QGuiApplication, QImage

from optexplorer.core.kernel_tally import TALLY
from optexplorer.storage.atomic import replace_file
from optexplorer.ui.app import application, new_window
from optexplorer.ui.diagnosis import troubles
from optexplorer.ui.diagnosis.faults import Faults
from optexplorer.ui.diagnosis.places import folder_troubles, folders
from optexplorer.ui.diagnosis.process_age import process_age
from optexplorer.ui.diagnosis.qt_messages import QtMessages
from optexplorer.ui.diagnosis.versions import machine, versions
from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.settings import Settings
from optexplorer.ui.views.after_paint import AfterPaint

_LIMIT = 120_000  # milliseconds, for a cold kernel cache on a slow machine
_SETTLE = 300  # milliseconds from the first frame until its pictures are looked at
_COLOURS = 12  # a picture of a surface has many more, an empty widget has fewer


def main(out: Path | None = None) -> int:
    """Run the self-test; the exit status is 0 if everything was painted."""
    messages, faults = QtMessages(), Faults()
    messages.install()
    application()
    messages.started()
    faults.install()
    with tempfile.TemporaryDirectory() as folder:
        window = new_window(Settings(Path(folder) / "window.ini"))
        test = _Test(window)
        test.wait()
        report = test.report(messages, faults)
        window.shut_down()
        window.deleteLater()
        application().processEvents()
    faults.remove()
    messages.remove()
    text = json.dumps(report, indent=2) + "\n"
    if out is None:
        sys.stdout.write(text)
    else:
        with replace_file(out) as stream:
            stream.write(text.encode())
    return 0 if report["passed"] else 1


class _Test:
    """Watches one window start, and looks at what it has painted."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._loop = QEventLoop()
        self.seconds: dict[str, float] = {}
        AfterPaint(window, lambda: self._reached("first_frame"))
        window.workbench.frameChanged.connect(lambda _frame: self._reached("first_paths"))
        window.surface3d.started.connect(lambda: self._reached("first_3d"))

    def wait(self) -> None:
        """Until all has been painted, or cannot be any more."""
        QTimer.singleShot(_LIMIT, self._loop.quit)
        self._loop.exec()

    def report(self, messages: QtMessages, faults: Faults) -> dict[str, object]:
        """Everything there is to tell, as JSON values."""
        window = self._window
        support, screen = window.surface3d.support, window.screen()
        painted = {
            "contour": _is_picture(window.contour.grab().toImage()),
            "curves": _is_picture(window.curves.grab().toImage()),
            "surface_3d": _is_picture(window.surface3d.picture()),
        }
        problems = [*troubles.found(), *folder_troubles()]
        if "first_paths" not in self.seconds:
            problems.append("The first experiment was not computed in two minutes.")
        expected = {name for name in painted if name != "surface_3d" or self._has_3d()}
        problems += [f"The view {name!r} was not painted." for name in expected if not painted[name]]
        if support is None or support.reason:
            problems.append(support.reason if support else "The 3-D view was not started.")
        problems += [f"Qt said: {message}" for message in messages.warnings]
        problems += [f"A mistake of the program: {f.sentence}" for f, _count in faults.found]
        computed = "first_paths" in self.seconds
        return {
            "passed": computed and not faults.found and all(painted[name] for name in expected),
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
            "views": painted,
            "seconds_from_start_to": {name: round(s, 3) for name, s in self.seconds.items()},
            "kernels": {"loaded": TALLY.loaded, "compiled": TALLY.compiled},
            "folders": folders(),
            "faults": [fault.text for fault, _count in faults.found],
        }

    def _has_3d(self) -> bool:
        support = self._window.surface3d.support
        return bool(support and support.available)

    def _reached(self, what: str) -> None:
        self.seconds.setdefault(what, process_age())
        started = self._window.surface3d.support is not None
        if (
            "first_paths" in self.seconds
            and started
            and ("first_3d" in self.seconds or not self._has_3d())
        ):
            QTimer.singleShot(_SETTLE, self._loop.quit)


def _is_picture(image: QImage) -> bool:
    """Whether there is more than a flat background in it."""
    if image.isNull():
        return False
    small = image.scaled(64, 64)
    colours = {small.pixel(x, y) for x in range(64) for y in range(64)}
    return len(colours) >= _COLOURS
