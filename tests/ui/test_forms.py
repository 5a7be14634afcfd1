from dataclasses import dataclass
from typing import ClassVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionFrame, QWidget
from pytestqt.qtbot import QtBot

from optexplorer.core.declare import Declared, Parameter, choice, integer, integers, number, switch
from optexplorer.optimizers import CATALOGUE, make
from optexplorer.ui.form_rows import IntegersRow, NameChip, NumberRow, SwitchChip
from optexplorer.ui.forms import ParameterForm
from optexplorer.ui.theme import apply
from optexplorer.ui.widgets.tooltips import parameter_label
from tests.ui.tools import Heard, shown


@dataclass(frozen=True)
class Everything(Declared):
    key: ClassVar[str] = "everything"
    title: ClassVar[str] = "Everything"

    rate: float = number(0.1, "η", "How far.", low=0, log=True, span=(1e-5, 10))
    every: int = integer(50, "k", "How often.", low=1, span=(1, 100))
    nesterov: bool = switch(False, "", "Look ahead.")
    mode: str = choice("norm", ("norm", "by_value"), "", "Which way.")
    milestones: tuple[int, ...] = integers((50, 100), "m", "When.")


@pytest.fixture
def form(qtbot: QtBot) -> ParameterForm:
    form = ParameterForm(Everything)
    form.resize(280, 200)
    return shown(qtbot, form)


def type_in(qtbot: QtBot, field: QWidget, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_every_kind_of_setting_can_be_edited(qtbot: QtBot, form: ParameterForm) -> None:
    heard = Heard(form)
    rows = form.rows
    assert isinstance(rows["rate"], NumberRow)
    assert isinstance(rows["every"], NumberRow)
    assert isinstance(rows["nesterov"], SwitchChip)
    assert isinstance(rows["mode"], NameChip)
    assert isinstance(rows["milestones"], IntegersRow)
    type_in(qtbot, rows["rate"].field, "0.025")
    type_in(qtbot, rows["every"].field, "7")
    rows["nesterov"].click()
    rows["mode"].pick("by_value")
    type_in(qtbot, rows["milestones"].field, "10, 20 30")
    assert heard.edited == [
        ("rate", 0.025), ("every", 7), ("nesterov", True), ("mode", "by_value"),
        ("milestones", (10, 20, 30)),
    ]  # fmt: skip
    assert heard.commits == 5


def test_slider_and_field_follow_each_other(qtbot: QtBot, form: ParameterForm) -> None:
    row = form.rows["rate"]
    assert isinstance(row, NumberRow)
    assert row.slider is not None
    type_in(qtbot, row.field, "3")
    assert row.slider.number == 3
    row.slider.setFocus()
    qtbot.keyClick(row.slider, Qt.Key.Key_Home)
    assert row.field.number == 1e-5


def test_a_fraction_is_no_whole_number(qtbot: QtBot, form: ParameterForm) -> None:
    row = form.rows["every"]
    assert isinstance(row, NumberRow)
    type_in(qtbot, row.field, "2.5")
    assert row.field.reason == "Every must be a whole number, got 2.5."


@pytest.fixture
def bounded(qtbot: QtBot) -> ParameterForm:
    form = ParameterForm(CATALOGUE["lbfgs"])
    form.show_values(make("lbfgs", {"armijo": 0.1, "curvature": 0.4}).to_mapping())
    return shown(qtbot, form)


def test_settings_that_do_not_go_together_are_refused_as_typed(
    qtbot: QtBot, bounded: ParameterForm
) -> None:
    heard, row = Heard(bounded), bounded.rows["curvature"]
    assert isinstance(row, NumberRow)
    type_in(qtbot, row.field, "0.05")
    assert row.field.reason == "Armijo must lie in (0, 0.05), below curvature, got 0.1."
    assert not heard.edited
    type_in(qtbot, row.field, "0.2")
    assert heard.edited == [("curvature", 0.2)]


def test_a_slider_comes_back_from_where_it_must_not_be(qtbot: QtBot, bounded: ParameterForm) -> None:
    heard, row = Heard(bounded), bounded.rows["curvature"]
    assert isinstance(row, NumberRow)
    assert row.slider is not None
    row.slider.setFocus()
    qtbot.keyPress(row.slider, Qt.Key.Key_Home)  # to the lower end of the span
    assert "below curvature" in row.field.reason
    qtbot.keyRelease(row.slider, Qt.Key.Key_Home)
    assert not heard.edited
    assert row.field.reason == ""
    assert (row.slider.number, row.field.text()) == (0.4, "0.4")


def test_a_list_with_words_is_marked(qtbot: QtBot, form: ParameterForm) -> None:
    row = form.rows["milestones"]
    assert isinstance(row, IntegersRow)
    heard = Heard(row)
    type_in(qtbot, row.field, "10, soon")
    assert row.field.property("invalid") is True
    assert "whole numbers" in row.field.toolTip()
    assert not heard.edited
    qtbot.keyClick(row.field, Qt.Key.Key_Escape)
    assert row.field.text() == "50, 100"


def test_show_never_emits(form: ParameterForm) -> None:
    heard = Heard(form)
    form.show_values(Everything(0.5, 3, True, "by_value", (1, 2)).to_mapping())
    assert not heard.edited
    assert not heard.commits
    chip = form.rows["mode"]
    assert isinstance(chip, NameChip)
    assert chip.text() == "mode: by value ▾"


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=lambda kind: kind.key)
def test_every_control_can_be_reached_and_says_what_it_does(qtbot: QtBot, kind: type[Declared]) -> None:
    form = ParameterForm(kind)
    qtbot.addWidget(form)
    for parameter in kind.parameters():
        row = form.rows[parameter.name]
        controls = [row.field, row.slider] if isinstance(row, NumberRow) else [row]
        for control in controls:
            if control is not None:
                assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
                assert control.accessibleName()
                assert parameter.help in control.toolTip()


def test_every_letter_is_called_as_on_the_cards() -> None:
    called = {
        parameter.name: parameter_label(parameter)
        for optimizer in CATALOGUE.values()
        for parameter in optimizer.parameters()
    }
    assert called["learning_rate"] == "learning rate"
    assert (called["beta1"], called["eps"], called["eps_hat"]) == ("β₁", "ε", "ε before the correction")
    letters = {"alpha", "beta", "eps", "eta", "gamma", "lr", "nu", "rho", "sgd", "sigma"}
    assert not [text for text in called.values() if letters & set(text.split())]


def test_numbers_fit_their_fields(qtbot: QtBot, qapp: QApplication) -> None:
    def assert_fits() -> None:
        option = QStyleOptionFrame()
        field.initStyleOption(option)
        contents = QStyle.SubElement.SE_LineEditContents
        room = field.style().subElementRect(contents, option, field).width() - 4  # Qt's own margin
        for value in (2.37e-12, -1.234e-300, 0.999999, -0.0123456, 87654321):
            row.show_value(value)
            assert field.fontMetrics().horizontalAdvance(field.text()) <= room
            assert float(field.text()) == pytest.approx(value, rel=0.2)

    theme = apply(qapp, "light")
    holder = QWidget()
    row = NumberRow(Parameter("eps", "float", 1e-8, "ε", "A bit."), holder)
    row.resize(240, 40)
    shown(qtbot, holder)
    field = row.field
    field.clearFocus()
    assert_fits()
    row.show_value(2.37e-12)
    assert field.text() == "2.37e-12"
    narrow = field.width()
    theme.set_presenting(True)
    theme.finish()
    qtbot.waitUntil(lambda: field.width() > 1.2 * narrow)
    assert field.text() == "2.37e-12"
    assert_fits()
    theme.set_presenting(False)
    theme.finish()
