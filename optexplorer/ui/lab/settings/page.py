"""The page of settings: whose, which, what is measured; a map or curves below."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QWidget

from optexplorer.core.declare import Parameter
from optexplorer.scene.chart import Chart
from optexplorer.scene.map_layer import MapLayer, MapLine
from optexplorer.ui.lab.settings.axis_controls import AxisControls
from optexplorer.ui.lab.settings.choice import Choice
from optexplorer.ui.lab.study_page import StudyPage
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.chart import ChartView
from optexplorer.ui.views.map_view import MapView
from optexplorer.ui.widgets.chips import ChoiceChip, MenuChip
from optexplorer.ui.widgets.combo import Combo
from optexplorer.ui.widgets.number_field import NumberField
from optexplorer.ui.widgets.themed import set_role

ALL_RUNS = -1
_BLANK = Chart("")
_BUSY = Chart("", empty="Every setting is being tried; the curves come with the first of them.")
_NAME = 13  # characters of a run's name that are seen at least
_METRICS = {
    "final_loss": ("final loss", "The loss after the last step"),
    "best_loss": ("best loss", "The lowest loss on the way"),
    "steps": ("steps to a target", "The steps until the loss is as low as the target"),
    "outcome": ("outcome", "How the run ends"),
}
_CELLS = {
    "1": ("1 pixel", "A setting for every pixel: the finest, and the most work"),
    "2": ("2 pixels", "A setting for every two pixels across and up"),
    "4": ("4 pixels", "A setting for every four pixels across and up"),
    "8": ("8 pixels", "A setting for every eight pixels across and up: a quick look"),
}
_KINDS = ((".csv", "Table (CSV)…"), (".png", "Picture (PNG)…"), (".npz", "Arrays (NPZ)…"))
TARGET = Parameter("target", "float", None, "", "The loss whose steps are counted.", optional=True)


class SettingsPage(StudyPage):
    """Told what to show; asks by signals."""

    runChosen = Signal(int)  # a place in the list, or ALL_RUNS
    metricChosen = Signal(object)  # Metric
    targetEdited = Signal(object)  # float or None
    cellChosen = Signal(int)
    computeRequested = Signal()
    fitRequested = Signal()
    exportRequested = Signal(str)  # the ending of the file
    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.runs = Combo("Run", "Whose settings: one run's, or curves of all runs")
        self.across = AxisControls("Across", "The hyper-parameter along the horizontal axis")
        self.up = AxisControls("Up", "The hyper-parameter along the vertical axis", "none")
        self.measure = ChoiceChip(_METRICS, "What is measured at every setting", prefix="Measure: ")
        self.cells = ChoiceChip(_CELLS, "How fine: the pixels that a setting takes", prefix="Every ")
        self.cells.setAccessibleName("Resolution")
        self.runs.setMinimumContentsLength(_NAME)
        self.target = NumberField(TARGET)
        self.target.setAccessibleName("Target loss")
        self._target = _labelled("target", self.target)
        runs = _labelled("Run", self.runs)
        for part in (runs, self.measure, self._target, self.cells, self.across, self.up):
            self.controls.addWidget(part)
        self.compute = QPushButton("Compute")
        self.compute.setToolTip("Go on with what was stopped")
        self.compute.hide()
        self.whole = QPushButton("Whole range")
        set_role(self.whole, "chip")
        self.whole.setToolTip("Back to the range that suits these hyper-parameters (Home)")
        self.export = MenuChip("Export", "Write what is shown to a file")
        for ending, text in (
            (".csv", "Table (CSV)…"),
            (".png", "Picture (PNG)…"),
            (".npz", "Arrays (NPZ)…"),
        ):
            action = self.export.actions_menu.addAction(text)
            action.triggered.connect(lambda _=False, e=ending: self.exportRequested.emit(e))
        self.line.addWidget(self.compute)
        for part in (self.whole, self.export):  # the axes need the whole width of a narrow window
            self.controls.addWidget(part)
        self.map, self.chart = MapView(), ChartView()
        self.stack = QStackedWidget()
        for part in (self.map, self.chart):
            self.stack.addWidget(part)
        self.body.addWidget(self.stack, 1)
        self.runs.activated.connect(lambda at: self.runChosen.emit(self.runs.itemData(at)))
        self.measure.edited.connect(self.metricChosen)
        self.cells.edited.connect(lambda pixels: self.cellChosen.emit(int(pixels)))
        self.target.edited.connect(self.targetEdited)
        self.compute.clicked.connect(self.computeRequested)
        self.whole.clicked.connect(self.fitRequested)
        self.map.fitRequested.connect(self.fitRequested)

    def show_runs(self, names: Sequence[str], run: int) -> None:
        """Offer these, and all of them; ``run`` is chosen."""
        texts = [self.runs.itemText(i) for i in range(self.runs.count())]
        if texts != [*names, "All runs"]:
            self.runs.clear()
            for place, name in enumerate(names):
                self.runs.addItem(name, place)
            self.runs.addItem("All runs", ALL_RUNS)
        self.runs.setCurrentIndex(self.runs.findData(run))

    def show_choice(self, parameters: Mapping[str, Parameter], choice: Choice) -> None:
        """Show what is chosen among these hyper-parameters."""
        self.across.show_axis(parameters, choice.across)
        others = {name: p for name, p in parameters.items() if name != choice.across.name}
        self.up.setVisible(not choice.all_runs)
        if not choice.all_runs:
            self.up.show_axis(others, choice.up)
        curve = len(choice.axes) == 1
        self.measure.set_possible("outcome", not curve, "Outcomes make no curve")
        self.measure.show_value(choice.measured)
        self._target.setVisible(choice.metric == "steps")
        self.target.show_value(choice.target)
        self.cells.show_value(str(choice.cell))
        self.stack.setCurrentWidget(self.chart if curve else self.map)
        self.export.actions_menu.actions()[2].setEnabled(not choice.all_runs)

    def show_map(self, layer: MapLayer | None, lines: Sequence[MapLine]) -> None:
        """A map, and theory's border on it."""
        self.map.set_layer(layer)
        self.map.set_lines(lines)

    def show_chart(self, chart: Chart = _BLANK) -> None:
        """Curves; or none."""
        self.chart.show_chart(chart)

    def show_busy(self, busy: bool) -> None:
        """In place of curves that there are not yet: that they are on their way."""
        now, then = (_BUSY, _BLANK) if busy else (_BLANK, _BUSY)
        if self.chart.chart is then:
            self.show_chart(now)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is another number of pixels to fill."""
        super().resizeEvent(event)
        self.resized.emit()

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self.map.set_theme(tokens)
        self.chart.set_theme(tokens)


def _labelled(text: str, control: QWidget) -> QWidget:
    holder, label = QWidget(), QLabel(text)
    set_role(label, "muted")
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    row.addWidget(label)
    row.addWidget(control)
    return holder
