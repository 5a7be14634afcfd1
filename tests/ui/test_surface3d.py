"""The 3-D view on a real OpenGL context."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QSurfaceFormat
from PySide6.QtWidgets import QMainWindow, QPushButton

from optexplorer.scene.mesh import drawn_mesh, height_at
from optexplorer.ui.steps import at_once
from optexplorer.ui.tokens import DARK, LIGHT
from optexplorer.ui.views import gl_canvas, surface3d
from optexplorer.ui.views.gl_canvas import GLCanvas
from optexplorer.ui.views.gl_support import probe
from optexplorer.ui.views.surface3d import Surface3DView
from tests.ui import frames
from tests.ui.tools import move

BOX = ((-2.0, 2.0), (-1.0, 1.0))
ORANGE = QColor("#e69f00")


def bowl(x, y):
    return x * x + 4 * y * y


def ridge(x, y):
    return np.exp(-40 * y * y) + 0 * x


@pytest.fixture(scope="module")
def bowl_layer():
    return frames.surface(bowl, BOX, "linear")


@pytest.fixture
def view(qtbot):
    widget = Surface3DView()
    qtbot.addWidget(widget)
    widget.set_theme(LIGHT)
    widget.resize(700, 500)
    return widget


def shown(qtbot, widget, frame) -> GLCanvas:
    widget.show_frame(frame)
    with qtbot.waitExposed(widget):
        widget.show()
    qtbot.waitUntil(lambda: widget.ready)
    canvas = widget.findChild(GLCanvas)
    assert canvas is not None, widget.support
    return canvas


def pixels(canvas) -> np.ndarray:
    canvas.refresh()  # tests turn the camera by hand
    image = canvas.picture().convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return rows[:, : image.width(), :3].copy()


def count(canvas, colour: QColor, tolerance: int = 6) -> int:
    away = np.abs(pixels(canvas).astype(int) - colour.getRgb()[:3]).max(axis=2)
    return int((away <= tolerance).sum())


def pixel_of(canvas, layer, point) -> QPoint:
    mesh = drawn_mesh(layer)
    share = (np.array(point) - mesh.low) / np.subtract(mesh.high, mesh.low) - 0.5
    world = np.array([[*share, 0.45 * height_at(layer, np.array([point]))[0]]])
    return QPointF(*canvas.camera.project(world, canvas.extent)[0]).toPoint()


def line(k=60, y=0.6):
    return np.column_stack([np.linspace(-1.5, 1.5, k), np.full(k, y)])


def test_it_draws_a_coloured_surface_and_the_path(qtbot, view, bowl_layer):
    canvas = shown(qtbot, view, frames.frame(bowl_layer, [frames.path(bowl_layer, 0, line())]))
    picture = pixels(canvas)
    assert (picture[0, 0] == QColor(LIGHT.canvas).getRgb()[:3]).all()
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 500
    assert picture.max(axis=2).min() > 20, "nothing is black"
    assert count(canvas, ORANGE) > 300


def test_the_first_picture_has_its_labels_and_markers(qtbot, view, bowl_layer):
    canvas = shown(qtbot, view, frames.frame(bowl_layer, start=(0.0, -0.5)))
    assert canvas._overlay._labels
    assert canvas._overlay._markers


def test_a_path_is_hidden_behind_a_ridge_and_seen_from_its_own_side(qtbot, view):
    layer = frames.surface(ridge, BOX, "linear")
    path = frames.path(layer, 0, line(y=0.5))
    canvas = shown(qtbot, view, frames.frame(layer, [path]))
    seen = {}
    for azimuth in (-90.0, 90.0):
        canvas.camera.azimuth, canvas.camera.elevation = azimuth, 15.0
        seen[azimuth] = count(canvas, ORANGE)
    assert seen[90.0] > 200
    assert seen[-90.0] == 0


def test_no_part_of_a_visible_path_is_swallowed_by_the_surface(qtbot, view):
    """Every pixel column of a path that runs across the picture shows the path."""
    layer = frames.surface(lambda x, y: np.sin(3 * x) * np.cos(4 * y), BOX, "linear")
    path = frames.path(layer, 0, line(200, y=-0.3))
    canvas = shown(qtbot, view, frames.frame(layer, [path], start=(1.5, -0.3)))
    canvas.camera.azimuth, canvas.camera.elevation = -90.0, 80.0
    away = np.abs(pixels(canvas).astype(int) - ORANGE.getRgb()[:3]).max(axis=2)
    columns = np.flatnonzero((away <= 6).any(axis=0))
    assert len(columns) > 200
    assert len(columns) == columns.max() - columns.min() + 1


def test_what_comes_after_the_cursor_is_faint(qtbot, view, bowl_layer):
    path = frames.path(bowl_layer, 0, line())
    canvas = shown(qtbot, view, frames.frame(bowl_layer, [path], cursor=59))
    whole = count(canvas, ORANGE)
    view.show_frame(frames.frame(bowl_layer, [path], cursor=30))
    half = count(canvas, ORANGE)
    view.show_frame(frames.frame(bowl_layer, [path], cursor=0))
    assert 0.35 * whole < half < 0.7 * whole
    assert count(canvas, ORANGE) < 0.35 * whole


def test_new_data_never_moves_the_camera(qtbot, view, bowl_layer):
    canvas = shown(qtbot, view, frames.frame(bowl_layer))
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 250))
    move(canvas, QPointF(360, 230), Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(360, 230))
    turned = canvas.camera.view()
    other = frames.surface(ridge, ((0.0, 100.0), (-9.0, 1.0)), "linear")
    view.show_frame(frames.frame(other, [frames.path(other, 1, 10 * line() + 20)]))
    canvas.picture()
    np.testing.assert_array_equal(canvas.camera.view(), turned)
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    assert not np.array_equal(canvas.camera.view(), turned)


def test_only_changed_layers_are_rebuilt(qtbot, view, bowl_layer):
    path = frames.path(bowl_layer, 0, line())
    shown(qtbot, view, frames.frame(bowl_layer, [path], cursor=3))
    scene = view._scene
    mesh, lines = scene._mesh._geometry._vertices, scene._paths._geometry._vertices
    view.show_frame(frames.frame(bowl_layer, [path], cursor=9))
    assert scene._mesh._geometry._vertices is mesh
    assert scene._paths._geometry._vertices is lines
    view.show_frame(frames.frame(bowl_layer, [frames.path(bowl_layer, 0, line(y=0.1))], cursor=9))
    assert scene._mesh._geometry._vertices is mesh
    assert scene._paths._geometry._vertices is not lines


@pytest.mark.parametrize("turn", [0.0, 75.0, 180.0])
def test_a_double_click_asks_for_the_point_under_it(qtbot, view, bowl_layer, turn):
    canvas = shown(qtbot, view, frames.frame(bowl_layer))
    canvas.camera.orbit(turn, 0.0)
    wanted = (0.6, -0.35)
    with qtbot.waitSignal(view.startRequested) as asked:
        qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=pixel_of(canvas, bowl_layer, wanted))
    assert asked.args == pytest.approx(wanted, abs=0.02)


def test_shift_click_asks_too_and_a_plain_click_does_not(qtbot, view, bowl_layer):
    canvas = shown(qtbot, view, frames.frame(bowl_layer))
    at = pixel_of(canvas, bowl_layer, (0.0, 0.0))
    asked = []
    view.startRequested.connect(lambda x, y: asked.append((x, y)))
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at)
    assert not asked
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, at)
    assert asked[0] == pytest.approx((0.0, 0.0), abs=0.03)


def test_a_double_click_beside_the_surface_resets_the_camera(qtbot, view, bowl_layer):
    canvas = shown(qtbot, view, frames.frame(bowl_layer))
    home = canvas.camera.view()
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    assert not np.array_equal(canvas.camera.view(), home)
    with qtbot.assertNotEmitted(view.startRequested):
        qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(5, 480))
    np.testing.assert_array_equal(canvas.camera.view(), home)


def test_the_mouse_over_the_surface_is_told(qtbot, view, bowl_layer):
    canvas = shown(qtbot, view, frames.frame(bowl_layer))
    at = QPointF(pixel_of(canvas, bowl_layer, (-0.5, 0.2)))
    with qtbot.waitSignal(view.cursorMoved) as moved:
        move(canvas, at)
    assert moved.args == pytest.approx((-0.5, 0.2), abs=0.02)
    with qtbot.waitSignal(view.cursorMoved) as left:
        move(canvas, QPointF(5, 480))
    assert np.isnan(left.args).all()


def test_the_linked_cursor_comes_and_goes(qtbot, view, bowl_layer):
    canvas = shown(qtbot, view, frames.frame(bowl_layer))
    before = pixels(canvas)
    view.set_linked_cursor(0.5, 0.5)
    assert (pixels(canvas) != before).any(axis=2).sum() > 200
    view.set_linked_cursor(0.0, None)
    np.testing.assert_array_equal(pixels(canvas), before)


def test_the_theme_changes_the_ground_and_the_labels_are_in_grabs(qtbot, view, bowl_layer):
    canvas = shown(qtbot, view, frames.frame(bowl_layer))
    view.set_theme(DARK)
    assert tuple(pixels(canvas)[0, 0]) == QColor(DARK.canvas).getRgb()[:3]
    bare = canvas.picture()
    grab = canvas.grab().toImage()
    differ = sum(
        bare.pixel(x, y) != grab.pixel(x, y) for x in range(0, 700, 2) for y in range(0, 500, 2)
    )
    assert differ > 50


def test_it_goes_on_after_moving_to_another_window(qtbot, bowl_layer):
    view = Surface3DView()
    frame = frames.frame(bowl_layer, [frames.path(bowl_layer, 0, line())])
    windows = [QMainWindow(), QMainWindow()]
    for window in windows:
        qtbot.addWidget(window)
        window.resize(700, 500)
        window.setCentralWidget(view)
        view.show_frame(frame)
        with qtbot.waitExposed(window):
            window.show()
        qtbot.waitUntil(lambda: view.ready)
        assert count(view.findChild(GLCanvas), ORANGE) > 300
        view.setParent(None)
    qtbot.addWidget(view)


def test_a_core_profile_draws_the_same(qtbot, view, bowl_layer):
    frame = frames.frame(bowl_layer, [frames.path(bowl_layer, 0, line())])
    usual = QSurfaceFormat.defaultFormat()
    core = QSurfaceFormat()
    core.setVersion(3, 3)
    core.setProfile(QSurfaceFormat.OpenGLContextProfile.CoreProfile)
    QSurfaceFormat.setDefaultFormat(core)
    try:
        canvas = shown(qtbot, view, frame)
        profile = canvas._offscreen.context.format().profile()
        assert profile == QSurfaceFormat.OpenGLContextProfile.CoreProfile
        assert count(canvas, ORANGE) > 300
        assert len(np.unique(pixels(canvas).reshape(-1, 3), axis=0)) > 500
    finally:
        QSurfaceFormat.setDefaultFormat(usual)


def test_a_function_of_one_variable_has_a_message(qtbot, view, bowl_layer):
    canvas = shown(qtbot, view, frames.frame(bowl_layer))
    view.show_frame(frames.graph_frame())
    assert not canvas.isVisible()
    assert "one variable" in view._message.text()
    view.show_frame(frames.frame(bowl_layer))
    assert canvas.isVisible()


def test_after_a_crash_at_the_start_it_waits_to_be_asked(qtbot, tmp_path, bowl_layer):
    flag = tmp_path / "state" / "starting-3d"
    flag.parent.mkdir()
    flag.touch()
    view = Surface3DView(flag)
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show_frame(frames.frame(bowl_layer))
    view.show()
    qtbot.waitUntil(lambda: view.ready)
    assert view.findChild(GLCanvas) is None
    assert "ended the program" in view._message.text()
    qtbot.mouseClick(view.findChild(QPushButton), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.findChild(GLCanvas) is not None and not flag.exists())
    assert view.findChild(GLCanvas).isVisible()


def test_heads_are_ghosts_behind_the_surface(qtbot, view):
    layer = frames.surface(ridge, BOX, "linear")
    path = frames.path(layer, 0, line(y=0.5))
    canvas = shown(qtbot, view, frames.frame(layer, [path], start=(0.0, -0.5)))
    hidden = {}
    for azimuth in (-90.0, 90.0):
        canvas.camera.azimuth, canvas.camera.elevation = azimuth, 15.0
        seen, _ = view._scene.markers(canvas.camera, 100)
        hidden[azimuth] = [marker.hidden for marker in seen]  # start, head
    assert hidden == {-90.0: [False, True], 90.0: [True, False]}


def changes(qtbot, view, layer):
    """Everything that a picture depends on, changed one after the other."""
    other = frames.surface(ridge, BOX, "linear")
    paths = [frames.path(layer, 0, line()), frames.path(layer, 1, line(y=-0.2))]
    canvas = view.findChild(GLCanvas)
    yield "paths", lambda: view.show_frame(frames.frame(layer, paths, cursor=59))
    yield "cursor", lambda: view.show_frame(frames.frame(layer, paths, cursor=20))
    yield "camera", lambda: qtbot.keyClick(canvas, Qt.Key.Key_Left)
    yield "linked cursor", lambda: view.set_linked_cursor(0.5, 0.5)
    yield "theme", lambda: view.set_theme(DARK)
    yield "surface", lambda: view.show_frame(frames.frame(other, [frames.path(other, 0, line())]))
    yield "size", lambda: view.resize(620, 540)


def test_every_change_is_seen_and_a_kept_ground_looks_like_a_new_one(qtbot, bowl_layer):
    seen = []
    for keeps in (True, False):
        view = Surface3DView()
        qtbot.addWidget(view)
        view.resize(700, 500)
        view.set_theme(LIGHT)
        canvas = shown(qtbot, view, frames.frame(bowl_layer))
        canvas._offscreen.keeps &= keeps
        canvas._offscreen._picture = None  # begin anew
        canvas._overlay.hide()
        seen.append([canvas.grab().toImage()])
        for _, change in changes(qtbot, view, bowl_layer):
            change()
            seen[-1].append(canvas.grab().toImage())
        view.hide()
    names = [name for name, _ in changes(qtbot, view, bowl_layer)]
    for name, before, after, drawn in zip(names, seen[0], seen[0][1:], seen[1][1:], strict=False):
        assert after != before, f"the {name} changed"
        assert after == drawn, f"the {name} changed"


def test_the_surface_is_drawn_again_only_if_it_looks_different(qtbot, view, bowl_layer, monkeypatch):
    canvas = shown(qtbot, view, frames.frame(bowl_layer))
    canvas.grab()
    mesh, drawn = view._scene._mesh, []
    paint = mesh.paint
    monkeypatch.setattr(mesh, "paint", lambda shot: (drawn.append(shot), paint(shot)))
    counts = {}
    for name, change in changes(qtbot, view, bowl_layer):
        change()
        canvas.grab()
        counts[name] = len(drawn)
        drawn.clear()
    assert {name for name, count in counts.items() if count} == {"camera", "theme", "surface", "size"}
    assert set(counts.values()) == {0, 1}


def test_multisampling_draws_the_same(qtbot, bowl_layer, monkeypatch):
    frame = frames.frame(bowl_layer, [frames.path(bowl_layer, 0, line())])
    pictures = []
    for software in (True, False):
        monkeypatch.setattr(surface3d, "probe", lambda s=software: replace(probe(), software=s))
        view = Surface3DView()
        qtbot.addWidget(view)
        view.resize(700, 500)
        canvas = shown(qtbot, view, frame)
        assert count(canvas, ORANGE) > 300
        pictures.append(pixels(canvas).astype(int))
    away = np.abs(pictures[0] - pictures[1]).max(axis=2)
    assert 0.0 < (away > 40).mean() < 0.02, "edges differ and nothing else"


def test_many_markers_are_looked_at_in_several_goes(qtbot, view, monkeypatch):
    monkeypatch.setattr(gl_canvas, "_AT_ONCE", 1)
    layer = frames.surface(ridge, BOX, "linear")
    path = frames.path(layer, 0, line(y=0.5))
    canvas = shown(qtbot, view, frames.frame(layer, [path], start=(0.0, -0.5)))

    def hidden():
        return [marker.hidden for marker in canvas._overlay._markers]  # start, head

    qtbot.waitUntil(lambda: not canvas._more.active)
    for azimuth, behind in ((90.0, [True, False]), (-90.0, [False, True])):
        canvas.camera.azimuth, canvas.camera.elevation = azimuth, 15.0
        canvas.refresh()
        assert hidden() != behind, "one of two is found out"
        qtbot.waitUntil(lambda b=behind: hidden() == b)
    canvas._ratio = 1.0  # as for a file
    canvas.camera.azimuth = 91.0
    canvas.refresh()
    assert hidden() != [True, False], "nor does a file wait for them in one go"
    at_once(canvas.find_markers())
    assert hidden() == [True, False]


def test_where_no_value_is_finite_it_is_said(qtbot, view, bowl_layer):
    nowhere = frames.surface(lambda x, y: np.nan * x * y, BOX, "linear")
    shown(qtbot, view, frames.frame(nowhere))
    assert "no finite value" in view._scale_label.text()
    assert not nowhere.ticks
    view.show_frame(frames.frame(bowl_layer))
    assert view._scale_label.text() == "f"
