"""Gradient and Hessian as formulas, derived and typeset beside the interface."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from optexplorer.core.cancel import Cancel
from optexplorer.core.problem import Problem
from optexplorer.ui.jobs import Job, LatestWins
from optexplorer.ui.widgets.formula import FormulaLabel, svg_of
from optexplorer.ui.widgets.themed import tokens


@dataclass(frozen=True)
class Line:
    """One formula: its TeX and, where it could be set, its picture."""

    tex: str
    svg: str | None


def _derive(asked: tuple[Problem, str], _job: Job) -> list[Line]:
    from optexplorer.problems import derivatives_of

    problem, colour = asked
    lines = []
    for left, right in derivatives_of(problem):
        tex = f"{left} = {right}"
        plain = right.startswith("too large")
        lines.append(Line(f"{left}: {right}" if plain else tex, None if plain else svg_of(tex, colour)))
    return lines


class DerivativesDialog(QDialog):
    """f, its gradient and its Hessian, each on a line that can be scrolled."""

    def __init__(self, parent: QWidget, problem: Problem) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Derivatives — {problem.title}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._lines = QWidget()
        self._column = QVBoxLayout(self._lines)
        self._column.setSpacing(16)
        self._note = QLabel("Deriving…")
        self._column.addWidget(self._note)
        self._column.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._lines)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.addWidget(scroll)
        column.addWidget(buttons)
        self.resize(720, 440)
        self._jobs = LatestWins(_derive, Cancel, self)
        self._jobs.ready.connect(self._show)
        self._jobs.failed.connect(lambda _asked, error: self._note.setText(str(error)))
        self.finished.connect(self._jobs.abandon)
        self._jobs.submit((problem, tokens().text))

    def _show(self, _asked: object, lines: list[Line]) -> None:
        self._note.hide()
        for place, line in enumerate(lines):
            label: QWidget = QLabel(line.tex)
            if line.svg is not None:
                label = FormulaLabel(line.tex, svg=line.svg)
                label.setMinimumWidth(label.sizeHint().width())
            self._column.insertWidget(place, label)
