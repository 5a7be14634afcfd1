"""The application object."""

from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """Tells what the desktop asks it to open: macOS names no file on the command line."""

    fileRequested = Signal(Path)

    def event(self, event: QEvent) -> bool:
        """What comes to the application itself, which is seldom."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.fileRequested.emit(Path(event.file()))
            return True
        return super().event(event)
