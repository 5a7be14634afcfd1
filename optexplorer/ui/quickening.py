"""Experiments with long runs have their loops compiled while nobody is waiting."""

from PySide6.QtCore import QObject, QTimer

from optexplorer.core.cancel import Cancel
from optexplorer.ui.engine import compile_loops
from optexplorer.ui.jobs import LatestWins
from optexplorer.ui.workbench import Workbench

LONG = 200_000  # steps from which it pays
REST = 1_000  # milliseconds without work before it begins


class Quickening(QObject):
    """Waits for the workbench to rest, then asks for what would make the next drag faster."""

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._jobs = LatestWins(compile_loops, Cancel, self)
        self._jobs.failed.connect(
            lambda _experiment, error: bench.said.emit(f"Long runs stay as fast as they are: {error}")
        )
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._ask)
        bench.busyChanged.connect(self._notice)

    @property
    def busy(self) -> bool:
        """Whether loops are being compiled."""
        return self._jobs.busy

    def stop(self) -> None:
        """Ask for nothing more."""
        self._rest.stop()
        self._jobs.abandon()

    def _notice(self, busy: bool) -> None:
        if busy or self._bench.experiment.steps < LONG:
            self._rest.stop()
        else:
            self._rest.start()

    def _ask(self) -> None:
        self._jobs.submit(self._bench.experiment)
