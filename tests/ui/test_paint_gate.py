"""Changes that belong together are painted together, and haste leaves no trace."""

import time
from collections import Counter

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.paint_gate import PaintGate
from optexplorer.ui.views.paint_budget import PAINT_BUDGET
from tests.ui.tools import shown
from tests.ui.window import settle


class Part(QWidget):
    painted = 0
    budgeted = True  # whether each painting had a budget

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        self.painted += 1
        self.budgeted &= PAINT_BUDGET._end is not None


class Window(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.parts = Part(), Part()
        row = QHBoxLayout(self)
        for part in self.parts:
            part.setMinimumSize(20, 20)
            row.addWidget(part)
        self.gate = PaintGate(self)

    @property
    def painted(self) -> list[int]:
        return [part.painted for part in self.parts]


def quiet(qtbot: QtBot) -> tuple[Window, list[int]]:
    """A window that has been painted, and how often."""
    window = shown(qtbot, Window())
    qtbot.waitUntil(lambda: all(window.painted))
    qtbot.waitUntil(lambda: not window.gate.waiting)
    return window, window.painted


def let_go_by(qtbot: QtBot) -> None:
    """Some milliseconds, in which an open gate would paint; a closed one waits longer."""
    passed: list[bool] = []
    for delay in (2, 4, 6):
        QTimer.singleShot(delay, lambda: passed.append(True))
    qtbot.waitUntil(lambda: len(passed) == 3)


def test_a_closed_gate_paints_everything_in_one_go_when_it_opens(qtbot: QtBot) -> None:
    window, before = quiet(qtbot)
    window.gate.close()
    window.parts[0].update()
    let_go_by(qtbot)
    assert window.painted == before
    window.parts[1].update()
    window.gate.open()
    qtbot.waitUntil(lambda: window.painted == [n + 1 for n in before])


def test_nobody_waits_for_a_frame_that_does_not_come(qtbot: QtBot) -> None:
    window, before = quiet(qtbot)
    window.gate.close()
    window.parts[0].update()
    qtbot.waitUntil(lambda: window.painted[0] == before[0] + 1)
    window.parts[1].update()
    qtbot.waitUntil(lambda: window.painted[1] == before[1] + 1)


def test_what_is_due_is_painted_before_the_gate_closes_again(qtbot: QtBot) -> None:
    window, before = quiet(qtbot)
    window.parts[0].update()
    QCoreApplication.sendPostedEvents()
    assert window.gate.waiting
    window.gate.close()
    let_go_by(qtbot)
    assert window.painted[0] == before[0] + 1
    assert not window.gate.waiting
    window.parts[1].update()
    let_go_by(qtbot)
    assert window.painted[1] == before[1] + 1, "it was not closed"


class Restless(Part):
    """Is told something new by an event while it is painted, as by a thread that answers quickly."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.passes = 0  # of timers
        self.painted_at: list[int] = []

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        self.painted_at.append(self.passes)
        if len(self.painted_at) < 30:
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.User))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.User:
            self.update()
        return super().event(event)


def test_timers_and_input_come_between_two_paintings(qtbot: QtBot) -> None:
    window, _ = quiet(qtbot)
    part = Restless(window)
    part.resize(20, 20)
    tick = QTimer(part, interval=1)
    tick.timeout.connect(lambda: setattr(part, "passes", part.passes + 1))
    tick.start()
    part.show()
    qtbot.waitUntil(lambda: len(part.painted_at) == 30)
    assert max(Counter(part.painted_at).values()) <= 3


def test_frames_that_follow_quickly_do_not_put_painting_off(qtbot: QtBot) -> None:
    window, before = quiet(qtbot)

    def frame() -> None:
        window.parts[0].update()
        window.gate.open()

    frames = QTimer(window, interval=0)
    frames.timeout.connect(frame)
    frames.start()
    qtbot.waitUntil(lambda: window.painted[0] >= before[0] + 5)
    frames.stop()


class Slow(QObject):
    """Says what has changed only when an event tells it to."""

    def __init__(self, part: QWidget) -> None:
        super().__init__(part)
        self._part = part

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.User:
            self._part.update()
        return super().event(event)


def test_what_views_say_by_events_is_painted_with_the_rest(qtbot: QtBot) -> None:
    window, before = quiet(qtbot)
    slow = Slow(window.parts[1])

    def frame() -> None:
        QCoreApplication.postEvent(slow, QEvent(QEvent.Type.User))
        window.gate.open()

    comes = QTimer(window, singleShot=True, interval=1)
    comes.setTimerType(Qt.TimerType.PreciseTimer)
    comes.timeout.connect(frame)
    comes.start()
    window.parts[0].update()
    QCoreApplication.sendPostedEvents()  # painting is due in a millisecond
    begun = time.monotonic()
    while time.monotonic() < begun + 0.003:
        pass  # now both are due at once
    qtbot.waitUntil(lambda: not window.gate.waiting)
    assert window.painted == [n + 1 for n in before]


class Long(QObject):
    """Works for a while when it is told to."""

    def event(self, _event: QEvent) -> bool:
        end = time.monotonic() + 0.04
        while time.monotonic() < end:
            pass
        return True


def test_a_painting_that_is_late_gives_way_to_what_is_due(qtbot: QtBot) -> None:
    window, before = quiet(qtbot)
    order: list[str] = []
    due = QTimer(window, interval=5, singleShot=True)
    due.timeout.connect(lambda: order.append("timer"))
    part = window.parts[0]
    part.paintEvent = lambda _event: order.append("painted")
    long = Long()
    window.gate._asked = True
    window.gate._open()
    part.update()
    due.start()
    QCoreApplication.postEvent(long, QEvent(QEvent.Type.User))
    qtbot.waitUntil(lambda: len(order) >= 2)
    assert order[:2] == ["timer", "painted"]
    assert window.painted[1] == before[1]


def test_a_hidden_picture_catches_up_when_it_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    show = window.actions_by_name["show_curves"]
    show.setChecked(False)
    window.workbench.edit("move the start", lambda d: d.with_start((0.5, 0.5)))
    frame = settle(qtbot, window)
    behind = [plot.panel for plot in window.curves.plots]
    assert all(panel not in frame.curves for panel in behind)
    show.setChecked(True)
    assert [plot.panel for plot in window.curves.plots] == list(frame.curves)
    window.workbench.undo()


def test_a_drag_ends_in_a_good_picture(window: MainWindow, qtbot: QtBot) -> None:
    settle(qtbot, window)
    qtbot.waitUntil(lambda: not window.contour.paths._draft._pause.isActive())
    still = window.contour.grab().toImage()
    for x in (0.31, 0.32, 0.33):
        window.workbench.edit("move the start", lambda d, x=x: d.with_start((x, 0.4)), "drag")
        settle(qtbot, window)
    assert window.contour.paths._draft.on
    window.workbench.undo()
    settle(qtbot, window)
    qtbot.waitUntil(lambda: not window.contour.paths._draft.on)
    assert window.contour.grab().toImage() == still


def test_what_the_system_asks_for_has_the_budget_of_one_painting(qtbot: QtBot) -> None:
    window, before = quiet(qtbot)
    assert all(part.budgeted for part in window.parts), "the first painting, too"
    window.resize(window.width() + 60, window.height() + 40)
    qtbot.waitUntil(lambda: all(now > n for now, n in zip(window.painted, before, strict=True)))
    assert window.parts[0].height() == window.height() - 2 * window.layout().contentsMargins().top()
    assert all(part.budgeted for part in window.parts)
    window.grab()
    assert not any(part.budgeted for part in window.parts), "a picture shows everything"
