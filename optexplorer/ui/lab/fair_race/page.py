"""The page of the fair race: rules, ranking, chart, and what was held equal."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from optexplorer.scene.chart import Chart
from optexplorer.ui.lab.fair_race.controls import RaceControls
from optexplorer.ui.lab.fair_race.ranking import Ranking
from optexplorer.ui.lab.fair_race.rows import Row
from optexplorer.ui.lab.study_page import StudyPage
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.chart import ChartView
from optexplorer.ui.widgets.card import note
from optexplorer.ui.widgets.scroll_column import ScrollColumn
from optexplorer.ui.widgets.themed import set_role

_EMPTY = Chart("", empty="Press Race: every run is tuned within the same budget, then ranked.")
_BUSY = Chart("", empty="Every run is being tuned; the ranking comes with the first settings tried.")


class FairRacePage(StudyPage):
    """Told what to show; asks for a race, for settings and for a file."""

    raceRequested = Signal()
    useRequested = Signal(int)  # run
    useAllRequested = Signal()
    exportRequested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rules = RaceControls()
        for widget in self.rules.widgets():
            self.controls.addWidget(widget)
        self.race = QPushButton("Race")
        set_role(self.race, "primary")
        self.race.setToolTip("Tune every run within this budget, then rank them")
        self.race.clicked.connect(self.raceRequested)
        self.buttons.addWidget(self.race)
        self.chart = ChartView()
        self.ranking = Ranking()
        self.ranking.useRequested.connect(self.useRequested)
        self.ranking.use_all.clicked.connect(self.useAllRequested)
        self.table = ScrollColumn(self.ranking, only_as_needed=True)
        self.equal = note()
        self.export = QPushButton("Export…")
        self.export.setToolTip("Write the ranking as CSV, or the experiment with tuned settings")
        self.export.clicked.connect(self.exportRequested)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.equal, 1)
        foot.addWidget(self.export, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addWidget(self.chart, 1)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(foot)
        self.show_nothing()

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self.chart.set_theme(tokens)
        self.ranking.update()

    def show_nothing(self) -> None:
        """Before the first race."""
        self.chart.show_chart(_EMPTY)
        self.show_rows(())
        self.show_equal("")
        self.export.hide()

    def show_busy(self, busy: bool) -> None:
        """In place of a ranking that there is not yet: that it is on its way, or how to begin."""
        now, then = (_BUSY, _EMPTY) if busy else (_EMPTY, _BUSY)
        if self.chart.chart is then:
            self.chart.show_chart(now)

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """The ranking."""
        self.ranking.show_rows(rows)
        self.table.setVisible(bool(rows))
        self.table.updateGeometry()

    def show_equal(self, words: str) -> None:
        """What was held equal."""
        self.equal.setText(words)
        self.equal.setVisible(bool(words))
