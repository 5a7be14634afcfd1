"""The page of basins: resolution and export above, maps side by side, shares below."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton

from optexplorer.ui.lab.basins.atlas import Atlas
from optexplorer.ui.lab.basins.run_map import KINDS
from optexplorer.ui.lab.basins.shares import SharesTable
from optexplorer.ui.lab.study_page import StudyPage
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.widgets.chips import ChoiceChip, MenuChip
from optexplorer.ui.widgets.scroll_column import ScrollColumn

_SIDES = (64, 128, 256, 512, 1024)
USUAL = 256


class BasinsPage(StudyPage):
    """Told what to show; asks by signals."""

    resolutionChosen = Signal(int)  # starts along a side
    computeRequested = Signal()
    fitRequested = Signal()
    exportRequested = Signal(str)  # the ending of the file, of the run in front
    exportAllRequested = Signal(str)  # of each map

    def __init__(self) -> None:
        super().__init__()
        self.sides = ChoiceChip(
            {str(n): (f"{n:,} × {n:,}", f"{n**2:,} starts in each map") for n in _SIDES},
            "How many starts each map has",
            prefix="Starts: ",
        )
        self.sides.show_value(str(USUAL))
        self.sides.edited.connect(lambda side: self.resolutionChosen.emit(int(side)))
        self.controls.addWidget(self.sides)
        self.compute = QPushButton("Continue")
        self.compute.setToolTip("Compute what was stopped")
        self.compute.clicked.connect(self.computeRequested)
        self.whole = QPushButton("Whole domain")
        keys = QKeySequence("Ctrl+0").toString(QKeySequence.SequenceFormat.NativeText)
        self.whole.setToolTip(f"Show the problem's whole domain ({keys})")
        self.whole.clicked.connect(self.fitRequested)
        self.export = MenuChip("Export", "Write maps to files, as the command does")
        menu = self.export.actions_menu
        for ending, text in KINDS.items():
            menu.addAction(f"Selected run: {text}", partial(self.exportRequested.emit, ending))
        menu.addSeparator()
        for ending, text in KINDS.items():
            menu.addAction(f"Each run: {text}", partial(self.exportAllRequested.emit, ending))
        for part in (self.compute, self.whole, self.export):
            self.buttons.addWidget(part)
        self.atlas, self.shares = Atlas(), SharesTable()
        self.atlas.fitRequested.connect(self.fitRequested)
        self.body.addWidget(ScrollColumn(self.atlas), 1)
        self.body.addWidget(self.shares)

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self.atlas.set_theme(tokens)
