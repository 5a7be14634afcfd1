"""The legend on a picture."""

from dataclasses import replace

import pytest

from optexplorer.ui.views.contour import ContourView
from tests.support.races import HIMMELBLAU, race
from tests.ui.tools import shown


@pytest.fixture(scope="module")
def frame():
    return race(HIMMELBLAU, steps=60, side=60)


@pytest.fixture
def view(qtbot, frame):
    view = ContourView()
    view.resize(640, 520)
    view.show_frame(frame)
    return shown(qtbot, view)


def test_long_names_end_in_the_picture_with_the_legend(view, frame):
    view.set_legend_visible(True)
    width = view.legend.width()
    long = tuple(replace(entry, label="a long name " * 20) for entry in frame.legend)
    view.show_frame(replace(frame, legend=long))
    view.resize(639, 520)
    assert view.picture_rect().contains(view.legend.geometry())
    view.show_frame(frame)
    assert view.legend.width() == width


def test_the_legend_says_what_the_marks_mean(view):
    height = view.legend.height()
    view.legend.set_entries(view.legend.entries, ("perturbed", "best"))
    assert view.legend.height() > height
    assert view.legend.events == ("perturbed", "best")
