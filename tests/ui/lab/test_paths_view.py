"""The sample of paths: drawn in the runs' colours, picked by a click."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from optexplorer.core.arrays import Mat
from optexplorer.scene.ensemble import PathSample
from optexplorer.scene.palette import style
from optexplorer.ui.lab.ensemble.paths_view import PathsView, _thinned
from tests.support.mouse import click

BOX = ((0.0, 10.0), (0.0, 10.0))


def level(*heights: float) -> Mat:
    """A level path at each height (k, 3, 2)."""
    x = np.array([0.0, 5.0, 10.0])
    return np.array([np.column_stack([x, np.full(3, y)]) for y in heights])


SAMPLE = PathSample(
    None, BOX, ("x", "y"), ((0, style(0), level(1.0, 3.0)), (2, style(2), level(5.0, 7.0)))
)


@pytest.fixture
def view(qtbot: QtBot) -> PathsView:
    view = PathsView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show_sample(SAMPLE)
    view.show()
    qtbot.waitExposed(view)
    view.grab()
    return view


def painted(view: PathsView, x: float, y: float, run: int) -> bool:
    at = view.plot.mapFromScene(view.view.mapViewToScene(QPointF(x, y)))
    image = view.plot.grab().toImage()
    wanted = QColor(style(run).colour).hue()
    around = [image.pixelColor(at + QPoint(0, j)) for j in (-1, 0, 1)]
    return any(abs(c.hue() - wanted) < 12 and c.saturation() > 40 for c in around)


def test_each_path_has_the_colour_of_its_run(view: PathsView) -> None:
    assert painted(view, 2.0, 3.0, 0)
    assert painted(view, 2.0, 7.0, 2)
    assert not painted(view, 2.0, 4.0, 0)


def test_a_click_picks_the_member_under_it(view: PathsView) -> None:
    picked: list[tuple[int, int]] = []
    view.memberPicked.connect(lambda *of: picked.append(of))
    for y in (1.0, 3.1, 5.0, 6.9, 9.5):
        click(view.plot, 3.3, y)
    assert picked == [(0, 0), (0, 1), (2, 0), (2, 1)]


def test_the_one_that_is_picked_is_drawn_wide_and_offered(view: PathsView) -> None:
    before = view.plot.grab().toImage()
    view.pick((2, 1), "seed 8")
    assert view.plot.grab().toImage() != before
    assert view.race.text() == "Show seed 8 in the race"
    assert view.race.isVisible()
    view.pick((2, 63), "seed 70")  # has no path
    assert view.plot.grab().toImage() == before
    view.pick(None, "")
    assert not view.race.isVisible()


def test_paths_that_leave_every_bound_are_drawn_as_far_as_they_go(view: PathsView) -> None:
    wild = level(1.0, 3.0)
    wild[0, 1:] = (np.inf, np.nan), (1e300, -1e300)
    view.show_sample(PathSample(None, BOX, ("x", "y"), ((0, style(0), wild),)))
    assert painted(view, 2.0, 3.0, 0)
    assert view.members.nearest(QPointF(5.0, 5.0)) is None


def test_scribbles_are_drawn_as_far_as_they_do_not_cover_the_picture(view: PathsView) -> None:
    zigzag = np.stack([np.tile([0.0, 10.0], 500), np.linspace(0.0, 10.0, 1000)], axis=1)
    view.show_sample(PathSample(None, BOX, ("x", "y"), ((0, style(0), np.array([zigzag] * 64)),)))
    view.grab()  # soon, and without a warning
    assert painted(view, 5.0, 0.05, 0)
    assert not painted(view, 5.0, 9.0, 0)
    view.show_sample(None)
    assert not view.plot.isVisible()


def test_points_in_the_pixel_of_the_one_before_are_not_drawn() -> None:
    x = np.array([0.1, 0.2, 0.3, 1.5, 1.6, 1.7])
    path = np.stack([x, np.zeros(6)], axis=1)
    one = [0.1, 1.5, 1.7, np.nan]
    thinned = _thinned(np.array([path, path]))
    np.testing.assert_array_equal(thinned[:, 0], [*one, *one])
    np.testing.assert_array_equal(_thinned(path[None, :1])[:, 0], [0.1, np.nan])


def test_a_path_that_ends_at_no_number_has_no_end(view: PathsView) -> None:
    paths = level(1.0, 3.0)
    paths[1, -1] = np.nan
    view.show_sample(PathSample(None, BOX, ("x", "y"), ((0, style(0), paths),)))
    view.grab()  # without an exception
    assert painted(view, 2.0, 3.0, 0)
