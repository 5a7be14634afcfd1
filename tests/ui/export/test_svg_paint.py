"""Every shape of an SVG is where a renderer that clips as it should shows it."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from optexplorer.core.arrays import Vec
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.problem import FormulaSpec
from optexplorer.optimizers import make
from optexplorer.problems import build_problem
from optexplorer.scene.frame import Frame
from optexplorer.scene.resolve import Resolver
from optexplorer.scene.view import View
from optexplorer.ui.export import picture
from optexplorer.ui.export.look import Look
from optexplorer.ui.export.stage import Stage
from optexplorer.ui.steps import at_once
from optexplorer.ui.theme import apply
from optexplorer.ui.tokens import LIGHT
from optexplorer.ui.views.axes import Axis
from optexplorer.ui.views.plot import Plot
from tests.ui.export.svg_shapes import Shape, shapes
from tests.ui.export.tools import frame, laid_out

LOOK = Look(width=640, height=480, scale=1.0, in_3d=False)
NARROW = ((-0.2, 0.8), (-0.3, 1.2))  # paths leave it


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> None:
    apply(qapp, "light")


def one_variable() -> Frame:
    """A graph, a start and a path."""
    problem = build_problem(FormulaSpec("x^4 - x^2"))
    race = Experiment(problem, (Run(make("gd", {})),), start=(1.5,), steps=40)
    return Resolver().frame(laid_out(race), View())


def drawn(qtbot: QtBot, shown: Frame) -> tuple[Stage, list[Shape]]:
    stage = Stage(LOOK, shown)
    qtbot.addWidget(stage)
    return stage, shapes(at_once(picture.svg(stage.paint, stage.size(), "")))


def place(stage: Stage, plot: Plot, rect: QRectF) -> tuple[Vec, Vec]:
    """The corners on the stage of what the scene of a plot has at ``rect``."""
    on_plot = plot.viewportTransform().mapRect(rect)
    corner = plot.viewport().mapTo(stage, plot.viewport().rect().topLeft())
    low = np.array([on_plot.left() + corner.x(), on_plot.top() + corner.y()])
    return low, low + np.array([on_plot.width(), on_plot.height()])


@pytest.mark.parametrize("shown", [frame, one_variable], ids=["plane", "line"])
def test_no_shape_lies_outside_its_clip(qtbot: QtBot, shown: Callable[[], Frame]) -> None:
    _stage, found = drawn(qtbot, shown())
    assert len(found) > 100
    lost = [(s.kind, s.stroke, s.low, s.high, s.clip) for s in found if not s.shown]
    assert lost == []


@pytest.mark.parametrize("shown", [frame, one_variable], ids=["plane", "line"])
def test_every_plot_has_its_axis_lines(qtbot: QtBot, shown: Callable[[], Frame]) -> None:
    stage, found = drawn(qtbot, shown())
    lines = [s for s in found if s.kind == "polyline" and s.stroke == LIGHT.hairline and s.shown]
    axes = 0
    for plot in stage.findChildren(Plot):
        for axis in plot.scene().items():
            if isinstance(axis, Axis):
                low, high = place(stage, plot, plot.view_box.sceneBoundingRect())
                along = 1 if axis.orientation == "left" else 0
                axes += any(
                    np.all(s.low >= low - 2)
                    and np.all(s.high <= high + 2)
                    and np.ptp([s.low[along], s.high[along]]) > 0.95 * (high - low)[along]
                    for s in lines
                )
    assert axes == 8, "two of the picture, two of each of three panels"


def test_paths_are_shown_within_the_picture_and_clipped_by_it(qtbot: QtBot) -> None:
    stage, found = drawn(qtbot, frame(NARROW))
    (plot,) = (view.plot for view in stage.views if hasattr(view, "plot"))
    low, high = place(stage, plot, plot.view_box.sceneBoundingRect())
    inks = {run.style.colour for run in frame(NARROW).paths}
    paths = [
        s for s in found
        if s.stroke in inks and s.kind in ("path", "polyline") and s.clip is not None
        and np.all(s.clip[0] >= low - 2) and np.all(s.clip[1] <= high + 2)
    ]  # fmt: skip
    assert {s.stroke for s in paths if s.shown} == inks
    assert any(np.any(s.low < low) or np.any(s.high > high) for s in paths), "they leave it"
