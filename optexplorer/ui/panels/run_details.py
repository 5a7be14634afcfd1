"""Every setting of a run, below its card's first lines."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from optexplorer.core.experiment import Run
from optexplorer.core.optimizer import Optimizer
from optexplorer.ui.forms import ParameterForm
from optexplorer.ui.panels.around_editor import AroundEditor
from optexplorer.ui.panels.escape_editor import EscapeEditor
from optexplorer.ui.panels.gradient_editor import GradientEditor
from optexplorer.ui.panels.run_summary import primary_parameter
from optexplorer.ui.panels.schedule_editor import ScheduleEditor
from optexplorer.ui.panels.start_fields import StartFields
from optexplorer.ui.widgets.card import note


class RunDetails(QWidget):
    """All settings but the one at hand on the card."""

    hyperEdited = Signal(str, object)  # name, value
    scheduleEdited = Signal(object)  # Schedule
    gradientEdited = Signal(object)  # Gradient
    aroundEdited = Signal(object)  # tuple of wrappers
    escapeEdited = Signal(object)  # Escape
    startEdited = Signal(tuple)  # Point
    committed = Signal()

    def __init__(self, optimizer: type[Optimizer], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        primary = primary_parameter(optimizer)
        self.form = ParameterForm(optimizer, without=(primary.name,) if primary else ())
        self.form.edited.connect(self.hyperEdited)
        self.form.committed.connect(self.committed)
        self.schedule = ScheduleEditor(parent=self)
        self.schedule.edited.connect(self.scheduleEdited)
        self.schedule.committed.connect(self.committed)
        self.gradient = GradientEditor(parent=self)
        self.gradient.edited.connect(self.gradientEdited)
        self.gradient.committed.connect(self.committed)
        self.around = AroundEditor(parent=self)
        self.around.edited.connect(self.aroundEdited)
        self.around.committed.connect(self.committed)
        self.escape = EscapeEditor(parent=self)
        self.escape.edited.connect(self.escapeEdited)
        self.escape.committed.connect(self.committed)
        self._start_note = note("Start of its own")
        self.start = StartFields("Where this run alone begins.")
        self.start.edited.connect(self.startEdited)
        self.start.committed.connect(self.committed)
        chips = (
            self.schedule.chip,
            self.gradient.chip,
            self.gradient.clip_chip,
            self.escape.chip,
            self.around.chip,
        )
        for chip in chips:
            self.form.add_chip(chip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(4)
        column.addWidget(self.form)
        column.addWidget(self.schedule)
        column.addWidget(self.gradient)
        column.addWidget(self.escape)
        column.addWidget(self.around)
        column.addWidget(self._start_note)
        column.addWidget(self.start)

    def show_run(self, run: Run, *, examples: int, steps: int, names: tuple[str, ...]) -> None:
        """Show the run's settings; ``names`` are the problem's parameters."""
        self.form.show_values(run.optimizer.to_mapping())
        self.schedule.show_schedule(run.schedule, steps)
        self.gradient.show_gradient(run.gradient, examples=examples)
        self.around.show_around(run.around)
        self.escape.show_escape(run.escape, len(names))
        if run.start is not None:
            self.start.show_start(names, run.start)
        self._start_note.setVisible(run.start is not None)
        self.start.setVisible(run.start is not None)
