"""The camera's arithmetic, and labels that neither touch nor leave the picture."""

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from optexplorer.scene.mesh import drawn_mesh
from optexplorer.ui.views.box_axes import BoxAxes, _ticks
from optexplorer.ui.views.camera import Camera
from optexplorer.ui.views.overlay3d import place_labels
from tests.ui import frames

SIZES = [(700, 500), (1000, 700), (420, 600)]


@pytest.mark.parametrize("size", SIZES)
def test_a_ray_through_the_pixel_of_a_point_meets_the_point(size):
    camera = Camera()
    camera.orbit(37.0, 11.0)
    camera.pan(20.0, -13.0, size)
    point = np.array([0.21, -0.4, 0.3])
    (pixel,) = camera.project(point[None], size)
    eye, direction = camera.ray(*pixel, size)
    assert np.linalg.norm(np.cross(point - eye, direction)) < 1e-9


def test_the_elevation_is_clamped_and_home_undoes_everything():
    camera = Camera()
    home = camera.view()
    camera.orbit(123.0, 500.0)
    assert camera.elevation == 90.0
    camera.orbit(0.0, -500.0)
    assert camera.elevation == -5.0
    camera.zoom(1e-9)
    camera.pan(1e5, 1e5, (700, 500))
    assert np.isfinite(camera.project(np.zeros((1, 3)), (700, 500))).all()
    camera.reset()
    np.testing.assert_array_equal(camera.view(), home)


@pytest.mark.parametrize("size", SIZES)
def test_the_whole_box_is_in_view_at_home(size):
    corners = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (0, 0.45)])
    pixels = Camera().project(corners, size)
    assert (pixels > 0).all()
    assert (pixels < size).all()


@pytest.mark.parametrize("size", SIZES)
def test_labels_never_touch_and_are_never_cut(qapp, size):
    layer = frames.surface(lambda x, y: (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2, frames.SQUARE)
    axes = BoxAxes.of(layer, drawn_mesh(layer), ("intercept", "slope"))
    metrics = {kind: QFontMetricsF(QFont("Inter", 9)) for kind in ("tick", "name")}
    camera = Camera()
    shown = []
    for _ in range(36):
        camera.orbit(10.0, 0.0)
        placed = place_labels(axes.labels(camera), camera, size, metrics)
        shown.append(len(placed))
        for (_, a), (_, b) in combinations(placed, 2):
            assert not a.intersects(b)
        for _, rect in placed:
            assert rect.left() >= 0
            assert rect.right() <= size[0]
            assert rect.top() >= 0
            assert rect.bottom() <= size[1]
    assert min(shown) >= 8


def test_ticks_are_round_numbers_at_their_places():
    layer = frames.surface(lambda x, y: x + y, ((-1.3, 2.2), (1e-3, 5e-3)), "linear")
    axes = BoxAxes.of(layer, drawn_mesh(layer), ("x", "y"))
    assert [text for _, text in axes.x] == ["−1", "0", "1", "2"]
    assert [share for share, _ in axes.x] == pytest.approx([0.3 / 3.5, 1.3 / 3.5, 2.3 / 3.5, 3.3 / 3.5])
    assert [text for _, text in axes.y] == ["0.001", "0.002", "0.003", "0.004", "0.005"]


@pytest.mark.parametrize(("low", "high"), [(0.0, 5e-324), (-3e-323, 1e-310), (0.0, 1.7e308)])
def test_the_ticks_of_numbers_of_any_size_lie_within_them(low, high):
    assert all(0.0 <= share <= 1.0 for share, _ in _ticks(low, high))


def test_long_names_of_axes_move_inwards(qapp):
    layer = frames.surface(lambda x, y: x * x + y * y, frames.SQUARE)
    names = ("w_bill_depth_mm", "w_body_mass_g")
    axes = BoxAxes.of(layer, drawn_mesh(layer), names)
    metrics = {kind: QFontMetricsF(QFont("Inter", 9)) for kind in ("tick", "name")}
    camera, size = Camera(), (362, 440)
    placed = place_labels(axes.labels(camera), camera, size, metrics)
    assert [label.text for label, _ in placed if label.kind == "name"] == list(names)
    assert all(QRectF(0.0, 0.0, *size).contains(rect) for _, rect in placed)
