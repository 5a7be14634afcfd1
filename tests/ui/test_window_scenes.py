"""A lecture in the window: made, gone through, saved."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from optexplorer.core.resources import folder
from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.panels.side import INSIDE, RUNS, SCENES
from tests.ui.window import action, settle, undoing

LECTURE = folder() / "experiments" / "lecture-saddles.optx"


def names(window: MainWindow) -> list[str]:
    return [scene.name for scene in window.workbench.document.scenes]


@pytest.fixture
def lecture(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The shipped lecture, before its first scene."""
    window.files.open_path(LECTURE, ask=False)
    settle(qtbot, window)
    assert len(names(window)) == 6
    return window


def add(window: MainWindow, qtbot: QtBot) -> None:
    window.scene_panel.add.click()
    settle(qtbot, window)


def test_the_third_page_of_the_right_side(window: MainWindow) -> None:
    for page in (SCENES, INSIDE, SCENES, RUNS):
        window.side.tabs.setCurrentIndex(page)
        assert window.side.pages.currentIndex() == page
        assert window.side.tabs.currentIndex() == page


def test_what_is_on_screen_becomes_a_scene_and_comes_back(window: MainWindow, qtbot: QtBot) -> None:
    bench = window.workbench
    undoing(qtbot, window, window.scene_panel.add.click)
    kept = bench.experiment
    bench.set_cursor(17)
    add(window, qtbot)
    bench.edit("move the start", lambda d: d.with_start((-1.5, 1.0)))
    settle(qtbot, window)
    window.scenes.turn_to(1)
    frame = settle(qtbot, window)
    assert bench.experiment == kept
    assert frame.cursor == 17
    assert bench.document.scenes[1].view["cursor"] == 17
    action(window, "undo").trigger()
    settle(qtbot, window)
    assert bench.experiment.origin == (-1.5, 1.0), "what was not kept comes back by undo"


def test_a_scene_takes_what_is_on_screen_now(window: MainWindow, qtbot: QtBot) -> None:
    add(window, qtbot)
    window.workbench.edit("move the start", lambda d: d.with_start((-1.0, 1.0)))
    undoing(qtbot, window, window.scene_panel.update_button.click)
    assert window.workbench.document.scenes[0].experiment.origin == (-1.0, 1.0)


def test_scenes_are_worded_moved_and_removed(window: MainWindow, qtbot: QtBot) -> None:
    window.workbench.turn_side("scenes")
    add(window, qtbot)
    add(window, qtbot)
    panel = window.scene_panel
    panel.name.setFocus()
    panel.name.selectAll()
    QTest.keyClicks(panel.name, "Plateau")
    QTest.keyClick(panel.name, Qt.Key.Key_Return)
    panel.note.setPlainText("Flat.")
    panel.question.setPlainText("How flat?")
    panel.locks["runs"].click()
    scene = window.workbench.document.scenes[1]
    assert (scene.name, scene.note, scene.question, scene.locked) == (
        "Plateau", "Flat.", "How flat?", ("runs",),
    )  # fmt: skip
    assert names(window) == ["Scene 1", "Plateau"]
    panel.list.setFocus()
    undoing(
        qtbot,
        window,
        lambda: QTest.keyClick(panel.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier),
    )
    assert names(window) == ["Plateau", "Scene 1"]
    panel.list.setCurrentRow(0)
    undoing(qtbot, window, panel.remove.click)
    assert names(window) == ["Scene 1"]


def test_typing_a_name_is_one_entry_of_undo(window: MainWindow, qtbot: QtBot) -> None:
    window.workbench.turn_side("scenes")
    add(window, qtbot)
    panel = window.scene_panel
    panel.name.selectAll()
    QTest.keyClicks(panel.name, "Ravine")
    assert names(window) == ["Ravine"]
    action(window, "undo").trigger()
    assert names(window) == ["Scene 1"]


def test_a_question_keeps_the_paths_back_until_the_answer(lecture: MainWindow, qtbot: QtBot) -> None:
    action(lecture, "next_scene").trigger()
    frame = settle(qtbot, lecture)
    scene = lecture.workbench.document.scenes[0]
    bar = lecture.scene_bar
    assert (bar.place.text(), bar.name.text()) == ("1 / 6", scene.name)
    assert bar.words.text() == scene.question
    assert not bar.reveal.isHidden()
    assert (frame.paths, frame.heads) == ((), ())
    assert all(not panel.curves for panel in frame.curves)
    assert frame.cursor == 0
    bar.reveal.click()
    frame = settle(qtbot, lecture)
    assert lecture.playback.playing
    assert len(frame.paths) == len(scene.experiment.runs)
    assert frame.curves[0].curves
    assert bar.words.text() == scene.note
    assert bar.reveal.isHidden()


def test_the_keys_of_a_clicker_lead_through_the_lecture(lecture: MainWindow, qtbot: QtBot) -> None:
    lecture.contour.setFocus()
    at = []
    for _ in range(12):
        QTest.keyClick(lecture, Qt.Key.Key_PageDown)
        settle(qtbot, lecture)
        at.append((lecture.workbench.view.scene, lecture.workbench.view.veiled))
    assert at == [(scene, veiled) for scene in range(6) for veiled in (True, False)]
    QTest.keyClick(lecture, Qt.Key.Key_PageDown)
    assert lecture.workbench.view.scene == 5, "the end"
    QTest.keyClick(lecture, Qt.Key.Key_PageUp)
    settle(qtbot, lecture)
    assert lecture.workbench.view.scene == 4


def test_going_through_a_lecture_is_no_edit(lecture: MainWindow, qtbot: QtBot) -> None:
    action(lecture, "next_scene").trigger()
    settle(qtbot, lecture)
    assert not lecture.workbench.undo_list.dirty
    lecture.workbench.edit("move the start", lambda d: d.with_start((-1.0, 1.0)))
    action(lecture, "next_scene").trigger()
    action(lecture, "next_scene").trigger()
    settle(qtbot, lecture)
    assert lecture.workbench.undo_list.dirty, "an edit before stays one"


def test_a_scene_locks_panels_until_they_are_unlocked(lecture: MainWindow, qtbot: QtBot) -> None:
    lecture.workbench.turn_side("scenes")
    lecture.scenes.turn_to(0)
    settle(qtbot, lecture)
    for chip in lecture.scene_panel.locks.values():
        chip.click()
    assert not lecture.problem_panel.isEnabled()
    assert not lecture.runs_panel.isEnabled()
    action(lecture, "unlock").trigger()
    assert lecture.problem_panel.isEnabled()
    assert lecture.runs_panel.isEnabled()
    assert not action(lecture, "unlock").isEnabled()
    lecture.scenes.turn_to(1)
    lecture.scenes.turn_to(0)
    assert not lecture.runs_panel.isEnabled(), "the next visit locks again"


def test_a_saved_lecture_opens_as_it_was(lecture: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    lecture.scenes.turn_to(2)
    settle(qtbot, lecture)
    document = lecture.workbench.document
    assert lecture.files._save_to(tmp_path / "mine.optx")
    lecture.files.open_path(tmp_path / "mine.optx", ask=False)
    settle(qtbot, lecture)
    assert lecture.workbench.document == document
    assert lecture.workbench.view.scene == 2
    assert lecture.scene_bar.place.text() == "3 / 6"


def test_without_scenes_there_is_no_bar_and_the_keys_are_free(window: MainWindow) -> None:
    assert window.scene_bar.isHidden()
    assert not action(window, "next_scene").isEnabled()
    slider = window.timeline.scrub
    slider.setFocus()
    before = window.workbench.frame.cursor
    QTest.keyClick(slider, Qt.Key.Key_PageDown)
    assert window.workbench.frame.cursor != before
