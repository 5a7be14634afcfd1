"""The fair race in the real window: raced, called off, taken over as one change, exported."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from PySide6.QtCore import QCoreApplication, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from optexplorer.__main__ import main
from optexplorer.core.experiment import Experiment
from optexplorer.scene.layers import run_style
from optexplorer.scene.palette import style
from optexplorer.storage.session import save
from optexplorer.ui.lab.fair_race.ranking import Ranking
from optexplorer.ui.lab.fair_race.rows import Row
from optexplorer.ui.lab.fair_race.wiring import FairRaceWiring
from optexplorer.ui.main_window import MainWindow
from tests.ui.conftest import Questions
from tests.ui.tools import move
from tests.ui.window import LONG, settle, turn_to, type_number, undoing

Offered = tuple[Ranking, tuple[Row, ...], list[int]]


@pytest.fixture(scope="module", autouse=True)
def _made(shared_window: MainWindow) -> None:
    """The page belongs to the window that the tests share, not to the first of them."""
    turn_to(shared_window, "fair_race")


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> Iterator[FairRaceWiring]:
    """The page in view, with a small budget."""
    turn_to(window, "fair_race")
    wiring: Any = window.laboratory.wirings["fair_race"]
    for field, text in ((wiring.page.rules.trials, "12"), (wiring.page.rules.starts, "2")):
        type_number(field.field, text)
    yield wiring
    wiring.cancel()


def _race(qtbot: QtBot, wiring: FairRaceWiring) -> None:
    wiring.page.race.click()
    qtbot.waitUntil(lambda: not wiring.study.busy, timeout=LONG)
    assert wiring.study.sentence == ""


def test_nothing_is_begun_by_looking(window: MainWindow, page: FairRaceWiring) -> None:
    assert not page.study.busy
    assert page.page.rules.length.field.number == window.workbench.experiment.steps


def test_the_invitation_gives_way_to_what_is_being_done(page: FairRaceWiring) -> None:
    inner = page.page
    page._answer = page._complete = None
    inner.show_nothing()
    assert inner.chart.chart.empty.startswith("Press Race")
    inner.race.click()
    assert inner.chart.chart.empty.startswith("Every run is being tuned")
    page.cancel()
    assert inner.chart.chart.empty.startswith("Press Race")


def test_a_length_stands_beside_its_unit(window: MainWindow, page: FairRaceWiring) -> None:
    rules = page.page.rules
    for width in range(window.minimumWidth(), window.minimumWidth() + 400, 40):
        window.resize(width, window.height())
        QCoreApplication.processEvents()
        length, unit = (w.mapTo(window, w.rect().center()) for w in (rules.length, rules.horizon))
        assert abs(length.y() - unit.y()) <= 2, width
        assert length.x() < unit.x()
    window.resize(window.minimumSize())


def test_a_race_ranks_every_run(qtbot: QtBot, window: MainWindow, page: FairRaceWiring) -> None:
    _race(qtbot, page)
    rows = page.page.ranking.rows
    runs = window.workbench.experiment.runs
    assert sorted(row.run for row in rows) == list(range(len(runs)))
    assert [int(row.rank) for row in rows] == sorted(int(row.rank) for row in rows)
    assert {row.name for row in rows} == {run.name for run in runs}
    assert len(page.page.chart.chart.marks) == len(runs)
    assert page.page.equal.text().startswith("Held equal: 12 settings tried for each run")
    assert page.page.export.isVisible()
    assert "12 settings tried" in page.page.state.text()


def test_the_table_leaves_the_chart_what_it_does_not_need(
    qtbot: QtBot, window: MainWindow, page: FairRaceWiring
) -> None:
    _race(qtbot, page)
    inner, rows = page.page, page.page.ranking.rows
    for shown in (rows[:2], rows):
        inner.show_rows(shown)
        QCoreApplication.processEvents()
        needed = inner.ranking.sizeHint().height()
        assert inner.table.height() <= min(needed, inner.chart.height())
        assert inner.table.height() == needed or len(shown) > 2


def test_every_button_is_in_view_in_a_small_window(qtbot: QtBot, page: FairRaceWiring) -> None:
    _race(qtbot, page)
    QCoreApplication.processEvents()
    ranking, room = page.page.ranking, page.page.table.viewport().width()
    for button in (ranking.use_all, *(line.use for line in ranking.lines)):
        assert button.geometry().right() < room


def test_use_all_is_one_change(qtbot: QtBot, window: MainWindow, page: FairRaceWiring) -> None:
    _race(qtbot, page)
    tuned = {row.run: row.optimizer for row in page.page.ranking.rows}
    undoing(qtbot, window, page.page.ranking.use_all.click)
    runs = window.workbench.experiment.runs
    assert {i: run.optimizer for i, run in enumerate(runs)} == tuned
    assert not page.page.ranking.use_all.isEnabled()
    assert {line.use.text() for line in page.page.ranking.lines} == {"In use"}
    assert "race again" not in page.page.state.text()


def test_one_run_takes_its_settings_wherever_it_is_now(
    qtbot: QtBot, window: MainWindow, page: FairRaceWiring
) -> None:
    _race(qtbot, page)
    bench, ranking = window.workbench, page.page.ranking
    place = next(i for i, row in enumerate(ranking.rows) if row.place and not row.in_use)
    row, before = ranking.rows[place], bench.experiment.runs
    assert row.place is not None
    bench.edit("move", lambda d: d.moving(row.run, 0))
    undoing(qtbot, window, ranking.lines[place].use.click)
    after = bench.experiment.runs
    assert after[0].optimizer == row.optimizer
    others = [run.optimizer for i, run in enumerate(before) if i != row.run]
    assert [run.optimizer for run in after[1:]] == others
    bench.edit("remove", lambda d: d.removing(0))
    assert ranking.rows[place].place is None
    assert not ranking.lines[place].use.isEnabled()
    assert "race again" in page.page.state.text()


@pytest.fixture
def offered(qtbot: QtBot, page: FairRaceWiring) -> Offered:
    """A ranking of which every line can be used, its rows, and the runs that it asks for."""
    if not page.page.ranking.rows:
        _race(qtbot, page)
    rows = tuple(replace(row, in_use=False) for row in page.page.ranking.rows)
    ranking, asked = Ranking(), list[int]()
    qtbot.addWidget(ranking)
    ranking.show_rows(rows)
    ranking.useRequested.connect(asked.append)
    return ranking, rows, asked


@pytest.mark.parametrize("change", ["gone", "another", "same"])
def test_a_held_button_gives_the_settings_of_its_own_run_or_none(
    qtbot: QtBot, offered: Offered, change: str
) -> None:
    ranking, rows, asked = offered
    use = ranking.lines[-1].use
    qtbot.mousePress(use, Qt.MouseButton.LeftButton)
    ranking.show_rows({"gone": rows[:-1], "another": rows[::-1], "same": rows}[change])
    move(use, QPointF(use.rect().center()) + QPointF(1.0, 0.0), Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(use, Qt.MouseButton.LeftButton)
    if change == "gone":
        use.click()
    assert asked == ([rows[-1].run] if change == "same" else [])
    asked.clear()
    ranking.show_rows(rows)
    use.click()
    assert asked == [rows[-1].run]


def test_a_button_whose_release_was_lost_still_clicks_for_the_run_that_is_there(
    qtbot: QtBot, offered: Offered
) -> None:
    """It was switched off, or hidden, while it was held."""
    ranking, rows, asked = offered
    use = ranking.lines[0].use
    qtbot.mousePress(use, Qt.MouseButton.LeftButton)
    ranking.show_rows(tuple(replace(row, in_use=True) for row in rows))
    ranking.show_rows(rows[::-1])
    use.click()
    assert asked == [rows[-1].run]


def test_another_button_of_the_mouse_takes_hold_of_nothing(qtbot: QtBot, offered: Offered) -> None:
    ranking, rows, asked = offered
    use = ranking.lines[0].use
    qtbot.mousePress(use, Qt.MouseButton.LeftButton)
    ranking.show_rows(rows[::-1])
    qtbot.mousePress(use, Qt.MouseButton.RightButton)
    qtbot.mouseRelease(use, Qt.MouseButton.RightButton)
    move(use, QPointF(use.rect().center()), Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(use, Qt.MouseButton.LeftButton)
    assert asked == []


def test_without_its_runs_the_ranking_gives_nothing_and_says_why(
    qtbot: QtBot, window: MainWindow, page: FairRaceWiring
) -> None:
    _race(qtbot, page)
    ranking, bench = page.page.ranking, window.workbench
    assert "one change" in ranking.use_all.toolTip()
    bench.edit("none", lambda d: replace(d, experiment=replace(d.experiment, runs=())))
    for button in (ranking.use_all, *(line.use for line in ranking.lines)):
        assert not button.isEnabled()
        assert "in the experiment" in button.toolTip()


def test_called_off_the_ranking_so_far_stays(
    qtbot: QtBot, window: MainWindow, page: FairRaceWiring
) -> None:
    type_number(page.page.rules.trials.field, "2000")
    type_number(page.page.rules.starts.field, "50")
    page.page.race.click()
    answers: list[Any] = []
    page.study.answered.connect(lambda _request, found: answers.append(found))
    qtbot.waitUntil(lambda: bool(page.study.share), timeout=LONG)
    turn_to(window, "race")
    assert page.study.busy, "it goes on while another page is in view"
    turn_to(window, "fair_race")
    page.page.race.setFocus()
    QTest.keyClick(page.page.race, Qt.Key.Key_Escape)
    assert not page.study.busy
    assert not page.page.progress.stop.isVisible()
    assert page.study.sentence == "Stopped"
    count = len(answers)
    settle(qtbot, window)
    assert len(answers) == count
    assert page.page.state.text().startswith("Stopped")


def test_a_race_called_off_loses_nothing_of_the_one_before(
    qtbot: QtBot, window: MainWindow, page: FairRaceWiring
) -> None:
    _race(qtbot, page)
    before, chart = page.page.ranking.rows, page.page.chart.chart
    type_number(page.page.rules.trials.field, "2000")
    type_number(page.page.rules.starts.field, "20")
    pieces: list[bool] = []

    def call_off(_request: object, found: Any) -> None:
        pieces.append(found.complete)
        page.page.progress.stop.click()

    page.study.answered.connect(call_off)
    page.page.race.click()
    qtbot.waitUntil(lambda: not page.study.busy, timeout=LONG)
    page.study.answered.disconnect(call_off)
    settle(qtbot, window)
    assert pieces == [False]
    assert page.page.ranking.rows == before
    assert page.page.chart.chart.title == chart.title == "Median and quartiles on fresh cases"
    assert page.page.equal.text().startswith("Held equal: 12 settings")
    assert page.page.export.isVisible()
    assert page.page.state.text() == (
        "Stopped: below is the race before. 12 settings tried for each run, ranked on fresh cases."
    )


def test_the_looks_are_those_of_the_cards_after_a_run_was_removed(
    qtbot: QtBot, window: MainWindow, page: FairRaceWiring
) -> None:
    window.workbench.edit("remove", lambda d: d.removing(0))
    experiment = window.workbench.experiment
    _race(qtbot, page)
    looks = {row.run: row.style for row in page.page.ranking.rows}
    assert looks == {i: run_style(experiment, i) for i in range(len(experiment.runs))}
    assert looks[0] == style(1)


def test_the_export_is_the_command_s(
    qtbot: QtBot, window: MainWindow, page: FairRaceWiring, tmp_path: Path
) -> None:
    experiment: Experiment = window.workbench.experiment
    _race(qtbot, page)
    save(tmp_path / "race.optx", experiment, {})
    for ending in ("csv", "optx"):
        page.write(tmp_path / f"window.{ending}")
        qtbot.waitUntil(lambda: not page.exporter.busy, timeout=LONG)
        command = ["fair-race", str(tmp_path / "race.optx"), "--budget", "12", "--starts", "2"]
        assert main([*command, "--out", str(tmp_path / f"command.{ending}")]) == 0
        assert (tmp_path / f"window.{ending}").read_bytes() == (
            tmp_path / f"command.{ending}"
        ).read_bytes()
    tuned = json.loads((tmp_path / "window.optx").read_text(encoding="utf-8"))
    assert len(tuned["runs"]) == len(experiment.runs)


def test_the_button_asks_where_and_writes(
    qtbot: QtBot, page: FairRaceWiring, questions: Questions, answers: list[str], tmp_path: Path
) -> None:
    _race(qtbot, page)
    answers.append(str(tmp_path / "race.csv"))
    page.page.export.click()
    qtbot.waitUntil(lambda: not page.exporter.busy, timeout=LONG)
    assert (tmp_path / "race.csv").stat().st_size > 0
    assert not questions.warnings


def test_a_file_that_comes_while_a_name_is_asked_waits(
    qtbot: QtBot,
    window: MainWindow,
    page: FairRaceWiring,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _race(qtbot, page)
    raced, files = window.workbench.experiment, window.files
    save(tmp_path / "other.optx", replace(raced, steps=raced.steps + 1), {})
    meanwhile = list[int]()

    def name(*_: object) -> tuple[str, str]:
        files.open_path(tmp_path / "other.optx", ask=False)
        qtbot.waitUntil(lambda: not files._loads.busy, timeout=LONG)
        meanwhile.append(window.workbench.experiment.steps)
        return str(tmp_path / "race.csv"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", name)
    page.page.export.click()
    assert meanwhile == [raced.steps]
    settle(qtbot, window)
    assert window.workbench.experiment.steps == raced.steps + 1
    qtbot.waitUntil(lambda: not page.exporter.busy, timeout=LONG)
    assert (tmp_path / "race.csv").stat().st_size > 0


def test_what_cannot_be_raced_is_said(qtbot: QtBot, window: MainWindow, page: FairRaceWiring) -> None:
    rules = page.page.rules
    assert not rules.target.isVisible()
    rules.metric.pick("evaluations")
    assert rules.target.isVisible()
    page.page.race.click()
    assert not page.study.busy
    assert page.page.state.text() == "Target is needed to count evaluations to it."
    type_number(rules.target.field, "1")
    rules.horizon.pick("evaluations")
    _race(qtbot, page)
    assert "evaluations to a loss of 1.0" in page.page.equal.text()
    rules.metric.pick("final_loss")
    rules.horizon.pick("steps")
    bench = window.workbench
    bench.edit("none", lambda d: replace(d, experiment=replace(d.experiment, runs=())))
    page.page.race.click()
    before = "The ranking is of the experiment before the change."
    assert page.page.state.text() == f"There is no run to race. {before}"
    with mock.patch.object(page.study, "sentence", "There is no room"):
        page.study.changed.emit()
    assert page.page.state.text() == f"There is no room. {before}"


def test_a_race_that_is_not_over_is_not_written(
    window: MainWindow, page: FairRaceWiring, tmp_path: Path
) -> None:
    with mock.patch.object(page, "_complete", None):  # another began while the file was being named
        page.write(tmp_path / "race.csv")
    assert "not over" in page.page.state.text()
    assert not (tmp_path / "race.csv").exists()
