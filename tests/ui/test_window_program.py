"""The program with its window, as a process of its own."""

import json
from pathlib import Path

import pytest

from tests.support.program import program, start
from tests.test_repository import HEAVY

# Prints what has been imported once the window has been painted, before anything is computed.
FIRST_FRAME = """
import os, sys
from optexplorer.ui.main_window import MainWindow

def painted(window, path=None):
    print(*sys.modules, flush=True)
    os._exit(0)

MainWindow.start = painted
from optexplorer.__main__ import main
main([])
"""

# Says what of the laboratory is loaded when the first picture is there, and once all of it is.
AT_REST = """
import os, sys
from PySide6.QtCore import QTimer
from optexplorer.ui import app

make_window = app.new_window

def lab():
    return sorted(m.split(".")[3] for m in tuple(sys.modules)  # a worker loads, too
                  if m.startswith("optexplorer.ui.lab.") and m.endswith(".wiring"))

def new_window(*arguments, **named):
    window = make_window(*arguments, **named)
    window.workbench.frameChanged.connect(lambda _: print(*lab(), flush=True))

    def look():
        if len(lab()) == 4 and "optexplorer.ui.export.exports" in sys.modules:
            print(*lab(), len(window.laboratory.wirings), flush=True)
            os._exit(0)

    timer = QTimer(window, interval=50)
    timer.timeout.connect(look)
    timer.start()
    return window

app.new_window = new_window
sys.exit(app.main())
"""

# Turns to the page of settings before anything is computed; says what that has loaded, and what the
# first picture brings.
EARLY = """
import os, sys
from PySide6.QtCore import QTimer
from optexplorer.ui import app

make_window = app.new_window

def new_window(*arguments, **named):
    window = make_window(*arguments, **named)
    window.actions_by_name["page_settings"].trigger()
    page = window.laboratory.wirings
    print("numba" in sys.modules, *page, flush=True)
    window.workbench.frameChanged.connect(lambda _: QTimer.singleShot(0, told))

    def told():
        if not page or window.laboratory.coming:
            return QTimer.singleShot(10, told)
        print(*page, page["settings"].page.isVisible(), flush=True)
        os._exit(0)

    return window

app.new_window = new_window
sys.exit(app.main())
"""

# Closes the window while the first kernel is compiled, and says what is seen and done by then.
COLD = """
import sys
from numba.core.dispatcher import Dispatcher
from PySide6.QtCore import QTimer
from optexplorer.ui import app

compiling = []
compile = Dispatcher.compile

def noted(self, signature):
    compiling.append(self)
    try:
        return compile(self, signature)
    finally:
        compiling.remove(self)

Dispatcher.compile = noted
make_window = app.new_window

def new_window(*arguments, **named):
    window = make_window(*arguments, **named)
    end_files = window.files.close

    def closing():
        print("hidden" if window.isHidden() else "in view", flush=True)
        end_files()

    def close():
        if compiling:
            timer.stop()
            window.close()
            print("compiling" if compiling else "compiled", flush=True)

    window.files.close = closing
    timer = QTimer(window, interval=20)
    timer.timeout.connect(close)
    timer.start()
    return window

app.new_window = new_window
sys.exit(app.main())
"""


def test_self_test(tmp_path: Path) -> None:
    done = program(tmp_path, "self-test", "--out", tmp_path / "report.json")
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert report["passed"]
    assert report["problems"] == []
    assert report["views"] == {"contour": True, "curves": True, "surface_3d": True}
    assert set(report["versions"]) >= {"optexplorer", "python", "qt", "PySide6", "numba", "llvmlite"}
    assert "unknown" not in report["versions"].values()
    assert report["opengl"]["renderer"]
    assert report["opengl"]["version"]
    seconds = report["seconds_from_start_to"]
    assert 0.0 < seconds["first_frame"] < seconds["first_paths"] < 120.0
    assert seconds["first_3d"] > seconds["first_frame"]
    assert sum(report["kernels"].values()) > 5
    assert all(place["writable"] for place in report["folders"].values())
    assert report["screen"]["size"] == [1920, 1080]


def test_without_opengl_there_is_the_contour_and_a_sentence(tmp_path: Path) -> None:
    done = program(tmp_path, "self-test", QT_QPA_PLATFORM="offscreen")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert report["views"]["contour"]
    assert not report["views"]["surface_3d"]
    (sentence,) = report["problems"]
    assert sentence.startswith("No 3-D picture: ")
    assert sentence.endswith("The contour view shows the same paths.")


@pytest.mark.usefixtures("qapp")  # the display
def test_the_first_frame_imports_nothing_heavy(tmp_path: Path) -> None:
    with start(tmp_path, "-c", FIRST_FRAME) as process:
        out, err = process.communicate(timeout=60)
    assert err == ""
    loaded = {name.partition(".")[0] for name in out.split()}
    assert "pyqtgraph" in loaded
    assert loaded & HEAVY == set()


@pytest.mark.usefixtures("qapp")  # the display
def test_closing_waits_for_no_kernel(tmp_path: Path) -> None:
    with start(tmp_path, "-c", COLD, OPTEXPLORER_CACHE=str(tmp_path)) as process:
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert out.split() == ["hidden", "compiling"]


@pytest.mark.usefixtures("qapp")  # the display
def test_a_page_asked_for_before_there_is_a_picture_comes_with_it(tmp_path: Path) -> None:
    with start(tmp_path, "-c", EARLY) as process:
        out, err = process.communicate(timeout=100)
    assert (process.returncode, err) == (0, "")
    assert out.splitlines() == ["False", "settings True"]


@pytest.mark.usefixtures("qapp")  # the display
def test_the_code_of_the_pages_is_loaded_while_nobody_waits(tmp_path: Path) -> None:
    with start(tmp_path, "-c", AT_REST) as process:
        out, err = process.communicate(timeout=100)
    assert (process.returncode, err) == (0, "")
    first, *_, last = out.splitlines()
    assert first == ""
    assert last == "basins ensemble fair_race settings 0"
