"""Files in the real window: new, open, save, recent, the question about unsaved changes, drops."""

import json
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from optexplorer.core.problem import DataSpec
from optexplorer.storage.examples import examples
from optexplorer.storage.session import load
from optexplorer.ui.main_window import MainWindow
from tests.support.mouse import click
from tests.support.program import ROOT
from tests.ui.conftest import Questions
from tests.ui.window import action, add_method, same, settle, type_number

EXPERIMENTS = ROOT / "resources" / "experiments"
Buttons = QMessageBox.StandardButton


def drop(window: MainWindow, *paths: Path) -> bool:
    """Drop files on the window; whether it takes them."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    at = window.rect().center()
    enter = QDragEnterEvent(at, copy, mime, Qt.MouseButton.LeftButton, none)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    event = QDropEvent(QPointF(at), copy, mime, Qt.MouseButton.LeftButton, none)
    event.ignore()
    QApplication.sendEvent(window, event)
    assert event.isAccepted() == enter.isAccepted()
    return enter.isAccepted()


def change(qtbot: QtBot, window: MainWindow) -> None:
    """Some edits of the document and of the view."""
    click(window.contour.plot, -1.7, -1.7)
    card = window.runs_panel.cards[0]
    card.unfold(True)
    card.details.schedule.chip.pick("cosine")
    add_method(window, "SGD")
    window.runs_panel.cards[1].header.marker.click()
    settle(qtbot, window)
    window.workbench.set_cursor(33)
    window.workbench.set_box(((-1.5, 1.0), (-2.0, 2.0)))
    action(window, "scale_rank").trigger()
    settle(qtbot, window)


def test_save_open_save_gives_the_same_bytes(
    qtbot: QtBot, window: MainWindow, answers: list[str], tmp_path: Path
) -> None:
    one, two = tmp_path / "one.optx", tmp_path / "two.optx"
    change(qtbot, window)
    shown, document = window.workbench.frame, window.workbench.document
    answers[:] = [str(one.with_suffix(""))]
    action(window, "save").trigger()
    settle(qtbot, window)
    assert window.windowTitle().startswith("one.optx — Optimizer")
    assert window.status.label.text() == "Saved one.optx"
    action(window, "new").trigger()
    settle(qtbot, window)
    assert window.windowTitle().startswith("Untitled — ")
    answers[:] = [str(one), str(two)]
    action(window, "open").trigger()
    assert same(settle(qtbot, window), shown)
    assert window.workbench.document == document
    action(window, "save_as").trigger()
    settle(qtbot, window)
    assert two.read_bytes() == one.read_bytes()
    written = two.stat().st_mtime_ns
    action(window, "save").trigger()
    settle(qtbot, window)
    assert two.stat().st_mtime_ns > written
    assert two.read_bytes() == one.read_bytes()


@pytest.mark.parametrize("path", sorted(EXPERIMENTS.glob("*.optx")), ids=lambda p: p.stem)
def test_shipped_experiments(
    qtbot: QtBot, window: MainWindow, answers: list[str], tmp_path: Path, path: Path
) -> None:
    answers[:] = [str(path), str(tmp_path / path.name)]
    action(window, "open").trigger()
    frame = settle(qtbot, window)
    assert not action(window, "undo").isEnabled()
    paths = 0 if window.workbench.view.veiled else len(json.loads(path.read_text("utf-8"))["runs"])
    assert len(frame.paths) == paths, "a lecture begins with a question"
    action(window, "save_as").trigger()
    settle(qtbot, window)
    assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_the_title_and_the_question_follow_edits(
    qtbot: QtBot, window: MainWindow, answers: list[str], questions: Questions, tmp_path: Path
) -> None:
    action(window, "new").trigger()
    assert questions.asked == []
    type_number(window.problem_panel.foot.steps.field, "50")
    assert "edited" in window.windowTitle()
    action(window, "undo").trigger()
    assert "edited" not in window.windowTitle()
    action(window, "redo").trigger()
    document = window.workbench.document
    for name in ("new", "open"):
        action(window, name).trigger()
    assert len(questions.asked) == 2
    assert not window.close()
    assert window.workbench.document == document, "Cancel keeps everything"
    questions.answer = Buttons.Save
    answers[:] = [""]  # and no name: neither saved nor discarded
    action(window, "new").trigger()
    assert window.workbench.document == document
    answers[:] = [str(tmp_path / "kept.optx")]
    action(window, "new").trigger()
    assert load(tmp_path / "kept.optx").experiment.steps == 50
    assert window.workbench.experiment.steps == 160
    type_number(window.problem_panel.foot.steps.field, "70")
    questions.answer = Buttons.Discard
    action(window, "new").trigger()
    assert window.workbench.experiment.steps == 160


def test_looking_around_is_no_change(qtbot: QtBot, window: MainWindow, questions: Questions) -> None:
    window.workbench.set_cursor(3)
    window.workbench.set_box(((-1.0, 1.0), (-1.0, 1.0)))
    settle(qtbot, window)
    action(window, "new").trigger()
    assert questions.asked == []


BROKEN: dict[str, Callable[[str], str]] = {
    "no JSON": lambda text: text[:-40],
    "an unknown optimizer": lambda text: text.replace('"rmsprop"', '"rmsprob"'),
    "a rate out of range": lambda text: text.replace("0.02", "-0.02"),
    "another format": lambda text: text.replace("optexplorer-experiment", "spreadsheet"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_file_leaves_the_experiment_and_says_why(
    qtbot: QtBot, window: MainWindow, questions: Questions, tmp_path: Path, how: str
) -> None:
    path = tmp_path / "broken.optx"
    path.write_text(BROKEN[how]((EXPERIMENTS / "first.optx").read_text("utf-8")), "utf-8")
    before, document = settle(qtbot, window), window.workbench.document
    assert drop(window, path)
    qtbot.waitUntil(lambda: bool(questions.warnings))
    (sentence,) = questions.warnings
    assert sentence.startswith("broken.optx: ")
    assert "\n" not in sentence
    assert window.workbench.document == document
    assert settle(qtbot, window) is before
    assert path not in window.settings.recent()


def test_recent_files(
    qtbot: QtBot, window: MainWindow, questions: Questions, answers: list[str], tmp_path: Path
) -> None:
    paths = [tmp_path / f"{name}.optx" for name in ("one", "two", "three")]
    for path in paths:
        answers[:] = [str(path)]
        action(window, "save_as").trigger()
        settle(qtbot, window)
    menu = window.menus["Open recent"]
    assert [a.text() for a in menu.actions()][:3] == ["three.optx", "two.optx", "one.optx"]
    menu.actions()[2].trigger()
    settle(qtbot, window)
    assert window.files.path == paths[0]
    assert [a.text() for a in menu.actions()][:3] == ["one.optx", "three.optx", "two.optx"]
    paths[2].unlink()
    answers[:] = [str(paths[1])]
    action(window, "open").trigger()
    settle(qtbot, window)
    assert [a.text() for a in menu.actions()][:2] == ["two.optx", "one.optx"]
    assert window.settings.folder() == tmp_path


def test_a_dropped_experiment(
    qtbot: QtBot, window: MainWindow, questions: Questions, tmp_path: Path
) -> None:
    assert drop(window, EXPERIMENTS / "rosenbrock.optx")
    qtbot.waitUntil(lambda: window.files.path is not None)
    assert settle(qtbot, window).title == "Rosenbrock"
    type_number(window.problem_panel.foot.seed.field, "5")
    drop(window, EXPERIMENTS / "rates.optx")
    qtbot.waitUntil(lambda: bool(questions.asked))
    assert settle(qtbot, window).title == "Rosenbrock", "Cancel"


def test_an_edit_while_a_file_is_read_is_not_lost(
    qtbot: QtBot, window: MainWindow, questions: Questions
) -> None:
    window.files.open_path(EXPERIMENTS / "rosenbrock.optx")
    type_number(window.problem_panel.foot.seed.field, "5")  # before the answer can arrive
    qtbot.waitUntil(lambda: bool(questions.asked))
    assert settle(qtbot, window).title == "Double well"
    assert window.workbench.experiment.seed == 5
    questions.answer = Buttons.Discard
    window.files.open_path(EXPERIMENTS / "rosenbrock.optx")
    assert settle(qtbot, window).title == "Rosenbrock"


def test_new_gives_up_the_file_being_read(qtbot: QtBot, window: MainWindow) -> None:
    window.files.open_path(EXPERIMENTS / "rosenbrock.optx")
    action(window, "new").trigger()
    assert settle(qtbot, window).title == "Double well"
    assert window.files.path is None


@pytest.mark.parametrize("name", ["rosenbrock.optx", "missing.optx"])
def test_a_start_with_a_file(
    qtbot: QtBot, make_window: Callable[..., MainWindow], questions: Questions, name: str
) -> None:
    window = make_window(EXPERIMENTS / name)
    found = name == "rosenbrock.optx"
    assert settle(qtbot, window).title == ("Rosenbrock" if found else "Double well")
    assert bool(questions.warnings) != found


def test_what_is_no_experiment_is_not_taken(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "picture.png").touch()
    assert not drop(window, tmp_path / "picture.png")
    assert not drop(window, EXPERIMENTS / "rates.optx", EXPERIMENTS / "first.optx")


def test_a_dropped_table(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    rows = "\n".join(f"{i},{2.0 * i + 1.0 + (i % 3)},word" for i in range(40))
    (tmp_path / "mine.csv").write_text(f"width,weight,colour\n{rows}\n,3,word\n", "utf-8")
    before = settle(qtbot, window)
    assert drop(window, tmp_path / "mine.csv")
    qtbot.waitUntil(lambda: isinstance(window.workbench.experiment.problem.spec, DataSpec))
    after = settle(qtbot, window)
    spec = window.workbench.experiment.problem.spec
    assert (spec.features, spec.target) == (("width",), "weight")
    assert window.workbench.experiment.problem.examples == 40
    assert "1" in window.problem_panel.data.notes.text(), "the row left out is reported"
    assert window.problem_panel.data.isVisible()
    assert after.axes == ("intercept", "slope")
    action(window, "undo").trigger()
    assert same(settle(qtbot, window), before)


def test_a_dropped_table_without_numbers(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "words.csv").write_text("a,b\nx,y\nz,w\n", "utf-8")
    document = window.workbench.document
    assert drop(window, tmp_path / "words.csv")
    qtbot.waitUntil(lambda: bool(window.problem_panel.data.error.text()))
    assert "\n" not in window.problem_panel.data.error.text()
    assert window.workbench.document == document


def test_a_folder_that_cannot_be_written(
    qtbot: QtBot, window: MainWindow, questions: Questions, answers: list[str], tmp_path: Path
) -> None:
    answers[:] = [str(tmp_path / "nowhere" / "mine.optx")]
    action(window, "save").trigger()
    settle(qtbot, window)
    assert len(questions.warnings) == 1
    assert "there is no folder" in questions.warnings[0]
    assert window.files.path is None


def test_an_example_is_opened_as_a_copy(qtbot: QtBot, window: MainWindow) -> None:
    menu, before = window.menus["Examples"], window.settings.recent()
    for card in window.runs_panel.cards:
        card.unfold(True)
    assert len(menu.actions()) == len(examples())
    entry = next(a for a in menu.actions() if "ridge" in a.text())
    assert entry.toolTip().endswith(".")
    entry.trigger()
    qtbot.waitUntil(lambda: window.workbench.experiment.runs[0].label == "on the ridge")
    settle(qtbot, window)
    assert window.files.path is None
    assert window.settings.recent() == before
    assert not any(card.unfolded for card in window.runs_panel.cards), "these are other runs"


@pytest.mark.parametrize(
    "side", [f"[0, 1{'0' * 350}]", "[-1.7e308, 1.7e308]", "[1, 1.0000000000000002]"]
)
def test_a_view_that_no_picture_has_room_for_is_passed_over(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, side: str
) -> None:
    path = tmp_path / "odd.optx"
    values = json.loads((EXPERIMENTS / "first.optx").read_text("utf-8"))
    values |= {"steps": 17, "view": {"box": [json.loads(side), [-1, 1]]}}
    path.write_text(json.dumps(values), "utf-8")
    window.files.open_path(path)
    frame = settle(qtbot, window)
    assert (window.files.path, frame.last_step) == (path, 17)
    assert frame.box == window.workbench.experiment.problem.domain


def test_a_file_that_cannot_be_shown_takes_no_ones_place(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, document = load(EXPERIMENTS / "first.optx"), window.workbench.document
    monkeypatch.setattr("optexplorer.ui.files.asked", Mock(side_effect=ArithmeticError))
    with pytest.raises(ArithmeticError):
        window.files.restore(session, tmp_path / "odd.optx")
    assert window.files.path is None
    assert window.workbench.document == document
