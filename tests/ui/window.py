"""What the tests of the whole window share."""

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QSlider, QWidget
from pytestqt.qtbot import QtBot

from optexplorer.scene.frame import Frame
from optexplorer.ui.form_rows import NumberRow
from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.widgets.number_field import NumberField

LONG = 120_000  # milliseconds: a cold kernel cache on a slow machine
LEFT = Qt.MouseButton.LeftButton


def settle(qtbot: QtBot, window: MainWindow, *, started: bool = False) -> Frame:
    """Wait until nothing is being read, built or computed; the frame then on screen.

    ``started`` also waits for the first answer of a new window and for its 3-D view.
    """
    bench = window.workbench

    def settled() -> bool:
        busy = bench.busy or window.files.busy or window.wiring._tables.busy
        busy |= window.wiring.pictures.following or window.laboratory.coming
        begun = bench.frame is not None and window.surface3d.ready
        return not busy and (begun or not started)

    qtbot.waitUntil(settled, timeout=LONG)
    window.theme.finish()
    frame = bench.frame
    assert frame is not None
    assert bench.layers.experiment == bench.experiment
    return frame


def type_number(field: NumberField, text: str) -> None:
    """Type over what stands in a field, and Enter."""
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def slide(slider: QSlider, *shares: float) -> None:
    """Press at the first place of a slider, go through the others, and let go."""
    places = [QPoint(round(s * slider.width()), slider.height() // 2) for s in shares]
    QTest.mousePress(slider, LEFT, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(slider, place)
    QTest.mouseRelease(slider, LEFT, pos=places[-1])


def choose(menu: QMenu, text: str) -> None:
    """Trigger the entry of a menu that begins like this."""
    next(a for a in menu.actions() if a.text().replace("&", "").startswith(text)).trigger()


def add_method(window: MainWindow, title: str) -> None:
    """Search for a method in what "+ Add optimizer" opens, and take the best answer."""
    window.runs_panel.add_button.click()
    QTest.keyClicks(window.runs_panel.picker.search, title)
    QTest.keyClick(window.runs_panel.picker.search, Qt.Key.Key_Return)


def action(window: MainWindow, name: str) -> QAction:
    """An action of the tables."""
    return window.actions_by_name[name]


def turn_to(window: MainWindow, page: str) -> None:
    """Go to a page, which may have to be made, and be there."""
    action(window, f"page_{page}").trigger()
    window.laboratory.finish()


def row(form: Any, name: str) -> NumberRow:
    """A row of numbers in a form."""
    found = form.rows[name]
    assert isinstance(found, NumberRow)
    return found


def ends(frame: Frame) -> dict[int, tuple[float, ...]]:
    """Where each run's path on screen ends."""
    return {path.run: tuple(path.points[-1].tolist()) for path in frame.paths}


def picture(frame: Frame) -> list[Any]:
    """All numbers that a frame shows, to be compared with ``same``."""
    surface = [] if frame.surface is None else [frame.surface.loss, frame.surface.shade]
    graph = [] if frame.graph is None else [frame.graph.x, frame.graph.loss]
    paths = [a for p in frame.paths for a in (p.points, p.loss, p.steps)]
    curves = [a for panel in frame.curves for c in panel.curves for a in (c.x, c.y)]
    words = [frame.title, frame.axes, frame.cursor, frame.last_step, frame.curve_cursors]
    legend = [(e.run, e.label, e.style.colour, e.loss, e.best, e.outcome) for e in frame.legend]
    heads = [(h.run, h.point, h.loss, h.ended) for h in frame.heads]
    marks = [frame.marks.start, frame.marks.minima, frame.marks.own_starts, frame.box]
    return [*surface, *graph, *paths, *curves, *words, *legend, *heads, *marks]


def same(one: Frame, other: Frame) -> bool:
    """Whether two frames show the same numbers, bit by bit."""
    a, b = picture(one), picture(other)
    return len(a) == len(b) and all(_equal(x, y) for x, y in zip(a, b, strict=True))


def _equal(x: Any, y: Any) -> bool:
    if isinstance(x, np.ndarray):
        return bool(np.array_equal(x, y, equal_nan=True))
    return repr(x) == repr(y)  # nan is nan


def undoing(qtbot: QtBot, window: MainWindow, change: Callable[[], object]) -> Frame:
    """Make a change, take it back and do it again; each is exact. The frame with the change."""
    bench = window.workbench
    before, document = settle(qtbot, window), bench.document
    change()
    after, changed = settle(qtbot, window), bench.document
    assert changed != document
    action(window, "undo").trigger()
    restored = settle(qtbot, window)
    assert bench.document == document, "one entry of undo for one change"
    assert same(restored, before)
    action(window, "redo").trigger()
    again = settle(qtbot, window)
    assert bench.document == changed
    assert same(again, after)
    return again


def find(parent: QWidget, kind: type, name: str) -> Any:
    """The child of a kind with this accessible name."""
    return next(w for w in parent.findChildren(kind) if w.accessibleName() == name)


def edit_steps(window: MainWindow, steps: int) -> None:
    """A small edit."""
    window.workbench.edit("change the steps", lambda d: d.with_experiment(steps=steps))


def type_steps(window: MainWindow, text: str) -> Any:
    """Type, without Enter."""
    field = window.problem_panel.foot.steps.field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    return field
