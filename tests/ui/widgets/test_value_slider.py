import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from optexplorer.core.declare import Parameter
from optexplorer.ui.widgets.scale import Scale
from optexplorer.ui.widgets.value_slider import ValueSlider
from tests.ui.tools import Heard, shown, wheel

RATE = Parameter("learning_rate", "float", 0.01, "η", "How far.", low=0, log=True, span=(1e-5, 10))


@pytest.fixture
def slider(qtbot: QtBot) -> ValueSlider:
    scale = Scale.of(RATE)
    assert scale is not None
    slider = ValueSlider(RATE, scale)
    slider.resize(207, 22)
    return shown(qtbot, slider)


def at(slider: ValueSlider, share: float) -> QPoint:
    return QPoint(round(7 + share * (slider.width() - 14)), slider.height() // 2)


def test_a_drag_tells_every_value_and_commits_once(qtbot: QtBot, slider: ValueSlider) -> None:
    heard = Heard(slider)
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=at(slider, 0.25))
    for share in (0.4, 0.6, 0.8):
        qtbot.mouseMove(slider, at(slider, share))
    assert heard.commits == 0
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=at(slider, 0.8))
    assert heard.edited == sorted(heard.edited)
    assert len(heard.edited) >= 3
    assert heard.edited[-1] == pytest.approx(10 ** (-5 + 0.8 * 6), rel=0.1)
    assert heard.commits == 1


def test_gripping_the_handle_does_not_move_it(qtbot: QtBot, slider: ValueSlider) -> None:
    heard = Heard(slider)
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=at(slider, 0.5) + QPoint(3, 0))
    assert not heard.edited
    assert not heard.commits


def test_a_double_click_resets_to_the_default(qtbot: QtBot, slider: ValueSlider) -> None:
    slider.show_value(1.0)
    heard = Heard(slider)
    qtbot.mouseDClick(slider, Qt.MouseButton.LeftButton, pos=at(slider, 5 / 6))
    assert heard.edited[-1] == 0.01
    assert slider.number == 0.01


def test_keys_move_and_commit(qtbot: QtBot, slider: ValueSlider) -> None:
    heard = Heard(slider)
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert heard.edited[-1] == pytest.approx(0.01 * 10**0.06, rel=0.01)
    assert heard.commits == 1
    qtbot.keyClick(slider, Qt.Key.Key_PageDown)
    assert heard.edited[-1] < 0.01
    qtbot.keyClick(slider, Qt.Key.Key_End)
    assert heard.edited[-1] == 10
    qtbot.keyClick(slider, Qt.Key.Key_Home)
    assert heard.edited[-1] == 1e-5
    assert heard.commits == 4


def test_a_value_beyond_the_track_is_kept_until_moved(qtbot: QtBot, slider: ValueSlider) -> None:
    heard = Heard(slider)
    slider.show_value(500.0)
    assert slider.number == 500.0
    assert slider.value() == slider.maximum()
    assert not heard.edited
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Left)
    assert heard.edited[-1] < 10


def test_what_is_told_during_a_drag_does_not_move_the_handle(qtbot: QtBot, slider: ValueSlider) -> None:
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=at(slider, 0.8))
    held = slider.number
    slider.show_value(1e-4)
    assert slider.number == held
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=at(slider, 0.8))


def test_the_wheel_needs_the_focus(qtbot: QtBot, slider: ValueSlider) -> None:
    heard = Heard(slider)
    slider.clearFocus()
    assert not wheel(slider, 1)
    slider.setFocus()
    assert wheel(slider, 1)
    assert len(heard.edited) == 1
    slider.clearFocus()
    assert heard.commits == 1


def test_assistive_technology_can_set_it(slider: ValueSlider) -> None:
    heard = Heard(slider)
    slider.setValue(1000)
    assert heard.edited == [10.0]
    assert heard.commits == 1
