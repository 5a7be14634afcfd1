"""What the pages of the laboratory share: settings above, progress beside them, the answer below."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.widgets.card import note
from optexplorer.ui.widgets.flow_layout import FlowLayout
from optexplorer.ui.widgets.progress import WIDTH, Progress
from optexplorer.ui.widgets.room import keep_room
from optexplorer.ui.widgets.themed import set_role


class StudyPage(QFrame):
    """A subclass puts its settings into ``controls`` and its pictures into ``body``.

    The line under the settings says what is being computed, what was held equal, or what is wrong.
    """

    stopRequested = Signal()

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "canvas")
        self.controls = FlowLayout(gap=8, centred=True)
        self.buttons = QHBoxLayout()  # of what can be done with the answer, at the right
        self.buttons.setSpacing(8)
        self.state = note()
        self.progress = Progress()
        self.progress.share.setFixedWidth(WIDTH)
        self.progress.stop.clicked.connect(self.stopRequested)
        keep_room(self.progress.share, self.progress.stop)
        holder = QWidget()
        holder.setLayout(self.controls)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(holder, 1)
        top.addLayout(self.buttons)
        top.setAlignment(self.buttons, Qt.AlignmentFlag.AlignTop)
        self.line = QHBoxLayout()
        self.line.setSpacing(8)
        self.line.addWidget(self.state, 1)
        self.line.addWidget(self.progress.share, 0, Qt.AlignmentFlag.AlignVCenter)
        self.line.addWidget(self.progress.stop)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(self.line)
        column.addLayout(self.body, 1)
        self.show_progress(None)

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour; a subclass knows its pictures."""
        raise NotImplementedError

    def show_progress(self, share: float | None) -> None:
        """How much is done; None where nothing is going on."""
        self.progress.show_share(share)

    def say(self, sentence: str, *, wrong: bool = False) -> None:
        """The line under the settings."""
        set_role(self.state, "danger" if wrong else "muted")
        self.state.setText(sentence)

    def refuse(self, sentence: str, caution: str = "") -> None:
        """Why there is no answer; ``caution`` says of what the one on the page is."""
        self.say(f"{sentence.removesuffix('.')}. {caution}" if caution else sentence, wrong=True)
