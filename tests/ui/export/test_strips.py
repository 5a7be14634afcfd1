"""Pictures painted in strips show what one go shows."""

from collections.abc import Callable, Iterator
from unittest import mock

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from optexplorer.scene.frame import Frame
from optexplorer.ui.export import strips
from optexplorer.ui.export.look import Look
from optexplorer.ui.export.stage import Stage
from optexplorer.ui.export.strips import Strips
from optexplorer.ui.steps import Steps, at_once
from optexplorer.ui.theme import apply
from tests.ui.export.test_svg_paint import one_variable
from tests.ui.export.tools import frame, numbers, seen

_SLIGHT = 4  # of 255: an edge that Qt cuts at another place


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> None:
    apply(qapp, "light")


def strips_of(pixels: int) -> mock._patch_dict:
    """Every strip has so many pixels at most."""
    return mock.patch.multiple(strips, _LARGEST=pixels)


@pytest.fixture
def counted() -> Iterator[list[QRect]]:
    """The parts that are painted."""
    parts = []

    def paint(_painter: QPainter, part: QRect) -> None:
        parts.append(part)

    with mock.patch.object(Stage, "_paint_part", lambda _self, *asked: paint(*asked)):
        yield parts


@pytest.mark.parametrize("shown", [frame, one_variable], ids=["plane", "line"])
@pytest.mark.parametrize("background", ["light", "dark", "transparent"])
@pytest.mark.parametrize("scale", [1.0, 1.37, 2.0])
def test_strips_show_what_one_go_shows(
    qtbot: QtBot, shown: Callable[[], Frame], background: str, scale: float
) -> None:
    look = Look(width=640, height=480, scale=scale, in_3d=False, background=background)
    moment, made = shown(), []
    for pixels in (10**9, 50_000):
        with strips_of(pixels):
            stage = Stage(look, moment)
            qtbot.addWidget(stage)
            made.append(seen(numbers(stage.raster())))
    off = np.abs(made[0] - made[1])
    assert np.count_nonzero(off) < 0.005 * off.size
    assert np.count_nonzero(off > _SLIGHT) < 1e-4 * off.size  # where a line crosses into a strip
    assert off.max() <= 40


def test_strips_cover_the_picture_each_row_once() -> None:
    height, scale = 333, 1.37

    def paint(painter: QPainter, part: QRect) -> None:
        painter.fillRect(part, QColor("#336699"))

    with strips_of(9_000):
        picture = Strips(QSize(200, height), scale, paint)
        image = at_once(picture.image())
        shown = numbers(at_once(picture.raster()))
    assert (image.width(), image.height()) == (274, round(height * scale))
    assert image.devicePixelRatio() == scale
    assert np.unique(shown.reshape(-1, 4), axis=0).tolist() == [[0x33, 0x66, 0x99, 255]]


@pytest.mark.parametrize("scale", [1.0, 1.37, 2.0])
def test_a_line_is_in_one_row_wherever_a_strip_begins(scale: float) -> None:
    def paint(painter: QPainter, _part: QRect) -> None:
        line = QPen(QColor("#336699"), 1.0)
        line.setCosmetic(True)
        painter.setPen(line)
        for row in range(3, 400, 4):  # as near to the next row as numbers allow
            y = (row + 1 - 1e-6) / scale
            painter.drawLine(QPointF(0.0, y), QPointF(200.0, y))

    made = []
    for pixels in (10**9, 1_700):
        with strips_of(pixels):
            made.append(numbers(at_once(Strips(QSize(200, 200), scale, paint).raster())))
    assert np.array_equal(*made)
    assert made[0][..., 3].any()


def test_it_pauses_after_each_strip_and_tells_how_far_it_is(counted: list[QRect], qtbot: QtBot) -> None:
    stage = Stage(Look(width=640, height=480, scale=4.0, in_3d=False), frame())
    qtbot.addWidget(stage)
    told: list[float] = []
    work: Steps[QImage] = stage.strips(told.append).image()
    pauses = sum(1 for _ in work)
    assert pauses == len(counted) == len(told) > 10
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert all(part.width() * part.height() * 16.0 <= 2 * strips._LARGEST for part in counted)


def test_a_stage_is_made_in_steps_and_axes_have_their_width(qtbot: QtBot) -> None:
    stage = Stage(Look(width=640, height=480, scale=1.0, in_3d=False), frame())
    qtbot.addWidget(stage)
    assert sum(1 for _ in stage.making) > 5
    first = numbers(stage.raster())
    off = np.abs(first - numbers(stage.raster()))
    assert off.max() <= 8, "nothing moves once it is made"  # glyphs are off by a shade now and then
