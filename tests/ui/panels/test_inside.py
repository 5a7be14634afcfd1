"""The inside of a step, with steps of the real engine."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QTabBar, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from optexplorer.core.cancel import Cancel
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Clip, Full, Gradient, Minibatch, Noisy
from optexplorer.core.problem import DataSpec, FormulaSpec, Problem
from optexplorer.core.schedule import Exponential
from optexplorer.optimizers import make
from optexplorer.problems import build_problem
from optexplorer.scene.labels import number
from optexplorer.scene.layers import run_style
from optexplorer.scene.view import InsideView
from optexplorer.ui import theme
from optexplorer.ui.inside import Inside, InsideRequest, new_insider
from optexplorer.ui.jobs import Job
from optexplorer.ui.panels.inside import InsidePanel
from optexplorer.ui.panels.inside_figures import family_names
from tests.support.objectives import FORMULAS, problem
from tests.ui.tools import shown

PLAIN = InsideView()
STRETCHED = "(x^2 + 4*y^2)/2"
SIGNALS = (
    "runRequested", "stepRequested", "operationRequested", "picturesRequested", "formRequested",
    "coordinateRequested", "columnsWanted",
)  # fmt: skip


def experiment(*runs: Run, on: Problem | None = None, steps: int = 40) -> Experiment:
    return Experiment(on or problem(STRETCHED, (1.0, 1.0)), runs, steps=steps)


def run(key: str, gradient: Gradient = Full(), **values: Any) -> Run:
    return Run(make(key, values), gradient=gradient)


def looked(
    race: Experiment, update: int, *, at: int = 0, form: int | None = None, rows: int = 0
) -> Inside:
    request = InsideRequest(race, ((at, update),), rows, form, rows > 0)
    return new_insider().answer(request, Job(Cancel(), lambda _: None))


class Panel:
    """A panel with everything it has asked for."""

    def __init__(self, qtbot: QtBot) -> None:
        theme.apply(QApplication.instance(), "light")  # type: ignore[arg-type]
        self.qtbot = qtbot
        self.panel = InsidePanel()
        self.panel.resize(340, 650)
        self.asked: list[tuple[str, tuple[Any, ...]]] = []
        for name in SIGNALS:
            getattr(self.panel, name).connect(lambda *a, n=name: self.asked.append((n, a)))

    def show(
        self, race: Experiment, row: int = 0, view: InsideView = PLAIN, at: int = 0,
        inside: Inside | None = None,
    ) -> Inside:  # fmt: skip
        rows = 30 if view.curve else 0
        inside = inside or looked(race, row + 1, at=at, form=view.form, rows=rows)
        self.panel.show_inside(inside, race, at, view, row, run_style(race, at))
        for _ in range(3):  # lists in lists
            QApplication.processEvents()
        return inside

    def click(self, widget: QWidget) -> None:
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)

    @property
    def formulas(self) -> list[str]:
        return [block.formula.tex for block in self.panel.lines.blocks]

    @property
    def numbers(self) -> list[str]:
        return [block.numbers.tex for block in self.panel.lines.blocks]

    def figures(self, label: str) -> list[tuple[str, ...]]:
        rows = [*self.panel.step.rows, *self.panel.state.table.rows]
        return [row.values for row in rows if row.label == label]


@pytest.fixture
def panel(qtbot: QtBot) -> Panel:
    made = Panel(qtbot)
    shown(qtbot, made.panel)
    return made


ADAM = experiment(run("adam", learning_rate=0.1, eps=0.0), run("momentum", learning_rate=0.1))


# Operations


def test_the_update_is_shown_with_its_numbers(panel: Panel) -> None:
    panel.show(ADAM, view=InsideView(coordinate=1))
    assert panel.formulas[0] == r"g = {\nabla} f(x)"
    assert panel.formulas[1] == r"m \leftarrow \beta_1\,m + (1 - \beta_1)\,g"
    assert len(panel.formulas) == 6
    assert panel.numbers[0] == "g = 4"
    assert panel.numbers[1].endswith(r"(1 - 0.9)\cdot 4 = 0.4")
    assert panel.numbers[-1].endswith("= 0.9")
    assert panel.panel.head.step.text() == "0 → 1"


def test_vectors_are_shown_whole(panel: Panel) -> None:
    panel.show(ADAM, view=InsideView(coordinate=None))
    assert panel.numbers[0] == r"g = {\begin{pmatrix} 1 \\ 4 \end{pmatrix}}"


TALL = experiment(  # the numbers of its later steps take more lines than those of the first
    run("adam", learning_rate=0.123456789), run("adam", learning_rate=0.1),
    on=problem(STRETCHED, (1.2345678e-7, 1.0)),
)  # fmt: skip


def heights(panel: InsidePanel) -> list[int]:
    return [block.height() for block in panel.lines.blocks]


def test_numbers_keep_their_room_only_while_the_same_run_plays(qtbot: QtBot, panel: Panel) -> None:
    first = looked(TALL, 1)
    fresh = Panel(qtbot)
    shown(qtbot, fresh.panel)
    fresh.show(TALL, inside=first)
    panel.panel.show_playing(True)
    panel.show(TALL, row=9)
    kept = heights(panel.panel)
    panel.show(TALL, inside=first)
    assert all(now >= before for now, before in zip(heights(panel.panel), kept, strict=True))
    assert kept[2] > heights(fresh.panel)[2]
    panel.panel.show_playing(False)
    for _ in range(3):
        QApplication.processEvents()
    assert heights(panel.panel) == heights(fresh.panel)


def test_numbers_of_another_run_take_their_own_room(qtbot: QtBot, panel: Panel) -> None:
    panel.panel.show_playing(True)
    panel.show(TALL, row=9)
    other = panel.show(TALL, at=1)
    fresh = Panel(qtbot)
    shown(qtbot, fresh.panel)
    fresh.show(TALL, at=1, inside=other)
    assert heights(panel.panel) == heights(fresh.panel)


def test_what_was_made_of_the_gradient_is_said(panel: Panel) -> None:
    race = experiment(run("gd", Noisy(sigma=0.5, clip=Clip("norm", 0.25)), learning_rate=0.1))
    inside = panel.show(race)
    first = panel.panel.lines.blocks[0]
    assert first.formula.tex == r"g = \operatorname{clip}({\nabla} f(x) + \sigma\,\xi)"
    assert first.line is not None
    assert "deviation 0.5" in first.line.note
    assert "longer than 0.25" in first.line.note
    given = inside.reports[0].given_gradient
    assert np.linalg.norm(given) == pytest.approx(0.25)
    assert first.numbers.tex.startswith(f"g = {given[0]:.4g}".rstrip("0"))
    assert r"\text{exact } 1" in first.numbers.tex


def test_a_mini_batch_is_said(panel: Panel) -> None:
    spec = DataSpec("penguins_flipper_mass", ("flipper_length_mm",), "body_mass_g")
    race = experiment(run("adam", Minibatch(batch_size=8)), on=build_problem(spec))
    inside = panel.show(race, row=3)
    assert panel.formulas[0] == r"g = {\nabla} f_{B}(x)"
    assert "averaged over 8 examples" in panel.panel.lines.blocks[0].toolTip()
    assert "exact" in panel.numbers[0]
    assert inside.reports[0].t == 4


def test_the_mini_batch_is_named_where_a_method_asks_itself(panel: Panel) -> None:
    spec = DataSpec("penguins_flipper_mass", ("flipper_length_mm",), "body_mass_g")
    race = experiment(run("nag", Minibatch(batch_size=8)), on=build_problem(spec))
    panel.show(race, row=3)
    assert any(r"{\nabla} f_{B}(x" in formula for formula in panel.formulas[1:])
    assert not any(r"{\nabla} f(x" in formula for formula in panel.formulas)


def test_constants_are_no_memory_and_unused_states_are_not_listed(panel: Panel) -> None:
    panel.show(experiment(run("cma_es")), row=3)
    assert not [formula for formula in panel.formulas if "mu" in formula.split("arrow")[0]]
    assert not any("c sigma" in row.hint or " w0" in row.hint for row in panel.panel.state.table.rows)
    assert any("sigma t" in row.hint for row in panel.panel.state.table.rows)
    panel.show(experiment(run("rmsprop")), row=3)
    assert {row.label for row in panel.panel.state.table.rows if row.label} == {"x", "v"}


@pytest.mark.parametrize(
    ("key", "values", "hint"),
    [
        ("adam", {}, "What multiplies m hat along x to make this step."),
        ("adam", {"bias_correction": False}, "What multiplies m along x to make this step."),
        ("rmsprop", {}, "What multiplies the gradient given along x to make this step."),
        ("rmsprop", {"momentum": 0.9}, "What multiplies a new gradient along x; the step is made"),
        ("momentum", {}, "The step along x divided by minus the gradient given."),
    ],
)
def test_the_effective_rate_says_what_it_multiplies(
    panel: Panel, key: str, values: dict[str, Any], hint: str
) -> None:
    panel.show(experiment(run(key, **values)), row=3)
    (row,) = (r for r in panel.panel.step.rows if r.label == "effective rate" and r.coordinate == "x")
    assert row.hint.startswith(hint)


def test_a_press_looks_at_one_operation_and_a_second_at_all(panel: Panel) -> None:
    panel.show(ADAM)
    blocks = panel.panel.lines.blocks
    panel.click(blocks[2])
    assert panel.asked == [("operationRequested", (2,))]
    panel.show(ADAM, view=InsideView(operation=2))
    assert [b.current for b in blocks] == [False, False, True, False, False, False]
    assert blocks[2].words.isVisible()
    assert blocks[2].words.text() == "The running mean of their squares."
    panel.click(blocks[2])
    assert panel.asked[-1] == ("operationRequested", (None,))


@pytest.mark.parametrize(
    ("key", "start", "asked"),
    [("]", None, 0), ("]", 0, 1), ("]", 5, None), ("[", None, 5), ("[", 0, None), ("[", 3, 2)],
)
def test_brackets_walk(panel: Panel, key: str, start: int | None, asked: int | None) -> None:
    panel.show(ADAM, view=InsideView(operation=start))
    panel.qtbot.keyClicks(panel.panel.head.back, key)
    button = panel.panel.next if key == "]" else panel.panel.previous
    panel.click(button)
    assert panel.asked == [("operationRequested", (asked,))] * 2


def test_escape_ends_the_walk(panel: Panel) -> None:
    panel.show(ADAM, view=InsideView(operation=3))
    panel.qtbot.keyClick(panel.panel.lines.blocks[3], Qt.Key.Key_Escape)
    panel.click(panel.panel.all)
    assert panel.asked == [("operationRequested", (None,))] * 2
    panel.show(ADAM)
    assert not panel.panel.all.isVisible()


def test_operations_are_reached_by_keyboard(panel: Panel) -> None:
    panel.show(ADAM)
    block = panel.panel.lines.blocks[1]
    block.setFocus()
    panel.qtbot.keyClick(block, Qt.Key.Key_Return)
    panel.qtbot.keyClick(block, Qt.Key.Key_Space)
    assert panel.asked == [("operationRequested", (1,))] * 2


def test_the_operation_walked_to_is_scrolled_into_view(panel: Panel) -> None:
    panel.panel.resize(340, 300)
    panel.show(ADAM)
    panel.show(ADAM, view=InsideView(operation=5))
    block, port = panel.panel.lines.blocks[5], panel.panel.scroll_area.viewport()
    top = block.mapTo(port, QPoint(0, 0)).y()
    assert top >= 0
    assert top + block.height() <= port.height()


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
    panel.panel.show_inside(None, ADAM, 0, InsideView(), 0, run_style(ADAM, 0))
    assert panel.panel.empty.isVisible()
    assert not panel.panel.scroll_area.isVisible()
    panel.show(ADAM)
    assert not panel.panel.empty.isVisible()
    assert panel.panel.scroll_area.isVisible()


def test_an_answer_about_another_run_is_passed_over(panel: Panel) -> None:
    inside = panel.show(ADAM)
    before = panel.formulas
    panel.panel.show_inside(inside, ADAM, 1, replace(InsideView(), run=1), 0, run_style(ADAM, 1))
    assert panel.formulas == before
    assert panel.panel.head.run.currentText() == "Momentum"
    panel.show(ADAM, at=1)
    assert len(panel.formulas) == 3


# Pictures, forms, curves


def test_pictures_are_switched(panel: Panel) -> None:
    panel.show(ADAM)
    boxes = panel.panel.pictures.boxes
    assert {k for k, box in boxes.items() if box.isChecked()} == {"gradient", "step"}
    assert list(boxes) == ["gradient", "step", "rates", "first moment"]
    panel.panel.scroll_area.ensureWidgetVisible(boxes["first moment"])
    boxes["first moment"].click()
    assert panel.asked == [("picturesRequested", (0, frozenset({"gradient", "step", "first moment"})))]
    panel.panel.show_scales("gradients × 0.05")
    assert panel.panel.pictures.scales.text() == "gradients × 0.05"
    panel.show(ADAM, view=InsideView(drawn=((0, frozenset({"rates"})),)))
    assert {k for k, box in boxes.items() if box.isChecked()} == {"rates"}


def test_another_form_stands_beside(panel: Panel) -> None:
    race = experiment(run("adam", learning_rate=0.1, eps=1e-2), run("gd"))
    panel.show(race, row=2)
    other = panel.panel.other
    assert other.isVisible()
    assert not other.comparing
    other.chooser.activated.emit(1)
    assert panel.asked == [("formRequested", (0,))]
    inside = panel.show(race, row=2, view=InsideView(form=0))
    assert inside.other is not None
    assert other.comparing
    theirs = other.lines.blocks
    assert [b.marked for b in theirs] == [False, False, True, True]
    assert [b.marked for b in panel.panel.lines.blocks] == [False] * 3 + [True] * 3
    apart = np.linalg.norm(inside.other.x_after - inside.reports[0].x_after)
    assert number(float(apart)) in other.distance.text()
    assert "Keras" in other.differs.text()
    panel.show(race, row=2)
    assert not other.comparing
    assert not any(b.marked for b in panel.panel.lines.blocks)
    panel.show(race, at=1)
    assert not other.isVisible()


def test_forms_that_agree_say_so(panel: Panel) -> None:
    race = experiment(run("momentum", learning_rate=2.0**-4))
    panel.show(race, row=2, view=InsideView(form=0))
    assert panel.panel.other.distance.text() == "After this step both stand at the same point."
    moving = replace(race, runs=(replace(race.runs[0], schedule=Exponential(factor=0.5)),))
    panel.show(moving, row=2, view=InsideView(form=0))
    assert "apart" in panel.panel.other.distance.text()


def test_in_a_wide_panel_forms_stand_side_by_side(panel: Panel) -> None:
    panel.show(ADAM, view=InsideView(form=0))
    assert panel.panel.other.y() > panel.panel.lines.y()
    panel.panel.resize(700, 650)
    QApplication.processEvents()
    assert panel.panel.other.y() == panel.panel.lines.y()
    assert panel.panel.other.x() > panel.panel.lines.x() + 300


def test_curves_are_wanted_only_when_asked_for(panel: Panel) -> None:
    panel.show(ADAM)
    curves = panel.panel.curves
    assert not curves.chart.isVisible()
    panel.panel.scroll_area.ensureWidgetVisible(curves.section.header)
    panel.click(curves.section.header)
    assert panel.asked == [("columnsWanted", (True,))]
    panel.show(ADAM, row=5, view=InsideView(curve=True))
    assert curves.chart.isVisible()
    offered = [curves.chooser.itemText(i) for i in range(curves.chooser.count())]
    assert offered[:3] == ["step length", "angle to −g, degrees", "effective rate"]
    assert {"m", "v", "β₁ᵗ", "m: y over x"} <= set(offered)


@pytest.mark.parametrize("curve", ["step length", "v", "m: y over x"])
def test_a_press_on_a_curve_goes_to_the_step(panel: Panel, curve: str) -> None:
    panel.show(ADAM, row=5, view=InsideView(curve=True))
    curves = panel.panel.curves
    curves.chooser.setCurrentText(curve)
    curves.chooser.activated.emit(curves.chooser.currentIndex())
    panel.panel.scroll_area.ensureWidgetVisible(curves.chart)
    at = curves.chart.place_of(12)
    panel.qtbot.mouseClick(curves.chart, Qt.MouseButton.LeftButton, pos=at.toPoint())
    ((name, (row,)),) = panel.asked
    assert name == "stepRequested"
    assert abs(row - 11) <= 1


def test_the_choice_of_a_curve_stays(panel: Panel) -> None:
    view = InsideView(curve=True)
    panel.show(ADAM, view=view)
    panel.panel.curves.chooser.setCurrentText("v")
    panel.show(ADAM, row=1, view=view, at=1)
    assert panel.panel.curves.chooser.currentText() == "v"


def test_the_cursor_of_the_curves_follows(panel: Panel) -> None:
    view = InsideView(curve=True)
    first = panel.show(ADAM, row=5, view=view)
    chart = panel.panel.curves.chart
    before = chart.grab().toImage()
    panel.show(
        ADAM, row=20, view=view, inside=replace(looked(ADAM, 21, rows=30), columns=first.columns)
    )
    assert chart.grab().toImage() != before
    place = chart.place_of(21)
    assert isinstance(place, QPointF)
    line = chart.grab().toImage().pixelColor(round(place.x()), 20)
    assert (
        line.lightness() < 220 < chart.grab().toImage().pixelColor(round(place.x()) - 4, 20).lightness()
    )


def test_memory_is_said(panel: Panel) -> None:
    inside = panel.show(ADAM)
    assert inside.nbytes > 0
    assert panel.panel.kept.text() == f"recomputed on demand, {inside.nbytes / 1000:.1f} kB kept"


def test_all_runs_looked_into_share_one_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optexplorer.core.inspect.replay.BYTES", 20_000)
    race = experiment(*[run("adam") for _ in range(4)], steps=30_000)
    insider, job = new_insider(), Job(Cancel(), lambda _: None)
    one = insider.answer(InsideRequest(race, ((0, 29_000),)), job)
    assert 10_000 < one.nbytes <= 20_000
    all_four = tuple((i, 29_000) for i in range(4))
    assert one.nbytes / 2 < insider.answer(InsideRequest(race, all_four), job).nbytes <= 20_000


def test_curves_count_as_kept() -> None:
    race = experiment(run("adam"))
    plain, curves = looked(race, 5), looked(race, 5, rows=31)
    assert curves.columns is not None
    assert curves.columns.nbytes >= 30 * 8 * 10
    assert curves.nbytes == plain.nbytes + curves.columns.nbytes


# For everyone


def controls(panel: InsidePanel) -> Sequence[QWidget]:
    kinds = (QAbstractButton, QComboBox, QTabBar)
    return [w for kind in kinds for w in panel.findChildren(kind) if w.isVisible()]


def test_every_control_has_a_tooltip_a_name_and_the_keyboard(panel: Panel) -> None:
    panel.show(ADAM, row=3, view=InsideView(operation=1, form=0, curve=True))
    found = controls(panel.panel)
    assert len(found) > 15
    for widget in found:
        if not widget.isEnabled():
            continue
        said = widget.tabToolTip(0) if isinstance(widget, QTabBar) else widget.toolTip()
        assert said, widget
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus, widget
        assert widget.accessibleName() or getattr(widget, "text", str)(), widget


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(340, 650), (400, 900)])
@pytest.mark.parametrize("key", ["adam", "nag", "newton", "bfgs", "lbfgs"])
def test_nothing_is_cut(panel: Panel, key: str, size: tuple[int, int], scheme: str) -> None:
    theme.apply(QApplication.instance(), scheme)  # type: ignore[arg-type]
    panel.panel.resize(*size)
    race = experiment(run(key), on=problem(FORMULAS["himmelblau"], (0.0, 0.0)))
    for coordinate in (0, None):
        panel.show(race, row=2, view=InsideView(coordinate=coordinate, operation=1))
        for block in panel.panel.lines.blocks:
            for label in (block.formula, block.numbers):
                assert label.height() >= label.heightForWidth(label.width())
                assert label.geometry().right() < block.width()
        content = panel.panel.scroll_area.widget()
        assert content.width() <= panel.panel.scroll_area.viewport().width()
    theme.apply(QApplication.instance(), "light")  # type: ignore[arg-type]


def test_the_same_step_again_costs_nothing(panel: Panel) -> None:
    inside = panel.show(ADAM, row=3)
    shown_lines = [block.line for block in panel.panel.lines.blocks]
    panel.show(ADAM, row=3, inside=inside)
    assert all(a is b.line for a, b in zip(shown_lines, panel.panel.lines.blocks, strict=True))
