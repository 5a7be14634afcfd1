"""The corner beside the menus: what the worker does, how far it is, what has just happened, undo."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from optexplorer.ui.widgets.elided_label import ElidedLabel
from optexplorer.ui.widgets.icon_button import IconButton
from optexplorer.ui.widgets.progress import WIDTH, Progress

_STAY = 8000  # milliseconds that a sentence is shown
_PATIENCE = 150  # what is over sooner is not worth a word
_WIDTH = 560  # always the same: the menu bar gives its corner no new place later


class StatusCorner(QWidget):
    """Says little, and nothing when there is nothing to say."""

    said = Signal(str)  # a sentence that leaves by itself; empty once it has left
    stopRequested = Signal()
    continueRequested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._doing, self._sentence, self._halted = "", "", ""
        self.label = ElidedLabel()
        self.label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.progress = Progress()
        self.progress.share.setFixedWidth(WIDTH)
        self.progress.stop.clicked.connect(self.stopRequested)
        self.go_on = QPushButton("Continue")
        self.go_on.setToolTip("Compute the steps that are missing")
        self.go_on.clicked.connect(self.continueRequested)
        self.go_on.hide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 8, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self.label, 1)
        self._row.addWidget(self.progress.share)
        self._row.addWidget(self.progress.stop)
        self._row.addWidget(self.go_on)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(self._show)
        self._leave = QTimer(self, singleShot=True, interval=_STAY)
        self._leave.timeout.connect(lambda: self.say(""))
        self.show_notice("", None)

    def sizeHint(self) -> QSize:
        """The same whatever is shown."""
        return QSize(_WIDTH, super().sizeHint().height())

    def add_button(self, action: QAction, drawing: str) -> None:
        """A button for an action, at the right."""
        button = IconButton(drawing, action.text())
        button.clicked.connect(action.trigger)

        def follow() -> None:
            button.setEnabled(action.isEnabled())
            keys = action.shortcut().toString()
            button.setToolTip(f"{action.text().replace('&', '')} ({keys})")

        action.changed.connect(follow)
        follow()
        self._row.addWidget(button)

    def show_notice(self, text: str, share: float | None) -> None:
        """What is going on; an empty text when it is over."""
        self._doing = text
        self.progress.show_share(share)
        if not text:
            self._patience.stop()
            self._show()
        elif not self._patience.isActive():
            self._patience.start()

    def show_halted(self, step: int | None) -> None:
        """The step that a stopped computation got to; it can go on."""
        text = "" if step is None else f"Stopped at step {step:,}"
        if text == self._halted:
            return
        self._halted, self._sentence = text, "" if text else self._sentence
        self.go_on.setVisible(bool(text))
        self._show()

    def say(self, sentence: str) -> None:
        """A sentence that leaves by itself."""
        self._sentence = sentence
        if sentence:
            self._leave.start()
        self._show()

    def take_back(self, sentence: str) -> None:
        """It is not so any more."""
        if sentence and sentence == self._sentence:
            self.say("")

    def _show(self) -> None:
        self.label.setText(self._doing or self._sentence or self._halted)
        self.said.emit(self._sentence)
