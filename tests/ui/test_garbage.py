"""Full collections leave out what has outlived one, until nobody looks."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from optexplorer.ui import garbage
from optexplorer.ui.garbage import Garbage


class Knot:
    """Refers to itself: only a collection takes it away."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def kept_short(qapp: QApplication) -> Iterator[Garbage]:
    guard = Garbage(qapp)
    assert not gc.isenabled()
    yield guard
    guard.stop()
    assert gc.isenabled()
    guard.setParent(None)
    assert gc.get_freeze_count() == 0


@pytest.mark.usefixtures("kept_short")
def test_it_is_collected_on_the_main_thread_however_much_others_make(qtbot: QtBot) -> None:
    """Qt ends the program where a scene is taken away on another thread."""
    taken = list[threading.Thread]()

    def make() -> None:
        gone = weakref.ref(Knot(), lambda _: taken.append(threading.current_thread()))
        knots = [Knot() for _ in range(50_000)]
        kept.extend([gone, knots])

    kept = list[object]()
    worker = threading.Thread(target=make)
    worker.start()
    worker.join()
    assert not taken
    qtbot.waitUntil(lambda: bool(taken))
    assert taken == [threading.main_thread()]


@pytest.mark.usefixtures("kept_short")
def test_every_generation_has_its_turn(qtbot: QtBot) -> None:
    seen = set[int]()

    def see(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            seen.add(info["generation"])

    gc.callbacks.append(see)
    kept = list[Knot]()
    for _ in range(200):
        kept += [Knot() for _ in range(800)]
        garbage.collect()
    gc.callbacks.remove(see)
    assert seen == {0, 1, 2}


@pytest.mark.usefixtures("kept_short")
def test_short_collections_leave_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garbage, "_LONG", float("inf"))
    lasting = Knot()
    stays = weakref.ref(lasting)
    gc.collect()
    del lasting
    gc.collect()
    assert stays() is None


@pytest.mark.usefixtures("kept_short")
def test_fresh_garbage_goes_and_what_outlives_a_long_collection_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(garbage, "_LONG", 0.0)
    brief, lasting = Knot(), Knot()
    gone, stays = weakref.ref(brief), weakref.ref(lasting)
    del brief
    before = gc.get_freeze_count()
    gc.collect()
    assert gone() is None
    assert gc.get_freeze_count() > before
    assert not any(thing is lasting for thing in gc.get_objects())
    del lasting
    gc.collect()
    assert stays() is not None


def test_everything_is_collected_when_another_program_is_in_use_and_not_for_a_moment(
    kept_short: Garbage, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "_LONG", 0.0)
    monkeypatch.setattr(garbage, "_REST", 0.0)
    lasting = Knot()
    stays = weakref.ref(lasting)
    gc.collect()
    del lasting
    active, inactive = Qt.ApplicationState.ApplicationActive, Qt.ApplicationState.ApplicationInactive
    qapp.applicationStateChanged.emit(inactive)
    assert kept_short._away.isActive()
    qapp.applicationStateChanged.emit(active)
    assert not kept_short._away.isActive()
    assert stays() is not None
    kept_short._away.setInterval(1)
    qapp.applicationStateChanged.emit(inactive)
    qtbot.waitUntil(lambda: stays() is None)


def test_everything_is_collected_once_nothing_happens_any_more(
    kept_short: Garbage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "_LONG", 0.0)

    def left_out() -> "weakref.ref[Knot]":
        lasting = Knot()
        gc.collect()
        return weakref.ref(lasting)

    def look(*, nothing_below: float) -> None:
        monkeypatch.setattr(garbage, "_NOTHING", nothing_below)
        kept_short._timer.timeout.emit()

    stays, quiet, busy = left_out(), float("inf"), -1.0
    look(nothing_below=quiet)
    assert stays() is not None  # not long ago
    monkeypatch.setattr(garbage, "_REST", 0.0)
    look(nothing_below=busy)
    assert stays() is not None
    look(nothing_below=quiet)
    assert stays() is None
    again = left_out()
    look(nothing_below=quiet)
    assert again() is not None, "it was not used since"
    look(nothing_below=busy)
    look(nothing_below=quiet)
    assert again() is None
