"""Pictures, forms and curves of the inside of a step."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from optexplorer.core.cancel import Cancel
from optexplorer.core.schedule import Exponential
from optexplorer.scene.labels import number
from optexplorer.scene.view import InsideView
from optexplorer.ui.inside import InsideRequest, new_insider
from optexplorer.ui.jobs import Job
from tests.ui.panels.inside_tools import ADAM, Panel, experiment, looked, run

# Pictures, forms, curves


def test_pictures_are_switched(panel: Panel) -> None:
    panel.show(ADAM)
    boxes = panel.panel.pictures.boxes
    assert {k for k, box in boxes.items() if box.isChecked()} == {"gradient", "step"}
    assert list(boxes) == ["gradient", "step", "rates", "first moment"]
    panel.panel.scroll_area.ensureWidgetVisible(boxes["first moment"])
    boxes["first moment"].click()
    assert panel.asked == [("picturesRequested", (0, frozenset({"gradient", "step", "first moment"})))]
    panel.panel.show_scales("gradients × 0.05")
    assert panel.panel.pictures.scales.text() == "gradients × 0.05"
    panel.show(ADAM, view=InsideView(drawn=((0, frozenset({"rates"})),)))
    assert {k for k, box in boxes.items() if box.isChecked()} == {"rates"}


def test_another_form_stands_beside(panel: Panel) -> None:
    race = experiment(run("adam", learning_rate=0.1, eps=1e-2), run("gd"))
    panel.show(race, row=2)
    other = panel.panel.other
    assert other.isVisible()
    assert not other.comparing
    other.chooser.activated.emit(1)
    assert panel.asked == [("formRequested", (0,))]
    inside = panel.show(race, row=2, view=InsideView(form=0))
    assert inside.other is not None
    assert other.comparing
    theirs = other.lines.blocks
    assert [b.marked for b in theirs] == [False, False, True, True]
    assert [b.marked for b in panel.panel.lines.blocks] == [False] * 3 + [True] * 3
    apart = np.linalg.norm(inside.other.x_after - inside.reports[0].x_after)
    assert number(float(apart)) in other.distance.text()
    assert "Keras" in other.differs.text()
    panel.show(race, row=2)
    assert not other.comparing
    assert not any(b.marked for b in panel.panel.lines.blocks)
    panel.show(race, at=1)
    assert not other.isVisible()


def test_forms_that_agree_say_so(panel: Panel) -> None:
    race = experiment(run("momentum", learning_rate=2.0**-4))
    panel.show(race, row=2, view=InsideView(form=0))
    assert panel.panel.other.distance.text() == "After this step both stand at the same point."
    moving = replace(race, runs=(replace(race.runs[0], schedule=Exponential(factor=0.5)),))
    panel.show(moving, row=2, view=InsideView(form=0))
    assert "apart" in panel.panel.other.distance.text()


def test_in_a_wide_panel_forms_stand_side_by_side(panel: Panel) -> None:
    panel.show(ADAM, view=InsideView(form=0))
    assert panel.panel.other.y() > panel.panel.lines.y()
    panel.panel.resize(700, 650)
    QApplication.processEvents()
    assert panel.panel.other.y() == panel.panel.lines.y()
    assert panel.panel.other.x() > panel.panel.lines.x() + 300


def test_curves_are_wanted_only_when_asked_for(panel: Panel) -> None:
    panel.show(ADAM)
    curves = panel.panel.curves
    assert not curves.chart.isVisible()
    panel.panel.scroll_area.ensureWidgetVisible(curves.section.header)
    panel.click(curves.section.header)
    assert panel.asked == [("columnsWanted", (True,))]
    panel.show(ADAM, row=5, view=InsideView(curve=True))
    assert curves.chart.isVisible()
    offered = [curves.chooser.itemText(i) for i in range(curves.chooser.count())]
    assert offered[:3] == ["step length", "angle to −g, degrees", "effective rate"]
    assert {"m", "v", "β₁ᵗ", "m: y over x"} <= set(offered)


@pytest.mark.parametrize("curve", ["step length", "v", "m: y over x"])
def test_a_press_on_a_curve_goes_to_the_step(panel: Panel, curve: str) -> None:
    panel.show(ADAM, row=5, view=InsideView(curve=True))
    curves = panel.panel.curves
    curves.chooser.setCurrentText(curve)
    curves.chooser.activated.emit(curves.chooser.currentIndex())
    panel.panel.scroll_area.ensureWidgetVisible(curves.chart)
    at = curves.chart.place_of(12)
    panel.qtbot.mouseClick(curves.chart, Qt.MouseButton.LeftButton, pos=at.toPoint())
    ((name, (row,)),) = panel.asked
    assert name == "stepRequested"
    assert abs(row - 11) <= 1


def test_the_choice_of_a_curve_stays(panel: Panel) -> None:
    view = InsideView(curve=True)
    panel.show(ADAM, view=view)
    panel.panel.curves.chooser.setCurrentText("v")
    panel.show(ADAM, row=1, view=view, at=1)
    assert panel.panel.curves.chooser.currentText() == "v"


def test_the_cursor_of_the_curves_follows(panel: Panel) -> None:
    view = InsideView(curve=True)
    first = panel.show(ADAM, row=5, view=view)
    chart = panel.panel.curves.chart
    before = chart.grab().toImage()
    panel.show(
        ADAM, row=20, view=view, inside=replace(looked(ADAM, 21, rows=30), columns=first.columns)
    )
    assert chart.grab().toImage() != before
    place = chart.place_of(21)
    assert isinstance(place, QPointF)
    line = chart.grab().toImage().pixelColor(round(place.x()), 20)
    assert (
        line.lightness() < 220 < chart.grab().toImage().pixelColor(round(place.x()) - 4, 20).lightness()
    )


def test_memory_is_said(panel: Panel) -> None:
    inside = panel.show(ADAM)
    assert inside.nbytes > 0
    assert panel.panel.kept.text() == f"recomputed on demand, {inside.nbytes / 1000:.1f} kB kept"


def test_all_runs_looked_into_share_one_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optexplorer.core.inspect.replay.BYTES", 20_000)
    race = experiment(*[run("adam") for _ in range(4)], steps=30_000)
    insider, job = new_insider(), Job(Cancel(), lambda _: None)
    one = insider.answer(InsideRequest(race, ((0, 29_000),)), job)
    assert 10_000 < one.nbytes <= 20_000
    all_four = tuple((i, 29_000) for i in range(4))
    assert one.nbytes / 2 < insider.answer(InsideRequest(race, all_four), job).nbytes <= 20_000


def test_curves_count_as_kept() -> None:
    race = experiment(run("adam"))
    plain, curves = looked(race, 5), looked(race, 5, rows=31)
    assert curves.columns is not None
    assert curves.columns.nbytes >= 30 * 8 * 10
    assert curves.nbytes == plain.nbytes + curves.columns.nbytes
