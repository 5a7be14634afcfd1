"""The area between two lines is filled where it is, however rough its edges are."""

import numpy as np
import pytest
from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from optexplorer.core.arrays import Vec
from optexplorer.ui.views.band import columns, cut, fill_between, outline

SIZE = QSizeF(300.0, 200.0)


def test_a_band_of_many_steps_keeps_its_spikes_in_few_corners():
    x = np.linspace(0.0, 300.0, 60_000)
    low, high = np.full(x.size, 80.0), np.full(x.size, 60.0)
    low[31_234], high[45_678] = 95.0, 5.0
    corners = outline(x, low, high)
    assert len(corners) < 700
    assert corners[:, 1].max() == 95.0
    assert corners[:, 1].min() == 5.0
    for spike in (31_234, 45_678):
        near = np.abs(corners[:, 0] - x[spike]) <= 1.0
        assert {95.0, 5.0} & set(corners[near, 1].tolist())
    assert corners[0].tolist() == [0.0, 60.0]
    assert corners[-1].tolist() == [0.0, 80.0]
    few = outline(np.array([0.0, 5.0, 9.0]), low[:3], high[:3])
    assert few.shape == (6, 2)


def test_a_fill_is_cut_where_its_edges_leave_the_plot():
    spike = np.array([[0.0, 50.0], [10.0, -950.0], [20.0, 50.0], [20.0, 80.0], [0.0, 80.0]])
    part = cut(spike, -1.0, 101.0)
    assert part[:, 1].min() == -1.0
    leaves = part[part[:, 1] == -1.0][:, 0]
    assert leaves[0] == pytest.approx(0.51)
    assert leaves[-1] == pytest.approx(19.49)
    assert part[0].tolist() == [0.0, 50.0]
    inside = np.array([[0.0, 10.0], [5.0, 20.0], [9.0, 15.0]])
    assert np.array_equal(cut(inside, -1.0, 101.0), inside)


def filled(x: Vec, low: Vec, high: Vec, *, by_columns: bool) -> "np.ndarray":
    """How much of every pixel of a picture of 300 by 200 is filled, from 0 to 1."""
    image = QImage(300, 200, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("black"))
    if by_columns:
        painter.drawRects(columns(x, low, high, SIZE))
    else:
        fill_between(painter, x, low, high, SIZE)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(200, 300, 4)[..., 3] / 255.0


@pytest.mark.parametrize(
    "x", [np.arange(-20.0, 320.0), np.linspace(-5.0, 305.0, 90)], ids=["many", "few"]
)
def test_columns_fill_what_the_area_fills(x: Vec) -> None:
    low, high = 150.0 + 70.0 * np.sin(x / 40.0), 40.0 + 60.0 * np.cos(x / 25.0)
    whole, by_columns = (filled(x, low, high, by_columns=b) for b in (False, True))
    assert 0.3 < whole.mean() < 0.7
    assert by_columns.mean() == pytest.approx(whole.mean(), rel=0.02)
    assert np.abs(by_columns - whole).mean() < 0.02


def test_a_rough_area_reaches_what_it_reaches() -> None:
    x, chance = np.linspace(0.0, 300.0, 3_000), np.random.default_rng(3)
    low, high = 120.0 + 60.0 * chance.random(3_000), 80.0 - 60.0 * chance.random(3_000)
    low[:200], high[:200] = 1e4, -1e4
    shown = filled(x, low, high, by_columns=False)
    for column in (30, 100, 299):
        inside = (x >= column) & (x < column + 1)
        reached = shown[:, column] > 0.5
        assert reached[100]
        assert reached.sum() == pytest.approx(low[inside].max() - high[inside].min(), abs=2.0)
    assert (shown[:, :19] > 0.9).all()


def test_there_are_columns_only_where_there_is_a_chart() -> None:
    x, level = np.array([-1e12, 10.0, 1e12]), np.zeros(3)
    shown = columns(x, level + 90.0, level + 10.0, SIZE)
    assert [shown[0].left(), shown[-1].left(), len(shown)] == [0.0, 299.0, 300]
    assert columns(x[:1], level[:1] + 90.0, level[:1], SIZE) == []
    assert columns(x[2:], level[2:] + 90.0, level[2:], SIZE) == []
