"""A chart of the laboratory: any marks of `scene.chart`, on linear or logarithmic axes."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from optexplorer.scene.chart import Chart, logs_possible, place, ranges, value
from optexplorer.scene.chart_reading import place_text, readings, sample_near
from optexplorer.ui.tokens import LIGHT, ThemeTokens
from optexplorer.ui.views.axes import Axis
from optexplorer.ui.views.chart_card import ChartCard
from optexplorer.ui.views.chart_item import ChartItem
from optexplorer.ui.views.plot import Plot
from optexplorer.ui.widgets.elided_label import ElidedLabel
from optexplorer.ui.widgets.themed import set_role

_LEFT = 46  # pixels for the numbers, the same in every chart
_BOTTOM = 22
_NAMED = 18  # more with a name beside them
_LEAST = QSize(260, 180)
_STEPS = 50  # of the arrow keys along the axis


class _ChartBox(pg.ViewBox):  # type: ignore[misc]
    """A view box that is clicked but not moved."""

    def __init__(self, chart: "ChartView") -> None:
        super().__init__(enableMenu=False, enableMouse=False, defaultPadding=0.0)
        self._chart = chart

    def mouseClickEvent(self, ev: Any) -> None:
        at = self.mapFromScene(ev.scenePos())
        if ev.button() == Qt.MouseButton.LeftButton and self.rect().contains(at):
            ev.accept()
            self._chart.press(at)


class ChartView(QWidget):
    """Told what to show; the mouse or the arrow keys read values off, a click or Enter asks.

    A person's choice of an axis outlives the chart that suggested another one.
    """

    clicked = Signal(float, object)  # x as a value, and the `Mark` under the mouse or None
    axesChosen = Signal(bool, bool)  # whether x and y are logarithmic now

    def __init__(self, tokens: ThemeTokens = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self.chart = Chart("")
        self._chosen: list[bool | None] = [None, None]
        self._at: QPointF | None = None  # pixels of the view box that are read off
        self._title = ElidedLabel()
        set_role(self._title, "title")
        self._button = QToolButton()
        set_role(self._button, "link")
        self._button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._button.setToolTip("Linear or logarithmic axes")
        self._menu = QMenu(self._button)
        self._menu.setToolTipsVisible(True)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._button.setMenu(self._menu)
        header = QHBoxLayout()
        header.setContentsMargins(tokens.space_s, 0, 0, 0)
        header.addWidget(self._title, 1)
        header.addWidget(self._button)

        self.view = _ChartBox(self)
        self.left, self.bottom = Axis("left"), Axis("bottom")
        self.plot = Plot(self.view, self.left, self.bottom, grid=True)
        self.item = ChartItem(self.view, tokens)
        self._empty = QLabel()
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        set_role(self._empty, "muted")
        self.card = ChartCard(tokens, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(header)
        layout.addWidget(self.plot, 1)
        layout.addWidget(self._empty, 1)
        self.setMinimumSize(_LEAST)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.plot.scene().sigMouseMoved.connect(self._on_moved)
        self.plot.viewport().installEventFilter(self)
        self.show_chart(self.chart)
        self.set_theme(tokens)

    @property
    def logs(self) -> tuple[bool, bool]:
        """Whether x and y are logarithmic."""
        wanted = (self.chart.x_log, self.chart.y_log)
        x, y = (
            (suggested if chosen is None else chosen) and possible
            for chosen, suggested, possible in zip(
                self._chosen, wanted, logs_possible(self.chart), strict=True
            )
        )
        return x, y

    def show_chart(self, chart: Chart) -> None:
        """Show this."""
        self.chart = chart
        self._title.setText(chart.title)
        self.setAccessibleName(chart.title)
        self._empty.setText(chart.empty)
        self.plot.setVisible(bool(chart.marks))
        self._empty.setVisible(not chart.marks)
        self._show()

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self._tokens = tokens
        self.plot.set_theme(tokens)
        self._name_axes()
        self.item.set_theme(tokens.plain)
        self.card.set_theme(tokens)

    def press(self, at: QPointF) -> None:
        """Ask for these pixels of the view box."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.clicked.emit(self._value_at(at), self.item.mark_at(at))

    def hasHeightForWidth(self) -> bool:
        """As high as there is room: the sentence in place of the marks wraps, and asks for nothing."""
        return False

    # Qt's events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The mouse leaves the plot."""
        if event.type() == QEvent.Type.Leave:
            self._read(None)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go along the axis, Enter asks for the place."""
        way = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        rect, cursor = self.view.rect(), self.item.reading
        if way is not None and self.chart.marks:
            x = 0.5 * rect.width() if cursor is None else self._pixel(cursor)
            x = min(max(x + way * rect.width() / _STEPS, 0.0), rect.width())
            self._read(QPointF(x, 0.5 * rect.height()), snap=False)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and cursor is not None:
            self.clicked.emit(value(cursor, self.logs[0]), None)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Ring the chart whose values the arrow keys read."""
        self.item.focused = event.reason() != Qt.FocusReason.MouseFocusReason
        self.item.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        self.item.focused = False
        self._read(None)
        super().focusOutEvent(event)

    # Inside

    def _show(self) -> None:
        logs = x_log, y_log = self.logs
        for axis, log in ((self.left, y_log), (self.bottom, x_log)):
            axis.set_log(log)
        names = self.chart.x_names
        self.bottom.setTicks([list(names)] if names else None)
        self._name_axes()
        x_range, y_range = ranges(self.chart, *logs)
        if self.view.viewRange() != [list(x_range), list(y_range)]:
            self.view.setRange(xRange=x_range, yRange=y_range, padding=0.0)
            self.plot.scene().prepareForPaint()  # or pyqtgraph moves the items while it paints them
        words = [
            f"{'log' if log else 'linear'} {letter}" for log, letter in zip(logs, "xy", strict=True)
        ]
        self._button.setText(" · ".join(words) + " ▾")
        self._button.setVisible(any(logs_possible(self.chart)))
        self.item.set_chart(self.chart, logs)
        self._read(self._at)

    def _name_axes(self) -> None:
        self.left.keep_breadth(_LEFT + (_NAMED if self.chart.y_title else 0))
        self.left.set_name(self.chart.y_title, self._tokens)
        self.bottom.keep_breadth(_BOTTOM + (_NAMED if self.chart.x_title else 0))
        self.bottom.set_name(self.chart.x_title, self._tokens)

    def _fill_menu(self) -> None:
        self._menu.clear()
        possible = logs_possible(self.chart)
        for axis, title in enumerate(("Horizontal", "Vertical")):
            self._menu.addSection(title)
            for log, text in ((False, "Linear"), (True, "Logarithmic")):
                action = self._menu.addAction(f"{title}: {text.lower()}")
                action.setCheckable(True)
                action.setChecked(self.logs[axis] == log)
                if log and not possible[axis]:
                    action.setEnabled(False)
                    action.setToolTip("Nothing on this axis has a logarithm")
                action.triggered.connect(lambda _=False, a=axis, to=log: self._choose(a, to))

    def _choose(self, axis: int, log: bool) -> None:
        self._chosen[axis] = log
        self._show()
        self.axesChosen.emit(*self.logs)

    def _pixel(self, at: float) -> float:
        return float(self.item.map(np.array([[at, 0.0]]))[0, 0])

    def _value_at(self, at: QPointF) -> float:
        return value(float(self.view.mapToView(at).x()), self.logs[0])

    def _on_moved(self, position: QPointF) -> None:
        at = self.view.mapFromScene(position)
        self._read(at if self.view.rect().contains(at) else None)

    def _read(self, at: QPointF | None, *, snap: bool = True) -> None:
        """Say what stands at these pixels of the view box."""
        self._at = at
        if at is None or not self.chart.marks:
            self.item.set_reading(None)
            self.card.hide()
            return
        x, log = self._value_at(at), self.logs[0]
        shown = sample_near(self.chart, x, log) if snap else x
        self.item.set_reading(float(place(np.array([shown]), log)[0]))
        rule = self.item.rule_at(at)
        title = place_text(self.chart, x, log)
        tip = rule.tip if rule else ""
        self.card.show_readings(title, readings(self.chart, x, log), tip, self.size())
        scene = self.view.mapToScene(at)
        mouse = self.plot.mapTo(self, self.plot.mapFromScene(scene))
        self.card.place(QPoint(mouse), self.rect())
        self.card.raise_()
