"""What wears the style sheet, and how it changes: part by part, so that the window answers meanwhile.

A sheet on the application, or on the whole window, is laid on every widget there is in one go. Here
each part has it for itself; what is around the parts is bare. The shown parts come first, unseen
until the last of them is done, and then those that are hidden.
"""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from optexplorer.ui.turns import Pieces, Turns


class Wardrobe(QObject):
    """Parts and the style sheet they wear."""

    shownDressed = Signal()  # every part that is seen wears it

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._sheet = ""
        self._parts: list[QWidget] = []
        self._turns = Turns(self)

    def keep(self, part: QWidget) -> None:
        """``part`` and all that is in it wear the sheet from now on; it lies in no other part."""
        self._parts = [p for p in self._parts if isValid(p) and p is not part]
        self._parts.append(part)
        part.setStyleSheet(self._sheet)

    def change(self, sheet: str) -> None:
        """Put on another sheet; at once where none of the parts is seen."""
        self.finish()
        self._sheet = sheet
        self._turns.begin(self._redress())
        if not any(part.isVisible() for part in self._parts if isValid(part)):
            self.finish()

    def finish(self) -> None:
        """Be done with it now."""
        self._turns.finish()

    def _redress(self) -> Pieces:
        parts = [part for part in self._parts if isValid(part)]
        shown = [part for part in parts if part.isVisible()]
        windows = {part.window() for part in shown}
        try:
            for window in windows:
                window.setUpdatesEnabled(False)
            yield from self._put_on(shown)
            self.shownDressed.emit()
            yield
        finally:
            for window in windows:
                if isValid(window):
                    window.setUpdatesEnabled(True)
        for window in windows:
            if isValid(window):
                window.repaint()  # requests to paint were dropped, and block new ones
        yield
        yield from self._put_on([part for part in parts if part not in shown])

    def _put_on(self, parts: list[QWidget]) -> Pieces:
        for part in parts:
            if isValid(part):
                part.setStyleSheet(self._sheet)
                yield
