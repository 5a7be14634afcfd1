"""The program with its window, as a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

from tests.support.program import ROOT, program

WITHOUT_GL = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from optexplorer.ui.app import application, new_window
from optexplorer.ui.settings import Settings

app = application()
window = new_window(Settings(Path("window.ini")), Path(sys.argv[1]))

def look():
    if window.surface3d.support is None or window.workbench.busy:
        return
    image = window.contour.grab().toImage().scaled(64, 64)
    colours = {image.pixel(x, y) for x in range(64) for y in range(64)}
    print(window.surface3d.support.available, len(colours) > 12, window.windowTitle(), sep="|")
    print(window.surface3d.support.reason)
    window.close()
    app.quit()

window.workbench.frameChanged.connect(lambda _frame: timer.start())
timer = QTimer(interval=20)
timer.timeout.connect(look)
app.exec()
"""


def test_self_test(tmp_path: Path) -> None:
    done = program(tmp_path, "self-test")
    report = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert report["passed"]
    assert report["contour"]
    assert report["surface_3d"]
    assert report["runs"] == 5


def test_without_opengl_everything_else_works(tmp_path: Path) -> None:
    file = ROOT / "resources" / "experiments" / "rosenbrock.optx"
    (tmp_path / "look.py").write_text(WITHOUT_GL, "utf-8")
    done = program_text(tmp_path, "look.py", str(file))
    first, reason = done.stdout.splitlines()
    assert first == "False|True|rosenbrock.optx — Optimizer Explorer"
    assert reason.startswith("No 3-D picture: ")
    assert reason.endswith("The contour view shows the same paths.")
    assert done.returncode == 0


def test_self_test_without_opengl(tmp_path: Path) -> None:
    done = program(tmp_path, "self-test", QT_QPA_PLATFORM="offscreen")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert not report["surface_3d"]
    assert report["opengl_reason"].startswith("No 3-D picture: ")


def program_text(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Python on a script, without a screen."""
    from tests.support.program import start

    with start(folder, *command, QT_QPA_PLATFORM="offscreen") as process:
        out, err = process.communicate()
    assert "Traceback" not in err
    return subprocess.CompletedProcess([sys.executable, *command], process.returncode, out, err)
