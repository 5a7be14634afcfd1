"""Where there is no OpenGL, and where its driver may have crashed."""

import os
import subprocess
import sys
from pathlib import Path

from optexplorer.ui.start_flag import StartFlag
from tests.support.program import start


def test_without_opengl_it_says_so_in_one_sentence(tmp_path):
    script = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from optexplorer.ui.views.surface3d import Surface3DView
from tests.ui import frames
app = QApplication([])
view = Surface3DView(Path(sys.argv[1]))
view.show_frame(frames.frame(frames.surface(lambda x, y: x * x + y * y, frames.SQUARE)))
view.show()
while not view.ready:
    app.processEvents()
view.show_frame(frames.frame(frames.surface(lambda x, y: x + y, frames.SQUARE)))
print(view._message.text())
print(view._message.isVisible(), "OpenGL" in sys.modules, Path(sys.argv[1]).exists())
"""
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment |= {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "flag")],
        capture_output=True,
        text=True,
        env=environment,
        cwd=Path(__file__).parents[2],
        timeout=60,
        check=True,
    )
    sentence, state = done.stdout.splitlines()
    assert sentence.startswith("No 3-D picture: ")
    assert "contour view" in sentence
    assert state == "True False False"
    # What the offscreen platform says of every window.
    assert done.stderr.replace("This plugin does not support propagateSizeHints()\n", "") == ""


STARTING = """
import sys, threading
from pathlib import Path
from optexplorer.ui.start_flag import StartFlag
flag = StartFlag(Path(sys.argv[1]))
flag.set()
print("starting", flush=True)
threading.Event().wait()
"""


def test_a_start_under_way_elsewhere_is_no_crash_until_its_process_dies(tmp_path):
    path = tmp_path / "folder" / "starting-3d"
    flag = StartFlag(path)
    with start(tmp_path, "-c", STARTING, path) as process:
        try:
            assert process.stdout.readline() == "starting\n"
            assert not flag.left_behind()
            flag.set()
            flag.clear()
            assert path.exists(), "the other's stays"
        finally:
            process.kill()
    assert flag.left_behind()
    flag.clear()
    assert not flag.left_behind()
    assert not path.exists()


def test_a_start_under_way_here_is_no_crash(tmp_path):
    path = tmp_path / "starting-3d"
    flag = StartFlag(path)
    flag.set()
    assert not flag.left_behind()
    assert not StartFlag(path).left_behind()
    flag.clear()
    assert not path.exists()


def test_a_crash_is_told_by_the_file_and_by_no_number_in_it(tmp_path):
    """Earlier versions wrote one, and the system gives it to another process in time."""
    path = tmp_path / "starting-3d"
    path.write_text(str(os.getpid()), "ascii")
    flag = StartFlag(path)
    assert flag.left_behind()
    assert flag.left_behind(), "until it is cleared"
    flag.clear()
    assert not flag.left_behind()


def test_without_a_place_for_its_flag_3d_starts_without_one(tmp_path):
    for path in (None, tmp_path / ("x" * 300), tmp_path / "file" / "flag"):
        (tmp_path / "file").touch()
        flag = StartFlag(path)
        assert not flag.left_behind()
        flag.set()
        assert not flag.left_behind()
        flag.clear()
    assert [p.name for p in tmp_path.iterdir()] == ["file"]
