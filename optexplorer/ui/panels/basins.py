"""What the colours of a basin map mean, how many starts end where, and how far the map is."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
)

from optexplorer.scene.frame import BasinsLayer
from optexplorer.ui.widgets.card import heading, note
from optexplorer.ui.widgets.icon_button import IconButton
from optexplorer.ui.widgets.progress import Progress
from optexplorer.ui.widgets.themed import set_role

_HEIGHT = 218  # pixels
_ICON = 14


class BasinsPanel(QFrame):
    """The largest share first."""

    closeRequested = Signal()
    stopRequested = Signal()
    againRequested = Signal()

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "panel")
        self._layer: BasinsLayer | None = None
        self._title = ""
        self.state = note()
        self.progress = Progress()
        self.progress.stop.clicked.connect(self.stopRequested)
        self.again = QPushButton("Continue")
        self.again.setToolTip("Compute the map of the settings in force")
        self.again.clicked.connect(self.againRequested)
        self.list = QListWidget()
        self.list.setAccessibleName("Where the starts in view end")
        self.list.setIconSize(QSize(_ICON, _ICON))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        close = IconButton("close", "Hide the basins")
        close.clicked.connect(self.closeRequested)
        head = QHBoxLayout()
        head.addWidget(heading("Basins"), 1)
        head.addWidget(close)
        line = QHBoxLayout()
        line.addWidget(self.state, 1)
        line.addWidget(self.progress.stop)
        line.addWidget(self.again)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(line)
        column.addWidget(self.progress.share)
        column.addWidget(self.list, 1)
        self.setFixedHeight(_HEIGHT)
        self.show_state(busy=False, share=None, sentence="", behind=False)

    def show_title(self, title: str) -> None:
        """Whose map it is."""
        self._title = title

    def show_layer(self, layer: BasinsLayer | None) -> None:
        """Show what is seen in the pictures."""
        if layer is self._layer:
            return
        self._layer = layer
        ends = () if layer is None else layer.ends
        while self.list.count() > len(ends):
            self.list.takeItem(self.list.count() - 1)
        for row, end in enumerate(ends):
            if row == self.list.count():
                self.list.addItem(QListWidgetItem())
            item = self.list.item(row)
            item.setText(f"{percent(end.share)}  {end.word}")
            item.setToolTip(item.text())
            item.setIcon(swatch(end.colour, self.devicePixelRatioF()))

    def show_state(self, busy: bool, share: float | None, sentence: str, *, behind: bool) -> None:
        """How far it is, in words and as a bar; ``behind``: the map is not of what is in force."""
        stopped = not busy and sentence == "Stopped"
        self.progress.show_share((share or 0.0) if busy else None)
        self.again.setVisible(stopped)
        wrong = bool(sentence) and not stopped
        set_role(self.state, "danger" if wrong else "muted")
        self.state.setText(sentence if wrong else self._words(busy, stopped, behind))

    def _words(self, busy: bool, stopped: bool, behind: bool) -> str:
        if self._layer is None:
            return "Stopped" if stopped else "Computing…" if busy else "There is no run to map"
        starts = counted(self._layer)
        words = f"{self._title}, {starts}" if self._title else starts
        return f"Stopped; {words}{', as it was before' if behind else ''}" if stopped else words


def counted(layer: BasinsLayer) -> str:
    """How many starts a map shows: "64 × 64 starts"."""
    found = layer.found
    rows, columns = (-(-size // found.stride) for size in found.end.shape)
    return f"{columns:,} × {rows:,} starts" if len(found.box) > 1 else f"{columns:,} starts"


def percent(share: float) -> str:
    """A share as wide as any other below 100 %: "25.1 %", " 9.9 %"."""
    if 0.0 < share < 0.0005:
        return "<0.1 %"
    return f"{100.0 * share:\N{FIGURE SPACE}>4.1f} %"


def swatch(colour: str, ratio: float) -> QIcon:
    """A patch of a colour."""
    picture = QPixmap(round(_ICON * ratio), round(_ICON * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(QRectF(0.5, 0.5, _ICON - 1.0, _ICON - 1.0), 3.0, 3.0)
    painter.end()
    return QIcon(picture)
