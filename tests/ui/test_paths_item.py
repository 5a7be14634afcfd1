"""What is painted of many paths with many points: no more than can be in a moment."""

import re
from dataclasses import replace
from unittest import mock

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QStyleOptionGraphicsItem
from pytestqt.qtbot import QtBot

from optexplorer.scene.frame import Frame, PathLayer
from optexplorer.ui.tokens import LIGHT, for_an_audience
from optexplorer.ui.views import lines, paths_item
from optexplorer.ui.views.contour import ContourView
from optexplorer.ui.views.draft import PAUSE
from optexplorer.ui.views.paint_budget import PAINT_BUDGET
from optexplorer.ui.views.paths_item import PathsItem
from optexplorer.ui.widgets.medium import FINE, density
from tests.support.races import HIMMELBLAU, race

POINTS = 3500
paint_picture = PathsItem.paint_picture


@pytest.fixture(scope="module")
def frame() -> Frame:
    return race(HIMMELBLAU, steps=60, side=60)


def crawling(layer: PathLayer, run: int, points: int = POINTS) -> PathLayer:
    """A run that takes many small steps to and fro, as noise makes it."""
    walk = np.random.default_rng(run).normal(0.0, 0.002, (points, 2)).cumsum(axis=0)
    steps = np.linspace(0.0, 60.0, points)
    return replace(layer, run=run, points=walk, loss=np.zeros(points), steps=steps, emphasised=run == 0)


def strokes_of(
    view: ContourView, frame: Frame, runs: int, *, points: int = POINTS, for_file: bool = False
) -> list[int]:
    """How many there are of each line that one painting at rest paints, in its order."""
    paths = tuple(crawling(frame.paths[0], run, points) for run in range(runs))
    view.show_frame(replace(frame, paths=paths, heads=(), cursor=60))
    view.paths._draft.on = for_file  # what is painted at rest; files are never drafts
    image = QImage(900, 700, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    painter.setRenderHint(FINE, for_file)
    painter.setTransform(view.paths.sceneTransform())
    assert density(painter) == view.tokens.zoom
    repeat, done = lines._repeat, list[int]()

    def count(painter, path, line, shifts):
        done.append(len(shifts))
        repeat(painter, path, line, shifts)

    try:
        with mock.patch.object(lines, "_repeat", count):
            view.paths.paint(painter, QStyleOptionGraphicsItem())
    finally:
        painter.end()  # before its image goes
    return done


@pytest.fixture
def view(qtbot) -> ContourView:
    view = ContourView()
    qtbot.addWidget(view)
    view.resize(900, 700)
    view.show()
    qtbot.waitExposed(view)
    return view


def test_a_few_paths_are_painted_with_all_strokes(view: ContourView, frame: Frame) -> None:
    bare = strokes_of(view, frame, 2)
    assert len(bare) == 2, "a stroke of a casing takes three times as long"
    assert sum(bare) > 10
    assert sum(strokes_of(view, frame, 2, points=500)) > 30, "two casings and two lines"


@pytest.mark.parametrize("runs", [4, 8, 12])
def test_many_do_with_fewer(view: ContourView, frame: Frame, runs: int) -> None:
    view.set_theme(for_an_audience(LIGHT))
    strokes = strokes_of(view, frame, runs)
    assert sum(strokes) < 70, "some 15 ms"
    assert min(strokes) >= 2


def test_the_picked_run_stays_wide(view: ContourView, frame: Frame) -> None:
    view.set_theme(for_an_audience(LIGHT))
    (whole,) = strokes_of(view, frame, 1)
    *others, picked = strokes_of(view, frame, 12)
    assert picked == whole > 2 * max(others)


@pytest.mark.parametrize(("points", "kept"), [(POINTS, True), (20, False)])
def test_long_paths_are_kept_as_a_picture_while_only_what_lies_over_them_changes(
    view: ContourView, frame: Frame, monkeypatch: pytest.MonkeyPatch, points: int, kept: bool
) -> None:
    monkeypatch.setattr(view.paths._draft, "changed", lambda: None)
    long = replace(frame, paths=tuple(crawling(frame.paths[0], run, points) for run in range(2)))
    painted = mock.patch.object(PathsItem, "paint_picture", autospec=True, side_effect=paint_picture)
    view.show_frame(long)
    view.grab()
    with painted as made:
        first = view.grab().toImage()
        assert made.called is not kept
        view.show_frame(replace(long, cursor=long.cursor - 30))
        assert view.grab().toImage() != first
        assert made.call_count == (1 if kept else 2)
        view.show_frame(long)
        assert view.grab().toImage() == first


def test_a_picture_that_is_kept_looks_like_the_paths(view: ContourView, frame: Frame) -> None:
    view.show_frame(replace(frame, paths=(crawling(frame.paths[0], 0, 500),), cursor=30))
    pictures = list[NDArray[np.uint8]]()
    for least in (0.0, np.inf):
        with mock.patch.object(paths_item, "_KEPT", least):
            view.paths.redo()
            image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
            pictures.append(np.array(image.constBits()).astype(np.uint8))
            assert (view.paths._picture is None) == (least > 0.0)
    kept, plain = (picture.astype(int) for picture in pictures)
    assert np.abs(kept - plain).max() <= 8, "some thirty layers, each rounded to 1 of 255"


def test_heads_are_where_they_are_while_a_long_path_waits(
    view: ContourView, frame: Frame, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = replace(frame, paths=(crawling(frame.paths[0], 0),))
    view.show_frame(long)
    view.grab()
    heads = mock.patch.object(PathsItem, "_paint_head", autospec=True)
    monkeypatch.setattr(PAINT_BUDGET, "allows", lambda _: False)
    with mock.patch.object(PathsItem, "paint_picture") as made, heads as painted:
        view.show_frame(replace(long, cursor=long.cursor - 30))
        view.grab()
    assert not made.called
    assert painted.called


def test_a_file_gets_all_strokes(view: ContourView, frame: Frame) -> None:
    assert sum(strokes_of(view, frame, 12, for_file=True)) > 120


def test_a_vector_file_gets_every_line_in_its_casing(view: ContourView, frame: Frame) -> None:
    paths = tuple(crawling(frame.paths[0], run) for run in range(12))
    view.show_frame(replace(frame, paths=paths, heads=(), cursor=60))
    buffer, svg = QBuffer(), QSvgGenerator()
    svg.setOutputDevice(buffer)
    painter = QPainter(svg)
    painter.setTransform(view.paths.sceneTransform())
    view.paths.paint(painter, QStyleOptionGraphicsItem())
    painter.end()
    text = buffer.data().toStdString()
    found = re.findall(r'stroke-opacity="([^"]*)" stroke-width="([^"]*)"[^>]*>\s*<path', text)
    lines = sorted(float(width) for opacity, width in found if float(opacity) == 1.0)
    casings = sorted(float(width) for opacity, width in found if float(opacity) < 1.0)
    assert len(lines) == 12
    assert casings == pytest.approx([width + 1.6 for width in lines])


def test_while_changes_chase_each_other_drafts_do(view: ContourView, frame: Frame) -> None:
    view.show_frame(replace(frame, paths=frame.paths[:1]))
    image = QImage(900, 700, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    try:
        for draft in (False, True):
            view.paths._draft.on = draft
            found = view.paths._draw(painter, view.paths.boundingRect()).quality
            assert (found.drafts, found.plain, found.cased) == ([draft], draft, not draft)
    finally:
        painter.end()


@pytest.mark.parametrize("points", [1_200, 7_000])
def test_drafts_do_while_the_cursor_moves_over_what_takes_long(
    view: ContourView, frame: Frame, qtbot: QtBot, points: int
) -> None:
    """For its lines or for its casings alone; and they stay drafts, so that nothing flickers."""
    view.set_theme(for_an_audience(LIGHT))
    paths = tuple(crawling(frame.paths[0], run, points) for run in range(2))
    view.show_frame(replace(frame, paths=paths))
    view.grab()
    qtbot.waitUntil(lambda: not view.paths._draft._pause.isActive())
    view.paths._draft._pause.setInterval(20 * PAUSE)  # however slow the machine
    drafts = list[bool]()

    def move() -> None:
        view.show_frame(replace(frame, paths=paths, cursor=50 + len(drafts) % 10))
        view.grab()
        drafts.append(view.paths._draft.on)

    timer = QTimer(interval=PAUSE // 10)
    timer.timeout.connect(move)
    timer.start()
    qtbot.waitUntil(lambda: len(drafts) > 30)
    timer.stop()
    assert drafts[0] is False
    assert all(drafts[1:])
    view.paths._draft._pause.start(PAUSE)
    qtbot.waitUntil(lambda: not view.paths._draft.on)


def test_a_few_paths_are_painted_well_while_the_cursor_moves(view: ContourView, frame: Frame) -> None:
    for cursor in range(5):
        view.show_frame(replace(frame, cursor=cursor))
        view.grab()
    assert not view.paths._draft.on


def test_a_frame_that_changes_nothing_of_the_paths_leaves_them_alone(
    view: ContourView, frame: Frame
) -> None:
    long = replace(frame, paths=(crawling(frame.paths[0], 0),))
    view.show_frame(long)
    view.grab()
    view.paths._draft._end()
    with mock.patch.object(view.paths, "redo") as redone:
        view.show_frame(replace(long, title="another"))
        assert not redone.called
        assert not view.paths._draft.on
        view.show_frame(replace(long, paths=(*long.paths, crawling(frame.paths[0], 1))))
        assert redone.called


def test_nobody_sees_the_paths_of_other_runs(
    view: ContourView, frame: Frame, monkeypatch: pytest.MonkeyPatch
) -> None:
    view.show_frame(replace(frame, paths=(crawling(frame.paths[0], 0),)))
    view.grab()
    monkeypatch.setattr(PAINT_BUDGET, "allows", lambda _: False)
    with mock.patch.object(PathsItem, "paint_picture") as made:
        view.show_frame(replace(frame, paths=(crawling(frame.paths[0], 1),)))
        view.grab()
    assert made.called


def test_the_paths_of_another_problem_come_a_moment_later_and_nothing_till_then(
    view: ContourView, frame: Frame
) -> None:
    view.show_frame(replace(frame, paths=(crawling(frame.paths[0], 0),)))
    view.grab()
    kept = view.paths._picture
    with mock.patch.object(PAINT_BUDGET, "allows", return_value=False):
        with mock.patch.object(PathsItem, "paint_picture") as made:
            another = (crawling(frame.paths[0], 0, 500),)
            view.show_frame(replace(frame, title="another", paths=another))
            view.grab()
        assert not made.called
        assert view.paths._picture is None
    view.grab()
    assert view.paths._picture is not None
    assert view.paths._picture is not kept
    with mock.patch.object(PAINT_BUDGET, "allows", return_value=False):
        view.show_frame(replace(frame, title="another", paths=(crawling(frame.paths[0], 0, 900),)))
        view.grab()
    assert view.paths._picture is not None, "the same problem: what was there stays for a moment"
