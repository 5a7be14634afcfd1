"""What is not saved is kept while it is edited, and offered at the next start."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QMessageBox
from pytestqt.qtbot import QtBot

from optexplorer.storage.errors import SessionError
from optexplorer.storage.recovery import Slot, Unsaved, left_behind
from optexplorer.storage.session import load
from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.recovery_offer import RecoveryOffer, moment
from tests.support.program import ROOT
from tests.ui.conftest import Questions
from tests.ui.window import action, settle, type_number

ROSENBROCK = load(ROOT / "resources" / "experiments" / "rosenbrock.optx")


@pytest.fixture
def folder(window: MainWindow) -> Path:
    """Where unsaved changes are kept, soon."""
    window.autosave._rest.setInterval(5)
    return window.autosave.folder


def steps(qtbot: QtBot, window: MainWindow, count: int) -> None:
    type_number(window.problem_panel.foot.steps.field, str(count))
    settle(qtbot, window)
    qtbot.waitUntil(lambda: not window.autosave.busy)


def kept(folder: Path) -> list[int]:
    """The steps of all that is kept, whoever holds it."""
    steps = []
    for file in sorted(folder.glob("*.kept")):
        try:
            steps.append(Slot(folder, file.stem).read().session.experiment.steps)
        except SessionError:
            if file.exists():  # else it has just been thrown away
                raise
    return steps


def leave(folder: Path, path: Path | None = None, when: float = 0.0) -> None:
    """What a crash leaves behind."""
    slot = Slot(folder)
    slot.keep(Unsaved(ROSENBROCK, path, when))
    slot.leave()


@pytest.fixture
def offer(qtbot: QtBot, window: MainWindow, folder: Path) -> Iterator[RecoveryOffer]:
    leave(folder, when=1.0)
    leave(folder, folder / "race.optx", when=2.0)
    (folder / "race.optx").touch()
    offer = RecoveryOffer(window)
    qtbot.waitUntil(lambda: offer.dialog is not None)
    yield offer
    if offer.dialog is not None:
        offer.dialog.reject()
    for slot in left_behind(folder):
        slot.give_up()
    offer.deleteLater()


def press(offer: RecoveryOffer, text: str) -> None:
    assert offer.dialog is not None
    buttons: list[QAbstractButton] = offer.dialog.buttons()
    next(b for b in buttons if b.text() == text).click()


def test_edits_are_kept_until_they_are_saved(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path
) -> None:
    assert kept(folder) == []
    steps(qtbot, window, 50)
    assert kept(folder) == [50]
    steps(qtbot, window, 60)
    assert kept(folder) == [60], "one file, replaced"
    action(window, "undo").trigger()
    qtbot.waitUntil(lambda: kept(folder) == [50])
    action(window, "undo").trigger()
    qtbot.waitUntil(lambda: kept(folder) == [])
    steps(qtbot, window, 70)
    window.files.save_to(tmp_path / "mine.optx")
    settle(qtbot, window)
    qtbot.waitUntil(lambda: kept(folder) == [])
    steps(qtbot, window, 80)
    (file,) = folder.glob("*.kept")
    assert Slot(folder, file.stem).read().path == tmp_path / "mine.optx"
    assert left_behind(folder) == [], "this process lives"


def test_what_is_kept_is_never_older_than_the_file(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path
) -> None:
    steps(qtbot, window, 50)
    assert kept(folder) == [50]
    path = tmp_path / "mine.optx"
    window.autosave._rest.setInterval(60_000)
    window.files.save_to(path)
    window.workbench.edit("steps", lambda d: d.with_experiment(steps=60))  # while it is written
    qtbot.waitUntil(lambda: kept(folder) == [60])
    (file,) = folder.glob("*.kept")
    assert Slot(folder, file.stem).read().path == path


def test_what_was_undone_while_it_was_saved_is_kept(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path
) -> None:
    before = window.workbench.experiment.steps
    steps(qtbot, window, 50)
    window.files.save_to(tmp_path / "mine.optx")
    action(window, "undo").trigger()
    qtbot.waitUntil(lambda: not window.files.busy)
    assert window.workbench.undo_list.dirty
    qtbot.waitUntil(lambda: kept(folder) == [before])


def test_nothing_is_written_while_nothing_changes(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    steps(qtbot, window, 50)
    (file,) = folder.glob("*.kept")
    written = file.stat().st_mtime_ns
    window.workbench.set_cursor(3)
    action(window, "redo").trigger()
    window.workbench.undoChanged.emit()
    qtbot.waitUntil(lambda: not window.autosave.busy)
    assert file.stat().st_mtime_ns == written


def test_undo_goes_on_past_a_save(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    first = window.workbench.document
    for count in (50, 60):
        type_number(window.problem_panel.foot.steps.field, str(count))
    window.files.save_to(tmp_path / "mine.optx")
    settle(qtbot, window)
    assert not window.workbench.undo_list.dirty
    action(window, "undo").trigger()
    assert window.workbench.experiment.steps == 50
    assert window.workbench.undo_list.dirty
    action(window, "undo").trigger()
    assert window.workbench.document == first
    for _ in range(2):
        action(window, "redo").trigger()
    assert not window.workbench.undo_list.dirty
    settle(qtbot, window)


def test_restored_it_is_what_it_was_and_not_saved(
    qtbot: QtBot, window: MainWindow, folder: Path, offer: RecoveryOffer
) -> None:
    assert offer.dialog is not None
    assert offer.dialog.text().startswith("“race.optx” had unsaved changes")
    assert "saved after that" in offer.dialog.informativeText()
    press(offer, "Restore")
    assert settle(qtbot, window).title == "Rosenbrock"
    assert window.workbench.experiment == ROSENBROCK.experiment
    assert window.windowTitle().startswith("race.optx — edited")
    assert len(kept(folder)) == 2, "the one is still kept, in this process; the other waits"
    (other,) = left_behind(folder)
    assert other.read().path is None
    other.leave()
    steps(qtbot, window, 33)
    assert 33 in kept(folder)
    assert len(kept(folder)) == 2, "the slot is gone on with"


def test_what_is_given_up_for_it_is_not_kept(
    qtbot: QtBot, window: MainWindow, folder: Path, offer: RecoveryOffer, questions: Questions
) -> None:
    questions.answer = QMessageBox.StandardButton.Discard
    steps(qtbot, window, 61)
    assert 61 in kept(folder)
    press(offer, "Restore")
    assert questions.asked
    qtbot.waitUntil(lambda: not window.autosave.busy)
    assert 61 not in kept(folder)
    assert kept(folder) == [ROSENBROCK.experiment.steps] * 2
    settle(qtbot, window)


def test_a_place_that_was_never_whole_is_none(folder: Path) -> None:
    leave(folder, Path("race.optx"))
    (slot,) = left_behind(folder)
    assert slot.read().path is None
    slot.give_up()


def test_discarded_it_is_gone_and_the_next_is_offered(
    qtbot: QtBot, window: MainWindow, folder: Path, offer: RecoveryOffer
) -> None:
    document = window.workbench.document
    press(offer, "Discard")
    assert len(kept(folder)) == 1
    assert offer.dialog is not None
    assert offer.dialog.text().startswith("An experiment without a name had")
    assert "saved after that" not in offer.dialog.informativeText()
    press(offer, "Discard")
    assert kept(folder) == []
    assert window.workbench.document == document


def test_unanswered_it_is_there_at_the_next_start(
    qtbot: QtBot, window: MainWindow, folder: Path, offer: RecoveryOffer
) -> None:
    press(offer, "Later")
    left = left_behind(folder)
    assert len(left) == 2
    for slot in left:
        slot.leave()


def test_what_cannot_be_read_is_said(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    leave(folder)
    (file,) = folder.glob("*.kept")
    file.write_text("odd", "utf-8")
    offer = RecoveryOffer(window)
    qtbot.waitUntil(lambda: file.name in window.status.label.text())
    assert offer.dialog is None
    file.unlink()
    offer.deleteLater()


def test_where_nothing_can_be_kept_it_is_said_once(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    window.autosave.said.connect(said.append)
    slot = Slot(ROOT / "README.md" / "below")
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(window.autosave, "_slots", [slot])
        for count in (41, 42):
            steps(qtbot, window, count)
    assert len(said) == 1
    assert said[0].startswith("Unsaved changes would not survive a crash: ")
    steps(qtbot, window, 43)
    assert kept(folder) == [43]


def test_what_could_not_be_kept_is_tried_again(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, away = list[str](), tmp_path / "drive"
    window.autosave.said.connect(said.append)
    window.autosave._again.setInterval(1)
    away.write_text("no folder for now", "utf-8")
    with monkeypatch.context() as elsewhere:
        slot = Slot(away)
        elsewhere.setattr(window.autosave, "_slots", [slot])
        steps(qtbot, window, 44)
        assert len(said) == 1
        away.unlink()
        qtbot.waitUntil(lambda: kept(away) == [44])
        qtbot.waitUntil(lambda: not window.autosave.busy)
        away.rename(tmp_path / "drive that was there")
        away.write_text("gone again", "utf-8")
        steps(qtbot, window, 45)
        qtbot.waitUntil(lambda: len(said) == 2)
        window.autosave._again.stop()
    slot.leave()


def test_moments() -> None:
    now = datetime(2026, 11, 28, 14, 30).timestamp()
    assert moment(now - 10, now) == "today at 14:29:50"
    assert moment(now - 15 * 3600, now) == "on 27 November 2026 at 23:30"
