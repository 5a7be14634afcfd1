"""The inside of a step, with steps of the real engine."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from optexplorer.core.gradient import Clip, Minibatch, Noisy
from optexplorer.core.problem import DataSpec
from optexplorer.problems import build_problem
from optexplorer.scene.view import InsideView
from optexplorer.ui import theme
from optexplorer.ui.panels.inside import InsidePanel
from tests.support.objectives import FORMULAS, problem
from tests.ui.panels.inside_tools import ADAM, STRETCHED, Panel, experiment, looked, run
from tests.ui.tools import shown

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
