"""``optexplorer self-test``: open the window, paint both views, report as JSON."""

import json
import platform
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer, qVersion
from PySide6.QtGui import QImage

from optexplorer import __version__
from optexplorer.ui.app import application, new_window
from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.settings import Settings

_LIMIT = 120_000  # milliseconds, for a cold kernel cache on a slow machine
_COLOURS = 12  # a picture of a surface has many more, an empty widget has fewer


def main() -> int:
    """Run the self-test; the exit status is 0 if everything was painted."""
    begun = time.perf_counter()
    application()
    with tempfile.TemporaryDirectory() as folder:
        window = new_window(Settings(Path(folder) / "window.ini"))
        painted = time.perf_counter() - begun
        computed = _wait_for_first_frame(window)
        report = _examine(window) if computed else {"contour": False, "surface_3d": False}
        report |= {
            "version": __version__,
            "python": platform.python_version(),
            "qt": qVersion(),
            "computed": computed,
            "seconds_to_window": round(painted, 3),
            "seconds_to_paths": round(time.perf_counter() - begun, 3),
        }
        window.shut_down()
        window.deleteLater()
        application().processEvents()
    passed = bool(report["computed"] and report["contour"] and report["surface_3d_as_expected"])
    sys.stdout.write(json.dumps({"passed": passed} | report, indent=2) + "\n")
    return 0 if passed else 1


def _wait_for_first_frame(window: MainWindow) -> bool:
    loop = QEventLoop()
    window.workbench.frameChanged.connect(lambda _frame: QTimer.singleShot(300, loop.quit))
    QTimer.singleShot(_LIMIT, loop.quit)
    loop.exec()
    return window.workbench.frame is not None


def _examine(window: MainWindow) -> dict[str, object]:
    """What was painted. Without OpenGL the 3-D view has to say so, which passes too."""
    support = window.surface3d.support
    available = bool(support and support.available)
    surface = _is_picture(window.surface3d.picture()) if available else False
    return {
        "contour": _is_picture(window.contour.grab().toImage()),
        "surface_3d": surface,
        "surface_3d_as_expected": surface or not available,
        "opengl": support.renderer if support and available else None,
        "opengl_reason": support.reason if support else "the 3-D view was not started",
        "runs": len(window.workbench.experiment.runs),
    }


def _is_picture(image: QImage) -> bool:
    """Whether there is more than a flat background in it."""
    small = image.scaled(64, 64)
    colours = {small.pixel(x, y) for x in range(64) for y in range(64)}
    return len(colours) >= _COLOURS
