"""What stands behind a page of the laboratory: its study, and the files it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from optexplorer.ui.lab.exporter import Exporter
from optexplorer.ui.lab.study import Study, Work

if TYPE_CHECKING:
    from optexplorer.ui.lab.study_page import StudyPage
    from optexplorer.ui.main_window import MainWindow
    from optexplorer.ui.tokens import ThemeTokens

ASKED_FIRST = "The answer comes with Reveal."  # where a scene's question keeps the runs back


class StudyWiring(QObject):
    """A `PageWiring`; a subclass says what is asked, and shows what is answered."""

    def __init__(self, window: MainWindow, page: StudyPage, work: Work) -> None:
        super().__init__(window)
        self._bench = window.workbench
        self.page = page
        self.study = Study(work, self)
        self.exporter = Exporter(window, window.settings, self, window.files.others_waiting)
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


class AnswerWiring(StudyWiring):
    """Of a study whose pieces tell whether they are ``complete``; a subclass shows ``_answer``."""

    def __init__(self, window: MainWindow, page: StudyPage, work: Work) -> None:
        super().__init__(window, page, work)
        self._answer: tuple[Any, Any] | None = None  # request and piece: what is on the page
        self._complete: tuple[Any, Any] | None = None  # the newest of which nothing is missing
        self.study.answered.connect(self._take)
        self.study.changed.connect(self._settle)

    def _take(self, request: Any, piece: Any) -> None:
        answer = request, piece
        if piece.complete:
            self._complete = answer
        self._put(answer)

    def _settle(self) -> None:
        """Once nothing more is to come, the last complete answer is back in place of a piece."""
        if not self.study.busy and self._complete is not None and self._answer is not self._complete:
            self._put(self._complete)
        else:
            self._show_state()

    def _put(self, answer: tuple[Any, Any]) -> None:
        self._answer = answer
        self._show()

    def _show(self) -> None:
        """Everything."""
        raise NotImplementedError

    def _show_state(self) -> None:
        """How far it is, and what there is to say."""
        raise NotImplementedError
