"""Members of an ensemble that are picked, and go into the race."""

import numpy as np
from pytestqt.qtbot import QtBot

from optexplorer.core.analysis.ensemble import Leaving
from optexplorer.ui.lab.ensemble.wiring import EnsembleWiring
from optexplorer.ui.main_window import MainWindow
from tests.support.mouse import click
from tests.ui.lab.ensemble.tools import expected, run, shown
from tests.ui.window import action, settle


def test_a_member_goes_into_the_race_as_one_edit(
    qtbot: QtBot, window: MainWindow, page: EnsembleWiring
) -> None:
    run(qtbot, page)
    paths = page.page.paths
    assert not paths.race.isVisible()
    paths.memberPicked.emit(1, 17)
    assert paths.race.text() == "Show seed 20 in the race"
    before = window.workbench.document
    paths.race.click()
    assert window.workbench.view.page == "race"
    assert window.workbench.view.selected == 1
    settle(qtbot, window)
    assert window.workbench.experiment.seed == 20
    frame = window.workbench.frame
    assert frame is not None
    assert frame.legend[1].loss == expected(1, Leaving(distance=0.4)).final_loss[17]
    action(window, "undo").trigger()
    assert window.workbench.document == before


def test_a_seed_that_no_file_takes_is_not_shown(
    qtbot: QtBot, window: MainWindow, page: EnsembleWiring
) -> None:
    window.workbench.edit("seed", lambda d: d.with_experiment(seed=2**64 - 2))
    run(qtbot, page)
    page._pick(1, 2)
    page._to_race()
    assert page.page.state.text() == f"Seed {2**64} is past the last one of a race, {2**64 - 1}"
    assert window.workbench.experiment.seed == 2**64 - 2


def test_a_bar_picks_a_member_that_escapes_there(qtbot: QtBot, page: EnsembleWiring) -> None:
    run(qtbot, page)
    view = page.page.times
    view.grab()
    (bars,) = view.chart.marks
    tallest = int(np.argmax(bars.heights))
    step = float(bars.edges[tallest : tallest + 2].mean())
    click(view.plot, step, bars.heights[tallest] / 2)
    assert page._picked is not None
    run_, member = page._picked
    assert bars.edges[tallest] <= shown(page)[run_].escaped[member] < bars.edges[tallest + 1]


def test_a_start_of_a_cloud_goes_into_the_race(
    qtbot: QtBot, window: MainWindow, page: EnsembleWiring
) -> None:
    run(qtbot, page, over="starts", radius=0.2)
    page._pick(1, 4)
    assert page.page.paths.race.text() == "Show start 5 in the race"
    page.page.paths.race.click()
    answer = page._answer
    assert answer is not None
    assert window.workbench.experiment.origin == tuple(answer[1].starts[1][4])


def test_an_answer_from_before_knows_its_runs_where_they_stand_now(
    qtbot: QtBot, window: MainWindow, page: EnsembleWiring
) -> None:
    bench = window.workbench
    bench.edit("own", lambda d: d.with_own_start(1, (0.1, 0.1)))
    settle(qtbot, window)
    run(qtbot, page, over="starts", radius=0.2)
    answer = page._answer
    assert answer is not None
    bench.edit("remove", lambda d: d.removing(0))
    page.cancel()
    assert page._answer is answer
    assert [crowd.name for crowd in page._crowds()] == ["noisy"]
    document = bench.document
    page._pick(0, 4)
    page._to_race()
    assert bench.document == document
    assert page.page.state.text() == "quiet is no longer among the runs"
    page._pick(1, 4)
    page._to_race()
    assert bench.view.page == "race"
    assert bench.view.selected == 0
    assert bench.experiment.runs[0].start == tuple(answer[1].starts[1][4])
