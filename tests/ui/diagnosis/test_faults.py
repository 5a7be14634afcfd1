"""Exceptions that nobody caught: told once with a report, and the program goes on."""

import sys
import threading
from collections.abc import Iterator
from typing import NoReturn

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from optexplorer.core.cancel import Cancel
from optexplorer.core.problem import ProblemError, SurfaceSpec
from optexplorer.storage.session import loads
from optexplorer.ui.diagnosis.fault_dialog import FaultDialog, FaultNotices
from optexplorer.ui.diagnosis.faults import LONGEST, MOST, Faults, is_fault
from optexplorer.ui.jobs import Job, LatestWins
from optexplorer.ui.main_window import MainWindow
from tests.support.mouse import click
from tests.ui.window import action, settle


@pytest.fixture
def faults(qapp: object) -> Iterator[Faults]:
    faults = Faults()
    faults.install()
    yield faults
    faults.remove()


@pytest.fixture
def notices(window: MainWindow, faults: Faults) -> Iterator[FaultNotices]:
    notices = FaultNotices(window, faults)
    yield notices
    if notices.dialog is not None:
        notices.dialog.reject()
    notices.deleteLater()


def fail(message: str = "odd") -> NoReturn:
    raise ValueError(message)


def in_a_slot(message: str = "odd") -> None:
    QTimer.singleShot(0, lambda: fail(message))


def opened(qtbot: QtBot, notices: FaultNotices) -> FaultDialog:
    qtbot.waitUntil(lambda: notices.dialog is not None)
    assert notices.dialog is not None
    return notices.dialog


def test_an_exception_in_a_slot_is_told_and_the_window_goes_on(
    qtbot: QtBot, window: MainWindow, notices: FaultNotices, capsys: pytest.CaptureFixture[str]
) -> None:
    click(window.contour.plot, 0.5, 0.5)
    settle(qtbot, window)
    document = window.workbench.document
    in_a_slot()
    dialog = opened(qtbot, notices)
    assert dialog.isVisible()
    assert not dialog.isModal(), "the experiment can be saved before the report is read"
    assert dialog.heading.text() == "ValueError: odd"
    dialog.report.copy_button.click()
    report = QGuiApplication.clipboard().text()
    for said in (
        "optexplorer: ",
        "python: ",
        "numba: ",
        "in fail",
        "ValueError: odd",
        "open: Untitled",
    ):
        assert said in report
    assert loads(report[report.index("{\n") :], "").experiment == document.experiment
    assert "ValueError: odd" in capsys.readouterr().err
    assert window.workbench.document == document
    action(window, "undo").trigger()
    settle(qtbot, window)


def test_an_exception_in_every_paint_opens_one_dialog(
    qtbot: QtBot, notices: FaultNotices, faults: Faults, capsys: pytest.CaptureFixture[str]
) -> None:
    class Broken(QWidget):
        def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
            painter = QPainter(self)
            painter.drawLine(0, 0, 10, 10)
            fail()

    widget = Broken()
    qtbot.addWidget(widget)
    widget.show()
    dialog = opened(qtbot, notices)

    def painted(times: int) -> bool:
        widget.update()
        return faults.found[0][1] >= times

    qtbot.waitUntil(lambda: painted(20))
    assert len(faults.found) == 1
    qtbot.waitUntil(lambda: dialog.count.text() == f"Happened {faults.found[0][1]} times")
    assert capsys.readouterr().err.count("ValueError: odd") == 1
    dialog.reject()
    qtbot.waitUntil(lambda: painted(40))
    assert notices.dialog is None, "it is known, and not told again"
    widget.close()  # whoever hears of faults next leaves the painter active


def test_a_painting_of_a_picture_that_fails_ends_nothing(faults: Faults) -> None:
    def paint() -> None:
        picture = QPixmap(8, 8)
        painter = QPainter(picture)
        fail(f"{painter.isActive()}")

    try:
        paint()
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    ((fault, _),) = faults.found
    assert fault.sentence == "ValueError: True"


def test_another_fault_joins_the_open_dialog(qtbot: QtBot, notices: FaultNotices) -> None:
    in_a_slot()
    dialog = opened(qtbot, notices)
    QTimer.singleShot(0, lambda: [][0])
    qtbot.waitUntil(lambda: "IndexError" in dialog.heading.text())
    assert notices.dialog is dialog
    assert "ValueError: odd" in dialog.report.toPlainText()
    assert dialog.count.text() == "Happened 2 times, 2 different ones"


def test_a_long_message_leaves_the_dialog_its_size(qtbot: QtBot, notices: FaultNotices) -> None:
    in_a_slot("x" * 10_000)
    dialog = opened(qtbot, notices)
    said = dialog.heading.text().replace("\u200b", "")
    assert len(said) == LONGEST
    assert said.startswith("ValueError: xxx")
    assert said.endswith("x…")
    assert "x" * 10_000 in dialog.report.toPlainText()
    qtbot.waitExposed(dialog)
    assert dialog.width() <= 680
    assert dialog.heading.height() >= dialog.heading.heightForWidth(dialog.heading.width())


def test_an_exception_on_a_worker_is_told(qtbot: QtBot, notices: FaultNotices) -> None:
    def work(request: str, _job: Job) -> None:
        fail(request)

    jobs = LatestWins(work, Cancel)
    with qtbot.waitSignal(jobs.failed):
        jobs.submit("from the worker")
    dialog = opened(qtbot, notices)
    assert dialog.heading.text() == "ValueError: from the worker"
    assert "in fail" in dialog.report.toPlainText(), "where it happened, not where it was delivered"
    jobs.close()


def test_a_computation_that_fails_leaves_the_experiment(
    qtbot: QtBot, window: MainWindow, notices: FaultNotices, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = window.workbench.frame
    with monkeypatch.context() as broken:
        broken.setattr("optexplorer.scene.layers.build", lambda *_a: fail("broken layers"))
        click(window.contour.plot, 0.5, 0.5)
        dialog = opened(qtbot, notices)
    assert dialog.heading.text() == "ValueError: broken layers"
    assert not window.workbench.busy
    assert "broken layers" in window.status.label.text()
    assert window.workbench.frame is before
    click(window.contour.plot, -0.5, 0.5)
    assert settle(qtbot, window) is not before


def test_an_exception_in_a_thread_is_told(qtbot: QtBot, notices: FaultNotices) -> None:
    thread = threading.Thread(target=fail, name="odd one")
    thread.start()
    thread.join()
    assert "thread odd one" in opened(qtbot, notices).report.toPlainText()


def test_what_was_foreseen_is_no_fault(
    qtbot: QtBot, window: MainWindow, notices: FaultNotices, faults: Faults
) -> None:
    window.workbench.request_problem("change the surface", SurfaceSpec("nowhere"))
    qtbot.waitUntil(lambda: "nowhere" in window.status.label.text())
    assert faults.found == []
    assert not is_fault(OSError("no space"))
    assert not is_fault(ProblemError("name", "odd"))
    assert is_fault(KeyError("odd"))


def test_faults_before_there_is_a_window_are_told_once_it_is_there(
    qtbot: QtBot, window: MainWindow, faults: Faults
) -> None:
    sys.excepthook(ValueError, ValueError("early"), None)
    notices = FaultNotices(window, faults)
    assert opened(qtbot, notices).heading.text() == "ValueError: early"
    opened(qtbot, notices).reject()
    notices.deleteLater()


def test_no_more_than_so_many_are_kept(faults: Faults) -> None:
    for number in range(2 * MOST):
        kind = type(f"Odd{number}Error", (Exception,), {})
        sys.excepthook(kind, kind(), None)
    assert len(faults.found) == MOST


def test_an_interrupt_is_left_to_python(faults: Faults, capsys: pytest.CaptureFixture[str]) -> None:
    faults.remove()
    before, sys.excepthook = sys.excepthook, sys.__excepthook__
    faults.install()
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert faults.found == []
    assert "KeyboardInterrupt" in capsys.readouterr().err
    faults.remove()
    sys.excepthook = before
    faults.install()
