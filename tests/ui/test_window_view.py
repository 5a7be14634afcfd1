"""Looking: readout, colour scale, axes of the curves, theme, panels, and what is remembered."""

from collections.abc import Callable
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QImage, QMouseEvent, QScreen, qGray
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from optexplorer.core.surface import probe
from optexplorer.scene.labels import number
from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.settings import Settings
from optexplorer.ui.theme import palette
from optexplorer.ui.tokens import DARK, LIGHT
from optexplorer.ui.widgets.elided_label import ElidedLabel
from tests.support.mouse import NONE, drag, move, position
from tests.ui.window import LEFT, LONG, action, add_method, choose, same, settle

PLAIN = Qt.KeyboardModifier.NoModifier


def ready(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until the kernels that the readout needs are there."""
    kernels = window.workbench.experiment.problem.kernels
    qtbot.waitUntil(lambda: kernels.hessian.ready, timeout=LONG)


def test_the_readout_under_the_mouse(qtbot: QtBot, window: MainWindow) -> None:
    ready(qtbot, window)
    for x, y, kind in ((0.0, 0.0, "saddle"), (1.0, 0.0, "minimum")):
        move(window.contour.plot, x, y)
        box = window.contour.view
        at = box.mapSceneToView(window.contour.plot.mapToScene(
            position(window.contour.plot, x, y).toPoint()))  # fmt: skip
        found = probe(window.workbench.experiment.problem, (at.x(), at.y()))
        place, values, shape = window.contour.readout.lines
        assert place == f"({number(at.x())}, {number(at.y())})"
        assert values == f"f {number(found.value)}   |∇f| {number(found.gradient_norm)}"
        for eigenvalue in found.eigenvalues:
            assert number(float(eigenvalue)) in shape
        assert shape.endswith(found.classification)
        assert kind in shape or found.gradient_norm > 1e-3
    assert window.contour.readout.isVisible()


def test_the_mouse_is_marked_in_both_pictures(qtbot: QtBot, window: MainWindow) -> None:
    ready(qtbot, window)
    canvas = window.surface3d._canvas
    middle = QPointF(canvas.rect().center())
    point = window.surface3d._point_under(middle)
    hover = QMouseEvent(QEvent.Type.MouseMove, middle, canvas.mapToGlobal(middle), NONE, NONE, PLAIN)
    QApplication.sendEvent(canvas, hover)
    assert window.contour.marks.linked == pytest.approx(point, abs=0.1)
    assert window.contour.readout.lines
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert window.contour.marks.linked is None
    assert not window.contour.readout.lines


@pytest.mark.parametrize("scale", ["linear", "log", "rank"])
def test_the_colour_scale(qtbot: QtBot, window: MainWindow, scale: str) -> None:
    before = settle(qtbot, window)
    action(window, f"scale_{scale}").trigger()
    after = settle(qtbot, window)
    assert after.surface.scale == scale
    assert np.array_equal(after.surface.loss, before.surface.loss)
    assert action(window, f"scale_{scale}").isChecked()
    action(window, "scale_auto").trigger()
    assert same(settle(qtbot, window), before)
    assert window.workbench.undo_list.undo_text is None


def test_the_axes_of_the_curves(qtbot: QtBot, window: MainWindow) -> None:
    plot = window.curves.plots[1]

    def pick(text: str) -> None:
        plot._menu.aboutToShow.emit()
        choose(plot._menu, text)
        settle(qtbot, window)

    panel = window.workbench.frame.curves[1]
    assert panel.log
    pick("Linear")
    frame = window.workbench.frame
    assert [p.log for p in frame.curves] == [frame.curves[0].log, False, frame.curves[2].log]
    pick("Logarithmic")
    assert window.workbench.frame.curves[1].log
    pick("Work")
    frame = window.workbench.frame
    runs = window.workbench.layers.history.runs
    for curve in frame.curves[1].curves:
        run = runs[curve.run]
        assert curve.x[-1] == run.calls[-1].sum() or curve.x[-1] == run.calls[-1][1]
    assert frame.curves[1].x_label != panel.x_label
    pick("Steps")
    assert window.workbench.frame.curves[1].x_label == panel.x_label


def test_epochs_along_the_bottom(qtbot: QtBot, window: MainWindow) -> None:
    from optexplorer.core.resources import folder

    window.files.open_path(folder() / "experiments" / "penguins.optx")
    settle(qtbot, window)
    window.curves.plots[0]._menu.aboutToShow.emit()
    choose(window.curves.plots[0]._menu, "Epochs")
    curves = settle(qtbot, window).curves[0].curves
    assert [c.x[-1] for c in curves] == pytest.approx(
        [1000, 1000 / 342, 90 + 10 * 32 / 342, 1000], rel=1e-6
    )


def test_light_and_dark_while_it_runs(qtbot: QtBot, window: MainWindow) -> None:
    def lightness(widget: QWidget) -> float:
        image = widget.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        return float(np.frombuffer(image.constBits(), np.uint8).mean())

    parts = (window.contour, window.curves, window.runs_panel, window.problem_panel, window.timeline)
    light = [lightness(part) for part in parts]
    picture = window.surface3d.picture()
    action(window, "theme_dark").trigger()
    window.theme.finish()
    assert window.theme.tokens is DARK
    for part, before in zip(parts, light, strict=True):
        assert lightness(part) < before - 40
    assert window.surface3d.picture() != picture
    action(window, "theme_light").trigger()
    window.theme.finish()
    assert window.theme.tokens is LIGHT
    assert [lightness(part) for part in parts] == pytest.approx(light, abs=4.0)


@pytest.mark.parametrize("name", ["problem", "runs", "contour", "3d", "curves"])
def test_every_part_can_be_hidden(qtbot: QtBot, window: MainWindow, name: str) -> None:
    part = window.panels[f"show_{name}"]
    assert part.isVisible()
    action(window, f"show_{name}").trigger()
    assert not part.isVisible()
    add_method(window, "Batch GD")
    settle(qtbot, window)
    assert not part.isVisible()
    action(window, f"show_{name}").trigger()
    assert part.isVisible()
    if name == "contour":
        assert len(window.contour.frame_.paths) == 6, "what was hidden has caught up"


def test_legend_and_equal_scales(window: MainWindow) -> None:
    action(window, "legend").trigger()
    assert window.contour.legend.isVisible()
    action(window, "legend").trigger()
    assert not window.contour.legend.isVisible()
    action(window, "equal_aspect").trigger()
    (x0, x1), (y0, y1) = window.contour.view.viewRange()
    rect = window.contour.view.rect()
    assert (x1 - x0) / rect.width() == pytest.approx((y1 - y0) / rect.height(), rel=0.01)
    action(window, "equal_aspect").trigger()


def test_keys_and_about(qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    action(window, "keys").trigger()
    (dialog,) = (d for d in window.findChildren(QDialog) if d.isVisible())
    dialog.reject()
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "about", lambda *texts: said.append(texts[-1]))
    action(window, "about").trigger()
    assert "MIT" in said[0]


def test_the_layout_is_remembered(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> None:
    first = make_window()
    assert all(panel.isVisible() for panel in first.panels.values())
    first.resize(1300, 800)
    first.across.setSizes([330, 600, 370])
    action(first, "show_curves").trigger()
    action(first, "theme_dark").trigger()
    qtbot.mouseClick(first.runs_panel.cards[0].header.unfold, LEFT)
    sizes, splits = first.size(), first.across.sizes()
    assert first.close()
    second = make_window()
    assert second.size() == sizes
    assert second.across.sizes() == pytest.approx(splits, abs=2)
    assert not second.curves.isVisible()
    assert not action(second, "show_curves").isChecked()
    assert second.theme.tokens is DARK
    assert action(second, "theme_dark").isChecked()


def test_the_hint_leaves_once_it_has_been_used(
    qtbot: QtBot, make_window: Callable[..., MainWindow]
) -> None:
    first = make_window()
    assert first.contour.marks.hint
    drag(first.contour.plot, first.workbench.experiment.origin, (0.3, 1.2), (0.4, 1.0))
    assert not first.contour.marks.hint
    settle(qtbot, first)
    first.workbench.undo_list.mark_saved()
    assert first.close()
    assert not make_window().contour.marks.hint


def test_a_damaged_settings_file_never_blocks_the_start(
    make_window: Callable[..., MainWindow], tmp_path: object
) -> None:
    (tmp_path / "window.ini").write_bytes(b"\xff\x00[[[layout]\nwindow=@ByteArray(\x01\n=\n")
    assert make_window().isVisible()


def test_the_picture_s_own_menu_and_the_view_menu_agree(window: MainWindow) -> None:
    menu = QMenu(window)
    window.contour.fill_menu(menu)
    choose(menu, "Legend")
    choose(menu, "Equal scales")
    assert action(window, "legend").isChecked()
    assert action(window, "equal_aspect").isChecked()
    assert not window.contour.legend.isHidden()
    action(window, "legend").trigger()
    action(window, "equal_aspect").trigger()
    assert window.contour.legend.isHidden()
    menu.deleteLater()


def test_the_titles_of_the_curves_are_read_in_either_scheme(window: MainWindow) -> None:
    for scheme, late in (("dark", LIGHT), ("light", DARK)):
        action(window, f"theme_{scheme}").trigger()
        window.theme.finish()
        plot = window.curves.plots[0]
        title = plot.findChildren(ElidedLabel)[0]
        title.setPalette(palette(late))  # as the platform does when it hears of the scheme late
        image = plot.grab(title.geometry()).toImage()
        rows = range(image.height())
        shades = [qGray(image.pixel(x, y)) for y in rows for x in range(image.width())]
        assert max(shades) - min(shades) > 120, f"{scheme}: {title.text()} is not seen"


def test_the_first_window_fits_on_the_screen_of_a_projector(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    with mock.patch.object(QScreen, "availableSize", return_value=QSize(1280, 720)):
        first = MainWindow(Settings(tmp_path / "first.ini"), window.theme)
    qtbot.addWidget(first)
    assert (first.width(), first.height()) == (1280, 720)
    first.shut_down()


def test_a_part_of_the_plane_that_numbers_have_no_room_for_is_not_gone_to(window: MainWindow) -> None:
    bench = window.workbench
    for side in ((1.0, 1.0 + 1e-15), (0.0, np.inf), (-1.7e308, 1.7e308)):
        bench.set_box(((-1.0, 1.0), side))
        assert bench.view.box is None
