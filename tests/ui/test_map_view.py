"""The map in a real window: its cells, coordinates, mouse and keys."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from optexplorer.scene.map_layer import MapLayer, MapLine, MapMark, MapScale, Swatch
from optexplorer.scene.palette import style
from optexplorer.ui.tokens import DARK
from optexplorer.ui.views.map_view import MapView
from tests.support.mouse import click, drag, move, position

BOX = ((-3.0, 1.0), (10.0, 13.0))
PIXELS = np.arange(3 * 4 * 3, dtype=np.uint8).reshape(3, 4, 3) * 7
LAYER = MapLayer(PIXELS, BOX, ("learning rate", "momentum"), (True, False))


@pytest.fixture
def view(qtbot):
    view = MapView()
    qtbot.addWidget(view)
    view.resize(480, 400)
    view.set_layer(LAYER)
    view.show_range(BOX)
    view.show()
    qtbot.waitExposed(view)
    return view


def colour(view, x, y):
    at = view.plot.viewport().mapTo(view, position(view.plot, x, y).toPoint())
    return view.grab().toImage().pixelColor(at).getRgb()[:3]


def wheel(view, x, y, notches):
    at = position(view.plot, x, y)
    viewport = view.plot.viewport()
    event = QWheelEvent(
        at, viewport.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)


def test_each_cell_is_where_it_belongs_with_the_highest_on_top(view):
    for row in range(3):
        for column in range(4):
            x, y = -2.5 + column, 12.5 - row
            assert colour(view, x, y) == tuple(PIXELS[row, column].tolist())


def test_cells_are_sharp_at_their_edges(view):
    image = view.grab().toImage()
    y = view.plot.viewport().mapTo(view, position(view.plot, -2.0, 12.5).toPoint()).y()
    area = view.picture_rect()
    seen = {image.pixelColor(x, y).getRgb()[:3] for x in range(area.left() + 2, area.right() - 2)}
    assert seen == {tuple(PIXELS[0, i].tolist()) for i in range(4)}


def test_while_another_part_is_in_view_the_map_stays_at_its_place(view):
    view.show_range(((-2.0, 2.0), (11.5, 12.5)))
    assert colour(view, -1.5, 11.75) == tuple(PIXELS[1, 1].tolist())
    assert colour(view, 1.5, 12.0) == (255, 255, 255)
    tiny = replace(LAYER, box=((0.0, 1e-9), (12.0, 12.0 + 1e-9)))
    view.set_layer(tiny)
    assert colour(view, -1.5, 11.75) == (255, 255, 255)
    view.set_layer(replace(LAYER, box=((-1e9, 1e9), (-1e9, 1e9))))
    assert colour(view, -1.5, 11.75) == tuple(PIXELS[1, 1].tolist())  # a cell beyond all pixels


def test_clicks_and_hovers_tell_the_point(view):
    clicked, hovered, left = [], [], []
    view.clicked.connect(lambda x, y: clicked.append((x, y)))
    view.hovered.connect(lambda x, y: hovered.append((x, y)))
    view.hoverLeft.connect(lambda: left.append(True))
    click(view.plot, -1.25, 12.75)
    assert clicked == [pytest.approx((-1.25, 12.75), abs=0.01)]
    assert hovered[-1] == clicked[0]
    move(view.plot, -3.5, 12.0)  # the axis
    assert left


def test_the_wheel_zooms_about_the_mouse_and_is_told_once_it_settles(view, qtbot):
    with qtbot.waitSignal(view.boxChanged) as told:
        wheel(view, -2.9, 10.1, 3)
    (x0, x1), (y0, y1) = told.args[0]
    assert -3.0 < x0 < -2.9
    assert x1 < 0.6
    assert 10.0 < y0 < 10.1
    assert y1 < 12.7
    assert np.allclose(view.view.viewRange(), told.args[0])


def test_a_drag_pans_and_clicks_nothing(view, qtbot):
    clicked = []
    view.clicked.connect(lambda x, y: clicked.append((x, y)))
    with qtbot.waitSignal(view.boxChanged) as told:
        drag(view.plot, (-1.0, 11.5), (-1.5, 11.8), (-2.0, 12.0))
    assert np.allclose(told.args[0], ((-2.0, 2.0), (9.5, 12.5)), atol=0.03)
    assert clicked == []


def test_a_mark_is_dragged_and_keeps_its_place_under_the_mouse(view):
    view.set_marks([MapMark((-1.0, 11.5)), MapMark((0.5, 12.5), style(2))])
    dragged, dropped, clicked = [], [], []
    view.markDragged.connect(lambda *at: dragged.append(at))
    view.markDragged.connect(lambda *_: view.set_marks([MapMark((-1.0, 11.5))]))
    view.markDropped.connect(lambda *at: dropped.append(at))
    view.clicked.connect(lambda *at: clicked.append(at))
    drag(view.plot, (-1.0, 11.5), (-1.5, 11.0), (-2.0, 10.5))
    assert dragged[-1] == (0, pytest.approx(-2.0, abs=0.02), pytest.approx(10.5, abs=0.02))
    assert dropped == [(0, pytest.approx(-2.0, abs=0.02), pytest.approx(10.5, abs=0.02))]
    assert clicked == []
    view.set_marks([MapMark((-1.0, 11.5))])
    assert view.marks.handles[0].at == (-1.0, 11.5)


def test_the_keys_move_a_cursor_click_with_it_zoom_and_fit(view, qtbot):
    hovered, clicked = [], []
    view.hovered.connect(lambda x, y: hovered.append((x, y)))
    view.clicked.connect(lambda x, y: clicked.append((x, y)))
    view.set_marks([MapMark((-1.0, 11.5))])
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert clicked == []  # there is no cursor yet
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    width, height = view.view.width(), view.view.height()
    assert hovered[-1] == pytest.approx((-1.0 + 40.0 / width, 11.5 + 3.0 / height))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert clicked == [hovered[-1]]
    with qtbot.waitSignal(view.boxChanged) as told:
        qtbot.keyClick(view, Qt.Key.Key_Plus)
    (x0, x1), _ = told.args[0]
    assert x1 - x0 == pytest.approx(2.0)
    with qtbot.waitSignal(view.fitRequested):
        qtbot.keyClick(view, Qt.Key.Key_Home)
    with qtbot.waitSignal(view.hoverLeft):
        QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusOut))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert len(clicked) == 1


def test_it_can_be_zoomed_until_numbers_run_out_and_no_further(view, qtbot):
    view.show_range(BOX)
    view.show_range(((0.25, 0.25 + 1e-13), (12.0, 12.0 + 1e-13)))
    (x0, x1), (y0, y1) = view.announced_box()
    assert x1 - x0 > 1e-11
    assert y1 - y0 > 1e-10
    view.grab()


def test_scale_swatches_title_and_lines_are_shown(view):
    view.set_title("Adam", style(1))
    assert view.accessibleName() == "Map of Adam"
    assert not view.colour_bar.isVisible()
    scale = MapScale("log₁₀ loss", ((0.0, "1"), (1.0, "10")))
    view.set_layer(replace(LAYER, scale=scale, swatches=(Swatch("#ff0000", "diverged"),)))
    assert view.colour_bar.isVisible()
    assert view.swatches.isVisible()
    view.set_layer(LAYER)
    assert not view.swatches.isVisible()
    view.set_lines([MapLine(np.array([[-1.0, 10.0], [-1.0, 13.0]]), "L = 2", "#ff0000")])
    assert QColor(*colour(view, -1.0, 11.5)).red() > 200
    view.set_readout(["η 0.01", "f 3"])
    assert view.readout.isVisible()
    view.set_theme(DARK)
    view.set_layer(None)
    assert colour(view, -2.0, 12.0) == QColor(DARK.canvas).getRgb()[:3]


def test_it_works_as_one_of_many_small_ones(view):
    view.resize(260, 220)
    view.set_title("Momentum with a long name of its own, longer than the map", style(0))
    area = view.picture_rect()
    assert area.width() > 150
    assert area.height() > 110
    assert view.rect().contains(area)
    assert view.view.mapToView(QPointF(0.0, 0.0)).x() == pytest.approx(-3.0)
