"""After a crash: what was not saved is offered again, once."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QAbstractButton, QMessageBox

from optexplorer.core.cancel import Cancel
from optexplorer.storage import recovery
from optexplorer.storage.errors import SessionError
from optexplorer.storage.recovery import Unsaved
from optexplorer.ui.jobs import Job, LatestWins

if TYPE_CHECKING:
    from optexplorer.ui.main_window import MainWindow

# What was left behind and can be read, the latest first; and why the rest cannot.
Found = tuple[list[tuple[recovery.Slot, Unsaved]], list[str]]


class RecoveryOffer(QObject):
    """Looks beside the interface for what was left behind, and asks about one after the other.

    What is not answered, and what is left once one is restored, is offered at the next start.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._left: list[tuple[recovery.Slot, Unsaved]] = []
        self.dialog: QMessageBox | None = None
        self._answers: dict[QAbstractButton | None, Callable[[], None]] = {}
        self._jobs = LatestWins(_look, Cancel, self)
        self._jobs.ready.connect(self._take)
        self._jobs.submit(window.autosave.folder)

    @property
    def busy(self) -> bool:
        """Whether it is still looking."""
        return self._jobs.busy

    @Slot(object, object)
    def _take(self, _folder: Path, found: Found) -> None:
        self._jobs.abandon()
        self._left, refusals = found
        for sentence in refusals[:1]:
            self._window.status.say(f"Unsaved changes of an earlier session cannot be read: {sentence}")
        self._ask()

    def _ask(self) -> None:
        if not self._left:
            return
        _slot, unsaved = self._left[0]
        name = f"“{unsaved.path.name}”" if unsaved.path else "An experiment without a name"
        self.dialog = QMessageBox(self._window)
        self.dialog.setWindowTitle("Unsaved changes")
        self.dialog.setIcon(QMessageBox.Icon.Question)
        self.dialog.setText(f"{name} had unsaved changes when the program ended unexpectedly.")
        newer = " The file itself was saved after that." if _saved_later(unsaved) else ""
        self.dialog.setInformativeText(
            f"They were last kept {moment(unsaved.when, time.time())}.{newer}"
        )
        roles = QMessageBox.ButtonRole
        restore = self.dialog.addButton("Restore", roles.AcceptRole)
        restore.setToolTip("Open the experiment as it was then; it is not saved yet")
        discard = self.dialog.addButton("Discard", roles.DestructiveRole)
        discard.setToolTip("Give these changes up")
        later = self.dialog.addButton("Later", roles.RejectRole)
        later.setToolTip("Ask again at the next start")
        self.dialog.setDefaultButton(restore)
        self.dialog.setEscapeButton(later)
        self._answers = {restore: self._restore, discard: self._discard}
        self.dialog.finished.connect(self._answered)
        self.dialog.open()

    @Slot()
    def _answered(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()
            self._answers.get(dialog.clickedButton(), self._leave)()

    def _restore(self) -> None:
        window = self._window
        if window.files.may_discard():
            slot, unsaved = self._left.pop(0)
            window.autosave.adopt(slot)
            window.files.restore(unsaved.session, unsaved.path)
        self._leave()

    def _discard(self) -> None:
        self._left.pop(0)[0].give_up()
        self._ask()

    def _leave(self) -> None:
        for slot, _unsaved in self._left:
            slot.leave()
        self._left = []


def _saved_later(unsaved: Unsaved) -> bool:
    try:
        return unsaved.path is not None and unsaved.path.stat().st_mtime > unsaved.when
    except OSError:
        return False


def moment(when: float, now: float) -> str:
    """A time of the past in words, such as "today at 14:03:20"."""
    then, today = datetime.fromtimestamp(when), datetime.fromtimestamp(now)
    if then.date() == today.date():
        return f"today at {then:%H:%M:%S}"
    return f"on {then.day} {then:%B %Y} at {then:%H:%M}"


def _look(folder: Path, _job: Job) -> Found:
    found, refusals = [], []
    for slot in recovery.left_behind(folder):
        try:
            found.append((slot, slot.read()))
        except SessionError as error:
            refusals.append(str(error))
            slot.leave()
    return found, refusals
