"""Exceptions raised by C in what Qt calls: PySide ends the process by them on some Pythons."""

import subprocess
import sys

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QGraphicsItem

from optexplorer.ui.diagnosis.overrides import NEEDED, protect
from optexplorer.ui.views.pixels import PixelItem

CRASHING = """
from PySide6.QtWidgets import QApplication, QWidget
from optexplorer.ui.diagnosis.overrides import protect
app = QApplication([])
protect()

class Broken(QWidget):
    def paintEvent(self, event):
        {mistake}

broken = Broken()
try:
    broken.grab()
except Exception as error:
    print(type(error).__name__, error)
"""


@pytest.mark.parametrize(
    ("mistake", "told"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("[][1]", "IndexError"),
        ("float('x')", "ValueError"),
        ("import shiboken6; o = QWidget(); shiboken6.delete(o); o.size()", "RuntimeError"),
        ("raise LookupError('it is raised in Python')", "LookupError"),
    ],
)
def test_a_mistake_in_a_painting_that_was_asked_for_ends_nothing(mistake: str, told: str) -> None:
    code = CRASHING.format(mistake=mistake)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(told)


def test_classes_that_were_there_before_are_looked_at_too(qapp: QApplication) -> None:
    protect()
    assert hasattr(PixelItem.boundingRect, "__wrapped__") == NEEDED
    assert not hasattr(PixelItem.set_zoom, "__wrapped__"), "nothing that Qt calls"
    assert not hasattr(QGraphicsItem.boundingRect, "__wrapped__")


def test_what_is_overridden_still_answers(qapp: QApplication) -> None:
    protect()

    class Parent(QObject):
        def event(self, event: QEvent) -> bool:
            return event.type() == QEvent.Type.User

    class Child(Parent):
        def event(self, event: QEvent) -> bool:
            return super().event(event)

    assert QCoreApplication.sendEvent(Child(), QEvent(QEvent.Type.User))
    assert not QCoreApplication.sendEvent(Child(), QEvent(QEvent.Type.MaxUser))
