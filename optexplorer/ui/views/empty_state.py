"""What stands in the place of the picture before there is one."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from optexplorer.ui.widgets.card import note
from optexplorer.ui.widgets.themed import set_role

_PATIENCE = 300  # milliseconds; a start that is over sooner needs no word
_WHY = (
    "The first start takes a while, for methods are made fast for this computer; later ones a second."
)


class EmptyState(QFrame):
    """Says what is being prepared, or why there is nothing to see."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "canvas")
        self.title = QLabel("Getting ready")
        set_role(self.title, "display")
        self.sentence = note()
        self.why = note()
        self._lines = (self.title, self.sentence, self.why)
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 0, 40, 0)
        column.setSpacing(10)
        column.addStretch(1)
        for line in self._lines:
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            line.hide()
            column.addWidget(line)
        column.addStretch(1)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(self._show)

    def show_notice(self, text: str, _share: float | None = None) -> None:
        """What is being prepared."""
        if text:
            self.title.setText("Getting ready")
            self.sentence.setText(text)
            self.why.setText(_WHY)
            if self.title.isHidden() and not self._patience.isActive():
                self._patience.start()

    def say(self, sentence: str) -> None:
        """Why there is still no picture: it was stopped, or could not be computed."""
        if sentence:
            self.title.setText("No picture yet")
            self.sentence.setText(sentence)
            self.why.setText("Any change has it tried again.")
            self._show()

    def _show(self) -> None:
        self._patience.stop()
        for line in self._lines:
            line.show()
