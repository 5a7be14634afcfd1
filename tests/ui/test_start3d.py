"""Where there is no OpenGL, and where its driver may have crashed."""

import os
import subprocess
import sys
from pathlib import Path

from optexplorer.ui.views.gl_support import StartFlag


def test_without_opengl_it_says_so_in_one_sentence(tmp_path):
    script = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from optexplorer.ui.views.gl_support import StartFlag
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


def test_a_start_under_way_elsewhere_is_no_crash(tmp_path):
    flag = StartFlag(tmp_path / "starting-3d")
    flag.set()
    assert not flag.left_behind(), "this very process is alive"
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True)
    (tmp_path / "starting-3d").write_bytes(ended.stdout.strip())
    assert flag.left_behind()
    flag.clear()
    assert not flag.left_behind()
