"""The line at the foot: what the worker does, how far it is, and what has just happened."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QStatusBar

_STAY = 8000  # milliseconds


class StatusLine(QStatusBar):
    """Says little, and nothing when there is nothing to say."""

    stopRequested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self._doing = QLabel()
        self._share = QProgressBar()
        self._share.setRange(0, 1000)
        self._share.setTextVisible(False)
        self._share.setFixedWidth(160)
        self._stop = QPushButton("Stop")
        self._stop.setToolTip("Stop computing; the picture stays (Esc)")
        self._stop.clicked.connect(self.stopRequested)
        for widget in (self._doing, self._share, self._stop):
            self.addPermanentWidget(widget)
        self.show_notice("", None)

    def show_notice(self, text: str, share: float | None) -> None:
        """What is going on; an empty text when it is over."""
        self._doing.setText(text)
        self._share.setVisible(share is not None)
        self._stop.setVisible(share is not None)
        if share is not None:
            self._share.setValue(int(share * 1000))

    def say(self, sentence: str) -> None:
        """A sentence that leaves by itself."""
        self.showMessage(sentence, _STAY)
