"""A window of many costly pictures is painted in several goes, and no picture is forgotten."""

from collections.abc import Callable
from dataclasses import replace
from itertools import chain

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from optexplorer.ui.tokens import DARK, LIGHT
from optexplorer.ui.views import paint_budget, plot
from tests.ui.charts_page import CHARTS, Page, on_screen, paint, painted_page, plots


@pytest.fixture
def page(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Has been painted; time is always up at once."""
    return painted_page(qtbot, monkeypatch)


def paintings(page: Page, then: Callable[[], None]) -> list[list[int]]:
    """Filled with what each painting made anew; ``then`` comes after it."""
    result: list[list[int]] = []

    def paint() -> None:
        page.made.clear()
        page.gate._paint()
        result.append(list(page.made))
        then()

    page.gate._turn.timeout.disconnect()
    page.gate._turn.timeout.connect(paint)
    return result


def test_each_painting_makes_one_and_none_is_forgotten(page: Page, qtbot: QtBot) -> None:
    done = paintings(page, lambda: None)
    page.show_charts(1)
    qtbot.waitUntil(lambda: sorted(chain(*done)) == [0, 1, 2])
    assert max(map(len, done)) == 1
    assert not any(chart.item._stale for chart in page.charts)


@pytest.mark.parametrize("patience", [0.0, paint_budget.PATIENCE])
def test_none_waits_for_ever_while_all_change_all_the_time(
    page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, patience: float
) -> None:
    monkeypatch.setattr(paint_budget, "PATIENCE", patience)
    done: list[list[int]] = paintings(page, lambda: page.show_charts(len(done)))
    page.show_charts(1)
    qtbot.waitUntil(lambda: len(done) >= 60)  # without patience each takes two
    made = list(chain(*done))
    assert all(made.count(i) >= 5 for i in range(3)), made


def test_a_grab_shows_everything(page: Page, qtbot: QtBot) -> None:
    page.show_charts(1)
    page.made.clear()
    page.grab()
    assert sorted(page.made) == [0, 1, 2]


def test_a_plot_is_never_half_in_another_dress_or_scale(page: Page, qtbot: QtBot) -> None:
    done = paintings(page, lambda: None)
    for chart in page.charts:
        chart.set_theme(DARK)
    qtbot.waitUntil(lambda: sorted(chain(*done)) == [0, 1, 2])
    assert max(map(len, done)) == 1, "a plot in each painting, with all that is on it"
    done.clear()
    wider = [replace(chart, x_range=(-9.0, 9.0)) for chart in CHARTS]
    for chart, moved in zip(page.charts, wider, strict=True):
        chart.show_chart(moved)
    qtbot.waitUntil(lambda: sorted(chain(*done)) == [0, 1, 2])
    assert max(map(len, done)) == 1


@pytest.mark.parametrize("y_title", ["y", "another quantity"])
def test_what_would_lie_elsewhere_is_made_anew_with_its_plot(
    page: Page, qtbot: QtBot, y_title: str
) -> None:
    done = paintings(page, lambda: None)
    for view, chart in zip(page.charts, CHARTS, strict=True):
        view.show_chart(replace(chart, x_range=(5.0, 6.0), y_title=y_title))
    qtbot.waitUntil(lambda: {0, 1, 2} <= set(chain(*done)))
    assert not any(chart.item._stale for chart in page.charts)
    for i, chart in enumerate(page.charts):  # a small part of a plot is never put off
        chart.item.forget()
        page.made.clear()
        page.gate._painting = True
        with paint_budget.PAINT_BUDGET.painting():
            chart.plot.viewport().repaint(0, 0, 300, 20)
        page.gate._painting = False
        assert page.made == [i]


def test_nothing_waits_that_lies_elsewhere_or_was_away(page: Page, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: all(chart.plot._place is not None for chart in page.charts))
    place = page.charts[2].plot._place
    page.charts[1].hide()
    assert page.charts[1].plot._place is None
    QCoreApplication.processEvents()
    page.layout().activate()
    assert page.charts[2].plot._there() != place
    page.resize(page.width() + 40, page.height())
    assert all(chart.plot._there() != chart.plot._place for chart in page.charts)


def test_only_what_lies_under_what_is_seen_through_does_not_wait(
    page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor what lay there: it shows it still."""
    budget, done = paint_budget.PAINT_BUDGET, paintings(page, lambda: None)
    monkeypatch.setattr(budget, "over", QRect())
    monkeypatch.setattr(budget, "_lies", QRect())
    under = page.charts[2].plot._there()[0]
    budget.lay(QRect(under.center(), QSize(1, 1)))
    for theme in (DARK, LIGHT):
        qtbot.waitUntil(lambda: not budget.left)
        done.clear()
        for chart in page.charts:
            chart.set_theme(theme)
        qtbot.waitUntil(lambda: sorted(chain(*done)) == [0, 1, 2])
        assert next(made for made in done if made) == [2]
        budget.lay(QRect())
    assert budget.over.isNull()


def test_what_was_shown_lies_where_it_belongs_while_it_waits(page: Page) -> None:
    chart = page.charts[1]
    assert chart.item._picture is not None
    old, picture = chart.item._picture
    chart.show_chart(replace(CHARTS[1], x_range=(-0.2, 1.2), y_range=(-0.1, 1.3)))
    t, rect = chart.item.to_pixels(), chart.item.boundingRect()
    now = (t.m11(), t.m22(), t.dx(), t.dy(), rect.width(), rect.height(), *old[6:])
    assert chart.item._fits(now)
    image = QImage(rect.size().toSize(), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    chart.item._show(painter, old, picture, now)
    painter.end()
    (x, y), *_ = chart.item.pixels(np.array([0.3]), np.array([0.3])).round().astype(int).tolist()
    column = [image.pixelColor(x, row).alpha() for row in range(image.height())]
    assert abs(column.index(max(column)) - y) <= 1


def test_a_hidden_chart_keeps_no_picture_of_what_is_over(page: Page, qtbot: QtBot) -> None:
    page.hide()
    page.show_charts(1)
    assert all(chart.item._picture is None for chart in page.charts)


def test_nobody_waits_for_a_chart_that_was_hidden(page: Page, qtbot: QtBot) -> None:
    page.gate._turn.timeout.disconnect()
    page.show_charts(1)
    paint(page)
    assert page.gate.waiting
    for chart in page.charts:
        chart.hide()
    page.gate._paint()
    assert not page.gate.waiting


@pytest.mark.parametrize("change", ["axes", "dress", "range", "grab"])
def test_what_is_made_without_asking_waits_no_more(page: Page, change: str) -> None:
    page.gate._turn.timeout.disconnect()
    page.show_charts(1)
    paint(page)
    assert paint_budget.PAINT_BUDGET.left
    for chart in page.charts:
        if change == "axes":
            chart.show_chart(replace(chart.chart, y_title="another"))
        elif change == "dress":
            chart.item.forget()
        elif change == "range":
            chart.show_chart(replace(chart.chart, x_range=(5.0, 6.0)))
        else:
            page.grab()
    for _ in page.charts:
        paint(page)
    assert not paint_budget.PAINT_BUDGET.left


def test_nobody_waits_for_a_chart_that_is_scrolled_away(page: Page) -> None:
    page.gate._turn.timeout.disconnect()
    page.show_charts(1)
    paint(page)
    assert paint_budget.PAINT_BUDGET.left
    for chart in page.charts:
        chart.plot.viewport().move(5000, 0)
    paint(page)
    assert not paint_budget.PAINT_BUDGET.left


def test_the_screen_shows_old_plots_and_then_new_ones(page: Page) -> None:
    page.gate._turn.timeout.disconnect()
    QCoreApplication.processEvents()
    page.gate._paint()
    before = on_screen(page)
    for chart in page.charts:
        chart.set_theme(DARK)
    counts = [0]
    while counts[-1] < 3:
        QCoreApplication.processEvents()
        page.gate._paint()
        now, new = on_screen(page), plots(page, page.grab())
        assert all(n in (b, f) for n, b, f in zip(now, before, new, strict=True))
        counts.append(sum(n == f for n, f in zip(now, new, strict=True)))
        assert len(counts) < 6
    assert max(np.diff(counts)) == 1


def test_nothing_waits_where_the_system_keeps_no_pixels(
    page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for chart in page.charts:
        chart.plot._place = None  # as after being shown
    monkeypatch.setattr(plot, "_KEEPING", frozenset())
    page.update()
    qtbot.waitUntil(lambda: not page.gate.waiting)
    done = paintings(page, lambda: None)
    for chart in page.charts:
        chart.set_theme(DARK)
    qtbot.waitUntil(lambda: bool(done))
    assert sorted(done[0]) == [0, 1, 2]


def test_a_plot_that_is_scrolled_away_but_for_a_strip_waits_no_more(page: Page) -> None:
    page.gate._turn.timeout.disconnect()
    for chart in page.charts:
        chart.set_theme(DARK)
    paint(page)
    assert paint_budget.PAINT_BUDGET.left
    page.layout().setEnabled(False)
    for chart in page.charts:
        chart.plot.move(0, 5 - chart.plot.height())  # its lower axis alone is seen
    for _ in range(4):
        paint(page)
    assert not paint_budget.PAINT_BUDGET.left
    assert all(chart.plot._place != chart.plot._there() for chart in page.charts)


def come_anew(page: Page) -> None:
    """All plots leave the screen and are to come back with the next paintings, which the test makes."""
    page.gate._turn.timeout.disconnect()
    for chart in page.charts:
        chart.hide()
    paint(page)
    for chart in page.charts:
        chart.show()
    page.layout().activate()


def test_a_plot_that_has_just_come_shows_its_ground_until_its_painting(page: Page) -> None:
    come_anew(page)
    grounds = list[int]()
    for _ in range(4):
        paint(page)
        now, new = on_screen(page), plots(page, page.grab())
        plain = [image.copy() for image in new]
        for image in plain:
            image.fill(QColor(LIGHT.canvas))
        assert all(n in (p, f) for n, p, f in zip(now, plain, new, strict=True))
        grounds.append(sum(n == p for n, p in zip(now, plain, strict=True)))
    assert grounds == [3, 2, 1, 0]
    assert not paint_budget.PAINT_BUDGET.left


@pytest.mark.parametrize("grabbed", [False, True])
def test_what_was_painted_once_never_shows_its_ground_again(
    page: Page, monkeypatch: pytest.MonkeyPatch, grabbed: bool
) -> None:
    """Nor does one of which a part alone is seen, or which was under the glass."""
    come_anew(page)
    page.layout().setEnabled(False)
    if not grabbed:
        for chart in page.charts:
            chart.plot.move(0, -chart.plot.height() // 3)
    monkeypatch.setattr(paint_budget.PAINT_BUDGET, "whole", grabbed)
    for _ in range(4):
        paint(page)
    monkeypatch.setattr(paint_budget.PAINT_BUDGET, "whole", False)
    for turn in (1, 2):
        page.show_charts(turn)
        for _ in range(4):
            paint(page)
            views = [chart.plot.viewport() for chart in page.charts]
            seen = [view.visibleRegion().boundingRect() for view in views]
            now = [image.copy(rect) for image, rect in zip(on_screen(page), seen, strict=True)]
            plain = [image.copy() for image in now]
            for image in plain:
                image.fill(QColor(LIGHT.canvas))
            assert all(n != p for n, p in zip(now, plain, strict=True))


def test_the_largest_comes_first(page: Page, qtbot: QtBot) -> None:
    for i in (0, 2):
        page.charts[i].setMaximumWidth(300)
    page.layout().activate()
    QCoreApplication.processEvents()
    qtbot.waitUntil(lambda: not page.gate.waiting)
    widths = [chart.plot.width() for chart in page.charts]
    assert max(widths) == widths[1] > widths[0]
    done = paintings(page, lambda: None)
    for chart in page.charts:
        chart.set_theme(DARK)
    qtbot.waitUntil(lambda: sorted(chain(*done)) == [0, 1, 2])
    assert next(made for made in done if made) == [1]


def test_a_plot_waits_no_longer_than_what_is_on_it(page: Page) -> None:
    """Where something on it comes first, it is not refused for another painting."""
    budget, (item, other) = paint_budget.PaintBudget(), (chart.item for chart in page.charts[:2])
    ((plot,), (another,)) = (part.scene().views() for part in (item, other))
    with budget.painting():
        assert not budget.allows(item)
    with budget.painting():
        assert budget.admits(plot, plot.update)
        assert budget.allows(item)
        assert not budget.admits(another, another.update)


def test_on_the_plot_that_waits_longest_a_picture_waits_once_where_the_rest_took_long(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget, item = paint_budget.PaintBudget(), page.charts[0].item
    (plot,) = item.scene().views()
    for patience, allowed in ((60.0, True), (0.0, False)):
        monkeypatch.setattr(paint_budget, "PATIENCE", patience)
        with budget.painting():
            assert not budget.admits(plot, plot.update)
        with budget.painting():
            assert budget.admits(plot, plot.update)
            assert budget.allows(item) is allowed
            budget.shows(plot)
    with budget.painting():
        assert budget.admits(plot, plot.update)
        assert budget.allows(item)
