"""What holds for every page of the laboratory in the real window."""

import threading
from collections.abc import Iterator
from unittest import mock

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from optexplorer.ui.lab.pages import PAGES, PageRow, parts_of
from optexplorer.ui.lab.study_wiring import StudyWiring
from optexplorer.ui.main_window import MainWindow
from tests.ui.window import LONG, action, settle

LAB = [row for row in PAGES if row.load is not None]


@pytest.fixture(scope="module", autouse=True)
def _made(shared_window: MainWindow) -> None:
    """The pages belong to the window that the tests share, not to the first of them."""
    for row in LAB:
        action(shared_window, row.action).trigger()


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


def test_code_of_pages_is_loaded_in_rests_only(window: MainWindow, qtbot: QtBot) -> None:
    lab, bench, loaded = window.laboratory, window.workbench, list[int]()
    settle(qtbot, window)
    qtbot.waitUntil(lambda: not any(wiring.busy for wiring in lab.wirings.values()), timeout=LONG)
    with mock.patch.object(lab, "_to_load", [lambda: loaded.append(0), lambda: loaded.append(1)]):
        bench.frameChanged.emit(bench.frame)
        assert lab._rest.isActive()
        with mock.patch.object(type(bench), "busy", property(lambda _bench: True)):
            lab._load_next()
        assert loaded == []
        lab._load_next()
        assert (loaded, lab._rest.isActive()) == ([0], True)
        lab._load_next()
        assert loaded == [0, 1]
        lab._rest.stop()
        bench.frameChanged.emit(bench.frame)
        assert not lab._rest.isActive()
