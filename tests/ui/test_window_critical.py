"""Critical points in the real window: found beside it, marked, listed, picked, started at."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from optexplorer.core.analysis.critical import critical_points
from optexplorer.core.problem import FormulaSpec
from optexplorer.scene import critical
from optexplorer.scene.critical_layer import CriticalLayer
from optexplorer.scene.view import View
from optexplorer.ui.main_window import MainWindow
from tests.ui.window import LONG, action, settle, undoing

HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"


def found(qtbot: QtBot, window: MainWindow) -> CriticalLayer:
    """Wait until the part in view has been searched; what is marked then."""
    settle(qtbot, window)
    search = window.wiring.critical.search
    frame = window.workbench.frame

    def searched() -> bool:
        nonlocal frame
        frame = window.workbench.frame
        return not search.busy and frame is not None and frame.critical is not None

    qtbot.waitUntil(searched, timeout=LONG)
    assert frame is not None
    assert frame.critical is not None
    return frame.critical


def marked(qtbot: QtBot, window: MainWindow, text: str = HIMMELBLAU) -> CriticalLayer:
    """Another formula, with its critical points marked."""
    window.workbench.request_problem("formula", FormulaSpec(text))
    settle(qtbot, window)
    if not action(window, "critical").isChecked():
        action(window, "critical").trigger()
    return found(qtbot, window)


def test_of_very_many_the_pictures_show_those_they_have_room_for(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(critical, "DRAWN", 4)
    layer = marked(qtbot, window)
    panel = window.critical_panel
    assert panel.state.text() == f"9 in view, {len(layer.drawn)} of them drawn"
    assert 1 < len(layer.drawn) <= 4
    assert window.contour.critical.layer is layer
    hidden = next(row for row in range(9) if layer.marks[row] not in layer.drawn)
    panel.list.set_row(hidden)
    assert panel.list.row == hidden
    picked = found(qtbot, window)
    assert [mark.parameters for mark in picked.drawn if mark.chosen] == [
        picked.marks[hidden].parameters
    ]


def saddle(layer: CriticalLayer) -> int:
    return next(i for i, mark in enumerate(layer.marks) if mark.kind == "saddle")


def test_they_are_what_the_engine_finds(qtbot: QtBot, window: MainWindow) -> None:
    assert not window.critical_panel.isVisible()
    layer = marked(qtbot, window)
    bench = window.workbench
    expected = critical_points(bench.experiment.problem, bench.box).points
    assert [mark.parameters for mark in layer.marks] == [point.point for point in expected]
    assert [mark.kind for mark in layer.marks] == [point.kind for point in expected]
    assert layer.kinds == ("minimum", "maximum", "saddle")
    panel = window.critical_panel
    assert panel.isVisible()
    assert panel.state.text() == "9 in view"
    assert [panel.list.model().index(i, 0).data().split()[0] for i in (0, 4, 8)] == [
        "minimum", "saddle", "maximum",
    ]  # fmt: skip
    action(window, "critical").trigger()
    settle(qtbot, window)
    assert bench.frame is not None
    assert bench.frame.critical is None
    assert not panel.isVisible()


def test_they_follow_the_problem_and_the_part_in_view(qtbot: QtBot, window: MainWindow) -> None:
    marked(qtbot, window)
    window.workbench.set_box(((0.0, 5.0), (0.0, 5.0)))
    near = found(qtbot, window)
    assert [mark.kind for mark in near.marks] == ["minimum", "saddle", "saddle"]
    monkey = marked(qtbot, window, "x^3 - 3*x*y^2")
    assert [(mark.kind, mark.detail) for mark in monkey.marks] == [("degenerate", "a monkey saddle")]
    assert not marked(qtbot, window, "x + y").marks
    assert window.critical_panel.state.text() == "None in view"
    line = marked(qtbot, window, "x^4 - x^2")
    assert [mark.kind for mark in line.marks] == ["minimum", "minimum", "maximum"]
    assert window.graph.critical.layer is line


def test_picking_by_keys_rings_the_point(qtbot: QtBot, window: MainWindow) -> None:
    marked(qtbot, window)
    rows = window.critical_panel.list
    before = window.contour.grab().toImage()
    rows.setFocus()
    for _ in range(2):
        QTest.keyClick(rows, Qt.Key.Key_Down)
    layer = found(qtbot, window)
    chosen = [mark for mark in layer.marks if mark.chosen]
    assert [mark.parameters for mark in chosen] == [layer.marks[rows.row].parameters]
    assert window.contour.grab().toImage() != before
    window.critical_panel.centre.click()
    centred = found(qtbot, window)
    (again,) = [mark for mark in centred.marks if mark.chosen]
    np.testing.assert_allclose(again.parameters, chosen[0].parameters, atol=1e-8)
    middle = [(low + high) / 2.0 for low, high in window.workbench.box]
    np.testing.assert_allclose(middle, again.point, atol=1e-8)


def test_a_run_starts_exactly_on_it(qtbot: QtBot, window: MainWindow) -> None:
    layer = marked(qtbot, window, "x^2 - y^2")
    (mark,) = layer.marks
    assert mark.kind == "saddle"
    rows = window.critical_panel.list
    place = rows.visualRect(rows.model().index(0, 0)).center()
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    undoing(qtbot, window, window.critical_panel.start.click)
    assert window.workbench.experiment.origin == mark.parameters == (0.0, 0.0)
    descent = window.workbench.layers.history.runs[0].parameters
    assert not descent.any(), "plain descent never leaves a saddle that it starts on"


def test_the_readout_on_a_mark(qtbot: QtBot, window: MainWindow) -> None:
    layer = marked(qtbot, window)
    mark = layer.marks[saddle(layer)]
    lines = window.wiring.readout.lines(mark.point[0] + 1e-3, mark.point[1])
    assert lines[0].startswith("saddle   f ")
    assert lines[2].startswith("λ −")


def test_marks_are_painted_with_a_shape_for_each_kind(qtbot: QtBot, window: MainWindow) -> None:
    def patch(text: str) -> QImage:
        (mark,) = marked(qtbot, window, text).marks
        canvas = window.contour
        x, y = canvas.critical.map(np.array([mark.point]))[0].tolist()
        corner = canvas.picture_rect().topLeft() + QPoint(round(x) - 12, round(y) - 12)
        image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        return image.copy(corner.x(), corner.y(), 24, 24)

    window.workbench.edit("start", lambda d: d.with_start((4.0, 4.0)))
    patches = [patch(text) for text in ("x^2 + y^2", "x^2 - y^2", "-x^2 - y^2", "x^3 - 3*x*y^2")]
    assert all(a != b for i, a in enumerate(patches) for b in patches[:i])


def test_stopping_keeps_what_is_known(qtbot: QtBot, window: MainWindow) -> None:
    layer = marked(qtbot, window)
    window.workbench.set_box(((-1.0, 1.0), (-1.0, 1.0)))
    qtbot.waitUntil(lambda: window.wiring.critical.search.busy, timeout=LONG)
    action(window, "stop").trigger()
    assert not window.wiring.critical.search.busy
    frame = window.workbench.frame
    assert frame is not None
    assert frame.critical is not None
    assert len(frame.critical.marks) == len(layer.marks)
    assert window.critical_panel.state.text() == "Stopped: this part has not been searched"
    assert window.status.label.text() == "Stopped"
    window.workbench.set_box(((-4.0, 4.0), (-4.0, 4.0)))
    count = len(found(qtbot, window).marks)
    assert window.critical_panel.state.text() == f"{count} in view"


def test_a_search_that_was_stopped_goes_on(qtbot: QtBot, window: MainWindow) -> None:
    marked(qtbot, window)
    panel, search = window.critical_panel, window.wiring.critical.search
    assert not panel.again.isVisible()
    window.workbench.set_box(((-1.0, 1.0), (-1.0, 1.0)))
    qtbot.waitUntil(lambda: search.busy, timeout=LONG)
    action(window, "stop").trigger()
    place = panel.list.geometry()
    assert panel.again.isVisible()
    panel.again.setFocus()
    QTest.keyClick(panel.again, Qt.Key.Key_Return)
    assert search.busy
    assert not panel.again.isVisible()
    assert panel.list.hasFocus()
    count = len(found(qtbot, window).marks)
    assert panel.state.text() == f"{count} in view"
    assert panel.list.geometry() == place, "nothing moves when the button comes and goes"
    search.again()
    assert not search.busy, "nothing was stopped"


def test_files_keep_that_they_are_marked() -> None:
    view = View(critical=True, chosen=(1.0, 2.0))
    assert view.to_mapping() == {"critical": True}
    assert View.from_mapping({"critical": True}) == View(critical=True)
    assert View.from_mapping({"critical": "yes"}) == View()
