"""What stands behind a page of the laboratory: its study, and the files it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from optexplorer.ui.lab.exporter import Exporter
from optexplorer.ui.lab.study import Study, Work

if TYPE_CHECKING:
    from optexplorer.ui.lab.study_page import StudyPage
    from optexplorer.ui.main_window import MainWindow
    from optexplorer.ui.tokens import ThemeTokens


class StudyWiring(QObject):
    """A `PageWiring`; a subclass says what is asked, and shows what is answered."""

    def __init__(self, window: MainWindow, page: StudyPage, work: Work) -> None:
        super().__init__(window)
        self._bench = window.workbench
        self.page = page
        self.study = Study(work, self)
        self.exporter = Exporter(window, window.settings, self)
        self.exporter.said.connect(window.status.say)
        self._in_view = False
        page.stopRequested.connect(self.cancel)

    def enter(self) -> None:
        """In view from now on."""
        self._in_view = True

    def leave(self) -> None:
        """Not any more; what is computed is computed to its end."""
        self._in_view = False

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self.page.set_theme(tokens)

    @property
    def busy(self) -> bool:
        """Whether more of the answer is to come."""
        return self.study.busy

    def cancel(self) -> None:
        """Call off what is being computed; what is there stays."""
        self.study.cancel()

    def stop(self) -> None:
        """Nothing is passed on any more."""
        self.study.stop()
        self.exporter.stop()
