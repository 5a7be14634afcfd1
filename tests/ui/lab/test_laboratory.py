"""What holds for every page of the laboratory in the real window."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from optexplorer.ui.app import new_window
from optexplorer.ui.lab import laboratory
from optexplorer.ui.lab.laboratory import Laboratory
from optexplorer.ui.lab.pages import PAGES, PageRow, parts_of
from optexplorer.ui.lab.study_wiring import StudyWiring
from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.settings import Settings
from tests.ui.conftest import end
from tests.ui.window import LONG, action, settle, turn_to

LAB = [row for row in PAGES if row.load is not None]


@pytest.fixture(scope="module", autouse=True)
def _made(shared_window: MainWindow) -> None:
    """The pages belong to the window that the tests share, not to the first of them."""
    for row in LAB:
        turn_to(shared_window, row.name)


@pytest.fixture
def presenting(window: MainWindow) -> Iterator[MainWindow]:
    """The window as an audience sees it."""
    action(window, "present").trigger()
    yield window
    action(window, "present").setChecked(False)


@pytest.mark.parametrize("row", LAB, ids=lambda row: row.name)
def test_escape_stops_what_a_page_computes_before_it_ends_the_presentation(
    row: PageRow, presenting: MainWindow, qtbot: QtBot
) -> None:
    window = presenting
    action(window, row.action).trigger()
    settle(qtbot, window)
    wiring = window.laboratory.wirings[row.name]
    assert isinstance(wiring, StudyWiring)
    qtbot.waitUntil(lambda: not wiring.busy, timeout=LONG)
    held, let_go = threading.Event(), threading.Event()

    def hold(*_: object) -> None:
        held.set()
        let_go.wait()

    wiring.study._jobs.cancel()
    work, wiring.study._jobs._work = wiring.study._jobs._work, hold
    wiring.study.ask(None)
    qtbot.waitUntil(held.is_set, timeout=LONG)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    wiring.study._jobs._work = work
    let_go.set()
    assert window.presenter.on
    assert not wiring.busy
    assert wiring.study.sentence == "Stopped"
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.presenter.on


@pytest.mark.parametrize("row", LAB, ids=lambda row: row.name)
def test_the_code_of_a_page_comes_a_module_at_a_time(row: PageRow) -> None:
    *modules, last = parts_of(row)
    loaded = {module().__name__ for module in modules}
    assert len(loaded) == len(modules) > 2
    assert last().__module__ in loaded


def at_rest(window: MainWindow, qtbot: QtBot) -> Laboratory:
    """The laboratory of a window in which nothing is computed."""
    settle(qtbot, window)
    lab = window.laboratory
    qtbot.waitUntil(lambda: not any(wiring.busy for wiring in lab.wirings.values()), timeout=LONG)
    return lab


def test_code_of_pages_is_loaded_in_rests_only(window: MainWindow, qtbot: QtBot) -> None:
    lab, bench, loaded = at_rest(window, qtbot), window.workbench, list[int]()
    with mock.patch.object(lab, "_to_load", [lambda: loaded.append(0), lambda: loaded.append(1)]):
        bench.frameChanged.emit(bench.frame)
        assert lab._rest.isActive()
        with mock.patch.object(type(bench), "busy", property(lambda _bench: True)):
            lab._load_next()
        with mock.patch.object(lab, "wirings", {"page": SimpleNamespace(busy=True)}):
            lab._load_next()
        with held(window):
            lab._load_next()
        assert (loaded, lab._rest.isActive()) == ([], True)
        lab._load_next()
        assert (loaded, lab._rest.isActive()) == ([0], True)
        lab._load_next()
        assert loaded == [0, 1]
        lab._rest.stop()
        bench.frameChanged.emit(bench.frame)
        assert not lab._rest.isActive()


@contextmanager
def held(window: MainWindow) -> Iterator[None]:
    """A mouse button is down, where that does nothing."""
    status = window.statusBar()
    place = status.mapTo(window, status.rect().center())
    QTest.mousePress(window.windowHandle(), Qt.MouseButton.LeftButton, pos=place)
    try:
        assert QApplication.mouseButtons() == Qt.MouseButton.LeftButton
        yield
    finally:
        QTest.mouseRelease(window.windowHandle(), Qt.MouseButton.LeftButton, pos=place)


def test_a_page_is_loaded_whole_before_the_next_one(window: MainWindow, qtbot: QtBot) -> None:
    lab = at_rest(window, qtbot)
    next_page = partial(lab._unfold, LAB[1])
    with mock.patch.object(lab, "_to_load", [partial(lab._unfold, LAB[0]), next_page]):
        lab._load_next()
        *parts, last = lab._to_load
        assert len(parts) == len(parts_of(LAB[0]))
        assert last is next_page
        lab._rest.stop()


def test_code_that_cannot_be_loaded_keeps_none_waiting(window: MainWindow, qtbot: QtBot) -> None:
    lab, loaded = at_rest(window, qtbot), list[int]()

    def broken() -> None:
        raise ImportError("broken")

    with mock.patch.object(lab, "_to_load", [broken, lambda: loaded.append(1)]):
        with pytest.raises(ImportError, match="broken"):
            lab._load_next()
        assert lab._rest.isActive()
        qtbot.waitUntil(lambda: loaded == [1], timeout=LONG)


@pytest.fixture
def early(tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """A window that is asked for a page before its first picture."""
    window = new_window(Settings(tmp_path / "window.ini"))
    action(window, "page_settings").trigger()
    assert window.workbench.frame is None
    assert not window.laboratory.wirings
    yield window
    end(window)


def test_the_first_picture_and_the_page_asked_for_have_a_turn_each(
    early: MainWindow, qtbot: QtBot
) -> None:
    lab, bench, told = early.laboratory, early.workbench, list[tuple[bool, int, bool]]()

    def look(frame: object) -> None:
        with mock.patch.object(lab._late, "start") as start:
            lab._follow_frame()
        told.append((lab._late.active, len(lab.wirings), start.called))

    bench.frameChanged.connect(look)
    settle(qtbot, early, started=True)
    qtbot.waitUntil(lambda: not lab.coming, timeout=LONG)
    assert told[0] == (True, 0, False), "to come, not made, and not put off by the next frame"
    assert lab.wirings["settings"].page.isVisibleTo(early)


@pytest.mark.parametrize("ended", ["page_race", "stop"])
def test_a_page_that_nobody_waits_for_is_not_made(early: MainWindow, qtbot: QtBot, ended: str) -> None:
    lab, coming = early.laboratory, list[bool]()

    def change_mind(_frame: object) -> None:
        coming.append(lab._late.active)
        if ended == "stop":
            lab.stop()
        else:
            action(early, ended).trigger()

    early.workbench.frameChanged.connect(change_mind, Qt.ConnectionType.SingleShotConnection)
    settle(qtbot, early, started=True)
    qtbot.waitUntil(lambda: not lab.coming)
    assert coming == [True]
    assert not lab.wirings


def pieces(window: MainWindow, row: PageRow) -> list[dict[str, bool]]:
    """What there is of a page after each piece of its making."""
    lab, found = window.laboratory, list[dict[str, bool]]()
    while lab._making.busy:
        wiring = lab.wirings.get(row.name)
        seen = {"made": wiring is not None, "shown": lab._shown is row}
        found.append(seen | {"entered": isinstance(wiring, StudyWiring) and wiring._in_view})
        lab._making._take()
    return found


@pytest.fixture
def fresh(tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """A window with its first picture and no page made."""
    window = new_window(Settings(tmp_path / "window.ini"))
    settle(qtbot, window, started=True)
    yield window
    end(window)


def test_a_page_is_made_shown_and_entered_in_turns_of_their_own(fresh: MainWindow) -> None:
    lab, (row, *_) = fresh.laboratory, LAB
    action(fresh, row.action).trigger()
    assert fresh.centre.strip.currentIndex() == PAGES.index(row), "at once"
    assert lab.coming
    found = pieces(fresh, row)
    assert not any(found[0].values())
    assert found[-3:] == [
        {"made": True, "shown": False, "entered": False},
        {"made": True, "shown": False, "entered": False},
        {"made": True, "shown": True, "entered": False},
    ]
    wiring = lab.wirings[row.name]
    assert isinstance(wiring, StudyWiring)
    assert wiring._in_view
    assert wiring.page.isVisibleTo(fresh)


def test_who_turns_on_while_a_page_is_made_gets_the_last_one_alone(fresh: MainWindow) -> None:
    lab, (first, last, *_) = fresh.laboratory, LAB
    action(fresh, first.action).trigger()
    lab._making._take()
    action(fresh, last.action).trigger()
    lab.finish()
    assert lab._shown is last
    assert set(lab.wirings) == {first.name, last.name}
    entered = {name: getattr(wiring, "_in_view", None) for name, wiring in lab.wirings.items()}
    assert entered == {first.name: False, last.name: True}


@pytest.mark.parametrize("row", [None, *LAB], ids=lambda row: "early" if row is None else row.name)
def test_a_page_that_cannot_be_made_is_tried_again_when_it_is_asked_for(
    fresh: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, row: PageRow | None
) -> None:
    """At once, or when it is there, but not dressed."""
    lab, tries, late = fresh.laboratory, list[int](), row is not None
    row = row or LAB[0]

    def broken(*_: object) -> list[object]:
        tries.append(1)
        raise MemoryError("no room")

    with monkeypatch.context() as patch:
        if late:
            patch.setattr(fresh.theme, "dress", broken)
        else:
            patch.setattr(laboratory, "parts_of", broken)
        action(fresh, row.action).trigger()
        with pytest.raises(MemoryError):
            lab.finish()
        assert fresh.workbench.view.page == PAGES[0].name, "keys and overlays are those of the race"
        assert action(fresh, PAGES[0].action).isChecked()
        lab._show(fresh.workbench.view)
        assert (len(tries), lab._making.busy) == (1, False), "not at every frame"
        assert fresh.centre.strip.currentIndex() == 0
        assert not lab.wirings
        action(fresh, row.action).trigger()
        with pytest.raises(MemoryError):
            lab.finish()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    fresh.workbench.edit("change the steps", lambda d: d.with_experiment(steps=51))
    settle(qtbot, fresh)  # nothing is left that shows it on the page that is gone
    turn_to(fresh, row.name)
    assert lab._shown is row


def test_a_page_asked_for_while_another_cannot_be_made_comes(
    fresh: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab, (first, second, *_) = fresh.laboratory, LAB

    def broken(row: PageRow) -> list[object]:
        if row is first:
            raise MemoryError("no room")
        return parts_of(row)

    monkeypatch.setattr(laboratory, "parts_of", broken)
    action(fresh, first.action).trigger()
    action(fresh, second.action).trigger()
    lab._late.stop()  # as if it had come while the first was being made
    with pytest.raises(MemoryError):
        lab.finish()
    qtbot.waitUntil(lambda: lab._shown is second)


@pytest.mark.parametrize("after", range(1, 5))
def test_who_goes_back_while_a_page_is_made_stays_at_the_race(fresh: MainWindow, after: int) -> None:
    lab, (row, *_) = fresh.laboratory, LAB
    action(fresh, row.action).trigger()
    while lab._making.busy and after:
        after -= lab.wirings.get(row.name) is not None or after > 3
        lab._making._take()
    action(fresh, "page_race").trigger()
    lab.finish()
    assert lab._shown is PAGES[0]
    assert fresh.middle.isVisibleTo(fresh)
    assert not getattr(lab.wirings.get(row.name), "_in_view", False)
    turn_to(fresh, row.name)
    assert lab._shown is row
