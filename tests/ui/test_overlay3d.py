"""Markers over the 3-D picture: many in one go, and still one over the other as they come."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QRegion
from PySide6.QtWidgets import QWidget

from optexplorer.ui.tokens import LIGHT
from optexplorer.ui.views import markers3d
from optexplorer.ui.views.camera import Camera
from optexplorer.ui.views.markers3d import MarkerSpec, SeenMarker
from optexplorer.ui.views.overlay3d import Overlay

SIZE = 100
RED, GREEN, BLUE = "#ff0000", "#00ff00", "#0000ff"
PAPER = "#ffffff"


@pytest.fixture(params=[False, True], ids=["screen", "file"])
def overlay(request, qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    overlay = Overlay(parent, for_file=request.param)
    overlay.resize(SIZE, SIZE)
    overlay.set_theme(LIGHT)
    yield overlay
    parent.close()


def marker(shape, colour, size=20.0, *, hidden=False, ghost=0.0, at=(0.0, 0.0, 0.0)):
    ink = QColor(colour)
    return SeenMarker(MarkerSpec(np.array(at), shape, ink, ink, size, ghost), hidden)


def painted(overlay, markers, area=None):
    overlay.show_markers(markers, Camera())
    image = QImage(SIZE, SIZE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(PAPER))
    region = QRegion() if area is None else QRegion(*area)
    overlay.render(image, QPoint(), region, QWidget.RenderFlag(0))
    return image


def middle(overlay, markers):
    at = Camera().project(np.zeros((1, 3)), (SIZE, SIZE))[0].astype(int).tolist()
    return painted(overlay, markers).pixelColor(*at).name()


PATH, STAMP = "circle", "restarted"


@pytest.mark.parametrize("shapes", [(PATH, STAMP, PATH), (STAMP, PATH, STAMP), (STAMP,) * 3])
def test_a_later_marker_lies_over_an_earlier_one(overlay, shapes):
    colours = (RED, GREEN, BLUE)
    whole = [marker(shape, colour) for shape, colour in zip(shapes, colours, strict=True)]
    for count, colour in enumerate(colours, start=1):
        assert middle(overlay, whole[:count]) == colour


def test_what_is_hidden_is_faint_or_not_there(overlay):
    for shape in (PATH, STAMP):
        assert middle(overlay, [marker(shape, BLUE, hidden=True)]) == PAPER
        faint = QColor(middle(overlay, [marker(shape, BLUE, hidden=True, ghost=0.5)]))
        assert abs(faint.red() - 128) <= 2
        assert faint.blue() == 255
        both = [marker(shape, BLUE, hidden=True, ghost=0.5), marker(shape, GREEN)]
        assert middle(overlay, both) == GREEN, "the next one is not"


def test_a_marker_at_no_place_is_left_out(overlay):
    nowhere = marker(STAMP, RED, at=(np.nan, 0.0, 0.0))
    assert middle(overlay, [nowhere, marker(STAMP, GREEN), nowhere]) == GREEN


def test_only_what_reaches_into_the_area_is_painted(overlay, monkeypatch):
    seen = []
    paint = markers3d.stamps
    monkeypatch.setattr(markers3d, "stamps", lambda *args: (seen.append(len(args[1])), paint(*args))[1])
    x, y = Camera().project(np.zeros((1, 3)), (SIZE, SIZE))[0].tolist()
    one = [marker(STAMP, BLUE, 10.0)]
    for left, there in ((x + 6, [1]), (x + 40, [])):
        painted(overlay, one, (round(left), round(y), 4, 4))
        assert seen == there
        seen.clear()
