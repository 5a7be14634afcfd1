"""What can be done with a run."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from optexplorer.core.experiment import Run


class RunMenu(QMenu):
    """Made for one use, for a run as it is at that moment."""

    soloRequested = Signal(bool)
    shownRequested = Signal(bool)
    renameRequested = Signal()
    duplicateRequested = Signal()
    moveRequested = Signal(int)
    ownStartRequested = Signal(bool)
    helpRequested = Signal()
    removeRequested = Signal()

    def __init__(
        self,
        parent: QWidget,
        run: Run | None,
        *,
        shown: bool,
        solo: bool,
        first: bool = False,
        last: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setToolTipsVisible(True)
        title = run.optimizer.title if run is not None else "the method"
        self._switch("Solo", solo, "Show this run alone", self.soloRequested)
        self._switch("Show in the picture", shown, "Draw this run", self.shownRequested)
        self._switch(
            "Start of its own",
            run is not None and run.start is not None,
            "Give this run its own start, to be dragged on the picture",
            self.ownStartRequested,
        )
        self.addSeparator()
        self.addAction("Rename…\tF2", self.renameRequested.emit)
        self.addAction("Duplicate", self.duplicateRequested.emit)
        up = self.addAction("Move up\tAlt+↑", lambda: self.moveRequested.emit(-1))
        up.setEnabled(not first)
        down = self.addAction("Move down\tAlt+↓", lambda: self.moveRequested.emit(1))
        down.setEnabled(not last)
        self.addSeparator()
        self.addAction(f"About {title}…", self.helpRequested.emit)
        self.addSeparator()
        self.addAction("Remove", self.removeRequested.emit)

    def _switch(self, text: str, on: bool, tooltip: str, signal: object) -> None:
        action = self.addAction(text)
        action.setCheckable(True)
        action.setChecked(on)
        action.setToolTip(tooltip)
        action.triggered.connect(signal)
