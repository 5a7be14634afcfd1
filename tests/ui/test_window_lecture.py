"""What must not go wrong in a lecture: answers too early, paths that never come, lost changes."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from optexplorer.core.resources import folder
from optexplorer.scene.view import PageName
from optexplorer.ui.lab.study_wiring import ASKED_FIRST
from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.scenes import edits
from tests.ui.conftest import Held
from tests.ui.window import LONG, action, settle, turn_to

LECTURE = folder() / "experiments" / "lecture-saddles.optx"


PAGES: tuple[PageName, ...] = ("basins", "ensemble")


@pytest.fixture(scope="module", autouse=True)
def _made(shared_window: MainWindow) -> None:
    """The pages belong to the window that the tests share, not to the first of them."""
    for page in (*PAGES, "race"):
        turn_to(shared_window, page)


@pytest.fixture
def lecture(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The shipped lecture at its first scene, which asks a question."""
    window.files.open_path(LECTURE, ask=False)
    settle(qtbot, window)
    window.scenes.turn_to(0)
    settle(qtbot, window)
    assert window.workbench.view.veiled
    return window


def is_drawn(window: MainWindow, qtbot: QtBot) -> bool:
    """Whether there are paths, and nothing that offers to draw them."""
    frame = settle(qtbot, window)
    return bool(frame.paths) and window.scene_bar.reveal.isHidden()


def test_paths_come_back_where_the_question_has_gone(lecture: MainWindow, qtbot: QtBot) -> None:
    lecture.scene_panel.removeRequested.emit(0)
    assert is_drawn(lecture, qtbot)


def test_paths_come_back_where_the_question_is_taken_out(lecture: MainWindow, qtbot: QtBot) -> None:
    lecture.scene_panel.edited.emit(0, "question", "")
    assert is_drawn(lecture, qtbot)
    lecture.scene_panel.edited.emit(0, "question", "Why?")
    assert is_drawn(lecture, qtbot), "who types a question sees what it is about"


def test_a_scene_that_is_made_of_a_question_asks_none(lecture: MainWindow, qtbot: QtBot) -> None:
    lecture.scene_panel.addRequested.emit(0)
    assert is_drawn(lecture, qtbot)


def test_undo_to_a_scene_without_a_question_draws_the_paths(lecture: MainWindow, qtbot: QtBot) -> None:
    bench = lecture.workbench
    bench.edit("word", lambda d: edits.changing(d, 1, question=""))
    lecture.scenes.turn_to(1)
    assert is_drawn(lecture, qtbot)
    lecture.scenes.turn_to(2)
    settle(qtbot, lecture)
    action(lecture, "undo").trigger()
    assert bench.document.scene == 1
    assert is_drawn(lecture, qtbot)


@pytest.mark.parametrize("page", PAGES)
def test_a_scene_of_the_laboratory_asks_as_well(
    lecture: MainWindow, qtbot: QtBot, page: PageName
) -> None:
    bench, bar = lecture.workbench, lecture.scene_bar
    turn_to(lecture, page)
    bench.reveal()
    lecture.scene_panel.updateRequested.emit(0)
    lecture.scenes.turn_to(1)
    settle(qtbot, lecture)
    lecture.scenes.turn_to(0)
    settle(qtbot, lecture)
    assert bench.view.page == page
    assert bar.isVisible()
    assert bar.words.text() == bench.document.scenes[0].question
    state = lecture.laboratory.wirings[page].page.state
    assert state.text() == ASKED_FIRST
    bar.reveal.click()
    qtbot.waitUntil(lambda: state.text() != ASKED_FIRST, timeout=LONG)
    assert not bench.view.veiled
    assert not lecture.playback.playing, "there is no timeline on this page"
    assert bar.words.text() == bench.document.scenes[0].note


def test_a_lecture_saved_at_a_question_asks_it_again(
    lecture: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    bench = lecture.workbench
    lecture.files.save_to(tmp_path / "mine.optx")
    settle(qtbot, lecture)
    lecture.scenes.next()
    assert is_drawn(lecture, qtbot)
    lecture.files.open_path(tmp_path / "mine.optx", ask=False)
    frame = settle(qtbot, lecture)
    assert (frame.paths, frame.cursor) == ((), 0)
    assert lecture.scene_bar.words.text() == bench.document.scenes[0].question
    assert not bench.undo_list.dirty
    assert not lecture.playback.playing, "what played before does not play on"


def test_a_changed_experiment_of_a_file_is_shown_and_not_asked_about(
    lecture: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    lecture.workbench.edit("move the start", lambda d: d.with_start((-1.0, 1.0)))
    lecture.files.save_to(tmp_path / "mine.optx")
    settle(qtbot, lecture)
    lecture.files.open_path(tmp_path / "mine.optx", ask=False)
    assert is_drawn(lecture, qtbot)


@pytest.mark.parametrize("way", ["next", "play"])
def test_an_answer_is_drawn_once_it_is_there(
    lecture: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """Until then what was on screen before must not be played under the new heading."""
    bench, play = lecture.workbench, lecture.playback
    before = bench.frame
    computing = Held(bench._jobs, monkeypatch)
    lecture.scenes.turn_to(1)
    action(lecture, "next_scene" if way == "next" else way).trigger()
    qtbot.waitUntil(lambda: not play.playing)
    assert bench.frame is before
    assert bench.view.veiled
    computing.gate.set()
    qtbot.waitUntil(lambda: play.playing, timeout=LONG)
    assert not bench.view.veiled
    assert bench.layers.experiment == bench.document.scenes[1].experiment
    assert bench.frame is not None
    assert bench.frame.paths


def test_who_presses_again_goes_on_to_the_next_scene(
    lecture: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    computing = Held(lecture.workbench._jobs, monkeypatch)
    lecture.scenes.turn_to(1)
    for _ in range(2):
        action(lecture, "next_scene").trigger()
    assert lecture.workbench.document.scene == 2
    computing.gate.set()
    settle(qtbot, lecture)
    assert lecture.workbench.view.veiled, "its own question has not been answered"


@pytest.mark.parametrize("way", ["file", "undo"])
def test_an_answer_that_was_waited_for_is_given_to_no_other_question(
    lecture: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    bench = lecture.workbench
    lecture.files.save_to(tmp_path / "mine.optx")
    settle(qtbot, lecture)
    computing = Held(bench._jobs, monkeypatch)
    lecture.scenes.turn_to(1)
    action(lecture, "next_scene").trigger()
    if way == "file":
        lecture.files.open_path(tmp_path / "mine.optx", ask=False)
        qtbot.waitUntil(lambda: not lecture.files.busy)
    else:
        action(lecture, "undo").trigger()
    assert bench.document.scene == 0
    computing.gate.set()
    settle(qtbot, lecture)
    assert (bench.view.veiled, lecture.playback.playing) == (True, False)


def test_a_look_at_another_page_answers_nothing(lecture: MainWindow, qtbot: QtBot) -> None:
    for page in (*PAGES, "race"):
        turn_to(lecture, page)
        frame = settle(qtbot, lecture)
        assert lecture.scene_bar.reveal.isVisible()
        assert frame.paths == ()


def test_a_crowd_is_not_written_under_a_question(
    lecture: MainWindow, qtbot: QtBot, answers: list[str]
) -> None:
    turn_to(lecture, "ensemble")
    lecture.workbench.reveal()
    crowd = lecture.laboratory.wirings["ensemble"]
    crowd._run()
    qtbot.waitUntil(lambda: not crowd.study.busy, timeout=LONG)
    assert crowd._answer is not None
    lecture.scene_panel.updateRequested.emit(0)
    lecture.scenes.turn_to(0)
    settle(qtbot, lecture)
    crowd._export()
    assert crowd.page.state.text() == "Nothing is exported: no run is shown."
    assert crowd._crowds() == []


def test_a_scene_that_is_moved_stays_unlocked(lecture: MainWindow, qtbot: QtBot) -> None:
    lecture.scene_panel.edited.emit(0, "locked", ("problem", "runs"))
    action(lecture, "unlock").trigger()
    lecture.scene_panel.moveRequested.emit(0, 1)
    assert lecture.runs_panel.isEnabled()
    lecture.scenes.turn_to(0)
    lecture.scenes.turn_to(1)
    assert not lecture.runs_panel.isEnabled()
    settle(qtbot, lecture)


def test_a_key_that_is_held_moves_no_start_of_another_scene(lecture: MainWindow, qtbot: QtBot) -> None:
    bench = lecture.workbench
    QTest.keyPress(lecture.contour, Qt.Key.Key_Right)
    lecture.scenes.turn_to(1)
    QTest.keyRelease(lecture.contour, Qt.Key.Key_Right)
    settle(qtbot, lecture)
    assert bench.experiment == bench.document.scenes[1].experiment


def test_panels_that_were_unlocked_are_locked_in_another_file(
    lecture: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    lecture.scene_panel.edited.emit(0, "locked", ("problem", "runs"))
    lecture.files.save_to(tmp_path / "locked.optx")
    settle(qtbot, lecture)
    action(lecture, "unlock").trigger()
    assert lecture.runs_panel.isEnabled()
    lecture.files.open_path(tmp_path / "locked.optx", ask=False)
    settle(qtbot, lecture)
    assert not lecture.runs_panel.isEnabled()
    assert action(lecture, "unlock").isEnabled()
    before = lecture.workbench.experiment
    lecture.workbench.edit("move the start", lambda d: d.with_start((-1.0, 1.0)))
    assert lecture.workbench.experiment == before


def test_what_a_scene_does_not_keep_is_marked_and_told(lecture: MainWindow, qtbot: QtBot) -> None:
    bench, rows = lecture.workbench, lecture.scene_panel.list
    assert "changed" not in rows.item(0).text()
    bench.edit("move the start", lambda d: d.with_start((-1.0, 1.0)))
    assert rows.item(0).text().endswith("· changed")
    lecture.scenes.turn_to(1)
    settle(qtbot, lecture)
    assert "Update keeps them" in lecture.status.label.text()
    assert not any("changed" in rows.item(i).text() for i in range(rows.count()))
    action(lecture, "undo").trigger()
    settle(qtbot, lecture)
    assert bench.experiment.origin == (-1.0, 1.0)
    assert rows.item(0).text().endswith("· changed")
    lecture.scene_panel.updateRequested.emit(0)
    assert "changed" not in rows.item(0).text()


def test_no_map_and_no_step_answers_the_question(lecture: MainWindow, qtbot: QtBot) -> None:
    bench = lecture.workbench
    bench.reveal()
    bench.colour_basins(True)
    bench.look_inside(open=True)
    qtbot.waitUntil(lambda: bench.frame is not None and bench.frame.basins is not None, timeout=LONG)
    qtbot.waitUntil(lambda: bench.frame is not None and bench.frame.inside is not None, timeout=LONG)
    lecture.scene_panel.updateRequested.emit(0)
    lecture.scenes.turn_to(0)
    frame = settle(qtbot, lecture)
    assert bench.view.basins
    assert frame.basins is None
    assert frame.inside is None or not frame.inside.arrows
    lecture.scenes.next()
    qtbot.waitUntil(lambda: bench.frame is not None and bench.frame.basins is not None, timeout=LONG)
