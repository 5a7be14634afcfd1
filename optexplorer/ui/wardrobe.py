"""What wears the style sheet, and how it changes: part by part, so that the window answers meanwhile.

A sheet on the application, or on the whole window, is laid on every widget there is in one go. Here
each part has it for itself; what is around the parts is bare. The shown parts come first, unseen
until the last of them is done, and then those that are hidden.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from optexplorer.ui.steps import Steps
from optexplorer.ui.turns import Turns, nothing


class Wardrobe(QObject):
    """Parts and the style sheet they wear."""

    def __init__(self, parent: QObject, looks: Callable[[], Steps[None]] = nothing) -> None:
        """``looks`` recolours what paints itself, after the shown parts and before they are seen."""
        super().__init__(parent)
        self._looks = looks
        self._sheet = ""
        self._parts: list[QWidget] = []
        self._covered: list[QWidget] = []  # windows that are not painted meanwhile
        self._turns = Turns(self)

    def keep(self, part: QWidget) -> None:
        """``part`` and all that is in it wear the sheet from now on; it lies in no other part."""
        self._parts = [p for p in self._parts if isValid(p) and p is not part]
        self._parts.append(part)
        part.setStyleSheet(self._sheet)

    def cover(self) -> None:
        """Show nothing of a change that begins, until ``change`` has put on the shown parts."""
        if not any(isValid(part) and part.isVisible() for part in self._parts):
            return
        for window in QApplication.topLevelWidgets():  # also open menus
            if window.isVisible() and window not in self._covered:
                window.setUpdatesEnabled(False)
                self._covered.append(window)

    def change(self, sheet: str) -> None:
        """Put on another sheet, also while one is being put on; at once where no part is seen."""
        self.cover()
        self._sheet = sheet
        self._turns.begin(self._redress())
        if not self._covered:
            self.finish()

    def finish(self) -> None:
        """Be done with it now."""
        self._turns.finish()

    def _redress(self) -> Steps[None]:
        parts = [part for part in self._parts if isValid(part)]
        shown = [part for part in parts if part.isVisible()]
        yield from self._put_on(shown)
        yield from self._looks()
        yield
        self._uncover()
        yield
        yield from self._put_on([part for part in parts if part not in shown])

    def _uncover(self) -> None:
        covered, self._covered = self._covered, []
        for window in covered:
            if isValid(window):
                window.setUpdatesEnabled(True)
                window.repaint()  # requests to paint were dropped, and block new ones

    def _put_on(self, parts: list[QWidget]) -> Steps[None]:
        for part in parts:
            if isValid(part):
                part.setStyleSheet(self._sheet)
                yield
