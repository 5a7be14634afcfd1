"""Keeps what is not saved yet, beside the interface, so that a crash costs two seconds of work."""

import time
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from optexplorer.core.cancel import Cancel
from optexplorer.storage import recovery
from optexplorer.storage.session import Session
from optexplorer.ui.document import Document
from optexplorer.ui.files import Files
from optexplorer.ui.jobs import Job, LatestWins
from optexplorer.ui.workbench import Workbench

REST = 2_000  # milliseconds from a change until it is kept
AGAIN = 8_000  # until what could not be kept is tried once more


class Autosave(QObject):
    """Follows the document; after each change it is kept once, within two seconds.

    Saved or unchanged, nothing is kept. ``said`` tells once why nothing can be kept, and it is tried
    again and again.
    """

    said = Signal(str)

    def __init__(self, bench: Workbench, files: Files, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._bench, self._files, self.folder = bench, files, folder
        self._slots = [recovery.Slot(folder)]  # the last one is in use
        self._kept: Document | None = bench.document  # what the slot holds, or had no need to
        self._told = ""
        self._jobs = LatestWins(_keep, Cancel, self)
        self._jobs.ready.connect(self._calm_down)
        self._jobs.failed.connect(self._complain)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._ask)
        self._again = QTimer(self, singleShot=True, interval=AGAIN)
        self._again.timeout.connect(self._ask)
        bench.undoChanged.connect(self._notice)
        files.landed.connect(self._follow_file)

    @property
    def busy(self) -> bool:
        """Whether something is still to be kept."""
        return self._rest.isActive() or self._jobs.busy

    def adopt(self, slot: recovery.Slot) -> None:
        """Go on in a slot that was left behind, whose contents are shown now, and in no other."""
        self._slots.append(slot)

    def close(self) -> None:
        """The end was in order: nothing is kept any more."""
        self._rest.stop()
        self._again.stop()
        self._jobs.close()
        for slot in self._slots:
            slot.give_up()

    @Slot()
    def _notice(self) -> None:
        if not self._bench.undo_list.dirty:  # an older state must not outlive a newer one on disk
            self._rest.stop()
            self._ask()
        elif not self._rest.isActive():  # else edits without a pause would never be kept
            self._rest.start()

    @Slot()
    def _follow_file(self) -> None:
        """What was changed while the file was written: what is kept must not be older than the file."""
        self._kept = None
        if self._bench.undo_list.dirty:
            self._rest.stop()
            self._ask()

    @Slot()
    def _ask(self) -> None:
        bench = self._bench
        if bench.document == self._kept and bench.undo_list.dirty:
            return
        self._again.stop()
        self._kept = bench.document
        session = Session(bench.experiment, bench.view.to_mapping(), bench.document.scenes)
        unsaved = recovery.Unsaved(session, self._files.path, time.time())
        self._jobs.submit((tuple(self._slots), unsaved if bench.undo_list.dirty else None))

    @Slot()
    def _calm_down(self) -> None:
        self._told = ""

    @Slot(object, object)
    def _complain(self, _asked: object, error: Exception) -> None:
        self._kept = None
        if self._bench.undo_list.dirty:
            self._again.start()
        if str(error) != self._told:
            self._told = str(error)
            self.said.emit(f"Unsaved changes would not survive a crash: {error}")


def _keep(asked: tuple[tuple[recovery.Slot, ...], recovery.Unsaved | None], _job: Job) -> None:
    (*earlier, slot), unsaved = asked
    for old in earlier:  # of what was given up for something restored
        old.give_up()
    if unsaved is None:
        slot.give_up()
    else:
        slot.keep(unsaved)
