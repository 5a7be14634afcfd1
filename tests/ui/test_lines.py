"""Lines are as wide, as faint and as dashed as asked for, on the screen and in strips for files."""

from functools import partial
from itertools import pairwise
from unittest import mock

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPdfWriter, QPen
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication

from optexplorer.core.arrays import Mat
from optexplorer.ui.views import lines
from optexplorer.ui.views.dashes import dashed, near_room
from optexplorer.ui.views.lines import (
    INK,
    THIN,
    affordable,
    labour,
    line_path,
    pen,
    stroke,
    stroke_faint,
    wide,
)
from optexplorer.ui.widgets.medium import FINE

WIDTH, HEIGHT = 300, 200
EVERYWHERE = QRectF(-1e6, -1e6, 2e6, 2e6)
PATTERN = np.array([8.0, 3.0, 2.0, 3.0])

pytestmark = pytest.mark.usefixtures("qapp")


def scribbled(count: int, seed: int = 0) -> Mat:
    """A line all over the picture."""
    return np.random.default_rng(seed).uniform((0.0, 0.0), (WIDTH, HEIGHT), (count, 2))


def pieces(line: Mat) -> list[Mat]:
    """What lies between gaps (nan)."""
    gaps = np.flatnonzero(np.isnan(line[:, 0]))
    return [part for part in np.split(line, gaps) if np.isfinite(part[:, 0]).any()]


def walked(points: Mat, spacing: float = 0.01) -> tuple[Mat, NDArray[np.bool_]]:
    """Places closely along the line, and which of them lie on a dash; a walk, step by step."""
    places, on, way = [], [], 0.0
    bounds = np.cumsum(PATTERN)
    for a, b in pairwise(points):
        length = float(np.hypot(*(b - a)))
        if not length > 0.0:
            continue
        for along in np.arange(0.5 * spacing, length, spacing).tolist():
            places.append(a + (b - a) * (along / length))
            on.append(np.searchsorted(bounds, (way + along) % bounds[-1], side="right") % 2 == 0)
        way += length
    return np.array(places), np.array(on)


def distance(at: Mat, line: Mat) -> Mat:
    """Of each place from the nearest piece of ``line``."""
    a, b = line[:-1], line[1:]
    kept = np.isfinite(a[:, 0]) & np.isfinite(b[:, 0])
    a, step = a[kept], b[kept] - a[kept]
    share = np.sum((at[:, None] - a) * step, axis=2) / np.maximum(np.sum(step**2, axis=1), 1e-300)
    away = at[:, None] - a - np.clip(share, 0.0, 1.0)[..., None] * step
    return np.linalg.norm(away, axis=2).min(axis=1)


def painted(draw, ratio: float = 1.0, *, fine: bool = True, band: int = 10**9) -> NDArray[np.int16]:
    """Red, green, blue and alpha (rows, columns, 4) of what is drawn, in bands of so many rows."""
    whole, rows = [], round(HEIGHT * ratio)
    for top in range(0, rows, band):
        height = min(band, rows - top)
        image = QImage(round(WIDTH * ratio), height, QImage.Format.Format_RGBA8888_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        image.setDevicePixelRatio(ratio)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(FINE, fine)
        painter.translate(0.0, -top / ratio)
        draw(painter)
        painter.end()
        whole.append(np.frombuffer(image.constBits(), np.uint8).reshape(height, -1, 4).copy())
    return np.concatenate(whole).astype(np.int16)


def test_dashes_lie_where_a_walk_along_the_line_finds_them() -> None:
    points = np.array([[0.0, 0.0], [20.0, 5.0], [20.0, 5.0], [7.0, 31.0], [9.0, 30.0], [60.0, 30.0]])
    found = dashed(points, PATTERN, EVERYWHERE)
    places, on = walked(points)
    assert 0.6 < on.mean() < 0.7
    away = distance(places, found)
    assert away[on].max() < 1e-9
    assert (away[~on] > 1e-9).mean() > 0.99  # but where the line crosses itself
    assert any(len(piece) > 3 for piece in pieces(found)), "a dash goes on round a corner"


def test_dashes_go_on_where_the_line_has_a_gap() -> None:
    gap = [[np.nan, np.nan]]
    points = np.concatenate([[[0.0, 0.0], [10.0, 0.0]], gap, [[0.0, 9.0], [10.0, 9.0]]])
    found = dashed(points, np.array([6.0, 6.0]), EVERYWHERE)
    ends = [tuple(piece[np.isfinite(piece[:, 0])].ravel()) for piece in pieces(found)]
    assert ends == [(0.0, 0.0, 6.0, 0.0), (2.0, 9.0, 8.0, 9.0)]


@pytest.mark.parametrize("top", [0.0, 33.3, 190.0])
def test_a_strip_has_the_dashes_of_the_whole(top: float) -> None:
    points = scribbled(300)
    strip = QRectF(-5.0, top, WIDTH + 10.0, 6.0)
    found, whole = dashed(points, PATTERN, strip), dashed(points, PATTERN, EVERYWHERE)
    assert len(found) < 0.3 * len(whole)
    assert distance(found[np.isfinite(found[:, 0])], whole).max() < 1e-9
    within = whole[(whole[:, 1] >= top) & (whole[:, 1] <= top + 6.0)]
    assert len(within) > 20
    assert distance(within, found).max() < 1e-9


def test_what_is_near_a_strip_is_all_there_and_begins_at_the_same_fraction_of_a_pixel() -> None:
    points = scribbled(300)
    points[40] = np.nan
    part = near_room(points, QRectF(0.0, 50.0, WIDTH, 10.0), 2.0)
    kept = part[np.isfinite(part[:, 0])]
    assert distance(kept, points).max() < 1e-9
    places = walked(points, 0.5)[0]
    places = places[(places[:, 1] >= 50.0) & (places[:, 1] <= 60.0)]
    assert len(places) > 1_000
    assert distance(places, part).max() < 1e-9
    shifts = (2.0 * kept[:, None] - 2.0 * points[np.isfinite(points[:, 0])]) % 1.0
    whole = np.minimum(shifts, 1.0 - shifts) < 1e-6
    assert whole.any(axis=(1, 2)).all()
    assert near_room(points, QRectF(0.0, 500.0, WIDTH, 10.0), 2.0).size == 0
    assert near_room(points[:1], EVERYWHERE, 2.0).size == 0


@pytest.mark.parametrize("dash", ["solid", "dash", "dashdot"])
@pytest.mark.parametrize(("count", "width"), [(30, 2.6), (700, 1.7), (700, 1.0)])
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_strips_of_a_line_fit_together(dash: str, count: int, width: float, ratio: float) -> None:
    points, ink = scribbled(count), pen(QColor("black"), dash)

    def draw(painter: QPainter) -> None:
        stroke(painter, points, (ink, width))

    off = np.abs(painted(draw, ratio) - painted(draw, ratio, band=16))
    assert np.count_nonzero(off > 4) < 1e-3 * off.size
    assert off.max() <= (16 if dash == "solid" else 120)  # a dash of a pixel or two, half at the edge


@pytest.mark.parametrize("dash", ["solid", "dash"])
@pytest.mark.parametrize(("width", "ratio"), [(1.0, 2.0), (2.6, 1.0), (1.7, 4.0)])
def test_many_strokes_look_like_a_wide_line(dash: str, width: float, ratio: float) -> None:
    ink, bends = pen(QColor("black"), dash), np.linspace(0.0, 12.0, 501)
    wave = np.column_stack([20.0 + 20.0 * bends, 100.0 + 60.0 * np.sin(bends)])

    def wide_line(painter: QPainter) -> None:
        painter.setPen(wide(ink, width))
        painter.drawPath(line_path(wave))

    ours = painted(lambda painter: stroke(painter, wave, (ink, width)), ratio)[..., 3]
    theirs = painted(wide_line, ratio)[..., 3]
    assert ours.sum() == pytest.approx(theirs.sum(), rel=0.08 if dash == "solid" else 0.2)
    assert np.abs(ours - theirs).sum() < (0.1 if dash == "solid" else 0.3) * theirs.sum()


def test_dashes_are_as_long_on_a_dense_screen() -> None:
    level = np.array([[10.0, 100.0], [290.0, 100.0]])
    ink = pen(QColor("black"), "dash")

    def dashes(ratio: float) -> int:
        seen = painted(lambda painter: stroke(painter, level, (ink, 1.7)), ratio, fine=False)
        row = seen[round(100 * ratio), :, 3] > 90
        return int(np.count_nonzero(row[1:] & ~row[:-1]))

    assert dashes(2.0) == dashes(1.0) == pytest.approx(280 / 11, abs=1)


@pytest.mark.parametrize("width", [1.0, 1.7])
@pytest.mark.parametrize("count", [20, 700])
@pytest.mark.parametrize("ratio", [1.0, 1.37, 2.0])
def test_a_translucent_line_in_a_file_is_of_one_shade(count: int, width: float, ratio: float) -> None:
    colour = QColor("black")
    colour.setAlphaF(0.16)
    points, ink = scribbled(count), pen(colour)
    alpha = painted(lambda painter: stroke(painter, points, (ink, width)), ratio)[..., 3]
    assert alpha.max() == pytest.approx(0.16 * 255, abs=3)


@pytest.mark.parametrize("x", [-0.5, WIDTH + 0.5])
@pytest.mark.parametrize("count", [2, 700])
def test_a_line_just_beside_the_picture_reaches_into_it(x: float, count: int) -> None:
    level = np.column_stack([np.full(count, x), np.linspace(0.0, HEIGHT, count)])
    shown = painted(lambda painter: stroke(painter, level, (pen(QColor("black")), 2.6)))[..., 3]
    edge = shown[50:150, 0 if x < 0.0 else -1]
    assert (edge > 100).all()


@pytest.mark.parametrize("alpha", [0.8, 1.0])
def test_a_vector_file_has_the_line_itself_whatever_lies_under_it(alpha: float) -> None:
    wave = np.column_stack([np.linspace(0.0, WIDTH, 1_001), np.full(1_001, 50.0)])
    casing, colour = QColor("white"), QColor("black")
    casing.setAlphaF(0.2)
    colour.setAlphaF(alpha)

    def paths(*inks: tuple[QPen, float]) -> int:
        data = QByteArray()
        buffer = QBuffer(data)
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        painter = QPainter(generator)
        stroke(painter, wave, *inks)
        painter.end()
        return bytes(data.data()).count(b"<path") + bytes(data.data()).count(b"<polyline")

    def size(*inks: tuple[QPen, float]) -> int:
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        painter = QPainter(writer)
        stroke(painter, wave, *inks)
        painter.end()
        return data.size()

    under, over = (pen(casing), 4.0), (pen(colour), 2.0)
    assert (paths(over), paths(under, over)) == (1, 2)
    assert size(over) > size() + 1_000
    assert size(under, over) < size(over) + 200, "a casing of many points is left out of PDF"


@pytest.mark.parametrize("count", [20, 700])
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_faint_line_in_a_file_is_no_darker_where_it_crosses_itself(count: int, ratio: float) -> None:
    colour = QColor("black")
    colour.setAlphaF(0.4)
    points = scribbled(count)
    alpha = painted(lambda painter: stroke_faint(painter, points, pen(colour)), ratio)[..., 3]
    assert alpha.max() == pytest.approx(0.4 * 255, abs=3)
    assert np.count_nonzero(alpha) > 3_000


@pytest.mark.parametrize("ratio", [1.25, 1.5, 2.0])
def test_a_long_faint_line_on_a_dense_screen_is_as_dark_as_a_short_one(ratio: float) -> None:
    colour = QColor("black")
    colour.setAlphaF(0.4)
    x = np.linspace(5.0, WIDTH - 5.0, 40)
    waves = [np.column_stack([x, y + 10.0 * np.sin(x / 20.0)]) for y in np.linspace(20.0, 180.0, 12)]

    def once(painter: QPainter) -> None:
        for wave in waves:
            stroke_faint(painter, wave, pen(colour))

    def joined(painter: QPainter) -> None:
        gap = np.full((1, 2), np.nan)
        whole = np.concatenate([part for wave in waves for part in (wave, gap)])
        stroke_faint(painter, whole, pen(colour))

    short, long = (painted(draw, ratio, fine=False)[..., 3].sum() for draw in (once, joined))
    assert long == pytest.approx(short, rel=0.15)


def test_a_faint_layer_stands_where_the_strip_does() -> None:
    colour = QColor("black")
    colour.setAlphaF(0.4)
    points = scribbled(700)

    def draw(painter: QPainter) -> None:
        painter.translate(7.0, 3.0)
        stroke_faint(painter, points, pen(colour))

    off = np.abs(painted(draw, 2.0) - painted(draw, 2.0, band=32))
    assert off.max() <= 8


def test_a_pen_for_a_file_keeps_what_it_is(qapp: QApplication) -> None:
    line = QPen(pen(QColor("red"), "dash"))
    stroke_on = painted(lambda painter: stroke(painter, scribbled(20), (line, 2.0)))
    assert line.dashPattern() == [7.0, 4.0]
    assert stroke_on[..., 0].max() == 255


@pytest.mark.parametrize("for_file", [False, True])
def test_lines_share_what_they_may_cost_on_the_screen(for_file: bool) -> None:
    image = QImage(10, 10, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    painter.setRenderHint(FINE, for_file)
    try:
        short = np.array([[0.0, 0.0], [100.0, 0.0]])
        long = np.linspace([0.0, 0.0], [0.9 * INK, 0.0], 20)  # a jump counts for so many pixels at most
        widths = partial(affordable, painter)
        all_long = 2.0 if for_file else THIN
        assert widths(*[(long, 2.0)] * 4) == [2.0] * 4
        assert widths((short, 2.0), *[(long, 2.0)] * 6) == [2.0, *[all_long] * 6]
        assert widths(*[(long, 2.0)] * 6, (long, 2.6)) == [*[all_long] * 6, 2.6]
        assert widths((2.0 * long, 2.0), (short, 2.0)) == [THIN, 2.0]
        assert widths() == []
        fair = np.linspace([0.0, 0.0], [5_200.0, 0.0], 20)
        assert widths(*[(fair, 2.0)] * 11, (9.0 * long, 2.0)) == [*[2.0] * 11, THIN]
        for ink in (1.1, 1.3, 1.6):
            assert widths((1.2 * long, 2.6), (1.25 * long, 2.0), (ink / 0.9 * long, 2.0)) == [THIN] * 3
    finally:
        painter.end()  # before its image goes


def test_a_line_takes_longer_on_a_dense_screen() -> None:
    points = np.column_stack([np.linspace(0.0, 600.0, 50), np.zeros(50)])
    found = []
    for ratio in (1.0, 2.0, 3.0):
        image = QImage(10, 10, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        painter = QPainter(image)
        found.append(labour(painter, points, THIN) / len(lines._shifts(THIN, ratio)))
        painter.end()
    np.testing.assert_allclose(np.diff(found), 600.0, rtol=1e-12)  # its pieces are as many


def test_dots_of_a_large_picture_are_filled() -> None:
    points = np.column_stack([np.linspace(0.0, WIDTH, 600), np.full(600, 100.0)])
    line = (pen(QColor("black"), "dot"), 2.6)
    drawn = []
    for most in (np.inf, 0.0):
        with mock.patch("optexplorer.ui.views.lines._LABOUR", most):
            drawn.append(painted(lambda painter: stroke(painter, points, line), 8.0)[..., 3])
    assert np.array_equal(*drawn)


@pytest.mark.parametrize("width", [1.4, 1.7, 2.6])
@pytest.mark.parametrize("ratio", [2.0, 4.0])
def test_few_strokes_leave_no_gap_in_a_wide_line(width: float, ratio: float) -> None:
    angles = np.linspace(0.0, 2.0 * np.pi, 601)
    circle = np.column_stack([150.0 + 80.0 * np.cos(angles), 100.0 + 80.0 * np.sin(angles)])
    line = (pen(QColor("black")), width)
    with mock.patch("optexplorer.ui.views.lines._LABOUR", np.inf):
        all_strokes = painted(lambda painter: stroke(painter, circle, line), ratio)[..., 3]
    with mock.patch("optexplorer.ui.views.lines._LABOUR", 0.0):
        few = painted(lambda painter: stroke(painter, circle, line), ratio)[..., 3]
    inside = all_strokes >= 250
    assert few[inside].min() >= 160
    assert (few[inside] < 200).mean() < 0.02
    assert few.sum() == pytest.approx(all_strokes.sum(), rel=0.05)
