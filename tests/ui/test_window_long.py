"""Long computations in the real window: progress, stop, closing, and an interface that answers."""

import threading
import time
from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot

from optexplorer.core.fused import fusable, ready
from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.quickening import LONG as LONG_RUN
from tests.support.mouse import click
from tests.ui.window import LEFT, LONG, action, ends, settle, type_number

MANY = "50000000"


def threads() -> set[threading.Thread]:
    return set(threading.enumerate())


def computing(qtbot: QtBot, window: MainWindow) -> None:
    """Ask for many steps and wait until the progress is shown."""
    type_number(window.problem_panel.foot.steps.field, MANY)
    qtbot.waitUntil(window.status.share.isVisible, timeout=LONG)


def test_stop_ends_it_and_the_picture_stays(qtbot: QtBot, window: MainWindow) -> None:
    computing(qtbot, window)
    assert window.status.stop.isVisible()
    qtbot.waitUntil(lambda: window.status.label.text() == "Computing")
    begun = time.monotonic()
    qtbot.mouseClick(window.status.stop, LEFT)
    assert not window.workbench.busy
    assert time.monotonic() - begun < 0.5
    assert window.status.label.text() == "Stopped"
    assert not window.status.stop.isVisible()
    assert len(window.workbench.frame.paths) == 5
    action(window, "undo").trigger()
    assert settle(qtbot, window).last_step == 160


def test_escape_stops_too(qtbot: QtBot, window: MainWindow) -> None:
    computing(qtbot, window)
    qtbot.keyClick(window.contour, Qt.Key.Key_Escape)
    assert not window.workbench.busy
    qtbot.keyClick(window.contour, Qt.Key.Key_Escape)
    assert window.status.label.text() == "Stopped"


def test_something_is_shown_early_and_the_interface_answers(qtbot: QtBot, window: MainWindow) -> None:
    beats: list[float] = []
    timer = QTimer(interval=5)
    timer.timeout.connect(lambda: beats.append(time.monotonic()))
    computing(qtbot, window)
    timer.start()
    qtbot.waitUntil(lambda: len(beats) > 200, timeout=LONG)
    timer.stop()
    assert window.workbench.busy, "it was computing all the while"
    gaps = [after - before for before, after in pairwise(beats)]
    assert max(gaps) < 0.25
    assert window.workbench.frame.last_step > 160, "a first piece is shown"


def test_an_edit_replaces_the_long_computation(qtbot: QtBot, window: MainWindow) -> None:
    computing(qtbot, window)
    begun = time.monotonic()
    action(window, "undo").trigger()
    click(window.contour.plot, -1.7, -1.7)
    frame = settle(qtbot, window)
    assert time.monotonic() - begun < 3.0
    assert frame.last_step == 160
    assert len(set(ends(frame).values())) == 5


def test_closing_while_it_computes(
    qtbot: QtBot, make_window: Callable[..., MainWindow], qapp: object
) -> None:
    before = threads()
    window = make_window()
    assert threads() - before
    computing(qtbot, window)
    window.workbench.undo_list.mark_saved()  # so that closing asks nothing
    begun = time.monotonic()
    assert window.close()
    assert time.monotonic() - begun < 1.0
    assert threads() <= before
    assert not window.isVisible()
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

    qtbot.waitUntil(compiled, timeout=LONG)
    bench.edit("elsewhere", lambda d: d.with_start((0.5, 0.5)))
    settle(qtbot, window)
    action(window, "undo").trigger()
    assert ends(settle(qtbot, window)) == before
