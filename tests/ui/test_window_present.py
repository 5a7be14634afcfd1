"""Presentation mode in the real window: for the back row, and back to the desk."""

from collections.abc import Iterator
from unittest import mock

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPalette, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.paint_gate import PaintGate
from optexplorer.ui.tokens import DARK, LIGHT, for_an_audience
from optexplorer.ui.views import paint_budget
from optexplorer.ui.views.paint_budget import PAINT_BUDGET
from optexplorer.ui.views.plot import Plot
from tests.ui.window import action, settle


@pytest.fixture
def presenting(window: MainWindow, qtbot: QtBot) -> Iterator[MainWindow]:
    """The window as an audience sees it."""
    action(window, "present").trigger()
    settle(qtbot, window)
    yield window
    action(window, "present").setChecked(False)


def place_of_start(window: MainWindow) -> QPointF:
    """Pixels of the contour's view box."""
    handle = window.contour.marks.handles[0]
    return QPointF(window.contour.view.pixel(handle.at))


def test_one_key_and_the_same_back(window: MainWindow, qtbot: QtBot) -> None:
    before = {name: panel.isVisible() for name, panel in window.panels.items()}
    tokens, picture = window.theme.tokens, window.contour.legend.isVisible()
    QTest.keySequence(window, action(window, "present").shortcut())
    settle(qtbot, window)
    assert window.isFullScreen()
    assert not window.problem_panel.isVisible()
    assert not window.side.isVisible()
    assert not window.menuBar().isVisible()
    assert window.contour.legend.isVisible()
    assert window.theme.tokens.font_body > 1.4 * tokens.font_body
    assert QApplication.overrideCursor() is not None
    QTest.keyClick(window, Qt.Key.Key_Escape)
    settle(qtbot, window)
    assert not window.isFullScreen()
    assert {name: panel.isVisible() for name, panel in window.panels.items()} == before
    assert window.menuBar().isVisible()
    assert window.contour.legend.isVisible() == picture
    assert window.theme.tokens is tokens
    assert QApplication.overrideCursor() is None


def test_lines_and_marks_are_larger_but_stand_where_they_stood(
    presenting: MainWindow, qtbot: QtBot
) -> None:
    contour = presenting.contour
    at = place_of_start(presenting)
    ring = contour.marks.mapToParent(contour.marks._pixel(contour.marks.handles[0].at))
    assert (ring - at).manhattanLength() < 0.5
    beside = at + QPointF(1.4 * 15.0, 0.0)  # out of reach on a desk
    assert contour.handle_at(beside) is not None
    head = presenting.workbench.frame.heads[0]
    plot = contour.view.pixel(head.point)
    assert contour.paths.nearest(plot, 8.0) is not None


def test_the_start_is_dragged_as_ever(presenting: MainWindow, qtbot: QtBot) -> None:
    contour = presenting.contour
    scene = contour.view.mapToScene(place_of_start(presenting))
    pressed = contour.plot.mapFromScene(scene)
    viewport = contour.plot.viewport()
    before = presenting.workbench.experiment.origin
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=pressed)
    for step in range(1, 6):
        QTest.mouseMove(viewport, pressed + QPoint(8 * step, 6 * step))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=pressed + QPoint(40, 30))
    settle(qtbot, presenting)
    after = presenting.workbench.experiment.origin
    wanted = contour.view.mapToView(place_of_start(presenting))
    assert after != before
    assert after == pytest.approx((wanted.x(), wanted.y()), abs=1e-9)


def test_what_is_said_is_seen_though_the_menus_are_away(presenting: MainWindow, qtbot: QtBot) -> None:
    remark, bench = presenting.presenter.remark, presenting.workbench
    assert remark.isHidden()
    bench.said.emit("This scene keeps its runs as they are")
    assert remark.isVisible()
    assert remark.text() == "This scene keeps its runs as they are"
    room = presenting.centre.stack.rect()
    room.moveTopLeft(presenting.centre.stack.mapTo(presenting, QPoint()))
    assert room.contains(remark.geometry())
    assert remark.width() >= remark.fontMetrics().horizontalAdvance(remark.text())
    bench.said.emit("word " * 80)
    assert room.contains(remark.geometry()), "it is broken into lines"
    action(presenting, "present").setChecked(False)
    assert remark.isHidden(), "the menu bar says it now"
    bench.said.emit("Kept")
    action(presenting, "present").setChecked(True)
    settle(qtbot, presenting)
    qtbot.waitUntil(lambda: remark.width() >= remark.fontMetrics().horizontalAdvance("Kept"))
    middle = remark.geometry().center().x() - presenting.centre.mapTo(presenting, QPoint()).x()
    assert abs(middle - presenting.centre.width() / 2) <= 1
    presenting.status.say("")
    assert remark.isHidden()


def test_arrows_lead_through_the_race_after_a_click_on_a_picture(
    presenting: MainWindow, qtbot: QtBot
) -> None:
    bench, contour = presenting.workbench, presenting.contour
    bench.set_cursor(5)
    at = contour.plot.mapFromScene(contour.view.mapToScene(place_of_start(presenting)))
    for picture, place in ((contour.plot.viewport(), at), (presenting.surface3d._canvas, QPoint(9, 9))):
        before, camera = bench.experiment.origin, bench.view.camera
        QTest.mouseClick(picture, Qt.MouseButton.LeftButton, pos=place)
        settle(qtbot, presenting)
        QTest.keyClick(QApplication.focusWidget() or presenting, Qt.Key.Key_Right)
        assert bench.frame.cursor in (6, 7)
        assert (bench.experiment.origin, bench.view.camera) == (before, camera)
    assert bench.frame.cursor == 7
    contour.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(contour, Qt.Key.Key_Right)
    settle(qtbot, presenting)
    assert bench.experiment.origin != before, "turned to by Tab, the start is moved"


@pytest.mark.parametrize("where", ["search", "scenes"])
def test_space_plays_wherever_the_keyboard_was(window: MainWindow, qtbot: QtBot, where: str) -> None:
    if where == "search":
        window.problem_panel.surfaces.gallery.search.setFocus()
    else:
        window.workbench.turn_side("scenes")
        window.scene_panel.add.click()
        window.scene_panel.add.setFocus()
    action(window, "present").trigger()
    settle(qtbot, window)
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Space)
    assert window.playback.playing
    window.playback.pause()
    at = window.workbench.frame.cursor
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Right)
    assert window.workbench.frame.cursor == at + 1
    action(window, "present").setChecked(False)


def test_what_the_legend_would_cover_is_known_to_the_pixel(presenting: MainWindow) -> None:
    contour = presenting.contour
    (at,) = [contour.view.pixel(handle.at).toPoint() for handle in contour.marks.handles]
    gap = contour.tokens.space_s  # the corners lie so far from the picture's
    size, reach = QSize(40, 40), round(16.0 * contour.tokens.zoom)
    for aside, covers in ((0, True), (40 + reach - 2, True), (40 + reach + 2, False)):
        card = QRect(at - QPoint(gap + aside, gap + 20), size)
        assert (contour._covered(card) >= 10_000) is covers, aside


def test_the_keys_of_a_clicker_hide_no_picture(window: MainWindow, qtbot: QtBot) -> None:
    action(window, "present").trigger()
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert window.flat.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F7)
    assert not window.curves.isVisible()
    action(window, "present").trigger()
    assert window.curves.isVisible(), "as it was at the desk"
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert not window.flat.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F5)


@pytest.mark.parametrize("key", [Qt.Key.Key_B, Qt.Key.Key_Period])
def test_a_black_screen(presenting: MainWindow, key: Qt.Key) -> None:
    curtain = presenting.presenter.curtain
    QTest.keyClick(presenting, key)
    assert curtain.geometry() == presenting.rect()
    assert presenting.contour.plot.visibleRegion().isEmpty(), "nothing under it is painted"
    assert all(plot._new and plot._before is None for plot in presenting.findChildren(Plot))
    presenting.workbench.said.emit("This is for nobody now")
    action(presenting, "laser").setChecked(True)
    picture = presenting.grab().toImage()
    for place in (presenting.rect().center(), presenting.presenter.remark.geometry().center()):
        assert picture.pixelColor(place) == QColor("black")
    QTest.keyClick(presenting, key)
    assert curtain.isHidden()
    QTest.keyClick(presenting, key)
    QTest.mouseClick(curtain, Qt.MouseButton.LeftButton)
    assert curtain.isHidden()
    QTest.keyClick(presenting, key)
    action(presenting, "present").setChecked(False)
    assert curtain.isHidden()
    QTest.keyClick(presenting, key)
    assert curtain.isHidden(), "at the desk there is none"


def test_no_dot_stays_where_the_mouse_has_left(presenting: MainWindow) -> None:
    action(presenting, "laser").setChecked(True)
    sheet = presenting.presenter.sheet
    sheet._follow(QPointF(200.0, 200.0))
    QApplication.sendEvent(presenting, QEvent(QEvent.Type.Leave))
    assert not sheet.rect().contains(sheet._at.toPoint())
    assert len(sheet._trail) == 1, "no line to nowhere"


def test_the_legend_covers_neither_start_nor_head(presenting: MainWindow) -> None:
    contour = presenting.contour
    card = contour.legend.geometry().translated(-contour.picture_rect().topLeft())
    assert not card.contains(place_of_start(presenting).toPoint())


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_text_for_an_audience_has_contrast(tokens: object) -> None:
    worn = for_an_audience(tokens)  # type: ignore[arg-type]
    for text in (worn.text, worn.muted):
        for ground in (worn.canvas, worn.panel, worn.card):
            assert contrast(QColor(text), QColor(ground)) >= 7.0  # level AAA of WCAG 2.1


def contrast(one: QColor, other: QColor) -> float:
    """The ratio of luminances, as WCAG 2.1 defines it."""

    def luminance(colour: QColor) -> float:
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def red(image: QImage) -> int:
    """How many pixels are as red as the laser."""
    small = image.convertToFormat(QImage.Format.Format_RGB32)
    return sum(
        QColor(small.pixel(x, y)).red() > 240 and QColor(small.pixel(x, y)).green() < 60
        for x in range(small.width())
        for y in range(small.height())
    )


def test_a_laser_follows_the_mouse_and_leaves(window: MainWindow, qtbot: QtBot) -> None:
    window.setFocus()
    QTest.keyClick(window, Qt.Key.Key_X)
    sheet = window.presenter.sheet
    assert sheet.isVisible()
    at = window.contour.mapTo(window, QPoint(150, 150))
    QTest.mouseMove(window.contour, QPoint(100, 100))
    QTest.mouseMove(window.contour, QPoint(150, 150))
    qtbot.waitUntil(lambda: sheet._at.toPoint() == at)
    around = window.grab().toImage().copy(at.x() - 10, at.y() - 10, 20, 20)
    assert red(around) > 100
    QTest.keyClick(window, Qt.Key.Key_X)
    assert not sheet.isVisible()
    assert red(window.grab().toImage().copy(at.x() - 10, at.y() - 10, 20, 20)) == 0


def test_a_laser_leaves_no_trace_on_a_plot_with_much_to_paint(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the rest of the window waits for another painting."""
    window.setFocus()
    QTest.keyClick(window, Qt.Key.Key_X)
    sheet, plot = window.presenter.sheet, window.contour.plot
    gate = window.findChild(PaintGate)
    assert gate is not None
    at = window.contour.mapTo(window, QPoint(150, 150))
    away = window.curves.mapTo(window, QPoint(60, 60))
    sheet._follow(QPointF(at))

    def seen() -> int:
        shown = window.backingStore().paintDevice()
        assert isinstance(shown, QImage)
        return red(shown.copy(at.x() - 10, at.y() - 10, 20, 20))

    qtbot.waitUntil(lambda: seen() > 100 and not gate.waiting and plot._place is not None)
    sheet._trail.clear()
    monkeypatch.setattr(paint_budget, "SECONDS", 0.0)
    for view in window.findChildren(Plot):
        view.viewport().update()
    sheet._follow(QPointF(away))
    gate._paint()
    assert PAINT_BUDGET.left
    assert seen() == 0
    QTest.keyClick(window, Qt.Key.Key_X)


def test_a_glass_shows_what_is_under_the_mouse_larger(window: MainWindow, qtbot: QtBot) -> None:
    window.setFocus()
    start = window.contour.mapTo(
        window, window.contour.picture_rect().topLeft() + place_of_start(window).toPoint()
    )
    plain = window.grab().toImage()
    QTest.keyClick(window, Qt.Key.Key_Z)
    sheet = window.presenter.sheet
    QTest.mouseMove(window, start + QPoint(3, 0))
    QTest.mouseMove(window, start)
    qtbot.waitUntil(lambda: sheet._at.toPoint() == start)
    larger = window.grab().toImage()
    # The ring's dark middle, 3 pixels wide, is more than twice as wide in the glass.
    row = [QColor(larger.pixel(start.x() + dx, start.y())).lightness() for dx in range(-40, 41)]
    before = [QColor(plain.pixel(start.x() + dx, start.y())).lightness() for dx in range(-40, 41)]
    assert sum(v < 60 for v in row[30:51]) >= 2 * sum(v < 60 for v in before[38:43]) - 2
    assert row != before
    QTest.keyClick(window, Qt.Key.Key_Z)


def test_the_glass_does_not_paint_the_window_anew_for_every_repaint(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.setFocus()
    QTest.keyClick(window, Qt.Key.Key_Z)
    sheet = window.presenter.sheet
    sheet._at = QPointF(window.rect().center())
    now, made, picture = [100.0], [], QPixmap(sheet.size())
    grab = QWidget.grab

    def clock() -> float:
        return now[0]

    with (
        mock.patch.object(sheet, "_clock", clock),
        mock.patch.object(QWidget, "grab", lambda *asked: made.append(0) or grab(*asked)),
    ):
        for _ in range(5):
            sheet.render(picture)
        assert len(made) == 1
        now[0] += 1.0
        sheet.render(picture)
        assert len(made) == 2
        sheet.render(picture)
        qtbot.waitUntil(lambda: len(made) == 3, timeout=5000)  # what has changed is seen soon
        now[0] += 1.0
        with mock.patch.object(paint_budget, "SECONDS", 0.0), PAINT_BUDGET.painting():
            sheet.render(picture)
        assert len(made) == 3, "the window took long: the glass has a painting of its own"
        qtbot.waitUntil(lambda: len(made) == 4, timeout=5000)
        sheet._waits = False  # whatever the window has painted meanwhile
        with mock.patch.object(paint_budget, "SECONDS", 0.0):
            for expected in (4, 5, 5, 6):  # where the mouse moves it waits for one painting
                sheet._at += QPointF(1.0, 0.0)
                with PAINT_BUDGET.painting():
                    sheet.render(picture)
                assert len(made) == expected
    QTest.keyClick(window, Qt.Key.Key_Z)


def test_playing_keeps_the_rate_that_was_chosen(window: MainWindow) -> None:
    action(window, "rate_20").trigger()
    assert window.playback._timer.interval() == 50
    assert window.settings.text("playback/rate") == "20"
    action(window, "rate_30").trigger()
    assert window.playback._timer.interval() == 33
    assert window.playback._timer.timerType() == Qt.TimerType.PreciseTimer


def test_a_window_closed_while_presenting_remembers_the_desk(window: MainWindow) -> None:
    action(window, "present").trigger()
    window.layout_memory.keep()
    assert window.settings.flag("layout/show_problem", default=True)
    assert not window.presenter.on
    assert window.palette().color(QPalette.ColorRole.Window) is not None
