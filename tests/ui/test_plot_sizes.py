"""A plot of another size, while the window has much else to paint."""

import numpy as np
import pytest
from PySide6.QtCore import QRect
from pytestqt.qtbot import QtBot

from optexplorer.ui.tokens import DARK
from optexplorer.ui.views.paint_budget import PAINT_BUDGET
from tests.ui.charts_page import Page, on_screen, paint, painted_page, plots


@pytest.fixture
def page(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Each of its plots has been painted and knows where; the test makes the next paintings."""
    page = painted_page(qtbot, monkeypatch)
    page.gate._turn.timeout.disconnect()
    paint(page)
    assert all(chart.plot._place is not None for chart in page.charts)
    return page


def move(page: Page) -> None:
    """Give every plot another size and another place."""
    page.layout().setContentsMargins(60, 40, 30, 20)
    page.layout().activate()


def test_a_plot_of_another_size_shows_what_it_showed_until_its_painting(page: Page) -> None:
    before = on_screen(page)
    move(page)
    done = list[int]()
    for _ in range(4):
        paint(page)
        now, new = on_screen(page), plots(page, page.grab())
        done.append(sum(n == f for n, f in zip(now, new, strict=True)))
        for n, b, f in zip(now, before, new, strict=True):
            seen, old = (np.array(image.constBits()) for image in (n, b.scaled(n.size())))
            assert n == f or (seen == old)[old < 200].mean() > 0.8, "but for how it is stretched"
    assert (done, done[0] < 3, done[-1]) == (sorted(done), True, 3)
    assert all(chart.plot._before is None for chart in page.charts)


def test_a_plot_of_which_a_part_is_seen_is_painted_as_it_is_once(page: Page) -> None:
    """And never again as it was."""
    move(page)
    page.layout().setEnabled(False)
    for chart in page.charts:
        chart.plot.move(0, -chart.plot.height() // 3)
    for _ in range(5):
        paint(page)
    assert all(chart.plot._before is None for chart in page.charts)


def test_old_colours_are_not_seen_in_a_new_size(page: Page) -> None:
    for chart in page.charts:
        chart.set_theme(DARK)
    move(page)
    assert all(chart.plot._before is None for chart in page.charts)
    page.layout().setContentsMargins(0, 0, 0, 0)
    for _ in range(4):
        paint(page)
    move(page)
    assert all(chart.plot._before is not None for chart in page.charts)
    page.charts[0].set_theme(DARK)
    assert page.charts[0].plot._before is None


def test_what_lay_over_a_plot_is_not_seen_twice(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    under, other = (chart.plot for chart in page.charts[:2])
    monkeypatch.setattr(PAINT_BUDGET, "over", QRect(under._there()[0].topLeft(), other.size() / 4))
    move(page)
    assert under._before is None
    assert other._before is not None


def test_a_plot_that_is_out_of_sight_has_no_pixels(page: Page) -> None:
    away, other = (chart.plot for chart in page.charts[:2])
    page.layout().setEnabled(False)
    away.viewport().move(5000, 0)
    for plot in (away, other):
        plot.viewport().resize(plot.width() - 40, plot.height() - 30)
    assert away._before is None
    assert other._before is not None
