"""3-D in pictures for files: in blocks, and in bands that are packed quickly."""

import base64
import math
import re
from dataclasses import replace
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QRegion
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from optexplorer.core.arrays import Mat, Vec
from optexplorer.scene import picking
from optexplorer.scene.frame import SurfaceLayer
from optexplorer.scene.mesh import Bools
from optexplorer.scene.picking import hidden
from optexplorer.ui.export.look import PICTURE, Film, Look
from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.steps import at_once
from optexplorer.ui.tokens import LIGHT
from optexplorer.ui.views import gl_canvas
from optexplorer.ui.views.camera import Camera
from optexplorer.ui.views.gl_blocks import Blocks, bands
from optexplorer.ui.views.gl_canvas import GLCanvas
from optexplorer.ui.views.markers3d import MarkerSpec, SeenMarker, Shape
from optexplorer.ui.views.overlay3d import Overlay
from optexplorer.ui.views.surface3d import Surface3DView
from tests.ui.export.tools import numbers, png_size
from tests.ui.test_window_critical import marked
from tests.ui.window import LONG, action


def array(image: QImage) -> NDArray[np.int_]:
    """Its pixels (height, width, 4)."""
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), -1, 4)
    return rows[:, : plain.width()].astype(int)


@pytest.mark.parametrize("scale", [1.0, 1.3, 2.7])
def test_a_3d_picture_in_blocks_is_the_one_drawn_whole(
    window: MainWindow, qtbot: QtBot, scale: float
) -> None:
    look = Look(width=480, height=320, scale=scale, contour=False, curves=False)
    made = []
    for pixels in (10**9, 30_000):
        with mock.patch("optexplorer.ui.views.gl_blocks._PIXELS", pixels):
            stage = window.exports._new_stage(look)
            made.append(numbers(stage.raster()))
            stage.deleteLater()
    off = np.abs(made[0] - made[1])
    assert np.count_nonzero(off > 8) < 0.002 * off.size, "no seam, and every row at its place"


def test_a_3d_picture_among_lines_has_no_more_pixels_than_can_be_packed_at_once(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    look = Look(width=1200, height=1000, scale=8.0, contour=False, curves=False)
    with qtbot.waitSignal(window.exports.writer.done, timeout=LONG):
        window.exports.write(PICTURE, tmp_path / "race.svg", look, Film())
    text = (tmp_path / "race.svg").read_text(encoding="utf-8")
    sizes = []
    for packed in re.findall(r'xlink:href="data:image/png;base64,([^"]*)"', text):
        (tmp_path / "part.png").write_bytes(base64.b64decode(packed))
        sizes.append(math.prod(png_size(tmp_path / "part.png")))
    assert 2_000_000 < sum(sizes) <= 4_100_000
    assert max(sizes) < 310_000


@pytest.mark.parametrize("pixels", [10**9, 30_000])
@pytest.mark.parametrize("background", ["light", "transparent"])
def test_bands_of_a_3d_picture_make_up_the_whole(
    window: MainWindow, pixels: int, background: str
) -> None:
    look = Look(
        width=480, height=320, scale=1.3, contour=False, curves=False, formula=False,
        background=background,
    )  # fmt: skip
    stage = window.exports._new_stage(look)
    at_once(stage.making)
    (canvas,) = stage.findChildren(GLCanvas)
    whole = canvas.picture()
    banded = QImage(whole.size(), whole.format())
    banded.fill(0)
    painter, bottom, count = QPainter(banded), 0, 0
    with (
        mock.patch("optexplorer.ui.views.gl_blocks._PIXELS", pixels),
        mock.patch("optexplorer.ui.views.gl_blocks._PACKED", 7_000),
    ):
        for place, band in canvas.bands():
            first = round(place.y() * canvas.ratio)
            assert first < bottom or not bottom, "no seam"
            bottom, count = first + band.height(), count + 1
            band.setDevicePixelRatio(1.0)
            painter.drawImage(0, first, band)
    painter.end()
    stage.deleteLater()
    assert bottom == whole.height()
    assert count > 10
    assert (array(whole)[..., 3].min() < 255) == (background == "transparent")
    off = np.abs(array(banded) - array(whole))
    if pixels > whole.width() * whole.height():
        assert not off.any()
    else:  # the driver draws other pixels where rows begin elsewhere
        assert np.count_nonzero(off > 8) < 0.002 * off.size


def test_marks_of_a_3d_picture_stay_lines_and_areas(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    layer = marked(qtbot, window)
    assert len(layer.marks) == 9
    look = Look(width=480, height=320, scale=1.0, contour=False, curves=False)
    path = tmp_path / "marks.svg"
    with qtbot.waitSignal(window.exports.writer.done, timeout=LONG):
        window.exports.write(PICTURE, path, look, Film())
    action(window, "critical").trigger()
    assert path.read_text(encoding="utf-8").count("<image") == 1, "the landscape"


@pytest.mark.parametrize("height", [89, 90, 91, 92, 120, 121, 30, 31, 1])
def test_every_row_of_a_half_transparent_picture_is_painted_once(height: int) -> None:
    def rows_of(whole: QSize, _first: int, rows: int) -> QImage:
        image = QImage(whole.width(), rows, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(QColor(0, 0, 0, 128))
        return image

    whole = QSize(10, height)
    painted = np.zeros(height, dtype=int)
    with (
        mock.patch("optexplorer.ui.views.gl_blocks._PIXELS", 300),
        mock.patch("optexplorer.ui.views.gl_blocks._PACKED", 70),
    ):
        for corner, block in Blocks(rows_of).of(QRect(QPoint(), whole), whole, 1.0):
            last = corner.y() + block.height() >= height
            for place, band in bands(block, last=last):
                first = round(corner.y() + place.y())
                painted[first : first + band.height()] += array(band)[:, 0, 3]
    assert painted.tolist() == [128] * height


def test_a_picture_finds_out_what_is_hidden_in_steps(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = len(marked(qtbot, window).drawn)
    asked = list[int]()

    def counted(surface: SurfaceLayer, eye: Vec, points: Mat) -> Bools:
        asked.append(len(points))
        return hidden(surface, eye, points)

    monkeypatch.setattr(picking, "hidden", counted)
    monkeypatch.setattr(gl_canvas, "_AT_ONCE", 2)
    stage = window.exports._new_stage(Look(width=480, height=320, contour=False, curves=False))
    at_once(stage.making)
    assert sum(asked) > count, "critical points, start and heads"
    assert max(asked) <= 2
    asked.clear()
    stage.image()
    assert not asked, "nothing is left to be found out while it is painted"
    frame = window.workbench.frame
    assert frame is not None
    moved = [replace(head, point=(0.1 * i, 0.4)) for i, head in enumerate(frame.heads)]
    at_once(stage.show_frame(replace(frame, heads=tuple(moved))))
    assert max(asked) <= 2
    assert sum(asked) >= len(moved), "of a film's next frame, too"
    asked.clear()
    stage.image()
    assert not asked
    stage.deleteLater()


@pytest.mark.parametrize("kind", ["minimum", "restarted"])
def test_a_hidden_mark_fades_in_a_file_as_on_the_screen(qtbot: QtBot, kind: Shape) -> None:
    seen = []
    plate, edge = QColor("white"), QColor("black")
    mark = SeenMarker(MarkerSpec(np.zeros(3), kind, plate, edge, 17.0, 0.35), hidden=True)
    for for_file in (False, True):
        parent = QWidget()
        qtbot.addWidget(parent)
        overlay = Overlay(parent, for_file=for_file)
        overlay.resize(100, 100)
        overlay.set_theme(LIGHT)
        overlay.show_markers([mark], Camera())
        image = QImage(100, 100, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(QColor("#4080c0"))
        overlay.render(image, QPoint(), QRegion(), QWidget.RenderFlag(0))
        seen.append(array(image))
    assert np.abs(seen[0] - seen[0][0, 0]).max() > 20, "there is a mark"
    assert np.abs(seen[1] - seen[0]).max() < 8


def test_a_picture_in_3d_is_not_promised_before_it_can_be_drawn(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.exports.subject.largest_3d > 0
    monkeypatch.setattr(Surface3DView, "ready", property(lambda _view: False))
    assert window.exports.subject.largest_3d == 0
