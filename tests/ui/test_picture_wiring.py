"""Which picture is shown a frame when."""

import time
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from pytestqt.qtbot import QtBot

from optexplorer.core.problem import FormulaSpec
from optexplorer.scene.frame import Frame
from optexplorer.ui.main_window import MainWindow
from tests.ui.window import action, settle


class Diary(QObject):
    """What happens to a window, in order."""

    def __init__(self, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.window = window
        for name, view in (("flat", window.contour), ("3-D", window.surface3d)):
            self._watch(name, view, monkeypatch)
        window.installEventFilter(self)
        gate = window.wiring.pictures.gate
        window.installEventFilter(gate)  # the last one is asked first: this sees what it lets pass

    def _watch(self, name: str, view: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        show = view.show_frame

        def noted(frame: Frame, **how: bool) -> None:
            self.lines.append(name if frame is self.window.workbench.frame else f"old {name}")
            show(frame, **how)

        monkeypatch.setattr(view, "show_frame", noted)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.UpdateRequest:
            view, frame = self.window.surface3d, self.window.workbench.frame
            assert frame is not None
            old = view.isVisible() and view._scene.surface is not frame.surface
            self.lines.append("painted, 3-D old" if old else "painted")
        return super().eventFilter(watched, event)


@pytest.fixture
def diary(qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Diary:
    settle(qtbot, window)
    qtbot.waitUntil(lambda: not window.wiring.pictures.waiting)
    return Diary(window, monkeypatch)


@pytest.mark.parametrize("slow", [0.0, 0.02])
def test_3d_is_shown_a_frame_once_the_flat_picture_is_painted(
    qtbot: QtBot, window: MainWindow, diary: Diary, slow: float
) -> None:
    pictures = window.wiring.pictures
    window.workbench.frameChanged.connect(
        lambda _: time.sleep(slow), Qt.ConnectionType.SingleShotConnection
    )  # others have much to do for a frame
    window.workbench.set_cursor(3)
    assert pictures.waiting
    qtbot.waitUntil(lambda: not pictures.waiting)
    shown = [line for line in diary.lines if line != "painted"]
    assert (shown[0], shown[-1]) == ("flat", "3-D")
    assert "painted" in diary.lines[diary.lines.index("flat") : diary.lines.index("3-D")]
    assert diary.lines[-1] == "painted"


def test_frames_that_come_quickly_do_not_put_it_off(
    qtbot: QtBot, window: MainWindow, diary: Diary
) -> None:
    quick, cursor = QTimer(interval=1), iter(range(2, 10_000))
    quick.timeout.connect(lambda: window.workbench.set_cursor(next(cursor) % 50))
    quick.start()
    qtbot.waitUntil(lambda: diary.lines.count("3-D") >= 3)
    quick.stop()
    assert diary.lines.count("flat") > diary.lines.count("3-D")
    assert "old 3-D" not in diary.lines


def test_what_comes_back_shows_nothing_old(qtbot: QtBot, window: MainWindow, diary: Diary) -> None:
    bench = window.workbench
    for formula, in_3d in (("x^2", False), ("x^2 + 3*y^2", True)):
        bench.request_problem("formula", FormulaSpec(formula))
        settle(qtbot, window)
        assert window.surface3d.isVisible() == in_3d
    assert not [line for line in diary.lines if "old" in line]
    assert diary.lines.count("3-D") > 0


def test_3d_says_why_there_is_none_of_a_line(qtbot: QtBot, window: MainWindow) -> None:
    window.workbench.request_problem("formula", FormulaSpec("x^2"))
    settle(qtbot, window)
    show = action(window, "show_3d")
    show.setChecked(False)
    show.setChecked(True)
    settle(qtbot, window)
    assert "one variable" in window.surface3d._message.text()
    assert window.surface3d._message.isVisible()
    window.workbench.request_problem("formula", FormulaSpec("x^2 + 3*y^2"))
    settle(qtbot, window)
    assert not window.surface3d._message.isVisible()


def test_what_is_shown_again_shows_nothing_old(qtbot: QtBot, window: MainWindow, diary: Diary) -> None:
    show = action(window, "show_3d")
    show.setChecked(False)
    window.workbench.set_cursor(5)
    settle(qtbot, window)
    assert "3-D" not in diary.lines
    diary.lines.clear()
    show.setChecked(True)
    qtbot.waitUntil(lambda: "painted" in diary.lines and not window.wiring.pictures.waiting)
    assert diary.lines.index("3-D") < diary.lines.index("painted")
    assert "painted, 3-D old" not in diary.lines


def test_a_frame_asked_for_by_who_is_told_one_comes_after_it(window: MainWindow, qtbot: QtBot) -> None:
    bench, told = window.workbench, list[tuple[str, int]]()
    settle(qtbot, window)

    def first(frame: Frame) -> None:
        told.append(("first", frame.cursor))
        if frame.cursor == 3:
            bench.set_cursor(4)

    def second(frame: Frame) -> None:
        told.append(("second", frame.cursor))

    bench.frameChanged.connect(first)
    bench.frameChanged.connect(second)
    bench.set_cursor(3)
    assert told == [("first", 3), ("second", 3), ("first", 4), ("second", 4)]
    assert bench.frame is not None
    assert bench.frame.cursor == 4
    bench.frameChanged.disconnect(first)
    bench.frameChanged.disconnect(second)
