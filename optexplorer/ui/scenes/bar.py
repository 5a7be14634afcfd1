"""Where in the lecture one is: the scene's name, note and question, and the way on."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from optexplorer.storage.scenes import Scene
from optexplorer.ui.widgets.arranging import arranged_once
from optexplorer.ui.widgets.elided_label import ElidedLabel
from optexplorer.ui.widgets.icon_button import IconButton
from optexplorer.ui.widgets.scroll_column import ScrollColumn
from optexplorer.ui.widgets.themed import set_role

_SHORT = 160  # characters that a question has in large letters
_LINES = 4.5  # of words at most; more are scrolled to


class _Room(ScrollColumn):
    """As high as its words, up to some lines."""

    def __init__(self, words: QLabel) -> None:
        super().__init__(words)
        self._words = words
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def fit(self) -> None:
        """Take the height that the words need now."""
        needed = max(self._words.heightForWidth(max(self.viewport().width(), 1)), 0)
        most = round(_LINES * self._words.fontMetrics().lineSpacing())
        self.setFixedHeight(min(needed, most))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words break elsewhere."""
        super().resizeEvent(event)
        self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Letters have another size in a presentation; the words know it a turn later."""
        if event.type() == QEvent.Type.FontChange:
            QTimer.singleShot(0, self, self.fit)
        return super().eventFilter(watched, event)


class SceneBar(QFrame):
    """Hidden where there are no scenes. A question stands alone until it is answered."""

    previousRequested = Signal()
    nextRequested = Signal()  # also reveals

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "panel")
        self.place = QLabel()
        set_role(self.place, "muted")
        self.name = ElidedLabel()
        set_role(self.name, "title")
        self.previous = IconButton("chevron-left", "The scene before (Page Up)")
        self.previous.clicked.connect(self.previousRequested)
        self.next = IconButton("chevron-right", "The next scene (Page Down)")
        self.next.clicked.connect(self.nextRequested)
        self.words = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.words.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._room = _Room(self.words)
        self._shown: tuple[object, ...] = ()
        self.reveal = QPushButton("Reveal")
        self.reveal.setToolTip("Draw the paths and play them (Page Down)")
        set_role(self.reveal, "primary")
        self.reveal.clicked.connect(self.nextRequested)
        for button in (self.previous, self.next, self.reveal):  # or Space went on to another scene
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (self.previous, self.place, self.next):
            head.addWidget(widget)
        head.addSpacing(4)
        head.addWidget(self.name, 1)
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self._room, 1)
        below.addWidget(self.reveal, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 8)
        column.setSpacing(2)
        column.addLayout(head)
        column.addLayout(below)
        self.show_scene((), None, veiled=False)

    def show_scene(self, scenes: Sequence[Scene], index: int | None, *, veiled: bool) -> None:
        """The scene at ``index``; None before the first one."""
        shown = (scenes, index, veiled)
        if shown == self._shown:
            return
        self._shown = shown
        with arranged_once(self):
            self._show(scenes, index, veiled=veiled)

    def _show(self, scenes: Sequence[Scene], index: int | None, *, veiled: bool) -> None:
        self.setVisible(bool(scenes))
        scene = None if index is None else scenes[index]
        self.place.setText(f"{'–' if index is None else index + 1} / {len(scenes)}")
        self.name.setText("Not at a scene" if scene is None else scene.name)
        self.previous.setEnabled(index is not None and index > 0)
        self.next.setEnabled(veiled or index is None or index + 1 < len(scenes))
        words = "" if scene is None else scene.question if veiled else scene.note
        set_role(self.words, "question" if veiled and len(words) <= _SHORT else "")
        self.words.setText(words)
        self._room.setVisible(bool(words))
        self._room.fit()
        self.reveal.setVisible(veiled)
