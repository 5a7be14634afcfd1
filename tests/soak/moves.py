"""What a person may do, drawn at random from what the window has: new pages and actions come along.

A move is a generator that gives way between its events, as a hand does.
"""

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLineEdit,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from optexplorer.core.problem import DataSpec, FormulaSpec, SurfaceSpec
from optexplorer.problems.catalogue import catalogue
from optexplorer.problems.data import data_sets
from optexplorer.ui.main_window import MainWindow

Move = Iterator[None]
NONE, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
# Ends the program, or starts it once more.
_LEFT_OUT = frozenset({"quit", "self_test"})
_TYPED = ("0.05", "1", "-0.5", "2,5", "1e-3", "40", "0", "", "x", "adam", "odd", "nan")
_FORMULAS = ("x^2 + a*y^2", "sin(3*x)*cos(y) + x^2/10", "x^4 - x^2 + x/9", "abs(x) + max(y, x)", "x +")


class Person:
    """Somebody with the window before them, and a die."""

    def __init__(self, window: MainWindow, chance: random.Random, folder: Path) -> None:
        self._window, self._chance, self._folder = window, chance, folder
        self.choosing = (
            0.0  # seconds of looking for something to take, which no hand keeps a window with
        )
        self._moves: tuple[tuple[str, float, Callable[[], Move]], ...] = (
            ("action", 5.0, self._action),
            ("drag start", 5.0, self._drag_start),
            ("slide", 5.0, self._slide),
            ("press", 4.0, self._press),
            ("problem", 2.0, self._problem),
            ("type", 2.0, self._type),
            ("wheel", 2.0, self._wheel),
            ("drag anywhere", 2.0, self._drag_anywhere),
            ("scrub", 1.0, self._scrub),
            ("choose", 1.0, self._choose),
            ("open", 1.0, self._open),
            ("resize", 0.5, self._resize),
        )
        self.count = dict.fromkeys((name for name, _, _ in self._moves), 0)

    def move(self) -> tuple[str, Move]:
        """The next move and its name."""
        weights = [weight for _, weight, _ in self._moves]
        ((name, _, begin),) = self._chance.choices(self._moves, weights)
        self.count[name] += 1
        return name, begin()

    def pause(self) -> int:
        """Milliseconds until the next one."""
        return int(min(self._chance.expovariate(1 / 60), 800.0))

    # Moves

    def _action(self) -> Move:
        actions = [a for n, a in self._window.actions_by_name.items() if n not in _LEFT_OUT]
        action = self._chance.choice([a for a in actions if a.isEnabled()])
        action.trigger()
        yield

    def _drag_start(self) -> Move:
        window, bench = self._window, self._window.workbench
        frame, view = bench.frame, window.flat.currentWidget()
        if frame is None or view not in (window.contour, window.graph) or not view.isVisible():
            return
        plot, at = view.plot, frame.marks.start
        y = at[1] if len(at) > 1 else 0.0
        sides = [*bench.box, (-1.0, 1.0)][:2]
        points = [(at[0], y), *([self._chance.uniform(*side) for side in sides] for _ in range(8))]
        seen = [plot.view_box.mapViewToScene(QPointF(*point)) for point in points]
        yield from _drag(plot.viewport(), [QPointF(plot.mapFromScene(point)) for point in seen])

    def _slide(self) -> Move:
        slider = self._pick(QAbstractSlider)
        if slider is None:
            return
        middle = slider.height() / 2
        shares = [self._chance.random() for _ in range(8)]
        yield from _drag(slider, [QPointF(share * slider.width(), middle) for share in shares])

    def _press(self) -> Move:
        button = self._pick(QAbstractButton)
        if button is not None:
            yield from _drag(button, [QPointF(button.rect().center())])

    def _choose(self) -> Move:
        tabs, combo = self._pick(QTabBar), self._pick(QComboBox)
        if tabs is not None and (combo is None or self._chance.random() < 0.5):
            tabs.setCurrentIndex(self._chance.randrange(tabs.count()))
        elif combo is not None and combo.count():
            combo.setCurrentIndex(self._chance.randrange(combo.count()))
        yield

    def _type(self) -> Move:
        field = self._pick(QLineEdit)
        if field is None:
            return
        field.setFocus()
        field.selectAll()
        yield
        if isValid(field):
            QTest.keyClicks(field, self._chance.choice(_TYPED))
        yield
        if isValid(field):  # what was typed may have taken its row away
            QTest.keyClick(field, self._chance.choice((Qt.Key.Key_Return, Qt.Key.Key_Escape)))
        yield

    def _problem(self) -> Move:
        panel, kind = self._window.problem_panel, self._chance.random()
        if kind < 0.6:
            panel.surfaceRequested.emit(SurfaceSpec(self._chance.choice(catalogue()).key))
        elif kind < 0.8:
            formula = FormulaSpec(self._chance.choice(_FORMULAS), (("a", self._chance.random()),))
            panel.formulaRequested.emit(formula)
        else:
            spec = self._chance.choice([*data_sets().values()]).suggestion
            assert isinstance(spec, DataSpec)
            panel.dataRequested.emit(spec)
        yield

    def _open(self) -> Move:
        files = [*self._folder.glob("*.optx")]
        if files:
            self._window.files.open_path(self._chance.choice(files), ask=False)
        yield

    def _scrub(self) -> Move:
        for _ in range(10):
            frame = self._window.workbench.frame
            if frame is not None:
                self._window.workbench.set_cursor(self._chance.randint(0, max(frame.last_step, 0)))
            yield

    def _wheel(self) -> Move:
        widget = self._pick(QWidget)
        if widget is None:
            return
        at = QPointF(widget.rect().center())
        for _ in range(3):
            if not isValid(widget):  # what the wheel turned to may have taken it away
                return
            QApplication.sendEvent(widget, QWheelEvent(
                at, widget.mapToGlobal(at), QPoint(), QPoint(0, self._chance.choice((-120, 120))), NONE,
                Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
            ))  # fmt: skip
            yield

    def _drag_anywhere(self) -> Move:
        widget = self._pick(QWidget)
        if widget is not None:
            size = widget.size()
            places = [(self._chance.random(), self._chance.random()) for _ in range(6)]
            yield from _drag(widget, [QPointF(x * size.width(), y * size.height()) for x, y in places])

    def _resize(self) -> Move:
        least, chance = self._window.minimumSize(), self._chance
        width = chance.randint(least.width(), max(1900, least.width()))
        self._window.resize(width, chance.randint(least.height(), max(1050, least.height())))
        yield

    def _pick(self, kind: type) -> "QWidget | None":
        """A widget of a kind that can be seen and used."""
        begun = time.thread_time()
        found = [
            w
            for w in self._window.findChildren(kind)
            if w.isVisible() and w.isEnabled() and w.window() is self._window
            and not w.visibleRegion().isEmpty()
        ]  # fmt: skip
        self.choosing += time.thread_time() - begun
        return self._chance.choice(found) if found else None


def _drag(widget: QWidget, places: list[QPointF]) -> Move:
    """Press at the first place, go through the others, and let go, while the widget is there."""
    gone: list[object] = []
    widget.destroyed.connect(lambda: gone.append(widget))
    _hover(widget, places[0])
    steps = [
        (QEvent.Type.MouseMove, places[0], NONE, NONE),
        (QEvent.Type.MouseButtonPress, places[0], LEFT, LEFT),
        *((QEvent.Type.MouseMove, place, NONE, LEFT) for place in places[1:]),
        (QEvent.Type.MouseButtonRelease, places[-1], LEFT, NONE),
    ]
    for kind, at, button, buttons in steps:
        if gone:
            return
        event = QMouseEvent(
            kind, at, widget.mapToGlobal(at), button, buttons, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(widget, event)
        yield


def _hover(widget: QWidget, at: QPointF) -> None:
    """The mouse comes there, as the window is told by the system: laser and glass follow."""
    handle, place = widget.window().windowHandle(), widget.mapToGlobal(at)
    if handle is not None:
        over, keys = QPointF(handle.mapFromGlobal(place.toPoint())), Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(
            handle, QMouseEvent(QEvent.Type.MouseMove, over, place, NONE, NONE, keys)
        )
