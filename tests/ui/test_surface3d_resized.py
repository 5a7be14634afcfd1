"""3-D in another size: it may come a painting later, and is never of another scene."""

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from optexplorer.ui.paint_gate import PaintGate
from optexplorer.ui.tokens import DARK, LIGHT
from optexplorer.ui.views import paint_budget
from optexplorer.ui.views.gl_canvas import GLCanvas
from optexplorer.ui.views.paint_budget import PAINT_BUDGET
from optexplorer.ui.views.surface3d import Surface3DView
from tests.ui import frames

BOX = ((-2.0, 2.0), (-1.0, 1.0))


class Window(QWidget):
    """Holds the view; what is painted has no time."""

    def __init__(self) -> None:
        super().__init__()
        self.view = Surface3DView()
        self.view.set_theme(LIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self.gate = PaintGate(self)
        self.resize(500, 400)

    @property
    def canvas(self) -> GLCanvas:
        canvas = self.view.findChild(GLCanvas)
        assert isinstance(canvas, GLCanvas)
        return canvas

    def paint(self, room: int) -> QImage:
        """What is on the screen after the canvas got ``room`` pixels of width, and one painting."""
        self.canvas.resize(room, self.canvas.height())
        image = QImage(self.canvas.size(), QImage.Format.Format_RGB32)
        with PAINT_BUDGET.painting():
            PAINT_BUDGET._end = 0.0  # something else has taken all the time there was
            self.canvas.render(image)
        return image


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Window:
    window = Window()
    qtbot.addWidget(window)
    window.view.show_frame(frames.frame(frames.surface(lambda x, y: x * x + y, BOX, "linear"), []))
    with qtbot.waitExposed(window):
        window.show()
    qtbot.waitUntil(lambda: window.view.ready)
    qtbot.waitUntil(lambda: not window.gate.waiting and window.canvas._image is not None)
    monkeypatch.setattr(paint_budget, "SECONDS", 0.0)
    return window


def numbers(image: QImage) -> np.ndarray:
    data = np.frombuffer(image.constBits(), np.uint8)
    return data.reshape(image.height(), -1, 4)[:, : image.width(), :3].astype(int)


def test_it_stays_in_the_middle_for_one_painting(window: Window) -> None:
    before = numbers(window.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32))
    waiting = window.paint(440)
    assert window.canvas._begun is None, "nothing is drawn yet"
    assert PAINT_BUDGET.left
    same = numbers(waiting)[100:250, 190:250] == before[100:250, 220:280]
    assert same.mean() > 0.9, "but for labels"
    then = window.paint(440)
    assert window.canvas._begun == window.canvas._pixels
    assert not PAINT_BUDGET.left
    whole = numbers(window.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32))
    assert np.array_equal(numbers(then), whole)


def test_another_scene_or_dress_never_waits(window: Window) -> None:
    window.view.set_theme(DARK)
    window.paint(440)
    assert window.canvas._begun == window.canvas._pixels


def test_a_grab_shows_the_new_size(window: Window) -> None:
    window.canvas.resize(440, 400)
    window.canvas.grab()
    assert window.canvas._begun == window.canvas._pixels


def test_the_gate_paints_it_by_itself(window: Window, qtbot: QtBot) -> None:
    window.resize(420, 390)
    QCoreApplication.processEvents()
    qtbot.waitUntil(lambda: not window.gate.waiting and window.canvas._begun == window.canvas._pixels)
