"""Writes the steps of the race as CSV beside the interface, with progress and a way to call it off."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QProgressDialog, QWidget

from optexplorer.core.cancel import Cancel
from optexplorer.core.experiment import Experiment
from optexplorer.ui.in_the_making import may_give_up, say_wait
from optexplorer.ui.jobs import Job, LatestWins
from optexplorer.ui.settings import Settings

_TITLE, _REFUSED = "Export CSV", "Could not export"


class CsvWriting(QObject):
    """One file at a time."""

    said = Signal(str)  # one sentence for the status line

    def __init__(self, window: QWidget, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._settings = window, settings
        self._jobs = LatestWins(_write, Cancel, self)
        self._jobs.ready.connect(self._written)
        self._jobs.failed.connect(self._not_written)
        self._jobs.reported.connect(self._show_share)
        self._progress: QProgressDialog | None = None
        self._path: Path | None = None  # of the file that is being written

    @property
    def busy(self) -> bool:
        """Whether a file is being written."""
        return self._jobs.busy

    def ask(self, name: str) -> Path | None:
        """The file that the person names, ``name`` being proposed; None if they think better of it."""
        if self._is_refused():
            return None
        proposal = str(self._settings.folder() / name)
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, _TITLE, proposal, "CSV (*.csv);;All files (*)"
        )
        return Path(chosen) if chosen else None

    def write(self, path: Path, experiment: Experiment, *, state: bool) -> None:
        """Compute, with the state if asked for, and write."""
        if self._is_refused():
            return
        self._settings.set_folder(path.parent)
        self._end_progress()
        self._path = path
        self._progress = QProgressDialog("Exporting…", "Cancel", 0, 1000, self._window)
        self._progress.setMinimumDuration(400)
        self._progress.canceled.connect(self._call_off)
        self._jobs.submit((path, experiment, state))

    def may_give_up(self) -> bool:
        """Whether the program may end: nothing is being written, or the person gives it up."""
        return not self.busy or may_give_up(self._window, "A CSV file is still being written")

    def close(self) -> None:
        """A half-written file leaves none."""
        self._jobs.close()

    def _is_refused(self) -> bool:
        if not self.busy or self._path is None:
            return False
        say_wait(self._window, "CSV file", self._path)
        return True

    @Slot()
    def _call_off(self) -> None:
        self._jobs.cancel()
        self._end_progress()
        self.said.emit("The export was called off")

    @Slot(object, object)
    def _written(self, asked: tuple[Path, object, bool], _answer: object) -> None:
        self._end_progress()
        self.said.emit(f"Exported {asked[0].name}")

    @Slot(object, object)
    def _not_written(self, asked: tuple[Path, object, bool], error: Exception) -> None:
        self._end_progress()
        name, why = asked[0].name, str(error)
        QMessageBox.warning(self._window, _REFUSED, why if name in why else f"{name}: {why}")

    @Slot(object, object)
    def _show_share(self, _asked: object, share: float) -> None:
        if self._progress:
            self._progress.setValue(min(int(share * 1000), 999))

    def _end_progress(self) -> None:
        if self._progress:
            self._progress.reset()
            self._progress.deleteLater()
            self._progress = None


def _write(asked: tuple[Path, Experiment, bool], job: Job) -> None:
    from optexplorer.core.compute import compute
    from optexplorer.storage.csv_export import write_csv

    path, experiment, state = asked
    history = compute(
        experiment, job.cancel, lambda a: job.report(0.5 * a.done / a.total), record_state=state
    )
    write_csv(
        path,
        experiment,
        history,
        state=state,
        cancel=lambda: bool(job.cancel.is_set),
        progress=lambda done, total: job.report(0.5 + 0.5 * done / total),
    )
