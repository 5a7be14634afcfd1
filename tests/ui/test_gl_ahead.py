"""Where much is to be painted at once, 3-D has been drawn before."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.views.gl_canvas import GLCanvas
from optexplorer.ui.views.gl_offscreen import Offscreen
from optexplorer.ui.views.paint_budget import PAINT_BUDGET
from optexplorer.ui.yielding_timer import just_worked
from tests.ui.window import LONG, action


@pytest.fixture
def canvas(window: MainWindow, qtbot: QtBot) -> GLCanvas:
    """Of the window, in which all is painted."""
    qtbot.waitUntil(lambda: window.surface3d.ready, timeout=LONG)
    gate = window.wiring.pictures.gate
    qtbot.waitUntil(lambda: not (gate.waiting or just_worked()))
    (made,) = (c for c in window.surface3d.findChildren(GLCanvas) if c.isVisible())
    return made


@pytest.fixture
def painting(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each drawing, whether it was within a painting."""
    draw, drawings = Offscreen.draw, list[bool]()

    def drawn(*asked: object) -> None:
        drawings.append(PAINT_BUDGET.on_screen)
        draw(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(Offscreen, "draw", drawn)
    return drawings


def widen(window: MainWindow, canvas: GLCanvas, by: int) -> None:
    window.pictures.setSizes([window.flat.width() - by, canvas.width() + by])


def test_a_new_size_is_drawn_in_a_turn_of_its_own(
    window: MainWindow, qtbot: QtBot, canvas: GLCanvas, painting: list[bool]
) -> None:
    with qtbot.waitSignal(canvas.painted):
        widen(window, canvas, 60)
    assert painting == [False]


def test_so_are_new_colours(
    window: MainWindow, qtbot: QtBot, canvas: GLCanvas, painting: list[bool]
) -> None:
    with qtbot.waitSignal(canvas.painted):
        action(window, "theme_dark").trigger()
    assert painting == [False]


def test_what_comes_back_to_the_window_is_drawn_once(
    window: MainWindow, qtbot: QtBot, canvas: GLCanvas, painting: list[bool]
) -> None:
    """Another frame, and as wide as there is room for by then."""
    toggle = action(window, "show_3d")
    toggle.trigger()
    window.workbench.set_cursor(3)
    window.resize(window.width() + 40, window.height())
    qtbot.waitUntil(lambda: not (window.wiring.pictures.gate.waiting or just_worked()))
    assert painting == []
    with qtbot.waitSignal(canvas.painted):
        toggle.trigger()
    qtbot.waitUntil(lambda: not (window.wiring.pictures.gate.waiting or just_worked()))
    assert len(painting) == 1


def test_what_a_hand_drags_is_drawn_when_it_is_painted(
    window: MainWindow, qtbot: QtBot, canvas: GLCanvas, painting: list[bool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Its next move may come first, and be of another size."""
    monkeypatch.setattr(QGuiApplication, "mouseButtons", lambda: Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(canvas.painted):
        widen(window, canvas, -40)
    assert painting == [True]


def test_nothing_is_drawn_for_a_window_that_is_covered(
    window: MainWindow, qtbot: QtBot, canvas: GLCanvas, painting: list[bool]
) -> None:
    """Coming and going, a presentation changes the size several times while the window is dressed."""
    window.setUpdatesEnabled(False)
    for by in (30, -50):
        widen(window, canvas, by)
        qtbot.waitUntil(lambda: not canvas._ahead.active)
    assert painting == []
    with qtbot.waitSignal(canvas.painted):
        window.setUpdatesEnabled(True)
    assert len(painting) == 1
