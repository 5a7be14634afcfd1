"""The page of ensembles: settings, four pictures, and the figures below them."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QStackedWidget, QWidget

from optexplorer.scene.chart import Bars, Mark
from optexplorer.scene.ensemble import (
    Crowd,
    PathSample,
    first_within,
    loss_chart,
    rows,
    survival_chart,
    times_chart,
)
from optexplorer.ui.lab.ensemble.controls import EnsembleControls
from optexplorer.ui.lab.ensemble.paths_view import PathsView
from optexplorer.ui.lab.ensemble.table import EnsembleTable
from optexplorer.ui.lab.study_page import StudyPage
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.chart import ChartView
from optexplorer.ui.widgets.scroll_column import ScrollColumn
from optexplorer.ui.widgets.themed import set_role

_GAP = 8
_EMPTY = (
    "Run the experiment over many seeds, or from a cloud of starts: how many members leave, when, "
    "and where to."
)
_BUSY = "Every run is being carried out; the charts come with the first members."


class Pictures(QWidget):
    """Two beside each other where there is room, and the table below them."""

    def __init__(self, views: Sequence[QWidget], table: QWidget) -> None:
        super().__init__()
        self._views, self._table = views, table
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)
        self._arrange(2)

    def minimumSizeHint(self) -> QSize:
        """One column will do."""
        return QSize(self._views[0].minimumWidth(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One column or two."""
        super().resizeEvent(event)
        self._arrange(1 if self.width() < 2 * self._views[0].minimumWidth() + _GAP else 2)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for place, view in enumerate(self._views):
            self._grid.addWidget(view, place // columns, place % columns)
            self._grid.setRowStretch(place // columns, 1)
        self._grid.setColumnStretch(1, columns - 1)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(self._table, len(self._views), 0, 1, columns)


class EnsemblePage(StudyPage):
    """Told what to show; asks to run, to export and to show a member in the race."""

    runRequested = Signal()
    exportRequested = Signal()
    memberPicked = Signal(int, int)  # run, member
    raceRequested = Signal()  # with the member that was picked

    def __init__(self) -> None:
        super().__init__()
        self.form = EnsembleControls(self.controls, self)
        self.run = QPushButton("Run")
        set_role(self.run, "primary")
        self.run.setToolTip("Carry out every run that is switched on, as often as K says")
        self.run.clicked.connect(self.runRequested)
        self.export = QPushButton("Export…")
        self.export.setToolTip("Every member as CSV, or the charts as PNG")
        self.export.clicked.connect(self.exportRequested)
        for button in (self.export, self.run):
            self.buttons.addWidget(button)
        self.survival, self.times, self.loss = ChartView(), ChartView(), ChartView()
        self.paths = PathsView()
        self.table = EnsembleTable()
        self.pictures = Pictures((self.survival, self.times, self.loss, self.paths), self.table)
        self.hint = QLabel()
        set_role(self.hint, "muted")
        self.hint.setWordWrap(True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setMargin(40)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.hint)
        self._stack.addWidget(ScrollColumn(self.pictures))
        self.body.addWidget(self._stack, 1)
        self._crowds: tuple[Crowd, ...] = ()
        self.times.axesChosen.connect(lambda *_: self._show_times())
        self.times.clicked.connect(self._pick_bar)
        self.paths.memberPicked.connect(self.memberPicked)
        self.paths.race.clicked.connect(self.raceRequested)
        self.show_busy(False)
        self.show_crowds(())
        self.show_picked(None, "")

    def show_crowds(self, crowds: Sequence[Crowd]) -> None:
        """Show the members so far."""
        self._crowds = tuple(crowds)
        self._stack.setCurrentIndex(1 if crowds else 0)
        self.export.setEnabled(bool(crowds))
        self.survival.show_chart(survival_chart(crowds))
        self._show_times()
        self.loss.show_chart(loss_chart(crowds))
        self.table.show_rows(rows(crowds))

    def show_busy(self, busy: bool) -> None:
        """What is said while there are no members: what is being done, or what the page is for."""
        self.hint.setText(_BUSY if busy else _EMPTY)

    def show_paths(self, sample: PathSample | None) -> None:
        """Show the first members' paths."""
        self.paths.show_sample(sample)

    def show_picked(self, picked: tuple[int, int] | None, words: str) -> None:
        """Offer the member that was picked; None takes the offer back."""
        self.paths.pick(picked, words)

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        for view in (self.survival, self.times, self.loss, self.paths):
            view.set_theme(tokens)

    def _show_times(self) -> None:
        self.times.show_chart(times_chart(self._crowds, self.times.logs[0]))

    def _pick_bar(self, step: float, mark: Mark | None) -> None:
        if not isinstance(mark, Bars):
            return
        crowd = next(c for c in self._crowds if c.run == mark.run)
        if (member := first_within(crowd, mark.edges, step)) is not None:
            self.memberPicked.emit(crowd.run, member)
