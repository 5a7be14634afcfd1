import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from optexplorer.core.declare import Parameter
from optexplorer.ui.widgets.number_field import NumberField
from tests.ui.tools import Heard, shown, wheel

BETA = Parameter("beta1", "float", 0.9, "β₁", "Decay.", low=0, high=1, high_open=True)
RATE = Parameter("learning_rate", "float", 0.01, "η", "How far.", low=0, log=True, span=(1e-5, 10))


@pytest.fixture
def field(qtbot: QtBot) -> NumberField:
    return shown(qtbot, NumberField(BETA))


def type_in(qtbot: QtBot, field: NumberField, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)


@pytest.mark.parametrize("text", ["0.25", "0,25", "2.5e-1"])
def test_enter_takes_what_was_typed(qtbot: QtBot, field: NumberField, text: str) -> None:
    heard = Heard(field)
    type_in(qtbot, field, text)
    assert not heard.edited, "nothing is taken while typing"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard.edited == [0.25]
    assert heard.commits == 1
    assert field.text() == "0.25"


def test_leaving_the_field_takes_what_was_typed(qtbot: QtBot, field: NumberField) -> None:
    heard = Heard(field)
    type_in(qtbot, field, "0.5")
    field.clearFocus()
    assert heard.edited == [0.5]


def test_an_illegal_value_is_marked_with_a_sentence_and_not_taken(
    qtbot: QtBot, field: NumberField
) -> None:
    heard = Heard(field)
    type_in(qtbot, field, "1.5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.property("invalid") is True
    assert field.reason == "β₁ must lie in [0, 1), got 1.5."
    assert field.toolTip() == field.reason
    assert not heard.edited
    assert field.number == 0.9
    type_in(qtbot, field, "0.5")
    assert field.property("invalid") is False
    assert field.reason == ""


def test_what_is_no_number_is_marked(qtbot: QtBot, field: NumberField) -> None:
    type_in(qtbot, field, "fast")
    assert "must be a number" in field.reason


def test_escape_takes_the_typing_back(qtbot: QtBot, field: NumberField) -> None:
    heard = Heard(field)
    type_in(qtbot, field, "7")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "0.9"
    assert field.property("invalid") in (None, False)
    field.clearFocus()
    assert not heard.edited


def test_arrow_keys_step_and_commit_when_let_go(qtbot: QtBot) -> None:
    field = shown(qtbot, NumberField(RATE))
    heard = Heard(field)
    field.setFocus()
    qtbot.keyPress(field, Qt.Key.Key_Up)
    qtbot.keyPress(field, Qt.Key.Key_Up)
    assert heard.edited == [pytest.approx(0.0126), pytest.approx(0.0159)]
    assert heard.commits == 0
    qtbot.keyRelease(field, Qt.Key.Key_Up)
    assert heard.commits == 1
    qtbot.keyClick(field, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert heard.edited[-1] == pytest.approx(0.0155, abs=1e-4)


def test_steps_stop_at_the_legal_range(qtbot: QtBot, field: NumberField) -> None:
    heard = Heard(field)
    field.show_value(0.99)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Up)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert all(value < 1 for value in heard.edited)


def test_the_wheel_steps_only_while_the_field_has_the_focus(qtbot: QtBot) -> None:
    field = shown(qtbot, NumberField(RATE))
    heard = Heard(field)
    field.clearFocus()
    assert not wheel(field, 1), "the wheel is left to the scroll area"
    field.setFocus()
    assert wheel(field, 1)
    assert len(heard.edited) == 1


def test_show_is_silent_and_leaves_typing_alone(qtbot: QtBot, field: NumberField) -> None:
    heard = Heard(field)
    type_in(qtbot, field, "0.1")
    field.show_value(0.3)
    assert field.text() == "0.1"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "0.3"
    assert not heard.edited
    assert not heard.commits


def test_a_long_value_is_short_until_it_is_edited(qtbot: QtBot) -> None:
    field = shown(qtbot, NumberField(RATE))
    field.clearFocus()
    field.show_value(1 / 3)
    assert field.text() == "0.3333"
    field.setFocus()
    assert field.text() == repr(1 / 3)
    heard = Heard(field)
    field.clearFocus()
    assert field.text() == "0.3333"
    assert field.number == 1 / 3
    assert not heard.edited


def test_an_optional_number_may_be_empty(qtbot: QtBot) -> None:
    field = shown(qtbot, NumberField(Parameter("d", "float", 1.0, "d", "", optional=True)))
    heard = Heard(field)
    type_in(qtbot, field, " ")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard.edited == [None]


def test_a_narrow_field_shows_fewer_figures(qtbot: QtBot) -> None:
    field = shown(qtbot, NumberField(RATE))
    field.clearFocus()
    field.resize(200, 24)
    field.show_value(0.123456)
    assert field.text() == "0.123456"
    field.resize(60, 24)
    assert field.text() == "0.123"
    assert field.number == 0.123456
    field.setFocus()
    assert field.text() == "0.123456"
    type_in(qtbot, field, "0.234567")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "0.234567", "in full while it is worked on"


def test_figures_whose_loss_gains_no_room_stay(qtbot: QtBot) -> None:
    field = shown(qtbot, NumberField(Parameter("n", "float", 1.0, "n", "How many.")))
    field.clearFocus()
    field.resize(44, 24)
    field.show_value(54321.0)
    assert field.text() == "54321"
