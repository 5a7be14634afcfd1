"""The figures of a step, and the choice of run, step and coordinate."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QComboBox, QTabBar, QToolTip

from optexplorer.core.problem import DataSpec, FormulaSpec
from optexplorer.problems import build_problem
from optexplorer.scene.layers import run_style
from optexplorer.scene.view import InsideView
from optexplorer.ui.panels.inside_figures import family_names
from tests.support.objectives import FORMULAS, problem
from tests.ui.panels.inside_tools import ADAM, Panel, experiment, looked, run

# Figures


def test_figures_of_the_step(panel: Panel) -> None:
    inside = panel.show(ADAM, view=InsideView(coordinate=None))
    report = inside.reports[0]
    assert panel.figures("step length") == [("0.1414",)]
    assert panel.figures("loss") == [("2.500", "2.025")]
    assert panel.figures("learning rate") == [("0.1000",)]
    assert panel.figures("effective rate") == [("0.1000",), ("0.02500",)]
    assert panel.figures(r"1 - \beta_1^t") == [("0.1000",)]
    assert panel.figures("asked for") == [("1 gradient",)]
    assert panel.figures("angle to −g") == [(f"{report.angle:.1f}°",)]
    assert panel.figures("m") == [("0", "0.1000")]
    assert panel.figures(r"\beta_2^t") == [("0", "0.9990")]


def test_one_coordinate_shows_its_own_figures(panel: Panel) -> None:
    panel.show(ADAM, view=InsideView(coordinate=1))
    assert panel.figures("effective rate") == [("0.02500",)]
    assert panel.figures("m") == [("0", "0.4000")]


def test_every_figure_says_what_it_is(panel: Panel) -> None:
    panel.show(ADAM)
    table = panel.panel.step
    for i, row in enumerate(table.rows):
        at = QPoint(10, round(table.height() * (i + 0.5) / len(table.rows)))
        event = QHelpEvent(QHelpEvent.Type.ToolTip, at, table.mapToGlobal(at))
        QApplication.sendEvent(table, event)
        assert QToolTip.text() == row.hint
    QToolTip.hideText()


def test_large_families_are_folded(panel: Panel) -> None:
    race = experiment(run("lbfgs"), on=problem(FORMULAS["himmelblau"], (0.0, 0.0)))
    inside = panel.show(race, row=4)
    families = panel.panel.state.families
    names = family_names([v.name for v in inside.reports[0].states])
    assert families
    assert {v.name for v in inside.reports[0].states} > set(names)
    section, table = next(iter(families.values()))
    assert not table.isVisible()
    panel.panel.scroll_area.ensureWidgetVisible(section)
    panel.click(section.header)
    assert table.isVisible()
    assert len(table.rows) == 2 * list(names.values()).count(next(iter(names.values())))


# Run, step, coordinate


def test_runs_and_steps_are_chosen(panel: Panel) -> None:
    panel.show(ADAM, row=3)
    head = panel.panel.head
    assert [head.run.itemText(i) for i in range(head.run.count())] == ["Adam", "Momentum"]
    panel.click(head.back)
    panel.click(head.forward)
    head.run.activated.emit(1)
    assert panel.asked == [
        ("stepRequested", (2,)), ("stepRequested", (4,)), ("runRequested", (1,)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "update", "back", "forward"), [(0, 1, False, True), (40, 40, True, False)]
)
def test_the_ends_of_a_run(panel: Panel, row: int, update: int, back: bool, forward: bool) -> None:
    panel.show(ADAM, row, inside=looked(ADAM, update))
    assert panel.panel.head.step.text() == f"{update - 1} → {update}"
    assert panel.panel.head.back.isEnabled() == back
    assert panel.panel.head.forward.isEnabled() == forward


def test_the_coordinate_is_chosen(panel: Panel) -> None:
    panel.show(ADAM)
    control = panel.panel.head.coordinate.control
    assert isinstance(control, QTabBar)
    assert [control.tabText(i) for i in range(3)] == ["x", "y", "vectors"]
    for i in (1, 2, 0):
        control.setCurrentIndex(i)
    assert panel.asked == [
        ("coordinateRequested", (1,)), ("coordinateRequested", (None,)), ("coordinateRequested", (0,)),
    ]  # fmt: skip
    panel.asked.clear()
    panel.show(ADAM, view=InsideView(coordinate=None))
    assert control.currentIndex() == 2
    assert panel.asked == []


def test_long_names_are_listed_and_cut_before_the_figures(panel: Panel) -> None:
    names = ("bill_depth_mm", "body_mass_g")
    race = experiment(run("adam"), on=build_problem(DataSpec("penguins_sex", names, "male")))
    panel.show(race, view=InsideView(coordinate=None))
    control = panel.panel.head.coordinate.control
    assert isinstance(control, QComboBox)
    assert control.currentText() == "vectors"
    control.activated.emit(1)
    assert panel.asked == [("coordinateRequested", (1,))]
    table = panel.panel.state.table
    before = table.grab().toImage()
    table.show_rows(tuple(replace(row, coordinate="z" * 60) for row in table.rows))
    after = table.grab().toImage()
    figures = QRect(before.width() - 2 * 84 - 22, 0, 2 * 84 + 22, before.height())
    assert after != before
    assert after.copy(figures) == before.copy(figures)


def test_one_variable_leaves_no_choice(panel: Panel) -> None:
    race = experiment(run("adam"), on=build_problem(FormulaSpec("x^4 - x", ())))
    panel.show(race, view=InsideView(coordinate=1))
    assert not panel.panel.head.coordinate.isVisible()
    assert panel.numbers[0].startswith("g = ")
    assert panel.numbers[-1].count("=") == 1
    assert "pmatrix" not in "".join(panel.numbers)


def test_without_a_step_it_says_so(panel: Panel) -> None:
    panel.panel.show_inside(None, ADAM, 0, InsideView(), 0, ADAM.steps, run_style(ADAM, 0))
    assert panel.panel.empty.isVisible()
    assert not panel.panel.scroll_area.isVisible()
    panel.show(ADAM)
    assert not panel.panel.empty.isVisible()
    assert panel.panel.scroll_area.isVisible()


def test_an_answer_about_another_run_is_passed_over(panel: Panel) -> None:
    inside = panel.show(ADAM)
    before = panel.formulas
    panel.panel.show_inside(
        inside, ADAM, 1, replace(InsideView(), run=1), 0, ADAM.steps, run_style(ADAM, 1)
    )
    assert panel.formulas == before
    assert panel.panel.head.run.currentText() == "Momentum"
    panel.show(ADAM, at=1)
    assert len(panel.formulas) == 3
