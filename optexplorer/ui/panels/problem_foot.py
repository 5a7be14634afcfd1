"""Below every kind of problem: its formula in words, the start, and the length of the race."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from optexplorer.core.declare import Parameter
from optexplorer.core.experiment import MAX_STEPS
from optexplorer.core.problem import Point
from optexplorer.ui.panels.start_fields import StartFields
from optexplorer.ui.widgets.card import heading, note
from optexplorer.ui.widgets.labelled_field import LabelledField
from optexplorer.ui.widgets.themed import set_role

_STEPS = Parameter(
    "steps", "int", 200, "", "Updates that every run makes.", low=1, high=MAX_STEPS, log=True
)
_SEED = Parameter(
    "seed", "int", 0, "", "Decides every random choice; the same seed gives the same numbers.",
    low=0, high=1e9,
)  # fmt: skip


class ProblemFoot(QWidget):
    """Fields for the start, any value typed; what is in view, in words."""

    startEdited = Signal(tuple)
    stepsEdited = Signal(int)
    seedEdited = Signal(int)
    derivativesRequested = Signal()
    committed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._starts = StartFields("Where every run begins.")
        self._starts.edited.connect(self.startEdited)
        self._starts.committed.connect(self.committed)
        self.formula = note()
        self.formula.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.formula.setTextFormat(Qt.TextFormat.PlainText)
        self.remark = note()
        self.remark.setTextFormat(Qt.TextFormat.PlainText)
        self.derivatives = QPushButton("Derivatives…")
        set_role(self.derivatives, "chip")
        self.derivatives.setToolTip("The gradient and the Hessian as formulas")
        self.derivatives.clicked.connect(self.derivativesRequested)
        self.steps = LabelledField(_STEPS, "steps")
        self.seed = LabelledField(_SEED, "seed")
        self.steps.field.edited.connect(lambda steps: self.stepsEdited.emit(steps))
        self.seed.field.edited.connect(lambda seed: self.seedEdited.emit(seed))
        for field in (self.steps, self.seed):
            field.field.committed.connect(self.committed)
        length = QHBoxLayout()
        length.setSpacing(8)
        length.addWidget(self.steps, 4)  # twenty million steps are read at a glance
        length.addWidget(self.seed, 3)
        words = QHBoxLayout()
        words.setSpacing(8)
        words.addWidget(self.remark, 1)
        words.addWidget(self.derivatives, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 12)
        column.setSpacing(6)
        column.addWidget(self.formula)
        column.addLayout(words)
        column.addWidget(heading("Start, steps, seed"))
        column.addWidget(self._starts)
        column.addLayout(length)

    @property
    def start(self) -> list[LabelledField]:
        """The fields of the start."""
        return self._starts.fields

    def show_start(self, names: tuple[str, ...], start: Point) -> None:
        """Show the start, a field for each parameter of the problem."""
        self._starts.show_start(names, start)

    def show_words(self, formula: str, remark: str, *, derivable: bool) -> None:
        """Show the formula and a remark; derivatives are offered where they are formulas."""
        self.formula.setText(formula)
        self.formula.setVisible(bool(formula))
        self.remark.setText(remark)
        self.remark.setVisible(bool(remark) or derivable)
        self.derivatives.setVisible(derivable)

    def show_experiment(self, steps: int, seed: int) -> None:
        """Show the length and the seed."""
        self.steps.field.show_value(steps)
        self.seed.field.show_value(seed)
