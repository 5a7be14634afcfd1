"""Mistakes in what Qt calls: PySide ends the process by them, so none comes out."""

import subprocess
import sys
from typing import Generic, TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QGraphicsItem, QWidget

from optexplorer.ui.diagnosis.overrides import protect
from optexplorer.ui.views.pixels import PixelItem

BROKEN = """
import sys
import shiboken6
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import (QApplication, QGraphicsItem, QGraphicsScene, QGraphicsView, QHBoxLayout,
                               QWidget)
from optexplorer.ui.app import application

class Before(QWidget):
    def paintEvent(self, event):
        {mistake}

app = application()
told = []
sys.excepthook = lambda *error: told.append(error[0].__name__)

class Mixed:
    def paintEvent(self, event):
        {mistake}

class Widget(Mixed, QWidget): pass

class Item(QGraphicsItem):
    def boundingRect(self): return QRectF(0, 0, 10, 10)
    def paint(self, painter, option, widget):
        {mistake}

class Sound(Item):
    def paint(self, painter, option, widget): pass

class Shapeless(Sound):
    def boundingRect(self):
        {mistake}

scene = QGraphicsScene()
for kind in (Item, Sound, Shapeless, Item):
    scene.addItem(kind())
page = QWidget()
row = QHBoxLayout(page)
for part in (Before(), Widget(), QGraphicsView(scene), Widget()):
    row.addWidget(part)
page.show()
for _ in range(3):
    app.processEvents()
    page.grab()
assert len(told) > 10
print(*set(told))
"""


@pytest.mark.parametrize(
    ("mistake", "kind"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("raise LookupError('in Python')", "LookupError"),
        ("o = QWidget(); shiboken6.delete(o); o.size()", "RuntimeError"),
    ],
)
def test_mistakes_all_over_a_window_end_nothing(mistake: str, kind: str) -> None:
    code = BROKEN.format(mistake=mistake)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, kind), done.stderr


WINDOW = """
import sys
from pathlib import Path
from optexplorer.ui.views.paths_item import PathsItem
from optexplorer.ui.app import application, new_window
from optexplorer.ui.settings import Settings

def paint(self, *_):
    1 / 0

PathsItem.paint = paint
app = application()
told = []
sys.excepthook = lambda *error: told.append(error[0].__name__)
window = new_window(Settings(Path(sys.argv[1])))
while not told:
    app.processEvents()
window.contour.grab()
print(*set(told))
window.workbench.edit("move", lambda document: document.with_start((0.5, 0.5)))
seen = len(told)
while len(told) == seen:
    app.processEvents()
print("goes on", flush=True)
window.workbench.mark_saved()
window.close()
"""


def test_a_window_whose_paths_cannot_be_painted_goes_on(tmp_path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WINDOW, str(tmp_path / "settings.ini")],
        capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert (done.returncode, done.stdout.split("\n")[:2]) == (0, ["ZeroDivisionError", "goes on"]), (
        done.stderr
    )


def test_only_what_qt_calls_is_looked_at(qapp: QApplication) -> None:
    protect()
    assert hasattr(PixelItem.boundingRect, "__wrapped__")
    assert not hasattr(PixelItem.set_zoom, "__wrapped__")
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


def test_a_mistake_is_told_once_with_where_it_was(qapp: QApplication, monkeypatch) -> None:
    protect()
    told = []
    monkeypatch.setattr(sys, "excepthook", lambda *error: told.append(error))

    class Item(QGraphicsItem):
        def paint(self, *_: object) -> None:
            raise ValueError("not so")

    assert Item().paint() is None
    ((kind, error, trace),) = told
    assert (kind, str(error)) == (ValueError, "not so")
    assert trace.tb_next.tb_frame.f_code.co_name == "paint"


def test_classes_are_made_as_without_it(qapp: QApplication) -> None:
    protect()
    made = []

    class Watching:
        def __init_subclass__(cls) -> None:
            made.append(cls.__name__)

    class Widget(QWidget, Watching):
        pass

    class Typed(QObject, Generic[TypeVar("T")]):
        pass

    assert made == ["Widget"]
    assert Typed[int]
