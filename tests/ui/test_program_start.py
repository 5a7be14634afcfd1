"""The real program where something is wrong: one clear sentence, and it runs where it can."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from optexplorer.core import kernel_cache
from optexplorer.storage.folders import config_folder, state_folder
from optexplorer.ui.diagnosis import troubles
from optexplorer.ui.settings import Settings
from optexplorer.ui.settings_store import damaged
from tests.support.program import ROOT, program, start

pytestmark = pytest.mark.usefixtures("qapp")  # the display

# Runs the self-test with what stands before it.
BROKEN = "{before}\nimport sys\nfrom optexplorer.__main__ import main\nsys.exit(main(['self-test']))"
# No file can be written from the first kernel on.
FULL = """
import resource
from optexplorer.core import warmup
warm_up = warmup.warm_up
def full(*arguments):
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    warm_up(*arguments)
warmup.warm_up = full
"""
# Presses "Try again" once the window is there.
RETRY = """
from PySide6.QtCore import QTimer
from optexplorer.ui import self_test
make_window = self_test.new_window
def new_window(*arguments):
    window = make_window(*arguments)
    QTimer.singleShot(1000, window.surface3d._retry.click)
    return window
self_test.new_window = new_window
self_test._SETTLE = 2500
"""


def report_of(folder: Path, before: str = "pass", **environment: str) -> dict[str, Any]:
    """The report of a self-test that went through; ``before`` is run in its process first."""
    with start(folder, "-c", BROKEN.format(before=before), **environment) as process:
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0, out + err
    assert "Traceback" not in err
    report: dict[str, Any] = json.loads(out)
    assert report["passed"]
    return report


def sentence(report: dict[str, Any], word: str) -> str:
    """The one problem that is reported, and that says this."""
    (found,) = report["problems"]
    assert word in found
    assert "\n" not in found
    assert found.endswith(".")
    return str(found)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Resources that may be damaged."""
    return Path(shutil.copytree(ROOT / "resources", tmp_path / "resources"))


def taking(resources: Path) -> str:
    """What makes a process take these resources for the program's own."""
    package = str(resources.parent / "package")
    return (
        "from pathlib import Path; from optexplorer.core import resources; "
        f"resources._PACKAGE = Path({package!r})"
    )


@pytest.mark.parametrize(
    ("display", "why"),
    [({"DISPLAY": ":87"}, "could not connect to display :87"), ({"QT_QPA_PLATFORM": "odd"}, "odd")],
)
def test_without_a_display_there_is_one_sentence(
    tmp_path: Path, display: dict[str, str], why: str
) -> None:
    for command in ([], ["self-test"]):
        done = program(tmp_path, *command, **display)
        assert done.returncode == 1
        assert done.stdout == ""
        (line,) = done.stderr.splitlines()
        assert line.startswith("optexplorer: error: the window cannot be opened: ")
        assert why in line


def test_a_driver_that_ends_the_program_is_left_alone_at_the_next_start(tmp_path: Path) -> None:
    home = {"XDG_CACHE_HOME": str(tmp_path)}
    dying = "import os; from optexplorer.ui.views import surface3d; surface3d.probe = os.abort"
    with start(tmp_path, "-c", BROKEN.format(before=dying), **home) as process:
        process.communicate(timeout=120)
    assert process.returncode < 0
    report = report_of(tmp_path, dying, **home)  # it would die again if it tried
    sentence(report, "the last attempt to start it ended the program")
    assert not report["views"]["surface_3d"]
    again = report_of(tmp_path, RETRY, **home)
    assert again["problems"] == []
    assert again["views"]["surface_3d"]


def test_folders_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    nowhere = str(tmp_path / "file" / "below")
    report = report_of(tmp_path, XDG_CONFIG_HOME=nowhere, XDG_STATE_HOME=nowhere)
    settings, unsaved = report["problems"]
    assert "Settings are not kept" in settings
    assert "would not survive a crash" in unsaved
    assert not report["folders"]["settings"]["writable"]
    report = report_of(tmp_path, OPTEXPLORER_CACHE=nowhere, XDG_CACHE_HOME=nowhere)
    sentence(report, "Starts take longer than they need")


def test_a_full_disk_for_the_cache(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    kernels = Path(shutil.copytree(kernel_cache.folder(), tmp_path / kernel_cache.folder().name))
    for file in kernels.rglob("gradient_descent.*"):
        file.unlink()
    report = report_of(tmp_path, FULL, OPTEXPLORER_CACHE=str(tmp_path))
    sentence(report, "takes no more")
    assert not list(kernels.rglob("gradient_descent.*.nbc"))


def test_missing_and_damaged_resources(copy: Path) -> None:
    (copy / "icons" / "undo.svg").unlink()
    (copy / "experiments" / "index.toml").unlink()
    (copy / "surfaces.toml").unlink()  # and with it the first experiment
    (copy / "thumbnails.npz").write_bytes(b"damaged")
    (copy / "data" / "index.toml").write_text("[[[", "utf-8")
    problems = report_of(copy, taking(copy))["problems"]
    words = ("data sets", "undo.svg", "pictures", "list of examples", "surfaces", "first experiment")
    assert len(problems) == len(words)
    for word in words:
        (problem,) = (p for p in problems if word in p)
        assert problem.endswith("install the program again to have it back.")


NO_WINDOW = """
from PySide6.QtWidgets import QMessageBox
QMessageBox.critical = lambda _parent, _title, text: print(text)
from optexplorer.ui import app, self_test
def broken(*arguments, **named):
    raise ValueError("odd")
app.MainWindow = broken
import sys
from optexplorer.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def test_a_window_that_cannot_be_opened(tmp_path: Path) -> None:
    with start(tmp_path, "-c", NO_WINDOW) as process:
        out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert out == "The window cannot be opened (odd): install the program again.\n"
    assert "ValueError: odd" in err
    assert err.splitlines()[-1].startswith("optexplorer: error: the window cannot be opened (odd)")
    with start(tmp_path, "-c", NO_WINDOW, "self-test") as process:
        out, err = process.communicate(timeout=60)
    report = json.loads(out)
    assert process.returncode == 1
    assert not report["passed"]
    assert report["problems"] == [
        "The window could not be opened.", "A mistake of the program: ValueError: odd",
    ]  # fmt: skip
    assert report["versions"]


def test_damaged_settings_are_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "window.ini"
    for content in (b"\0" * 200, b"no settings at all\n", b"[layout\nx=1\n", b"\xff\xfe" * 90):
        path.write_bytes(content)
        settings = Settings(path)
        (trouble,) = troubles.found()
        troubles.forget()
        assert str(path) in trouble
        assert (tmp_path / "window.ini.damaged").read_bytes() == content
        settings.set_flag("hint/used", True)
        settings.save()
        assert Settings(path).flag("hint/used")
        assert troubles.found() == []
        del settings
        path.unlink()


# Opens the file, changes its steps, saves it, and closes in order.
SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from optexplorer.ui import app

make_window = app.new_window

def new_window(*arguments, **named):
    window = make_window(*arguments, **named)

    def work():
        if window.workbench.frame is None or window.files.path is None:
            return
        if window.workbench.busy or window.files.busy:
            return
        if window.workbench.experiment.steps != 77:
            window.workbench.edit("steps", lambda d: d.with_experiment(steps=77))
            window.files.save()
        else:
            print(window.windowTitle(), flush=True)
            window.close()

    timer = QTimer(window, interval=100)
    timer.timeout.connect(work)
    timer.start()
    return window

app.new_window = new_window
sys.exit(app.main(sys.argv[1:]))
"""


def test_two_at_once(tmp_path: Path) -> None:
    names = ["one.optx", "two.optx"]
    for name in names:
        shutil.copy(ROOT / "resources" / "experiments" / "rosenbrock.optx", tmp_path / name)
    both: list[subprocess.Popen[str]] = [start(tmp_path, "-c", SECOND, tmp_path / n) for n in names]
    for process, name in zip(both, names, strict=True):
        with process:
            out, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (0, "")
        assert out.startswith(f"{name} — Optimizer Explorer")
        assert json.loads((tmp_path / name).read_text("utf-8"))["steps"] == 77
    assert not damaged(config_folder() / "window.ini")
    assert {path.name for path in Settings().recent()} & set(names)
    assert not list((state_folder() / "recovery").glob("*.kept"))
