"""What is painted of paths that scribble over the whole picture."""

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from optexplorer.core.arrays import Mat
from optexplorer.ui.views.lines import SHEER, ink
from optexplorer.ui.views.scribble import MOST, sparse
from optexplorer.ui.widgets.medium import FINE

ROOM = (800, 600)
SEEN = QRectF(0.0, 0.0, *ROOM)


def noise(count: int, seed: int) -> Mat:
    return np.random.default_rng(seed).uniform((0.0, 0.0), ROOM, (count, 2))


@pytest.fixture
def painter(qapp):
    image = QImage(*ROOM, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    yield painter
    painter.end()


def length(lines: list[Mat]) -> float:
    return sum(ink(line, 400.0) for line in lines)


def test_what_is_short_in_all_stays(painter: QPainter) -> None:
    lines = [noise(600, seed) for seed in range(3)]
    assert all(a is b for a, b in zip(sparse(painter, SEEN, lines)[0], lines, strict=True))
    assert sparse(painter, SEEN, []) == ([], [])
    assert sparse(painter, SEEN, [np.empty((0, 2))])[0][0].shape == (0, 2)


def test_the_long_ones_share_what_there_is(painter: QPainter) -> None:
    curve = np.column_stack([np.linspace(0.0, 800.0, 4000), np.linspace(0.0, 300.0, 4000)])
    lines = [noise(4000, seed) for seed in range(8)] + [curve]
    assert length(lines) > 3.0 * MOST
    kept, _ = sparse(painter, SEEN, lines)
    assert 0.5 * MOST < length(kept) <= 1.1 * MOST
    assert kept[-1] is curve
    for line, whole in zip(kept, lines, strict=True):
        np.testing.assert_array_equal(line[:50], whole[:50])
        np.testing.assert_array_equal(line[-1], whole[-1])


def test_points_stay_as_a_path_grows(painter: QPainter) -> None:
    lines = [noise(4000, seed) for seed in range(8)]
    now, next_ = (sparse(painter, SEEN, [line[:count] for line in lines])[0] for count in (3990, 3991))
    for before, after in zip(now, next_, strict=True):
        np.testing.assert_array_equal(before[:-1], after[: len(before) - 1])


def test_a_line_to_and_fro_keeps_both_sides(painter: QPainter) -> None:
    line = np.column_stack([np.tile([0.0, 800.0], 5000), np.tile([0.0, 600.0], 5000)])
    ((kept,), _) = sparse(painter, SEEN, [line])
    assert len(kept) < len(line)
    assert set(kept[50:-1:2, 0]) == {0.0} or set(kept[51:-1:2, 0]) == {0.0}
    assert set(kept[50:-1, 0]) == {0.0, 800.0}


def test_a_file_shows_every_point(painter: QPainter) -> None:
    painter.setRenderHint(FINE)
    lines = [noise(4000, seed) for seed in range(8)]
    assert [len(line) for part in sparse(painter, SEEN, lines[:4], lines[4:]) for line in part] == [
        4000
    ] * 8


def test_faint_ones_count_for_what_they_take(painter: QPainter) -> None:
    past, future = [noise(800, 1)], [noise(1400, 2)]
    assert length(past + future) < MOST
    lines, faint = sparse(painter, SEEN, past, future)
    assert lines == past
    assert length(lines) + SHEER * length(faint) < 1.1 * MOST


def test_what_is_out_of_the_picture_does_not_count(painter: QPainter) -> None:
    turns = np.linspace(0.0, 400.0, 3000)
    spiral = (400.0, 300.0) + 40.0 * (400.0 - turns)[:, None] * np.column_stack(
        [np.cos(turns), np.sin(turns)]
    )
    lines = [spiral + shift for shift in range(4)]
    assert length(lines) > MOST
    assert all(a is b for a, b in zip(sparse(painter, SEEN, lines)[0], lines, strict=True))


def test_a_jump_counts_for_what_of_it_is_in_the_picture(painter: QPainter) -> None:
    there_and_back = np.tile([[-50_000.0, 300.0], [50_000.0, 300.0]], (1_000, 1))
    assert ink(there_and_back) > MOST
    assert sparse(painter, SEEN, [there_and_back])[0][0] is there_and_back


def test_short_ones_leave_their_shares_to_the_long(painter: QPainter) -> None:
    dots = [noise(20, seed) for seed in range(11)]
    long = noise(6_000, 11)
    assert 2.0 * MOST < length([long]) < 3.0 * MOST
    *short, rest = sparse(painter, SEEN, [*dots, long])[0]
    assert all(a is b for a, b in zip(short, dots, strict=True))
    assert length([rest]) > 0.6 * MOST, "every third point"


def test_a_dense_screen_bears_less_of_them(qapp) -> None:
    image = QImage(ROOM[0] * 2, ROOM[1] * 2, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(2.0)
    dense = QPainter(image)
    try:
        line = noise(1_750, 1)
        assert 0.5 * MOST < length([line]) < MOST
        assert len(sparse(dense, SEEN, [line])[0][0]) < len(line)
    finally:
        dense.end()


def test_a_vector_picture_shows_every_point(qapp) -> None:
    buffer = QBuffer()
    svg = QSvgGenerator()
    svg.setOutputDevice(buffer)
    painter = QPainter(svg)
    try:
        lines = [noise(4000, seed) for seed in range(8)]
        kept, faint = sparse(painter, SEEN, lines[:4], lines[4:])
        assert [len(line) for line in kept + faint] == [4000] * 8
    finally:
        painter.end()
