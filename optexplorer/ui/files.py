"""New, open, save and export, with every question that must be asked first."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from optexplorer.core.cancel import Cancel
from optexplorer.storage.session import Session, load
from optexplorer.ui.csv_writing import CsvWriting
from optexplorer.ui.document import Document, opened
from optexplorer.ui.entering import enter_typed
from optexplorer.ui.jobs import LatestWins
from optexplorer.ui.replacing import may_replace
from optexplorer.ui.saving import Saver, Saving
from optexplorer.ui.scenes.edits import asked
from optexplorer.ui.settings import Settings
from optexplorer.ui.workbench import Workbench

Asked = tuple[Path, bool]  # a file to be opened, and whether as an example
_FILTER = "Experiments (*.optx);;All files (*)"


class Files(QObject):
    """The experiment's place on disk."""

    titleChanged = Signal(str)
    recentChanged = Signal()
    refused = Signal()  # a file could not be opened
    replacing = Signal()  # another experiment is about to be shown
    finishing = Signal()  # what is under way is to be entered now
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
        # What has been read while something else has to be settled first; None where nothing has.
        self._come: list[tuple[Asked, Session]] | None = None
        self._put_off: tuple[Asked, Session, int] | None = None  # to the next turn
        self._saver = Saver(self)
        self._saver.saved.connect(self._saved)
        self._saver.failed.connect(self._not_saved)
        self.csv = CsvWriting(window, settings, self)
        self.csv.said.connect(self.said)
        workbench.undoChanged.connect(self._tell_title)

    @property
    def busy(self) -> bool:
        """Whether a file is being read, or the experiment saved."""
        return self._loads.busy or self._put_off is not None or self._saver.busy

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
        with self.others_waiting():
            if not self._may_go():
                return
            name, _ = QFileDialog.getOpenFileName(
                self._window, "Open experiment", str(self._settings.folder()), _FILTER
            )
            if name:
                self._give_up()
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
        with self.others_waiting():
            self._leaving = None  # it is not given up any more
            self.finish_edits()
            place = self._saver.place(self._opening) or self.path
            if place is None:
                return self.save_as()
            self.save_to(place)
        return True

    def save_as(self) -> bool:
        """Ask where, then save; False where the person would rather not."""
        with self.others_waiting():
            self._leaving = None
            self.finish_edits()
            proposal = str(self.path or self._settings.folder() / "experiment.optx")
            name, _ = QFileDialog.getSaveFileName(self._window, "Save experiment", proposal, _FILTER)
            if not name:
                return False
            typed = Path(name)
            path = typed if typed.suffix else typed.with_suffix(".optx")
            # The dialog has asked about what was typed, and not about what is made of it.
            if path != typed and not may_replace(self._window, "Save experiment", [path]):
                return False
            self.save_to(path)
        return True

    def save_to(self, path: Path) -> None:
        """Have it written as it is now."""
        bench, self._leaving = self._workbench, None
        session = Session(bench.experiment, bench.view.to_mapping(), bench.document.scenes)
        self._saver.save(Saving(path.absolute(), session, bench.document, self._opening))

    def export(self, *, state: bool) -> None:
        """Ask where, then write the CSV beside the interface."""
        with self.others_waiting():
            self.finish_edits()
            path = self.csv.ask(f"{self.path.stem if self.path else 'experiment'}.csv")
            if path is not None:
                self.export_to(path, state=state)

    def export_to(self, path: Path, *, state: bool) -> None:
        """Write the CSV of what is there now."""
        self.csv.write(path, self._workbench.experiment, state=state)

    def may_discard(self) -> bool:
        """Whether the open experiment may go: saved, unedited, or given up by the person."""
        with self.others_waiting():
            may = self._may_go()
            if may:
                self._give_up()
        return may

    def _give_up(self) -> None:
        """Something else comes in its place."""
        self._come = []
        self._workbench.errands.drop()

    def _may_go(self) -> bool:
        self.finish_edits()
        written = self._saver.finish()
        buttons = QMessageBox.StandardButton
        if not self._workbench.undo_list.dirty:
            return written and (not self._workbench.errands.busy or self._gives_up_building())
        name = self.path.name if self.path else "this experiment"
        choices = buttons.Save | buttons.Discard | buttons.Cancel
        answer = self._ask(f"Save the changes to {name}?", choices, buttons.Save)
        if answer != buttons.Save:
            return answer == buttons.Discard
        if not self.save():
            return False
        # Once more where something that had been asked for has changed it meanwhile.
        return self._saver.finish() and self._may_go()

    def _gives_up_building(self) -> bool:
        """Whether the person does not wait for an edit that takes long to be made."""
        buttons = QMessageBox.StandardButton
        text = "The last change is still being worked out. Give it up?"
        return self._ask(text, buttons.Discard | buttons.Cancel, buttons.Cancel) == buttons.Discard

    def _ask(
        self, text: str, choices: QMessageBox.StandardButton, first: QMessageBox.StandardButton
    ) -> QMessageBox.StandardButton:
        return QMessageBox.question(self._window, "Unsaved changes", text, choices, first)

    @contextmanager
    def others_waiting(self) -> Iterator[None]:
        """Files that have been read meanwhile are shown after it, if they are still to come."""
        if self._come is not None:  # within another
            yield
            return
        self._come = []
        try:
            yield
        finally:
            come, self._come = self._come, None
            for asked, session in come or ():
                self._opened(asked, session)

    def finish_edits(self) -> None:
        """What is typed counts as entered, and what was entered is waited for."""
        self.finishing.emit()
        enter_typed(self._window)
        self._workbench.errands.finish()

    def close(self) -> None:
        """End the writing threads; a half-written export leaves no file."""
        self._loads.abandon()
        self._saver.close()
        self.csv.close()

    def _show(self, session: Session, path: Path | None, *, saved: bool = True) -> None:
        document, view = opened(session.experiment, session.view)
        known = document.scene is not None and document.scene < len(session.scenes)
        scene = document.scene if known else None
        document = replace(document, scenes=session.scenes, scene=scene)
        view = asked(document, view)
        self.path = path  # nothing fails from here on: a file is never taken for another experiment's
        self._opening += 1
        self.replacing.emit()
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

    @Slot(object, object)
    def _opened(self, asked: Asked, session: Session) -> None:
        if self._come is not None:
            self._come.append((asked, session))
            return
        path, example = asked
        bench = self._workbench
        with self.others_waiting():
            before = bench.document
            self.finish_edits()
            if bench.document != before:  # is shown first: all panels twice take too long at once
                self._put_off = (asked, session, self._opening)
                QTimer.singleShot(0, self, self._open_now)
                return
            untouched = bench.document == self._leaving and not bench.errands.busy  # while it was read
            if untouched or self._may_go():
                self._show(session, None if example else path)
                if not example:
                    self._remember(path)

    def _open_now(self) -> None:
        put_off, self._put_off = self._put_off, None
        if put_off is not None and put_off[2] == self._opening:  # else another has come meanwhile
            self._opened(*put_off[:2])

    @Slot(object, object)
    def _not_opened(self, asked: Asked, error: Exception) -> None:
        path, _example = asked
        QMessageBox.warning(self._window, "Could not open", f"{path.name}: {error}")
        self.refused.emit()
