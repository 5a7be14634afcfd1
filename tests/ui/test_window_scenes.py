"""A lecture in the window: made, gone through, saved."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from optexplorer.core.resources import folder
from optexplorer.storage.session import load
from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.panels.side import INSIDE, RUNS, SCENES
from optexplorer.ui.scenes import edits
from optexplorer.ui.views.gl_canvas import GLCanvas
from tests.ui.tools import Kinds, move, wheel
from tests.ui.window import action, settle, undoing

LEFT = Qt.MouseButton.LeftButton
LECTURE = folder() / "experiments" / "lecture-saddles.optx"


def names(window: MainWindow) -> list[str]:
    return [scene.name for scene in window.workbench.document.scenes]


@pytest.fixture
def lecture(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The shipped lecture, at the question of its first scene."""
    window.files.open_path(LECTURE, ask=False)
    settle(qtbot, window)
    assert len(names(window)) == 6
    return window


def test_the_bar_of_a_lecture_comes_in_one_go(window: MainWindow, qtbot: QtBot) -> None:
    """All that is beside it moves, 3-D too."""
    kinds = Kinds(window.middle)
    window.files.open_path(LECTURE, ask=False)
    settle(qtbot, window)
    assert window.scene_bar.isVisible()
    assert kinds.seen.count(QEvent.Type.Resize) == 1


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


def grab(canvas: GLCanvas, by: QPoint) -> None:
    """Press, and move the mouse over 3-D."""
    middle = canvas.rect().center()
    QTest.mousePress(canvas, LEFT, pos=middle)
    move(canvas, QPointF(middle + by), LEFT)


def turn(canvas: GLCanvas, by: QPoint) -> None:
    """Drag, and let go."""
    grab(canvas, by)
    QTest.mouseRelease(canvas, LEFT, pos=canvas.rect().center() + by)


def test_a_scene_and_a_file_keep_from_where_3d_is_looked_at(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    canvas, bench = window.surface3d._canvas, window.workbench
    assert canvas is not None
    canvas.reset_camera()
    settle(qtbot, window)
    home = canvas.camera.state
    add(window, qtbot)
    turn(canvas, QPoint(60, -20))
    turned = canvas.camera.state
    assert bench.view.camera == turned != home
    add(window, qtbot)
    for scene, place in ((0, home), (1, turned)):
        window.scenes.turn_to(scene)
        settle(qtbot, window)
        assert canvas.camera.state == place
    window.files.save_to(tmp_path / "turned.optx")
    qtbot.waitUntil(lambda: not window.files.busy)
    window.files.open_path(LECTURE, ask=False)
    settle(qtbot, window)
    assert canvas.camera.state == home, "as at first, where a file says nothing"
    window.files.open_path(tmp_path / "turned.optx", ask=False)
    settle(qtbot, window)
    assert canvas.camera.state == turned
    action(window, "fit").trigger()
    assert bench.view.camera is None
    assert canvas.camera.state == home


def test_wheel_and_keys_turn_3d_for_good_as_well(window: MainWindow, qtbot: QtBot) -> None:
    canvas, bench = window.surface3d._canvas, window.workbench
    assert canvas is not None
    for way in (lambda: wheel(canvas, 2), lambda: QTest.keyClick(canvas, Qt.Key.Key_Left)):
        canvas.reset_camera()
        way()
        assert canvas.camera.place is not None
        qtbot.waitUntil(lambda: bench.view.camera == canvas.camera.place)
    canvas.reset_camera()
    assert bench.view.camera is None


def test_3d_that_has_not_come_to_rest_is_kept_where_it_is(window: MainWindow, qtbot: QtBot) -> None:
    canvas, bench = window.surface3d._canvas, window.workbench
    assert canvas is not None
    canvas.reset_camera()
    add(window, qtbot)
    for way in (lambda: wheel(canvas, 2), lambda: grab(canvas, QPoint(60, -20))):
        way()
        turned = canvas.camera.place
        assert turned != bench.view.camera
        window.scene_panel.add.click()
        kept = [scene.view.get("camera") for scene in bench.document.scenes]
        assert list(turned or ()) in kept, "the scene is as one sees it"
        way()
        window.scenes.turn_to(0)
        assert canvas.camera.place is None, "as that scene has it"
        QTest.mouseRelease(canvas, LEFT)
        qtbot.wait(300)  # longer than the wheel is waited for
        assert canvas.camera.place is None
        assert bench.view.camera is None


def test_3d_stays_in_the_hand_whatever_else_is_looked_at(window: MainWindow, qtbot: QtBot) -> None:
    canvas, bench = window.surface3d._canvas, window.workbench
    assert canvas is not None
    canvas.reset_camera()
    grab(canvas, QPoint(60, -20))
    held = canvas.camera.state
    bench.set_cursor(5)
    settle(qtbot, window)
    assert canvas.camera.state == held
    QTest.mouseRelease(canvas, LEFT)
    canvas.reset_camera()


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
    frame = settle(qtbot, lecture)
    scene = lecture.workbench.document.scenes[0]
    bar = lecture.scene_bar
    assert (bar.place.text(), bar.name.text()) == ("1 / 6", scene.name)
    assert bar.words.text() == scene.question
    assert not bar.reveal.isHidden()
    assert (frame.paths, frame.heads) == ((), ())
    assert all(not panel.curves for panel in frame.curves)
    assert {plot.empty.text() for plot in lecture.curves.plots} == {"Drawn with the answer"}
    assert frame.cursor == 0
    bar.reveal.click()
    frame = settle(qtbot, lecture)
    assert lecture.playback.playing
    assert len(frame.paths) == len(scene.experiment.runs)
    assert frame.curves[0].curves
    assert all(plot.empty.isHidden() for plot in lecture.curves.plots)
    assert bar.words.text() == scene.note
    assert bar.reveal.isHidden()


def test_the_keys_of_a_clicker_lead_through_the_lecture(lecture: MainWindow, qtbot: QtBot) -> None:
    lecture.contour.setFocus()
    at = []
    for _ in range(12):
        at.append((lecture.workbench.document.scene, lecture.workbench.view.veiled))
        QTest.keyClick(lecture, Qt.Key.Key_PageDown)
        settle(qtbot, lecture)
    assert at == [(scene, veiled) for scene in range(6) for veiled in (True, False)]
    QTest.keyClick(lecture, Qt.Key.Key_PageDown)
    assert lecture.workbench.document.scene == 5, "the end"
    QTest.keyClick(lecture, Qt.Key.Key_PageUp)
    settle(qtbot, lecture)
    assert lecture.workbench.document.scene == 4


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
    lecture.files.save_to(tmp_path / "mine.optx")
    settle(qtbot, lecture)
    lecture.files.open_path(tmp_path / "mine.optx", ask=False)
    settle(qtbot, lecture)
    assert lecture.workbench.document == document
    assert lecture.workbench.document.scene == 2
    assert lecture.scene_bar.place.text() == "3 / 6"


def test_without_scenes_there_is_no_bar_and_the_keys_are_free(window: MainWindow) -> None:
    assert window.scene_bar.isHidden()
    assert not action(window, "next_scene").isEnabled()
    slider = window.timeline.scrub
    slider.setFocus()
    before = window.workbench.frame.cursor
    QTest.keyClick(slider, Qt.Key.Key_PageDown)
    assert window.workbench.frame.cursor != before


def test_words_are_never_longer_than_a_file_holds(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.workbench.turn_side("scenes")
    add(window, qtbot)
    panel = window.scene_panel
    panel.note.setPlainText("n" * 5000)
    panel.question.setPlainText("q" * 5000)
    panel.name.setText("")
    panel.name.insert("x" * 300)
    panel.name.textEdited.emit(panel.name.text())
    scene = window.workbench.document.scenes[0]
    assert (len(scene.name), len(scene.note), len(scene.question)) == (200, 4000, 1000)
    window.files.save_to(tmp_path / "long.optx")
    settle(qtbot, window)
    assert load(tmp_path / "long.optx").scenes == (scene,)


def test_the_scene_on_screen_stays_itself_when_others_move_and_go(
    lecture: MainWindow, qtbot: QtBot
) -> None:
    bench, bar = lecture.workbench, lecture.scene_bar
    lecture.scenes.turn_to(1)
    settle(qtbot, lecture)
    name = bar.name.text()
    lecture.scene_panel.moveRequested.emit(1, 3)
    assert (bar.place.text(), bar.name.text()) == ("4 / 6", name)
    lecture.scene_panel.removeRequested.emit(0)
    assert (bar.place.text(), bar.name.text()) == ("3 / 5", name)
    lecture.scene_panel.removeRequested.emit(2)
    assert bar.place.text() == "– / 4"
    assert bench.document.scene is None


def test_undo_goes_back_to_the_scene_before(lecture: MainWindow, qtbot: QtBot) -> None:
    lecture.scenes.turn_to(1)
    lecture.scenes.turn_to(2)
    settle(qtbot, lecture)
    action(lecture, "undo").trigger()
    settle(qtbot, lecture)
    scenes = lecture.workbench.document.scenes
    assert lecture.scene_bar.name.text() == scenes[1].name
    assert lecture.workbench.experiment == scenes[1].experiment


def test_a_scene_goes_on_moving_by_keyboard(lecture: MainWindow, qtbot: QtBot) -> None:
    lecture.workbench.turn_side("scenes")
    panel, before = lecture.scene_panel, names(lecture)
    panel.list.setCurrentRow(0)
    for _ in range(3):
        QTest.keyClick(panel.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert names(lecture) == [*before[1:4], before[0], *before[4:]]
    assert panel.list.currentRow() == 3


def test_locks_hold_whatever_is_used_to_change_things(lecture: MainWindow, qtbot: QtBot) -> None:
    lecture.workbench.turn_side("scenes")
    lecture.scenes.turn_to(0)
    settle(qtbot, lecture)
    for chip in lecture.scene_panel.locks.values():
        chip.click()
    bench, before = lecture.workbench, lecture.workbench.experiment
    lecture.contour.setFocus()
    QTest.keyClick(lecture.contour, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    action(lecture, "suggest_rates").trigger()
    settle(qtbot, lecture)
    assert bench.experiment == before
    assert "Unlock the panels" in lecture.status.label.text()
    handle = lecture.contour.marks.handles[0]
    assert handle.at == pytest.approx(bench.frame.marks.start)
    action(lecture, "unlock").trigger()
    QTest.keyClick(lecture.contour, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    settle(qtbot, lecture)
    assert bench.experiment != before


def test_long_words_leave_room_for_the_pictures(lecture: MainWindow, qtbot: QtBot) -> None:
    bench = lecture.workbench
    bench.edit("word", lambda d: edits.changing(d, 0, question="Why so? " * 120))
    lecture.scenes.turn_to(0)
    settle(qtbot, lecture)
    assert lecture.scene_bar.height() < 160
    assert lecture.contour.height() > 150


def test_notes_of_two_scenes_are_two_entries_of_undo(lecture: MainWindow, qtbot: QtBot) -> None:
    lecture.workbench.turn_side("scenes")
    panel = lecture.scene_panel
    panel.list.setCurrentRow(0)
    panel.note.setPlainText("one")
    panel.list.setCurrentRow(1)
    panel.list.setCurrentRow(0)
    panel.note.setPlainText("one more")
    action(lecture, "undo").trigger()
    assert lecture.workbench.document.scenes[0].note == "one"


def test_the_list_is_not_made_anew_while_the_race_is_played(lecture: MainWindow, qtbot: QtBot) -> None:
    lecture.scenes.turn_to(0)
    settle(qtbot, lecture)
    rows = [lecture.scene_panel.list.item(i) for i in range(6)]
    lecture.workbench.set_cursor(5)
    assert [lecture.scene_panel.list.item(i) for i in range(6)] == rows
