"""The one object that writes state: the document, the view and the frame they resolve to."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from optexplorer.core.experiment import Experiment
from optexplorer.core.problem import Box, Problem, ProblemSpec
from optexplorer.scene.frame import Frame
from optexplorer.scene.resolve import Resolver, step_at
from optexplorer.scene.view import View
from optexplorer.ui.document import Document, Edit, same_landscape
from optexplorer.ui.engine import Notice, Piece, Request
from optexplorer.ui.errands import Errands
from optexplorer.ui.findings import Findings
from optexplorer.ui.jobs import Job, LatestWins
from optexplorer.ui.undo import UndoList
from optexplorer.ui.view_keeper import ViewKeeper

Guard = Callable[[Document, Document], str]  # before and after; why not, or nothing


class Workbench(ViewKeeper):
    """Takes edits, has them computed, and tells the window what to show."""

    documentChanged = Signal(object)  # Document
    undoChanged = Signal()
    frameChanged = Signal(object)  # Frame
    noticed = Signal(str, object)  # what the worker does, and its share done or None
    said = Signal(str)  # one sentence for the status line
    problemRefused = Signal(object, object)  # ProblemSpec, ProblemError
    busyChanged = Signal(bool)
    haltedChanged = Signal(object)  # the step that a stopped computation got to, or None

    def __init__(
        self,
        document: Document,
        work: Callable[[Request, Job], Any],
        new_cancel: Callable[[], Any],
        build_problem: Callable[[ProblemSpec], Problem],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._undo = UndoList(document)
        self._layers: Any = None
        self._frame: Frame | None = None
        self._resolver = Resolver()
        self._due = self._telling = False  # a frame
        self._jobs = LatestWins(work, new_cancel, self)
        self._jobs.ready.connect(self._show_layers)
        self._jobs.reported.connect(self._show_report)
        self._jobs.failed.connect(self._show_failure)
        self._jobs.busy_changed.connect(self.busyChanged)
        self.errands = Errands(new_cancel, build_problem, self)
        self.errands.ready.connect(self._edit)
        self.errands.refused.connect(self.problemRefused)
        self.errands.failed.connect(self._show_failure)
        self._halted: Experiment | None = None  # what is not computed on, until asked for
        self._findings = Findings()
        self._gestures = 0  # how many are over
        self._guard: Guard = lambda _before, _after: ""

    # What is there

    @property
    def document(self) -> Document:
        """The current document."""
        return self._undo.current

    @property
    def experiment(self) -> Experiment:
        """The current experiment."""
        return self.document.experiment

    @property
    def view(self) -> View:
        """How it is looked at; visibility comes from the document."""
        document, inside = self.document, self._view.inside
        view = replace(self._view, hidden=document.hidden, solo=document.solo, scene=document.scene)
        return replace(view, inside=replace(inside, run=view.front(len(self.experiment.runs))))

    @property
    def frame(self) -> Frame | None:
        """What is on screen."""
        return self._frame

    @property
    def layers(self) -> Any:
        """The last layers computed; they may be a step behind the document."""
        return self._layers

    @property
    def box(self) -> Box:
        """The part of the plane in view."""
        return self._view.box or self.experiment.problem.domain

    @property
    def undo_list(self) -> UndoList[Document]:
        """Texts and state for the menu."""
        return self._undo

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._jobs.busy or self.errands.busy

    # Edits

    def open(self, document: Document, view: View, *, saved: bool = True) -> None:
        """Start over with another document."""
        self.errands.drop()
        self._undo = UndoList(document)
        if not saved:
            self._undo.mark_unsaved()
        self._view = view
        self._changed(view_too=True)

    def visit(self, text: str, document: Document, view: View) -> None:
        """Turn to what the document has in store; a saved one stays saved."""
        self.errands.drop()
        self._undo.push(document, text, visit=True)
        self._view = view
        self._changed(view_too=True)

    def edit(self, text: str, edit: Edit, gesture: str | None = None) -> None:
        """Replace the document by ``edit(document)``; ``gesture`` joins the pushes of a drag."""
        self._edit(text, edit, gesture and (gesture, self._gestures))

    def set_guard(self, guard: Guard) -> None:
        """Refuse edits for which ``guard`` has a sentence."""
        self._guard = guard

    def close_gesture(self) -> None:
        """The drag is over; problems that it asked for and that are still being built belong to it."""
        self._gestures += 1

    def request_problem(self, text: str, spec: ProblemSpec, gesture: str | None = None) -> None:
        """Have a problem built beside the interface; what is shown stays until it is there."""
        self.errands.build(text, spec, gesture and (gesture, self._gestures))

    def suggest_rates(self) -> None:
        """Have suitable learning rates found for every run, then take them as one edit."""
        self.errands.suggest_rates(self.experiment)

    def undo(self) -> None:
        """Take the last edit back."""
        self._move(self._undo.undo)

    def redo(self) -> None:
        """Do it again."""
        self._move(self._undo.redo)

    def mark_saved(self, document: Document | None = None) -> None:
        """That document, as a rule the current one, is on disk."""
        self._undo.mark_saved(document)
        self.undoChanged.emit()

    # What is found, and what is seen

    def take(self, **answers: Any) -> None:
        """Show what was found: fields of `Findings`."""
        if any(getattr(self._findings, name) is not answer for name, answer in answers.items()):
            self._findings = replace(self._findings, **answers)
            self._resolve()

    def step_at(self, place: float) -> int:
        """The step at a place on the curves' axis, by the run that the cursor line follows."""
        return 0 if self._layers is None else step_at(self._layers, self._visible(), place)

    def refresh(self) -> None:
        """Have the document computed, as at the start."""
        self._changed(view_too=True)

    def cancel(self) -> None:
        """Stop what is being computed; all that has been computed is shown."""
        if self.busy:
            self.errands.drop()
            self.noticed.emit("", None)
            self.said.emit("Stopped")
        if self._jobs.busy:
            self._jobs.cancel()
            self._halted = self.experiment
            self._submit()

    def go_on(self) -> None:
        """Compute the rest of what was stopped."""
        self._halted = None
        self._submit()

    def close(self) -> None:
        """Abandon all work; nothing is shown any more."""
        self.errands.close()
        self._jobs.abandon()

    @Slot(str, object, object)
    def _edit(self, text: str, edit: Edit, gesture: object) -> None:
        document = edit(self.document)
        if document == self.document:
            return
        if reason := self._guard(self.document, document):
            self.said.emit(reason)
            self._put_back()
            return
        before = self.experiment
        self._undo.push(document, text, gesture)
        self._keep_view(before)
        self._changed()

    def _put_back(self) -> None:
        """Views and panels that ran ahead of an edit show what there is."""
        self._resolver = Resolver()
        self._changed()

    def _move(self, way: Callable[[], None]) -> None:
        self.errands.drop()
        before = self.experiment
        way()
        self._keep_view(before)
        self._changed()

    def _keep_view(self, before: Experiment) -> None:
        """Look at the same runs, and at the same part of the plane of the same landscape."""
        now = self.experiment
        places = {now.stream_of(i): i for i in range(len(now.runs))}
        moved = {
            i: places[stream]
            for i in range(len(before.runs))
            if (stream := before.stream_of(i)) in places
        }
        self._view = self._view.following(moved)
        problem = now.problem
        if not same_landscape(problem, before.problem) or problem.domain != before.problem.domain:
            self._view = replace(self._view, box=None, local=replace(self._view.local, point=None))

    def _changed(self, *, view_too: bool = False) -> None:
        scene = self.document.on_scene
        if self._view.veiled and not (scene and scene.question):  # nobody could lift it
            self._view, view_too = replace(self._view, veiled=False), True
        self.documentChanged.emit(self.document)
        self.undoChanged.emit()
        if view_too:
            self.viewChanged.emit(self.view)
        self._submit()
        if self._layers is not None and self._layers.experiment == self.experiment:
            self._resolve()  # visibility may be all that changed

    def _submit(self) -> None:
        view, experiment = self._view, self.experiment
        halted = self._halted == experiment
        if not halted:
            self._halted = None
            self.haltedChanged.emit(None)
        self._jobs.submit(Request(experiment, self.box, view.scale, view.axis, view.linear, halted))

    def _resolve(self) -> None:
        """A frame that is asked for while one is told comes after it, for everyone.

        So whoever is told one must not wait for an answer, as dialogs do.
        """
        self._due = True
        while self._due and not self._telling and self._layers is not None:
            known = self._findings.about(self._layers.experiment.problem)
            self._frame = self._resolver.frame(self._layers, self._visible(), *known)
            self._due, self._telling = False, True
            try:
                self.frameChanged.emit(self._frame)
            finally:
                self._telling = False

    def _visible(self) -> View:
        """The view, without indices that the shown history does not have."""
        return self.view.within(len(self._layers.history.runs))

    @Slot(object, object)
    def _show_layers(self, _request: Request, layers: Any) -> None:
        self._layers = layers
        self.haltedChanged.emit(None if layers.history.complete else layers.history.last_step)
        self.noticed.emit("", None)
        self._resolve()

    @Slot(object, object)
    def _show_report(self, _request: Request, report: object) -> None:
        if isinstance(report, Notice):
            self.noticed.emit(report.text, report.share)
        elif isinstance(report, Piece):
            self._layers = report.layers
            self._resolve()

    @Slot(object, object)
    def _show_failure(self, _request: Request, error: BaseException) -> None:
        self.noticed.emit("", None)
        self.said.emit(f"This could not be computed: {error}")
