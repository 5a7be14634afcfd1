"""Curves of what went on inside a run, one at a time."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from optexplorer.ui.panels.inside_chart import Chart, InsideChart
from optexplorer.ui.panels.inside_figures import family_names, plain
from optexplorer.ui.widgets.card import note
from optexplorer.ui.widgets.collapsible import Collapsible
from optexplorer.ui.widgets.combo import Combo

if TYPE_CHECKING:
    from optexplorer.core.inspect.columns import Columns


class InsideCurves(QWidget):
    """A chooser and a chart; the curves are wanted only while the section is open."""

    wanted = Signal(bool)
    updateRequested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: Columns | None = None
        self._charts: dict[str, Chart] = {}
        self._style: tuple[str, int] = ("#000000", 0)
        self.chooser = Combo("curve", "What is drawn over the steps of this run")
        self.chooser.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.chooser.activated.connect(self._show_chart)
        self.chart = InsideChart()
        self.chart.updateRequested.connect(self.updateRequested)
        self.legend = note()
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(4)
        for widget in (self.chooser, self.chart, self.legend):
            inner.addWidget(widget)
        self.section = Collapsible("Curves of this run", body, "Show what went on from step to step")
        self.section.header.clicked.connect(self.wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.section)

    def show_wanted(self, wanted: bool) -> None:
        """Open or close the section."""
        if self.section.header.isChecked() != wanted:
            self.section.unfold(wanted)

    def show_columns(
        self, columns: "Columns | None", names: tuple[str, ...], colour: str, update: int
    ) -> None:
        """Show the curves of a run; the choice stays where the run has it too."""
        self._style = (colour, update)
        if columns is not self._columns:
            self._columns = columns
            chosen = self.chooser.currentText()
            self._charts = {} if columns is None else dict(charts(columns, names))
            self.chooser.clear()
            self.chooser.addItems(list(self._charts))
            self.chooser.setCurrentIndex(max(self.chooser.findText(chosen), 0))
        self._show_chart()

    def redo(self) -> None:
        """Draw again in the colours of the theme."""
        self.chart.redo()

    def _show_chart(self) -> None:
        chart = self._charts.get(self.chooser.currentText())
        self.chart.show_chart(chart, *self._style)
        text = ""
        if chart is not None and chart.plane:
            text = f"across {chart.names[0]} · up {chart.names[1]}"
        elif chart is not None and len(chart.names) == 2:
            text = f"{chart.names[0]} solid · {chart.names[1]} dashed"
        elif chart is not None and len(chart.names) > 2:
            text = f"{chart.names[0]} solid, the others dashed"
        self.legend.setText(text)
        self.legend.setVisible(bool(text))


def charts(columns: "Columns", names: tuple[str, ...]) -> Iterator[tuple[str, Chart]]:
    """Every curve by its title: lengths and rates, states and memories, and the planes of states."""
    yield "step length", Chart(columns.t, columns.step_length, ("",))
    yield "angle to −g, degrees", Chart(columns.t, columns.angle, ("",))
    yield "effective rate", Chart(columns.t, columns.effective_rate, names)
    folded = family_names(list(columns.states))
    alone = {name: values for name, values in columns.states.items() if name not in folded}
    for name, values in alone.items():
        yield plain(name), Chart(columns.t, values, names)
    for name, values in columns.memories.items():
        yield plain(name), Chart(columns.t, values, ("",))
    if len(names) == 2:
        for name, values in {**alone, "x": np.asarray(columns.x)}.items():
            axes = (f"{plain(name)} of {names[0]}", f"{plain(name)} of {names[1]}")
            yield (
                f"{plain(name)}: {names[1]} over {names[0]}",
                Chart(columns.t, values, axes, plane=True),
            )
