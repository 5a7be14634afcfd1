"""Long computations in the real window: progress, stop, closing, and an interface that answers."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot

from optexplorer.core.compute import BLOCK, Cancelled, Computation
from optexplorer.core.fused import fusable, ready
from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.quickening import LONG as LONG_RUN
from tests.support.mouse import click
from tests.ui.window import LEFT, LONG, action, ends, settle, type_number

MANY = "50000000"


def threads() -> set[threading.Thread]:
    return set(threading.enumerate())


@pytest.fixture
def called_off(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many steps were asked for by each computation that does not go on to its end."""
    steps: list[int] = []
    run = Computation.run

    def watched(computation: Computation, *args: object) -> object:
        try:
            return run(computation, *args)
        except Cancelled:
            steps.append(computation.experiment.steps)
            raise

    monkeypatch.setattr(Computation, "run", watched)
    return steps


def computing(qtbot: QtBot, window: MainWindow) -> None:
    """Ask for many steps and wait until the progress is shown."""
    type_number(window.problem_panel.foot.steps.field, MANY)
    qtbot.waitUntil(window.status.progress.share.isVisible, timeout=LONG)


def stopped(qtbot: QtBot, window: MainWindow) -> int:
    """Wait until what has been computed is shown; the last step of it."""
    qtbot.waitUntil(lambda: window.status.label.text().startswith("Stopped at step"), timeout=LONG)
    return window.workbench.frame.last_step


def test_stop_ends_it_and_keeps_what_has_been_computed(
    qtbot: QtBot, window: MainWindow, called_off: list[int]
) -> None:
    computing(qtbot, window)
    assert window.status.progress.stop.isVisible()
    qtbot.waitUntil(lambda: window.status.label.text() == "Computing")
    qtbot.waitUntil(lambda: window.status.progress.share.value() >= 5, timeout=LONG)
    qtbot.mouseClick(window.status.progress.stop, LEFT)
    last = stopped(qtbot, window)
    assert called_off == [int(MANY)]
    assert window.status.label.text() == f"Stopped at step {last:,}"
    assert last > 5 / 1000 * int(MANY) - 2 * BLOCK, "all of it, and not the first piece alone"
    assert not window.workbench.busy
    assert not window.status.progress.stop.isVisible()
    assert len(window.workbench.frame.paths) == 5
    window.workbench.set_box(((0.0, 1.0), (0.0, 1.0)))
    qtbot.waitUntil(lambda: not window.workbench.busy, timeout=LONG)
    assert stopped(qtbot, window) == last, "looking closer computes nothing more"
    action(window, "undo").trigger()
    assert settle(qtbot, window).last_step == 160
    assert not window.status.go_on.isVisible()


def test_what_was_stopped_goes_on_where_it_stood(qtbot: QtBot, window: MainWindow) -> None:
    window.workbench.edit("long", lambda d: d.with_experiment(steps=3_000_000))
    whole = ends(settle(qtbot, window))
    window.workbench.edit("elsewhere", lambda d: d.with_start((0.5, 0.5)))
    settle(qtbot, window)
    window.workbench.edit("back", lambda d: d.with_start((0.005, 1.7)))
    qtbot.waitUntil(lambda: 200 <= window.status.progress.share.value() < 900, timeout=LONG)
    window.workbench.cancel()
    assert stopped(qtbot, window) < 3_000_000
    begun: list[float] = []
    window.workbench.noticed.connect(lambda _text, share: begun.append(share or 0.0))
    qtbot.mouseClick(window.status.go_on, LEFT)
    assert ends(settle(qtbot, window)) == whole
    assert min(share for share in begun if share) >= 0.2
    assert not window.status.go_on.isVisible()


def test_escape_stops_too(qtbot: QtBot, window: MainWindow) -> None:
    computing(qtbot, window)
    qtbot.keyClick(window.contour, Qt.Key.Key_Escape)
    stopped(qtbot, window)
    qtbot.keyClick(window.contour, Qt.Key.Key_Escape)
    assert window.status.go_on.isVisible()


def test_something_is_shown_early_and_the_interface_answers(qtbot: QtBot, window: MainWindow) -> None:
    """How soon it answers is measured in the benchmarks."""
    beats: list[int] = []
    timer = QTimer(interval=5)
    timer.timeout.connect(lambda: beats.append(window.workbench.frame.last_step))
    computing(qtbot, window)
    timer.start()
    qtbot.waitUntil(lambda: len(beats) > 200, timeout=LONG)
    timer.stop()
    assert window.workbench.busy, "it was computing all the while"
    assert 160 < beats[-1] < int(MANY), "a first piece is shown"


def test_an_edit_replaces_the_long_computation(
    qtbot: QtBot, window: MainWindow, called_off: list[int]
) -> None:
    computing(qtbot, window)
    action(window, "undo").trigger()
    click(window.contour.plot, -1.7, -1.7)
    frame = settle(qtbot, window)
    assert called_off == [int(MANY)]
    assert frame.last_step == 160
    assert len(set(ends(frame).values())) == 5


def test_closing_while_it_computes(
    qtbot: QtBot, make_window: Callable[..., MainWindow], called_off: list[int]
) -> None:
    before = threads()
    window = make_window()
    assert threads() - before
    computing(qtbot, window)
    window.workbench.undo_list.mark_saved()  # so that closing asks nothing
    assert window.close()
    assert not window.isVisible()
    qtbot.waitUntil(lambda: threads() <= before, timeout=LONG)
    assert called_off == [int(MANY)]
    assert not window.playback.playing


def test_long_runs_get_loops_of_their_own_while_nobody_waits(qtbot: QtBot, window: MainWindow) -> None:
    type_number(window.problem_panel.foot.steps.field, str(LONG_RUN))
    before = ends(settle(qtbot, window))
    bench = window.workbench
    experiment = bench.experiment
    expected = [fusable(run, experiment.problem) for run in experiment.runs]
    assert any(expected)

    def compiled() -> bool:
        made = [ready(run, experiment.problem) is not None for run in experiment.runs]
        return made == expected and not window.wiring.quickening.busy

    qtbot.waitUntil(compiled, timeout=4 * LONG)  # by a program that gives way to every other
    bench.edit("elsewhere", lambda d: d.with_start((0.5, 0.5)))
    settle(qtbot, window)
    action(window, "undo").trigger()
    assert ends(settle(qtbot, window)) == before
