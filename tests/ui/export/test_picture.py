"""Stages and the files they become."""

import re
from dataclasses import replace
from pathlib import Path
from unittest import mock
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QByteArray, QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from optexplorer.storage.errors import StorageError
from optexplorer.ui.export import picture
from optexplorer.ui.export.look import Look
from optexplorer.ui.export.stage import Stage
from optexplorer.ui.steps import Steps, at_once
from optexplorer.ui.theme import Scheme, apply
from optexplorer.ui.tokens import DARK
from optexplorer.ui.views import surface_item
from optexplorer.ui.views.curves import CurvePlot
from optexplorer.ui.views.lines import THIN
from optexplorer.ui.views.paths_item import PathsItem
from optexplorer.ui.views.plot import Plot
from optexplorer.ui.views.surface_item import SurfaceItem
from optexplorer.ui.widgets.elided_label import ElidedLabel
from tests.ui.export.tools import colours, frame

FLAT = Look(width=640, height=480, scale=1.0, in_3d=False)
NARROW = ((-0.2, 0.8), (-0.3, 1.2))  # paths leave it


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> None:
    apply(qapp, "light")


def stage(qtbot: QtBot, look: Look = FLAT, box: tuple[tuple[float, float], ...] | None = None) -> Stage:
    made = Stage(look, frame(box))
    qtbot.addWidget(made)
    return made


def test_curves_come_one_by_one(qtbot: QtBot) -> None:
    """To make a plot takes some 10 ms, and a dialog should answer meanwhile."""
    made, most, before = stage(qtbot), 0, 0
    for _ in made.making:
        now = len(made.findChildren(CurvePlot))
        most, before = max(most, now - before), now
    assert before == len(frame().curves) > 1
    assert most == 1


def drawn(svg: bytes) -> QImage:
    """An SVG as another program would show it."""
    renderer = QSvgRenderer(QByteArray(svg))
    assert renderer.isValid()
    image = QImage(640, 480, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image


def alike(one: QImage, other: QImage) -> float:
    """The share of pixels of two small copies that are nearly of one colour."""
    a, b = (
        image.convertToFormat(QImage.Format.Format_RGB32).scaled(
            160, 120, mode=Qt.TransformationMode.SmoothTransformation
        )
        for image in (one, other)
    )
    same = 0
    for x in range(160):
        for y in range(120):
            p, q = QColor(a.pixel(x, y)), QColor(b.pixel(x, y))
            pairs = ((p.red(), q.red()), (p.green(), q.green()), (p.blue(), q.blue()))
            same += all(abs(v - w) <= 24 for v, w in pairs)
    return same / (160 * 120)


def test_the_image_has_the_size_that_was_asked_for_times_the_scale(qtbot: QtBot) -> None:
    image = stage(qtbot, Look(width=640, height=480, scale=2.5, in_3d=False)).image()
    assert (image.width(), image.height()) == (1600, 1200)
    assert len(colours(image)) > 40


def test_the_picture_is_the_same_at_every_scale_but_finer(qtbot: QtBot) -> None:
    one = stage(qtbot).image()
    two = stage(qtbot, Look(width=640, height=480, scale=2.0, in_3d=False)).image()
    assert alike(one, two) > 0.97


def test_it_is_dressed_as_asked_whatever_the_window_wears(qtbot: QtBot) -> None:
    dark = stage(qtbot, Look(width=640, height=480, scale=1.0, in_3d=False, background="dark")).image()
    assert QColor(dark.pixel(3, 476)) == QColor(DARK.canvas)
    light = stage(qtbot).image()
    assert QColor(light.pixel(3, 476)) == QColor("#ffffff")


@pytest.mark.parametrize("background", ["light", "dark", "transparent"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_titles_of_panels_stand_out_whatever_the_window_wears(
    qtbot: QtBot, qapp: QApplication, scheme: Scheme, background: str
) -> None:
    apply(qapp, scheme)
    made = stage(qtbot, replace(FLAT, background=background))
    ground, whole = QColor("#15181e" if background == "dark" else "#ffffff"), made.image()
    shown = QImage(whole.size(), QImage.Format.Format_RGB32)
    shown.fill(ground)
    painter = QPainter(shown)
    painter.drawImage(0, 0, whole)
    painter.end()
    titles = [title for title in made.findChildren(ElidedLabel) if title.isVisibleTo(made)]
    for title in titles:
        corner = title.mapTo(made, QPoint())
        room = [
            shown.pixelColor(corner.x() + x, corner.y() + y).lightness()
            for x in range(title.width()) for y in range(title.height())
        ]  # fmt: skip
        assert max(room) - min(room) > 150, "text on its ground"
    assert len(titles) == 3


def test_a_transparent_picture_lets_the_ground_show_between_the_drawings(qtbot: QtBot) -> None:
    look = Look(width=640, height=480, scale=1.0, in_3d=False, background="transparent")
    made = stage(qtbot, look)
    image = made.image()
    assert image.pixelColor(2, 478).alpha() == 0
    for plot in made.findChildren(Plot):
        corner = plot.mapTo(made, QPoint(2, plot.height() - 2))
        assert image.pixelColor(corner).alpha() == 0, "beside the axes"
    assert image.pixelColor(200, 150).alpha() == 255, "the surface"


@pytest.mark.parametrize("box", [None, NARROW])
def test_an_svg_shows_what_the_image_shows(
    qtbot: QtBot, box: tuple[tuple[float, float], ...] | None
) -> None:
    made = stage(qtbot, box=box)
    svg = at_once(picture.svg(made.paint, made.size(), "Double well"))
    assert alike(drawn(svg), made.image()) > 0.97


def test_an_svg_is_lines_and_areas_and_needs_no_font(qtbot: QtBot) -> None:
    made = stage(qtbot)
    text = at_once(picture.svg(made.paint, made.size(), "Double <well>")).decode()
    root = ET.fromstring(text)  # noqa: S314  (our own)
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "Double <well>"
    assert "<image" not in text
    assert "<text" not in text
    labels = re.findall(r'aria-label="([^"]*)"', text)
    assert {"Gradient descent", "Adam", "Double well", "Loss"} <= set(labels)


def test_a_pdf_is_one_page_of_that_size_with_its_fonts(qtbot: QtBot) -> None:
    made = stage(qtbot)
    data = at_once(picture.pdf(made.paint, made.size(), "Double well"))
    assert data.startswith(b"%PDF-")
    boxes = re.findall(rb"/MediaBox \[([^\]]*)\]", data)
    assert [[float(n) for n in box.split()] for box in boxes] == [[0, 0, 480, 360]]
    assert b"/FontFile" in data
    assert b"/Subtype /Image" not in data.replace(b"\n", b" ")


def test_parts_are_left_out_on_request(qtbot: QtBot) -> None:
    look = Look(
        width=640, height=480, scale=1.0, in_3d=False, curves=False, legend=False, formula=False
    )
    made = stage(qtbot, look)
    text = at_once(picture.svg(made.paint, made.size(), "")).decode()
    labels = set(re.findall(r'aria-label="([^"]*)"', text))
    assert not labels & {"Gradient descent", "Double well", "Loss"}


def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="there is no folder"):
        picture.write(tmp_path / "none" / "a.png", b"picture")
    (tmp_path / "a.png").mkdir()
    with pytest.raises(StorageError, match="it is a folder"):
        picture.write(tmp_path / "a.png", b"picture")


def test_a_pdf_plays_what_axes_have_recorded_at_its_own_size(qtbot: QtBot) -> None:
    made = stage(qtbot)
    seen: list[int] = []

    def paint(painter: QPainter) -> Steps[None]:
        seen.append(painter.device().logicalDpiX())
        yield from made.paint(painter)

    assert at_once(picture.pdf(paint, made.size(), "Double well")).startswith(b"%PDF")
    assert seen == [96], "the resolution that widgets are painted in"


def test_a_picture_of_lines_can_be_given_up_at_every_pause(qtbot: QtBot) -> None:
    for pauses in range(0, 60, 7):
        made = stage(qtbot)
        work = picture.svg(made.paint, made.size(), "Double well")
        for _ in range(pauses):
            next(work)
        work.close()  # Qt warns of a painter that is left in the middle


def test_a_stage_given_up_while_it_is_made_is_not_painted(qtbot: QtBot) -> None:
    made = stage(qtbot)
    next(made.making)
    made.making.close()
    with pytest.raises(AssertionError, match="given up"):
        made.image()


def test_the_dots_of_a_noisy_path_are_in_the_picture(qtbot: QtBot) -> None:
    made = stage(qtbot)
    at_once(made.making)
    (item,) = [i for i in made.findChildren(Plot)[0].scene().items() if isinstance(i, PathsItem)]
    with (
        mock.patch("optexplorer.ui.views.paths_item.affordable", lambda _, *lines: [THIN] * len(lines)),
        mock.patch.object(PathsItem, "_paint_dots") as dots,
    ):
        made.image()
    assert dots.call_count >= len(item._paths)


def test_the_areas_of_bands_are_worked_out_one_by_one(qtbot: QtBot) -> None:
    """All of them took 0.14 s in one go."""
    made = stage(qtbot)
    found = mock.Mock(side_effect=surface_item.area_paths)
    with mock.patch.object(surface_item, "area_paths", found):
        at_once(made.making)
        items = [i for plot in made.findChildren(Plot) for i in plot.scene().items()]
        (item,) = [i for i in items if isinstance(i, SurfaceItem)]
        areas, item._areas = item._areas, None
        assert areas is not None
        assert len(list(item.prepare())) == len(areas)
        made.image()
    assert found.call_count == 2, "not once more to paint them"
