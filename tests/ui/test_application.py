"""A file that the desktop asks for is opened."""

from pathlib import Path

from tests.support.program import start

# There is one application object in a process, and pytest-qt has made its own here.
ASKED = """
import sys
from PySide6.QtCore import QEvent
from PySide6.QtGui import QFileOpenEvent
from optexplorer.ui.app import application

app = application()
app.fileRequested.connect(lambda path: print(repr(path)))
app.sendEvent(app, QEvent(QEvent.Type.User))
assert app.sendEvent(app, QFileOpenEvent(sys.argv[1]))
"""


def test_the_file_of_a_request_is_told(tmp_path: Path) -> None:
    file = tmp_path / "an experiment.optx"
    with start(tmp_path, "-c", ASKED, str(file), QT_QPA_PLATFORM="offscreen") as process:
        assert process.communicate() == (f"{file!r}\n", "")
