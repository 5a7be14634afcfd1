"""Where much is to be painted at once, 3-D has been drawn before."""

import pytest
from pytestqt.qtbot import QtBot

from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.views.gl_canvas import GLCanvas
from optexplorer.ui.views.gl_offscreen import Offscreen
from optexplorer.ui.views.paint_budget import PAINT_BUDGET
from optexplorer.ui.yielding_timer import just_worked
from tests.ui.window import LONG, action


@pytest.mark.parametrize("change", ["width", "colours"])
def test_it_is_drawn_in_a_turn_of_its_own(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    qtbot.waitUntil(lambda: window.surface3d.ready, timeout=LONG)
    (canvas,) = (c for c in window.surface3d.findChildren(GLCanvas) if c.isVisible())
    gate = window.wiring.pictures.gate
    qtbot.waitUntil(lambda: not (gate.waiting or just_worked()))  # all is painted
    painting, draw, before = list[bool](), Offscreen.draw, canvas.size()

    def drawn(*asked: object) -> None:
        painting.append(PAINT_BUDGET.on_screen)
        draw(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(Offscreen, "draw", drawn)
    with qtbot.waitSignal(canvas.painted):
        if change == "width":
            window.pictures.setSizes([window.flat.width() + 60, canvas.width() - 60])
        else:
            action(window, "theme_dark").trigger()
        qtbot.waitUntil(lambda: bool(painting))
    assert painting[-1:] == [False]
    assert (canvas.size() != before) == (change == "width")
