"""Marks of critical points in both pictures: how many are painted, and how far their crosses reach."""

from dataclasses import replace
from unittest import mock

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from optexplorer.core.analysis.critical import CriticalPoint, CriticalPoints
from optexplorer.core.analysis.spread import DRAWN
from optexplorer.core.arrays import Mat
from optexplorer.core.plane import identity
from optexplorer.scene.critical import critical_layer
from optexplorer.scene.critical_layer import CriticalLayer
from optexplorer.scene.frame import Frame, SurfaceLayer
from optexplorer.scene.mesh import drawn_mesh
from optexplorer.ui.export import strips
from optexplorer.ui.export.look import Look
from optexplorer.ui.export.stage import Stage
from optexplorer.ui.panels.critical import CriticalPanel
from optexplorer.ui.steps import at_once
from optexplorer.ui.tokens import LIGHT
from optexplorer.ui.views import critical_item
from optexplorer.ui.views.contour import ContourView
from optexplorer.ui.views.critical3d import critical_lines
from optexplorer.ui.views.gl_surface_item import to_world
from optexplorer.ui.views.surface_scene import SurfaceScene
from optexplorer.ui.widgets import critical_icon
from optexplorer.ui.widgets.stamp import stamp
from tests.ui import frames
from tests.ui.export.tools import numbers

BOX = ((-2.0, 2.0), (-2.0, 2.0))


@pytest.fixture(scope="module")
def surface() -> SurfaceLayer:
    return frames.surface(lambda x, y: 0.0 * x * y, BOX, "linear")


def layer_of(places: Mat, surface: SurfaceLayer, *, more: bool = False) -> CriticalLayer:
    points = tuple(
        CriticalPoint((x, y), 0.0, 0.0, np.eye(2), np.ones(2), np.eye(2), "minimum")
        for x, y in places.tolist()
    )
    return critical_layer(CriticalPoints(points, more=more), identity(2), BOX, surface)


def crowd(side: int) -> Mat:
    at = np.linspace(-1.99, 1.99, side)
    return np.stack(np.meshgrid(at, at), axis=-1).reshape(-1, 2)


def frame_of(layer: CriticalLayer, surface: SurfaceLayer) -> Frame:
    return replace(frames.frame(surface, []), critical=layer)


def test_both_pictures_paint_those_drawn(
    qtbot: QtBot, surface: SurfaceLayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = frame_of(layer_of(crowd(40), surface), surface)
    painted = list[object]()
    monkeypatch.setattr(critical_item, "stamp", lambda *of: (painted.append(of), stamp(*of)))
    view = ContourView()
    qtbot.addWidget(view)
    view.resize(900, 700)
    view.show_frame(frame)
    view.grab()
    assert len(painted) % DRAWN == 0
    assert painted
    scene = SurfaceScene()
    scene.set_theme(LIGHT)
    scene.show(frame)
    assert len(scene._critical) == DRAWN


@pytest.mark.parametrize("side", [6, 20])
def test_a_strip_of_a_picture_paints_the_marks_in_it_alone(
    qtbot: QtBot, surface: SurfaceLayer, monkeypatch: pytest.MonkeyPatch, side: int
) -> None:
    layer = layer_of(crowd(side), surface)
    stage = Stage(Look(640, 480, 2.0, in_3d=False, curves=False), frame_of(layer, surface))
    qtbot.addWidget(stage)
    at_once(stage.making)
    calls, paint = list[object](), critical_icon.paint_critical
    monkeypatch.setattr(critical_icon, "paint_critical", lambda *of: (calls.append(of), paint(*of)))
    shown = []
    for largest in (10**9, 40_000):
        with mock.patch.object(strips, "_LARGEST", largest):
            calls.clear()
            shown.append(numbers(stage.raster()))
        assert len(layer.drawn) <= len(calls) < 4 * len(layer.drawn), "some lie in two strips"
    off = np.abs(shown[0] - shown[1])
    assert np.count_nonzero(off > 4) < 1e-4 * off.size


def reaches(places: list[list[float]], surface: SurfaceLayer) -> list[float]:
    """Half the longest line of each cross, as a share of the picture."""
    layer = layer_of(np.array(places), surface)
    lines = critical_lines(layer, surface, LIGHT)
    ends = to_world(drawn_mesh(surface), np.array([[0.0, 0.0, 0.0], [4.0, 0.0, 0.0]]))
    side = np.linalg.norm(ends[1] - ends[0])
    lengths = [np.linalg.norm(line.points[-1] - line.points[0]) / 2.0 / side for line in lines]
    return np.reshape(lengths, (len(places), -1)).max(axis=1).tolist()


def test_a_cross_reaches_beyond_its_mark_but_not_to_the_next(surface: SurfaceLayer) -> None:
    assert reaches([[0.0, 0.0]], surface) == [pytest.approx(0.085, rel=0.01)]
    near = reaches([[-1.0, 0.0], [0.0, 0.0], [0.5, 0.0]], surface)
    assert near == pytest.approx([0.085, 0.0625, 0.0625], rel=0.01)
    assert reaches([[0.0, 0.0], [0.01, 0.0]], surface) == pytest.approx([0.045, 0.045], rel=0.01)


@pytest.mark.parametrize(
    ("side", "more", "words"),
    [
        (3, False, "9 in view"),
        (40, False, "1,600 in view, 500 of them drawn"),
        (40, True, "At least 1,600 in view, 500 of them drawn"),
    ],
)
def test_the_list_says_how_many_there_are_and_are_drawn(
    qtbot: QtBot, surface: SurfaceLayer, side: int, more: bool, words: str
) -> None:
    panel = CriticalPanel()
    qtbot.addWidget(panel)
    panel.show_layer(layer_of(crowd(side), surface, more=more), busy=False)
    assert panel.state.text() == words
