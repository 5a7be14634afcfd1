"""Full garbage collections stay short, however much the program has come to hold.

A full collection looks through everything there is and stops every thread meanwhile: with sixty
kernels loaded for 150 ms, in the middle of a drag. What has outlived a long one is here to stay as a
rule (modules, kernels, widgets), so the next one leaves it out. What of it becomes garbage all the
same, in a cycle, waits until another program is in use, or until nothing has happened for a while.
Between two full collections there comes only so much that the next one is short too.
"""

import gc
import time
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

_LONG = 0.01  # seconds of a collection after which the next one leaves out what is there
_OFTEN = (700, 10, 3)  # a full one comes after three of the middle generation in place of ten
_REST = 300.0  # seconds at least between two collections of everything
_QUIET = 30.0  # seconds after which nobody waits, if the program did next to nothing meanwhile
_NOTHING = 0.02  # of a core


class Garbage(QObject):
    """Sees to it from when it is made until ``stop``."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._swept, self._begun = time.monotonic(), 0.0
        self._thresholds = gc.get_threshold()
        self._seen, self._used = time.process_time(), True
        self._timer = QTimer(self, interval=int(1000 * _QUIET))
        self._timer.timeout.connect(self._look)
        self._timer.start()
        gc.set_threshold(*_OFTEN)
        _leave_all_out()
        gc.enable()
        gc.callbacks.append(self._leave_out)
        app.applicationStateChanged.connect(self._rest)

    def stop(self) -> None:
        """Collect as Python does by itself."""
        self._timer.stop()
        gc.callbacks.remove(self._leave_out)
        self._app.applicationStateChanged.disconnect(self._rest)
        gc.unfreeze()
        gc.set_threshold(*self._thresholds)

    def _leave_out(self, phase: str, info: dict[str, Any]) -> None:
        if info["generation"] < 2:
            return
        if phase == "start":
            self._begun = time.thread_time()
        elif time.thread_time() - self._begun >= _LONG:
            gc.freeze()

    def _rest(self, state: Qt.ApplicationState) -> None:
        """Another program is in use: nobody waits for this one."""
        if state != Qt.ApplicationState.ApplicationActive:
            self._sweep()

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
        _leave_all_out()
        self._swept, self._used = time.monotonic(), False


def _leave_all_out() -> None:
    """Full collections leave out what there is by now, and come as often as if it were not there."""
    gc.freeze()
    gc.collect()  # of nothing: Python waits with the next until a quarter of what this sees is new
