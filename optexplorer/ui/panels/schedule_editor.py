"""Choose and shape a learning-rate schedule."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from optexplorer.core.schedule import SCHEDULES, Constant, Schedule, Warmup
from optexplorer.ui.forms import ParameterForm
from optexplorer.ui.panels.schedule_plot import SchedulePlot
from optexplorer.ui.widgets.chips import ChoiceChip
from optexplorer.ui.widgets.themed import set_role

_HINT = "Schedule: how the learning rate changes from step to step"


class ScheduleEditor(QWidget):
    """A chip for the kind, which stands where its owner puts it, and the settings with a plot.

    The settings are hidden where there is nothing to set. Switching the kind back and forth
    brings the settings last used with it.
    """

    edited = Signal(object)  # Schedule
    committed = Signal()

    def __init__(self, *, after_warmup: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._schedule: Schedule = Constant()
        self._steps = 200
        self._used: dict[str, Schedule] = {}
        self._form: ParameterForm | None = None
        self._then: ScheduleEditor | None = None
        self._after_warmup = after_warmup
        kinds = {
            key: (kind.title, kind.summary)
            for key, kind in SCHEDULES.items()
            if not (after_warmup and kind is Warmup)
        }
        self.chip = ChoiceChip(kinds, _HINT)
        self.chip.edited.connect(self._on_kind)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self.plot: SchedulePlot | None = None
        if not after_warmup:
            self.plot = SchedulePlot()
            self._column.addWidget(self.plot)
        self.hide()

    @property
    def schedule(self) -> Schedule:
        """What is shown."""
        return self._schedule

    @property
    def form(self) -> ParameterForm | None:
        """The rows of the present kind, once it has some."""
        return self._form

    @property
    def then(self) -> "ScheduleEditor | None":
        """The editor of what follows a warm-up."""
        return self._then

    def show_schedule(self, schedule: Schedule, steps: int) -> None:
        """Show a schedule over so many steps of the experiment."""
        if (schedule, steps) == (self._schedule, self._steps) and self._form is not None:
            return
        self._schedule, self._steps = schedule, steps
        self._used[schedule.key] = schedule
        self.chip.show_value(schedule.key)
        if self._form is None or self._form.declared is not type(schedule):
            self._rebuild(type(schedule))
        if self._form is not None:
            self._form.show_values(schedule.to_mapping())
        if self._then is not None and isinstance(schedule, Warmup):
            self._then.show_schedule(schedule.then, steps)
        if self.plot is not None:
            self.plot.show_schedule(schedule, steps)
        self.setVisible(not isinstance(schedule, Constant))

    def _rebuild(self, kind: type[Schedule]) -> None:
        for old in (self._form, self._then and self._then.parentWidget()):
            if old is not None:
                self._column.removeWidget(old)
                old.deleteLater()
        self._form = ParameterForm(kind, parent=self)
        self._form.edited.connect(self._on_setting)
        self._form.committed.connect(self.committed)
        self._column.insertWidget(0, self._form)
        self._then = None
        if kind is Warmup:
            self._column.insertWidget(1, self._make_then())

    def _make_then(self) -> QWidget:
        holder = QWidget(self)
        self._then = ScheduleEditor(after_warmup=True, parent=holder)
        self._then.edited.connect(lambda schedule: self._on_setting("then", schedule))
        self._then.committed.connect(self.committed)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        line = QHBoxLayout()
        label = QLabel("then")
        set_role(label, "muted")
        line.addWidget(label)
        line.addWidget(self._then.chip)
        line.addStretch(1)
        column.addLayout(line)
        column.addWidget(self._then)
        return holder

    def _on_kind(self, key: str) -> None:
        self._edit(self._used.get(key) or SCHEDULES[key]())
        self.committed.emit()

    def _on_setting(self, name: str, value: object) -> None:
        self._edit(replace(self._schedule, **{name: value}))

    def _edit(self, schedule: Schedule) -> None:
        self.show_schedule(schedule, self._steps)
        self.edited.emit(schedule)
