"""Everything in the real window can be reached and worked by keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.panels.surface_tile import SurfaceTile
from tests.ui.window import LEFT, settle

CONTROLS = (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit, QPlainTextEdit, QTabBar)


def round_trip(qtbot: QtBot, window: MainWindow) -> list[QWidget]:
    """What has the focus, one after the other, while Tab is pressed."""
    window.contour.setFocus()
    stops: list[QWidget] = []
    here = QApplication.focusWidget()
    while here is not None and here not in stops:
        stops.append(here)
        qtbot.keyClick(here, Qt.Key.Key_Tab)
        here = QApplication.focusWidget()
    return stops


def controls(window: MainWindow) -> set[QWidget]:
    """Everything that can be pressed, moved or typed into now."""
    return {
        widget
        for kind in CONTROLS
        for widget in window.centralWidget().findChildren(kind)
        if widget.isVisible() and widget.isEnabled() and not isinstance(widget, QScrollBar)
        and widget.objectName() not in ("qt_spinbox_lineedit", "ScrollLeftButton", "ScrollRightButton")
    }  # fmt: skip


def test_tab_reaches_every_control(qtbot: QtBot, window: MainWindow) -> None:
    window.runs_panel.cards[4].unfold(True)
    window.workbench.set_cursor(20)
    qtbot.waitActive(window)
    for page in (1, 2, 0):
        window.problem_panel.kinds.setCurrentIndex(page)
        reached = set(round_trip(qtbot, window))
        missed = controls(window) - reached
        tiles = {tile for tile in missed if isinstance(tile, SurfaceTile)}  # arrow keys go on
        named = [f"{type(w).__name__} {w.accessibleName() or w.toolTip()!r}" for w in missed - tiles]
        assert named == []
        assert window.contour in reached
        assert window.surface3d._canvas in reached
        if page == 0:
            assert len(tiles) == 39


def test_every_control_says_what_it_is(window: MainWindow) -> None:
    window.runs_panel.cards[4].unfold(True)
    silent = [
        f"{type(w).__name__} {w.objectName()}"
        for w in controls(window)
        if not (w.toolTip() or isinstance(w, QTabBar))
    ]
    assert silent == []


def test_the_surface_is_chosen_by_keyboard(qtbot: QtBot, window: MainWindow) -> None:
    gallery = window.problem_panel.surfaces.gallery
    gallery.tiles["double_well"].setFocus()
    qtbot.keyClick(gallery.tiles["double_well"], Qt.Key.Key_Right)
    tile = QApplication.focusWidget()
    assert isinstance(tile, SurfaceTile)
    qtbot.keyClick(tile, Qt.Key.Key_Space)
    assert settle(qtbot, window).title == tile.text()
    assert not window.playback.playing, "the space bar was the tile's"


def test_a_run_is_worked_by_keyboard(qtbot: QtBot, window: MainWindow) -> None:
    card = window.runs_panel.cards[1]
    name = card.header.name.text()
    card.header.marker.setFocus()
    qtbot.keyClick(card.header.marker, Qt.Key.Key_Space)
    assert 1 not in {p.run for p in settle(qtbot, window).paths}
    qtbot.keyClick(card.header.marker, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert window.workbench.experiment.runs[2].name == name
    qtbot.keyClick(card.header.marker, Qt.Key.Key_F2)
    editor = card.header.findChild(QLineEdit)
    assert editor is not None
    assert editor.hasFocus()
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert window.problem_panel.isVisible()


def test_keys_typed_into_a_field_stay_there(qtbot: QtBot, window: MainWindow) -> None:
    search = window.problem_panel.surfaces.gallery.search
    qtbot.mouseClick(search, LEFT)
    qtbot.keyClicks(search, "well ")
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Left):
        qtbot.keyClick(search, key)
    assert search.text() == "well "
    assert not window.playback.playing
    assert window.workbench.view.cursor is None
    search.clear()
