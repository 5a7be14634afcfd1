"""What is painted of many paths with many points: no more than can be in a moment."""

from dataclasses import replace
from unittest import mock

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from optexplorer.scene.frame import Frame, PathLayer
from optexplorer.ui.tokens import LIGHT, for_an_audience
from optexplorer.ui.views import lines
from optexplorer.ui.views.contour import ContourView
from optexplorer.ui.widgets.stamp import FINE, density
from tests.support.races import HIMMELBLAU, race

POINTS = 3500


@pytest.fixture(scope="module")
def frame() -> Frame:
    return race(HIMMELBLAU, steps=60, side=60)


def crawling(layer: PathLayer, run: int) -> PathLayer:
    """A run that takes many small steps to and fro, as noise makes it."""
    walk = np.random.default_rng(run).normal(0.0, 0.002, (POINTS, 2)).cumsum(axis=0)
    steps = np.linspace(0.0, 60.0, POINTS)
    return replace(layer, run=run, points=walk, loss=np.zeros(POINTS), steps=steps, emphasised=run == 0)


def labour_of(view: ContourView, frame: Frame, runs: int, *, for_file: bool = False) -> tuple[int, int]:
    """Strokes of the first path, and pieces of line in all, of one painting."""
    paths = tuple(crawling(frame.paths[0], run) for run in range(runs))
    view.show_frame(replace(frame, paths=paths, heads=(), cursor=60))
    image = QImage(900, 700, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    painter.setRenderHint(FINE, for_file)
    painter.setTransform(view.paths.sceneTransform())
    assert density(painter) == view.tokens.zoom
    repeat, done = lines._repeat, list[tuple[int, int]]()

    def count(painter, path, line, shifts):
        done.append((len(shifts), path.elementCount()))
        repeat(painter, path, line, shifts)

    with mock.patch.object(lines, "_repeat", count):
        view.paths.paint(painter)
    painter.end()
    return sum(strokes for strokes, _ in done) // runs, sum(
        strokes * pieces for strokes, pieces in done
    )


@pytest.fixture
def view(qtbot) -> ContourView:
    view = ContourView()
    qtbot.addWidget(view)
    view.resize(900, 700)
    view.show()
    qtbot.waitExposed(view)
    return view


def test_a_few_paths_are_painted_with_all_strokes(view: ContourView, frame: Frame) -> None:
    strokes, _ = labour_of(view, frame, 2)
    assert strokes > 15, "a casing and a line"


@pytest.mark.parametrize("runs", [4, 8, 12])
def test_many_do_with_fewer(view: ContourView, frame: Frame, runs: int) -> None:
    view.set_theme(for_an_audience(LIGHT))
    strokes, pieces = labour_of(view, frame, runs)
    assert pieces < 250_000, "some 15 ms"
    assert strokes >= 2


def test_a_file_gets_all_strokes(view: ContourView, frame: Frame) -> None:
    view.show_frame(frame)  # and others soon after: on the screen a draft would do
    strokes, _ = labour_of(view, frame, 12, for_file=True)
    assert strokes > 10
