"""The page of ensembles in the real window."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from optexplorer.__main__ import main
from optexplorer.core.analysis.ensemble import Leaving, cloud
from optexplorer.core.problem import FormulaSpec
from optexplorer.problems import build_problem
from optexplorer.scene.chart import Line
from optexplorer.scene.view import View
from optexplorer.storage.session import save
from optexplorer.ui.document import Document
from optexplorer.ui.lab.ensemble.settings import EnsembleSettings
from optexplorer.ui.lab.ensemble.wiring import EnsembleWiring
from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.tokens import DARK, LIGHT
from tests.ui.lab.ensemble.tools import WELLS, done, expected, run, same, shown
from tests.ui.window import LONG, settle, turn_to, type_number


def test_one_seed_is_alone(qtbot: QtBot, page: EnsembleWiring) -> None:
    page.page.form.show_settings(EnsembleSettings(members=1))
    page._follow()
    qtbot.waitUntil(lambda: page.page.state.text().startswith("seed 3 alone · escaped"), timeout=LONG)


def test_what_counts_is_said_before_anything_runs(qtbot: QtBot, page: EnsembleWiring) -> None:
    words = "300 seeds from 3 upwards · escaped: at least 0.4 away from the saddle (0, 0)"
    page._follow()
    qtbot.waitUntil(lambda: page.page.state.text() == words, timeout=LONG)
    assert not page.study.busy
    assert not page.page.export.isEnabled()
    assert page.page.hint.text().startswith("Run the experiment")
    page.page.run.click()
    assert page.page.hint.text().startswith("Every run is being carried out")


def test_the_numbers_are_the_engines(qtbot: QtBot, page: EnsembleWiring) -> None:
    run(qtbot, page)
    answer = page._answer
    assert answer is not None
    leaving = answer[1].plan.leaving
    assert leaving == Leaving(distance=0.4, centre=leaving.centre)
    quiet, noisy = (expected(i, leaving) for i in (0, 1))
    assert [same(a, b) for a, b in zip(shown(page), (quiet, noisy), strict=True)] == [True, True]
    lines = [mark for mark in page.page.survival.chart.marks if isinstance(mark, Line)]
    np.testing.assert_array_equal(lines[1].y, noisy.survival())
    table = page.page.table
    texts = [[table.item(i, j).text() for j in range(3)] for i in range(2)]
    assert texts == [["quiet", "0.0 %", "all alike"], ["noisy", "100.0 %", "98.7 to 100.0 %"]]
    paths = page.page.paths.members.sample
    assert paths is not None
    np.testing.assert_array_equal(paths.paths[1][2], noisy.paths)


def test_theory_stands_where_it_applies_and_nowhere_else(qtbot: QtBot, page: EnsembleWiring) -> None:
    run(qtbot, page)
    (rule,) = page.page.survival.chart.rules
    answer = page._answer
    assert answer is not None
    theory = answer[1].theory
    assert theory[0] is None, "nothing moves it"
    assert theory[1] is not None
    assert rule.at == theory[1].steps
    assert page.page.times.chart.rules == (rule,)
    run(qtbot, page, counts="decrease", decrease=0.5)
    assert page.page.survival.chart.rules == ()


def test_pieces_come_while_it_runs_and_the_last_stays(qtbot: QtBot, page: EnsembleWiring) -> None:
    sizes: list[int] = []
    page.study.answered.connect(lambda _request, answer: sizes.append(answer.least))
    run(qtbot, page, members=1500)
    assert sizes == sorted(sizes)
    assert set(sizes) <= {0, 256, 1280, 1500}, "of pieces that wait only the newest is shown"
    assert sizes[-1] == 1500
    whole = page._answer
    sizes.clear()
    page.page.form.show_settings(EnsembleSettings(members=100_000))
    page.page.run.click()
    qtbot.waitUntil(lambda: bool(sizes) and sizes[-1] >= 256, timeout=LONG)
    assert page.page.progress.stop.isVisible()
    assert "of them so far" in page.page.state.text()
    QTest.keyClick(page.page.window(), Qt.Key.Key_Escape)
    assert not page.study.busy
    assert not page.page.progress.stop.isVisible()
    assert page._answer is whole, "the last complete picture"
    assert [found.size for found in shown(page)] == [1500, 1500]
    assert page.page.state.text().startswith("1,500 seeds from 3 upwards")
    assert page.page.state.text().endswith(" · stopped, as it was before")


def test_a_change_after_the_first_run_runs_again(
    qtbot: QtBot, window: MainWindow, page: EnsembleWiring
) -> None:
    run(qtbot, page)
    type_number(page.page.form.fields["members"].field, "20")
    done(qtbot, page)
    assert [found.size for found in shown(page)] == [20, 20]
    window.workbench.edit("rate", lambda d: d.with_hyper(1, "learning_rate", 0.1))
    settle(qtbot, window)
    done(qtbot, page)
    answer = page._answer
    assert answer is not None
    assert answer[0].experiment.runs[1].optimizer.rate == 0.1
    turn_to(window, "race")
    window.workbench.edit("seed", lambda d: d.with_experiment(seed=9))
    settle(qtbot, window)
    assert page._asked == answer[0], "nobody looks"
    turn_to(window, "ensemble")
    done(qtbot, page)
    assert page.page.state.text().startswith("20 seeds from 9 upwards")


def test_runs_that_are_switched_off_go_at_once_and_come_back(
    qtbot: QtBot, window: MainWindow, page: EnsembleWiring
) -> None:
    run(qtbot, page)
    answer = page._answer
    window.workbench.edit("hide", lambda d: d.with_shown(0, shown=False))
    assert [crowd.run for crowd in page._crowds()] == [1]
    assert len(page.page.survival.chart.marks) == 1
    window.workbench.edit("show", lambda d: d.with_shown(0, shown=True))
    assert page.page.table.rowCount() == 2
    assert page._answer is answer
    assert not page.study.busy
    window.workbench.edit("hide", lambda d: d.with_shown(0, False).with_shown(1, False))
    done(qtbot, page)
    assert page.page.state.text() == "Every run is switched off: switch one on to see it leave."
    assert page.page.table.rowCount() == 0
    assert not page.page.export.isEnabled()
    window.workbench.edit("none", lambda d: replace(d, experiment=replace(WELLS, runs=())))
    done(qtbot, page)
    assert page.page.state.text() == "There is no run: add an optimizer to see it leave."


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"members": 200_000}, "seeds: must lie in [1, 100000], got 200000"),
        ({"place": "picked"}, "place: pick a critical point in their list first, or take the start"),
    ],
)
def test_what_cannot_be_is_refused_before_any_work(
    qtbot: QtBot, page: EnsembleWiring, settings: dict[str, Any], words: str
) -> None:
    answers: list[object] = []
    page.study.answered.connect(lambda *of: answers.append(of))
    run(qtbot, page, **settings)
    assert page.page.state.text() == words
    assert page.page.state.property("role") == "danger"
    assert not answers
    run(qtbot, page, members=3, place="automatic")
    run(qtbot, page, **settings)
    assert page.page.state.text() == f"{words}. The charts are from before the change."


@pytest.mark.parametrize("name", ["members", "radius", "distance", "decrease"])
def test_zero_is_refused_in_the_field(page: EnsembleWiring, name: str) -> None:
    field = page.page.form.fields[name].field
    type_number(field, "0")
    assert "must lie in" in field.reason
    assert page.page.form.settings == EnsembleSettings(members=300)
    field.take_back()


def test_a_start_that_is_outside_already_is_refused(
    qtbot: QtBot, window: MainWindow, page: EnsembleWiring
) -> None:
    window.workbench.look_at_critical(chosen=(1.0, 0.0))
    run(qtbot, page, place="picked", counts="distance", distance=0.5)
    assert page.page.state.text() == (
        "distance: the start is 1 away already: take more, or the start as the place"
    )
    assert page._answer is None


def test_a_cloud_of_starts_about_the_picked_point(
    qtbot: QtBot, window: MainWindow, page: EnsembleWiring
) -> None:
    window.workbench.look_at_critical(chosen=(1.0, 0.0))
    run(qtbot, page, over="starts", radius=0.2, counts="distance", distance=0.5, place="picked")
    starts = cloud((1.0, 0.0), 0.2, 300, seed=3)
    leaving = Leaving(distance=0.5, centre=(1.0, 0.0))
    assert all(same(found, expected(i, leaving, starts=starts)) for i, found in enumerate(shown(page)))
    assert page.page.state.text() == (
        "300 starts within 0.2, all with seed 3 · escaped: at least 0.5 away from the point (1, 0)"
    )


def test_the_export_is_the_commands_to_the_byte(
    qtbot: QtBot, page: EnsembleWiring, tmp_path: Path
) -> None:
    run(qtbot, page, counts="distance", place="start")
    page.exporter.write(tmp_path / "window.csv", page.writer(".csv"))
    qtbot.waitUntil(lambda: not page.exporter.busy, timeout=LONG)
    save(tmp_path / "wells.optx", WELLS, {})
    command = ["escape", str(tmp_path / "wells.optx"), "--seeds", "300"]
    assert main([*command, "--out", str(tmp_path / "command.csv")]) == 0
    assert (tmp_path / "window.csv").read_bytes() == (tmp_path / "command.csv").read_bytes()


def test_the_export_holds_what_is_on_the_page(
    qtbot: QtBot, window: MainWindow, page: EnsembleWiring, answers: list[str], tmp_path: Path
) -> None:
    run(qtbot, page)
    window.workbench.edit("hide", lambda d: d.with_shown(0, shown=False))
    answers[:] = [str(tmp_path / "one.csv")]
    page._export()
    qtbot.waitUntil(lambda: not page.exporter.busy, timeout=LONG)
    table = (tmp_path / "one.csv").read_text("utf-8").splitlines()
    at = table[0].split(",").index("run")
    assert {line.split(",")[at] for line in table[1:]} == {"1"}
    window.workbench.edit("fewer steps", lambda d: d.with_experiment(steps=d.experiment.steps - 1))
    page.cancel()
    page._export()
    assert page.page.state.text() == "Nothing is exported: the picture is of earlier settings."
    assert not answers


def test_the_charts_are_exported_as_a_picture(
    qtbot: QtBot, page: EnsembleWiring, tmp_path: Path
) -> None:
    run(qtbot, page)
    page.exporter.write(tmp_path / "charts.png", page.writer(".png"))
    qtbot.waitUntil(lambda: not page.exporter.busy, timeout=LONG)
    image = QImage(str(tmp_path / "charts.png"))
    assert image.width() == page.page.pictures.width() * page.page.devicePixelRatioF()
    assert image.height() > 500


def test_one_variable_runs_over_the_steps(
    qtbot: QtBot, window: MainWindow, page: EnsembleWiring
) -> None:
    line = replace(WELLS, problem=build_problem(FormulaSpec("x^4 - 2*x^2")), start=(0.0,))
    window.workbench.open(Document(line), View(page="ensemble"))
    settle(qtbot, window)
    run(qtbot, page)
    sample = page.page.paths.members.sample
    assert sample is not None
    assert sample.surface is None
    assert sample.axes == ("x", "step")
    assert sample.box[1] == (0.0, 200.0)
    assert sample.paths[1][2].shape == (64, 200, 2)


def test_it_takes_the_theme(qtbot: QtBot, page: EnsembleWiring) -> None:
    run(qtbot, page)
    page.set_theme(DARK)
    image = page.page.survival.plot.grab().toImage()
    assert image.pixelColor(image.width() - 3, 3) == DARK.color("canvas")
    page.set_theme(LIGHT)


def test_the_basins_of_the_race_are_not_listed_beside_another_page(
    window: MainWindow, page: EnsembleWiring
) -> None:
    window.workbench.colour_basins(True)
    assert not window.basins_panel.isVisible()
    window.workbench.turn_to("race")
    assert window.basins_panel.isVisible()
    window.workbench.colour_basins(False)
