"""What Qt has to say. Where it cannot go on, the program ends with a sentence, not a core dump."""

import os
import sys
from contextlib import suppress

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from optexplorer.cli.errors import FAILURE, complain

MOST = 100  # messages that are kept


class QtMessages:
    """Passes messages on to standard error and keeps the warnings."""

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self._started = False

    def install(self) -> None:
        """Listen from now on. Before there is an application, so as to hear why there is none."""
        qInstallMessageHandler(self._hear)

    def started(self) -> None:
        """There is an application: what was said until now was not the last word."""
        self._started = True
        for message in self.warnings:
            _pass_on(message)

    def remove(self) -> None:
        """Leave it to Qt again."""
        qInstallMessageHandler(None)

    def _hear(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if kind == QtMsgType.QtFatalMsg:
            complain(self._last_words(message))
            if sys.stderr is not None:
                sys.stderr.flush()
            os._exit(FAILURE)  # Qt would abort
        warning = kind in (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg)
        if warning and len(self.warnings) < MOST:
            self.warnings.append(message)
        if self._started:
            category = context.category if context.category not in (None, "default") else ""
            _pass_on(f"{category}: {message}" if category else message)

    def _last_words(self, message: str) -> str:
        if self._started:
            return f"Qt cannot go on: {message}"
        why = self.warnings[0] if self.warnings else message
        return f"the window cannot be opened: {why}; `optexplorer run FILE --csv OUT` needs none"


def _pass_on(message: str) -> None:
    """To standard error, which a program without a terminal may not have; the warnings are kept."""
    if sys.stderr is not None:
        with suppress(OSError):
            print(message, file=sys.stderr)  # noqa: T201
