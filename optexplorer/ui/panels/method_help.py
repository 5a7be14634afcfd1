"""What a method is, when it is good and when it is not."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from optexplorer.core.optimizer import Optimizer
from optexplorer.ui.typeset import MathLabel
from optexplorer.ui.widgets.card import heading, note
from optexplorer.ui.widgets.themed import set_role

_WIDTH = 460
_MARGIN = 20
_FORMULA = 17.0  # pixels of the letters


class MethodHelp(QDialog):
    """One page about an optimizer, from its declaration."""

    def __init__(self, optimizer: type[Optimizer], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(optimizer.title)
        self.setFixedWidth(_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, 16)
        column.setSpacing(4)
        title = QLabel(optimizer.title)
        set_role(title, "display")
        column.addWidget(title)
        column.addWidget(_text(optimizer.summary))
        column.addSpacing(8)
        for line in optimizer.equation.split(r",\quad "):
            formula = MathLabel(_FORMULA)
            formula.show_tex(line)
            formula.setFixedHeight(formula.heightForWidth(_WIDTH - 2 * _MARGIN))
            column.addWidget(formula)
        for name, text in (
            ("Good at", optimizer.strengths),
            ("Bad at", optimizer.weaknesses),
            ("When to choose it", optimizer.when),
            ("This variant", optimizer.variant),
            ("Source", optimizer.reference),
        ):
            if text:
                column.addSpacing(8)
                column.addWidget(heading(name))
                column.addWidget(_text(text))
        column.addSpacing(8)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.resize(_WIDTH, column.totalHeightForWidth(_WIDTH))


def _text(text: str) -> QLabel:
    label = note(text, role="")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
