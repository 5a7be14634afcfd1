"""What the benchmarks of the window share: the window, gestures on it, and clocks."""

import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QEventLoop, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from optexplorer.core.cancel import Cancel, Cancelled
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.problem import SurfaceSpec
from optexplorer.optimizers import CATALOGUE
from optexplorer.problems import build_problem
from optexplorer.ui.main_window import MainWindow

RATES = {
    "gd": 0.005, "momentum": 0.001, "nesterov": 0.001, "adagrad": 0.5,
    "rmsprop": 0.02, "adadelta": 20.0, "adam": 0.05, "adamw": 0.05,
}  # fmt: skip
START = (-0.3, -1.0)
_LONG = 10_000  # milliseconds, for one paint


def race(count: int, steps: int) -> Experiment:
    """``count`` runs on Himmelblau's function, at rates at which they travel."""
    names = [list(RATES)[i % len(RATES)] for i in range(count)]
    runs = tuple(Run(CATALOGUE[name](learning_rate=RATES[name])) for name in names)
    return Experiment(build_problem(SurfaceSpec("himmelblau")), runs, steps=steps, start=START)


class Painted(QObject):
    """Waits for the paint that follows a frame."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._loop = QEventLoop(self)
        self._wanted: Callable[[], bool] | None = None
        self._frame = self._begun = False
        self.count = 0  # of paints
        window.workbench.frameChanged.connect(self._on_frame)
        window.installEventFilter(self)
        window.installEventFilter(window.wiring.pictures.gate)  # the last one is asked first

    def after(self, push: Callable[[], object], wanted: Callable[[], bool]) -> float:
        """Seconds from ``push`` to the end of the paint of the first frame for which ``wanted()``."""
        self._wanted, self._frame, self._begun = wanted, False, False
        begun = time.perf_counter()
        push()
        over = QTimer(singleShot=True, interval=_LONG)
        over.timeout.connect(self._loop.quit)
        over.start()
        self._loop.exec()
        assert over.isActive(), "no frame was painted"
        self._wanted = None
        return time.perf_counter() - begun

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.UpdateRequest:
            self.count += 1
            if self._frame and not self._begun:
                self._begun = True
                QTimer.singleShot(0, self._end)  # once the window has painted
        return super().eventFilter(watched, event)

    def _end(self) -> None:
        if self._window.wiring.pictures.waiting:  # some pictures come with the next painting
            QTimer.singleShot(1, self._end)
        else:
            self._loop.quit()

    def _on_frame(self, _frame: object) -> None:
        if self._wanted is not None and self._wanted():
            self._frame = True


class Probe(QObject):
    """How long the interface thread does not come round to a timer of one millisecond."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=1)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now


@contextmanager
def meanwhile(work: Callable[[Cancel], object]) -> Iterator[None]:
    """``work``, which can be called off, over and over on a thread."""
    cancel = Cancel()

    def over_and_over() -> None:
        with suppress(Cancelled):
            while not cancel.is_set:
                work(cancel)

    thread = threading.Thread(target=over_and_over)
    thread.start()
    try:
        yield
    finally:
        cancel.set()
        thread.join()


@contextmanager
def held(window: MainWindow) -> Iterator[Callable[[float, float], None]]:
    """The start handle in the mouse's hand; yields what moves it to a point of the plane."""
    plot, view = window.contour.plot, window.contour.view
    area = plot.viewport()
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    last = [window.workbench.experiment.origin]

    def send(kind: QEvent.Type, button: Qt.MouseButton, buttons: Qt.MouseButton) -> None:
        at = QPointF(plot.mapFromScene(view.mapViewToScene(QPointF(*last[0]))))
        event = QMouseEvent(kind, at, area.mapToGlobal(at), button, buttons, Qt.KeyboardModifier(0))
        QApplication.sendEvent(area, event)

    def move(x: float, y: float) -> None:
        last[0] = (x, y)
        send(QEvent.Type.MouseMove, none, left)

    send(QEvent.Type.MouseMove, none, none)
    send(QEvent.Type.MouseButtonPress, left, left)
    yield move
    send(QEvent.Type.MouseButtonRelease, left, none)


@dataclass
class Times:
    """Wall and processor times of a gesture's pushes, in milliseconds."""

    wall: list[float] = field(default_factory=list)
    interface: list[float] = field(default_factory=list)  # processor time of the interface thread

    def add(self, push: Callable[[], float]) -> None:
        """Make a push that returns its seconds."""
        before = time.thread_time()
        self.wall.append(1e3 * push())
        self.interface.append(1e3 * (time.thread_time() - before))

    @property
    def median(self) -> float:
        """Of the wall times."""
        return statistics.median(self.wall)

    @property
    def median_interface(self) -> float:
        """Of the processor times."""
        return statistics.median(self.interface)


def share(values: Sequence[float], part: float) -> float:
    """The value below which ``part`` of the values lie."""
    return sorted(values)[int(part * (len(values) - 1))]
