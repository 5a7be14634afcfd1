"""What somebody met who used the window for the first time."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from optexplorer.core.problem import FormulaSpec
from optexplorer.ui.export.look import Look
from optexplorer.ui.main_window import MainWindow
from tests.support.program import ROOT
from tests.ui.export.svg_shapes import shapes
from tests.ui.window import LONG, action, settle, type_steps

EXPERIMENTS = ROOT / "resources" / "experiments"
CONTROL = Qt.KeyboardModifier.ControlModifier


def test_undo_reaches_the_window_from_a_field_in_which_nothing_is_typed(
    window: MainWindow, qtbot: QtBot
) -> None:
    before = window.workbench.experiment.steps
    field = type_steps(window, "90")
    QTest.keyClick(field, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert window.workbench.experiment.steps == 90
    QTest.keyClick(field, Qt.Key.Key_Z, CONTROL)
    settle(qtbot, window)
    assert window.workbench.experiment.steps == before
    assert field.text() == str(before)
    QTest.keyClick(field, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    settle(qtbot, window)
    assert window.workbench.experiment.steps == 90
    QTest.keyClick(field, Qt.Key.Key_7)
    QTest.keyClick(field, Qt.Key.Key_Z, CONTROL)
    assert field.text() == "90", "what is typed is taken back first"
    assert window.workbench.experiment.steps == 90


@pytest.mark.parametrize("size", [(1280, 720), (1900, 1000)])
def test_what_is_wrong_with_a_field_at_the_lower_edge_can_be_read(
    window: MainWindow, qtbot: QtBot, size: tuple[int, int]
) -> None:
    window.resize(*size)
    field = type_steps(window, "abc")
    QTest.keyClick(field, Qt.Key.Key_Return)
    bubble = field._bubble.label
    assert bubble is not None
    assert bubble.isVisible()
    assert bubble.text() == "Steps must be a whole number such as 100."
    assert window.rect().contains(bubble.geometry())
    assert not bubble.geometry().intersects(
        field.rect().translated(field.mapTo(window, field.pos() * 0))
    )
    QTest.keyClick(field, Qt.Key.Key_Escape)
    window.resize(window.minimumSize())


def test_what_a_formula_lacks_is_said_until_it_has_it(window: MainWindow, qtbot: QtBot) -> None:
    bench, status = window.workbench, window.status
    bench.request_problem("formula", FormulaSpec("1"))
    qtbot.waitUntil(lambda: "nothing to minimise" in status.label.text())
    assert status.label.text().startswith("The formula has no x")
    assert window.problem_panel.error.text().startswith("The formula has no x")
    bench.request_problem("formula", FormulaSpec("x^2 + y^2"))
    settle(qtbot, window)
    assert "nothing to minimise" not in status.label.text()
    assert not window.problem_panel.error.text()


def test_the_whole_domain_is_shown_in_3d_as_well(window: MainWindow, qtbot: QtBot) -> None:
    canvas = window.surface3d._canvas
    assert canvas is not None
    canvas.reset_camera()
    camera = canvas.camera
    at_first = (camera.distance, camera.azimuth, camera.elevation)
    camera.zoom(3.0)
    camera.orbit(30.0, 10.0)
    assert (camera.distance, camera.azimuth, camera.elevation) != at_first
    action(window, "fit").trigger()
    settle(qtbot, window)
    assert (camera.distance, camera.azimuth, camera.elevation) == at_first


def test_names_of_axes_stand_in_the_middle(window: MainWindow, qtbot: QtBot) -> None:
    plot = window.contour
    for name in ("x", "a much longer name", "x"):
        plot.bottom.set_name(name, window.theme.tokens)
        label = plot.bottom.label
        middle = label.pos().x() + label.boundingRect().width() / 2
        assert abs(middle - plot.bottom.size().width() / 2) <= 1.0


def test_nothing_is_clipped_away_in_svg(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """Names of axes in 3-D, and the border of what is written over it."""
    window.files.open_path(EXPERIMENTS / "penguins.optx")
    settle(qtbot, window)
    path = tmp_path / "race.svg"
    with qtbot.waitSignal(window.exports.writer.done, timeout=LONG):
        window.exports.write_picture(path, Look())
    found = shapes(path.read_bytes())
    assert len(found) > 100
    lost = [(s.kind, s.stroke, s.low, s.high, s.clip) for s in found if not s.shown]
    assert not lost
