"""Garbage is collected on the main thread alone, and in short goes, however much the program holds.

By itself Python collects on whatever thread happens to make something. What it takes away may be Qt's
(a scene, a timer), and Qt does not survive that on another thread than the one it was made on. So
nothing is collected by itself, and a timer looks what there is to collect.

A full collection looks through everything there is and stops every thread meanwhile: with sixty
kernels loaded for 150 ms, in the middle of a drag. What has outlived a long one is here to stay as a
rule (modules, kernels, widgets), so the next one leaves it out. What of it becomes garbage all the
same, in a cycle, waits until nothing has happened for a while, or another program has been in use.
Full collections come often, so that there is little for the next one to look at.
"""

import gc
import time
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

_LONG = 0.01  # seconds of a collection, not of the young alone, after which what is there is left out
# Things made and not gone, collections of the young, and of the young and middle-aged, that are enough.
_ENOUGH = (700, 10, 3)
_EVERY = 50  # milliseconds between two looks at what has been made
_REST = 300.0  # seconds at least between two collections of everything
_QUIET = 30.0  # seconds after which nobody waits, if the program did next to nothing meanwhile
_NOTHING = 0.02  # of a core
_AWAY = 10.0  # seconds of another program, after which it is not for a moment


class Garbage(QObject):
    """Sees to it from when it is made until ``stop``."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._swept, self._begun = time.monotonic(), 0.0
        self._seen, self._used = time.process_time(), True
        self._timer = QTimer(self, interval=int(1000 * _QUIET))
        self._timer.timeout.connect(self._look)
        self._timer.start()
        self._away = QTimer(self, interval=int(1000 * _AWAY), singleShot=True)
        self._away.timeout.connect(self._sweep)
        self._turn = QTimer(self, interval=_EVERY)
        self._turn.timeout.connect(collect)
        self._turn.start()
        gc.disable()
        gc.freeze()
        gc.callbacks.append(self._leave_out)
        app.applicationStateChanged.connect(self._follow)

    def stop(self) -> None:
        """Have Python collect by itself."""
        self._timer.stop()
        self._turn.stop()
        self._away.stop()
        gc.callbacks.remove(self._leave_out)
        self._app.applicationStateChanged.disconnect(self._follow)
        gc.unfreeze()
        gc.enable()

    def _leave_out(self, phase: str, info: dict[str, Any]) -> None:
        if info["generation"] < 1:
            return
        if phase == "start":
            self._begun = time.thread_time()
        elif time.thread_time() - self._begun >= _LONG:
            gc.freeze()

    def _follow(self, state: Qt.ApplicationState) -> None:
        """Where another program is in use, and not for a moment, nobody waits for this one."""
        if state == Qt.ApplicationState.ApplicationActive:
            self._away.stop()
        else:
            self._away.start()

    def _look(self) -> None:
        """Collect everything once after each time of use."""
        worked, self._seen = time.process_time() - self._seen, time.process_time()
        if worked > _NOTHING * _QUIET:
            self._used = True
        elif self._used:
            self._sweep()

    def _sweep(self) -> None:
        if time.monotonic() < self._swept + _REST:
            return
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._swept, self._used = time.monotonic(), False


def collect() -> None:
    """What Python would have collected by itself."""
    over = [count > enough for count, enough in zip(gc.get_count(), _ENOUGH, strict=True)]
    if any(over):
        gc.collect(2 - over[::-1].index(True))
