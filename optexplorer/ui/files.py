"""New, open, save and export, with every question that must be asked first."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QProgressDialog,
    QWidget,
)
from shiboken6 import isValid

from optexplorer.core.cancel import Cancel
from optexplorer.core.experiment import Experiment
from optexplorer.storage.session import Session, load
from optexplorer.ui.document import Document, opened
from optexplorer.ui.jobs import Job, LatestWins
from optexplorer.ui.saving import Saver, Saving
from optexplorer.ui.settings import Settings
from optexplorer.ui.workbench import Workbench

_TYPED = (QLineEdit, QPlainTextEdit, QAbstractSpinBox)  # fields that are entered when they are left
_FILTER = "Experiments (*.optx);;All files (*)"


class Files(QObject):
    """The experiment's place on disk."""

    titleChanged = Signal(str)
    recentChanged = Signal()
    refused = Signal()  # a file could not be opened
    said = Signal(str)  # one sentence for the status line
    landed = Signal()  # the open experiment is on disk, as it was when it was saved

    def __init__(
        self, window: QWidget, workbench: Workbench, settings: Settings, first: Callable[[], Session]
    ) -> None:
        super().__init__(window)
        self._window, self._workbench, self._settings = window, workbench, settings
        self._first = first
        self.path: Path | None = None
        self._loads = LatestWins(lambda asked, _job: load(asked[0]), Cancel, self)
        self._loads.ready.connect(self._opened)
        self._loads.failed.connect(self._not_opened)
        self._opening = 0  # how many experiments have been opened: which one is
        # What may be given up for the file being read; None once that is being saved.
        self._leaving: Document | None = workbench.document
        # What has been read while the person is asked something; None while they are not.
        self._come: list[tuple[tuple[Path, bool], Session]] | None = None
        self._saver = Saver(self)
        self._saver.saved.connect(self._saved)
        self._saver.failed.connect(self._not_saved)
        self._exports = LatestWins(_write_csv, Cancel, self)
        self._exports.ready.connect(self._exported)
        self._exports.failed.connect(self._export_failed)
        self._exports.reported.connect(self._export_progress)
        self._progress: QProgressDialog | None = None
        workbench.undoChanged.connect(self._tell_title)

    @property
    def busy(self) -> bool:
        """Whether a file is being read, or the experiment saved."""
        return self._loads.busy or self._saver.busy

    @property
    def title(self) -> str:
        """The name of the experiment, and whether it has been edited."""
        name = self.path.name if self.path else "Untitled"
        return f"{name} — edited" if self._workbench.undo_list.dirty else name

    def new(self) -> None:
        """The first experiment again."""
        if self.may_discard():
            self._loads.cancel()
            self._show(self._first(), None)

    def open(self) -> None:
        """Ask which file, then open it."""
        if not self.may_discard():
            return
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Open experiment", str(self._settings.folder()), _FILTER
        )
        if name:
            self.open_path(Path(name), ask=False)

    def open_path(self, path: Path, *, ask: bool = True) -> None:
        """Read a file beside the interface, since its table may be large, then show it.

        On a refusal the open experiment stays and one sentence says why.
        """
        if not ask or self.may_discard():
            self._leaving = self._workbench.document
            self._loads.submit((path.absolute(), False))

    def open_example(self, path: Path) -> None:
        """Show a copy of a shipped experiment: it has no place of its own yet."""
        if self.may_discard():
            self._leaving = self._workbench.document
            self._loads.submit((path, True))

    def restore(self, session: Session, path: Path | None) -> None:
        """Show what was not saved when the program ended; it still is not."""
        self._loads.cancel()
        self._show(session, path, saved=False)

    def save(self) -> bool:
        """Save where it came from, or ask where; False where the person would rather not."""
        self._leaving = None  # it is not given up any more
        self._finish_edits()
        place = self._saver.place(self._opening) or self.path
        if place is None:
            return self.save_as()
        self.save_to(place)
        return True

    def save_as(self) -> bool:
        """Ask where, then save; False where the person would rather not."""
        self._leaving = None
        self._finish_edits()
        proposal = self.path or self._settings.folder() / "experiment.optx"
        name, _ = QFileDialog.getSaveFileName(self._window, "Save experiment", str(proposal), _FILTER)
        if name:
            path = Path(name)
            self.save_to(path if path.suffix else path.with_suffix(".optx"))
        return bool(name)

    def save_to(self, path: Path) -> None:
        """Have it written as it is now."""
        bench, self._leaving = self._workbench, None
        session = Session(bench.experiment, bench.view.to_mapping(), bench.document.scenes)
        self._saver.save(Saving(path.absolute(), session, bench.document, self._opening))

    def export(self, *, state: bool) -> None:
        """Ask where, then write the CSV beside the interface."""
        stem = self.path.stem if self.path else "experiment"
        proposal = self._settings.folder() / f"{stem}.csv"
        name, _ = QFileDialog.getSaveFileName(
            self._window, "Export CSV", str(proposal), "CSV (*.csv);;All files (*)"
        )
        if name:
            self.export_to(Path(name), state=state)

    def export_to(self, path: Path, *, state: bool) -> None:
        """Compute with the state if asked for, and write; progress and cancel in a small dialog."""
        self._settings.set_folder(path.parent)
        self._end_progress()
        self._progress = QProgressDialog("Exporting…", "Cancel", 0, 1000, self._window)
        self._progress.setMinimumDuration(400)
        self._progress.canceled.connect(self._call_off_export)
        self._exports.submit((path, self._workbench.experiment, state))

    def may_discard(self) -> bool:
        """Whether the open experiment may go: saved, unedited, or given up by the person."""
        self._finish_edits()
        written = self._saver.finish()
        if not (self._workbench.undo_list.dirty or self._workbench.building):
            return written
        buttons = QMessageBox.StandardButton
        answer = self._ask_to_save(buttons.Save | buttons.Discard | buttons.Cancel, buttons.Save)
        if answer != buttons.Save:
            return answer == buttons.Discard
        if not self.save():
            return False
        self._loads.cancel()  # what was to come in its place before
        # Once more where something that had been asked for has changed it meanwhile.
        return self._saver.finish() and self.may_discard()

    def _ask_to_save(
        self, buttons: QMessageBox.StandardButton, first: QMessageBox.StandardButton
    ) -> QMessageBox.StandardButton:
        """What the person answers; a file that comes meanwhile waits, and only for "Cancel"."""
        name = self.path.name if self.path else "this experiment"
        outer, self._come = self._come, []
        answer = QMessageBox.question(
            self._window, "Unsaved changes", f"Save the changes to {name}?", buttons, first
        )
        come, self._come = self._come, outer
        if answer == QMessageBox.StandardButton.Cancel:
            for asked, session in come or ():
                self._opened(asked, session)
        return answer

    def _finish_edits(self) -> None:
        """What is typed counts as entered, and what was entered is waited for."""
        field = QApplication.focusWidget()
        if isinstance(field, _TYPED) and self._window.isAncestorOf(field):
            field.clearFocus()
            if isValid(field) and field.isVisible():
                field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._workbench.finish_edits()

    def close(self) -> None:
        """End the writing threads; a half-written export leaves no file."""
        self._loads.abandon()
        self._saver.close()
        self._exports.close()

    def _show(self, session: Session, path: Path | None, *, saved: bool = True) -> None:
        self.path = path
        self._opening += 1
        document, view = opened(session.experiment, session.view)
        known = document.scene is not None and document.scene < len(session.scenes)
        scene = document.scene if known else None
        document = replace(document, scenes=session.scenes, scene=scene)
        self._workbench.open(document, view, saved=saved)
        self._tell_title()

    @Slot(object)
    def _saved(self, saving: Saving) -> None:
        if saving.opening == self._opening:
            self.path = saving.path
            self._workbench.mark_saved(saving.document)
            self.landed.emit()
        self._remember(saving.path)
        self._tell_title()
        self.said.emit(f"Saved {saving.path.name}")

    @Slot(object, object)
    def _not_saved(self, _saving: Saving, error: Exception) -> None:
        QMessageBox.warning(self._window, "Could not save", str(error))

    def _remember(self, path: Path) -> None:
        self._settings.add_recent(path.absolute())
        self._settings.set_folder(path.absolute().parent)
        self.recentChanged.emit()

    def _tell_title(self) -> None:
        self.titleChanged.emit(self.title)

    @Slot()
    def _call_off_export(self) -> None:
        self._exports.cancel()
        self._end_progress()
        self.said.emit("The export was called off")

    @Slot(object, object)
    def _opened(self, asked: tuple[Path, bool], session: Session) -> None:
        if self._come is not None:
            self._come.append((asked, session))
            return
        path, example = asked
        bench = self._workbench
        untouched = bench.document == self._leaving and not bench.building  # while it was being read
        if untouched or self.may_discard():
            self._show(session, None if example else path)
            if not example:
                self._remember(path)

    @Slot(object, object)
    def _not_opened(self, asked: tuple[Path, bool], error: Exception) -> None:
        path, _example = asked
        QMessageBox.warning(self._window, "Could not open", f"{path.name}: {error}")
        self.refused.emit()

    @Slot(object, object)
    def _exported(self, asked: tuple[Path, object, bool], _answer: object) -> None:
        self._end_progress()
        self.said.emit(f"Exported {asked[0].name}")

    @Slot(object, object)
    def _export_failed(self, asked: tuple[Path, object, bool], error: Exception) -> None:
        self._end_progress()
        QMessageBox.warning(self._window, "Could not export", f"{asked[0].name}: {error}")

    @Slot(object, object)
    def _export_progress(self, _asked: object, share: float) -> None:
        if self._progress:
            self._progress.setValue(min(int(share * 1000), 999))

    def _end_progress(self) -> None:
        if self._progress:
            self._progress.reset()
            self._progress.deleteLater()
            self._progress = None


def _write_csv(asked: tuple[Path, Experiment, bool], job: Job) -> None:
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
