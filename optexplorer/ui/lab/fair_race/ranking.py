"""The ranking: a line for each run, the best first."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from optexplorer.ui.lab.fair_race.rows import Row
from optexplorer.ui.widgets.elided_label import ElidedLabel
from optexplorer.ui.widgets.run_marker import RunMarker
from optexplorer.ui.widgets.themed import set_role

_HEADINGS = (  # of the columns, with what they mean
    ("", ""),
    ("", ""),
    ("Run", ""),
    ("Median", "Of the metric with the tuned settings; on fresh cases once the search is over"),
    ("Before", "The same with the present settings"),
    ("OK", "Fresh cases that did not diverge, and reached the target if there is one"),
    ("Tuned settings", "Those that differ from the present ones"),
)
_RANK, _MARKER, _NAME, _MEDIAN, _BEFORE, _OK, _SETTINGS, _USE = range(8)
_FIGURE = 64  # pixels, the least width of a figure
_COUNT = 40
_NAMES = 112
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_EQUAL = "Equal ranks: the fresh cases do not tell these runs apart (sign test, 5 %)"


class _Use(QPushButton):
    """Asks for the run that its line showed when it was pressed, or for none."""

    asked = Signal(int)  # run

    def __init__(self) -> None:
        super().__init__("Use")
        self._row: Row | None = None
        self._meant: Row | None = None  # when it was last pressed
        self.clicked.connect(self._ask)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """From now on it is held."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._meant = self._row
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Or a mouse that moves took hold of it again once it was let go."""
        if _same_run(self._meant, self._row):
            super().mouseMoveEvent(event)

    def show_row(self, row: Row | None) -> None:
        """Belong to the run of ``row``; it is let go where that is another."""
        if not _same_run(row, self._row):
            self.setDown(False)
        self._row = row

    def _ask(self) -> None:
        if self._row is not None:
            self.asked.emit(self._row.run)


def _same_run(row: Row | None, other: Row | None) -> bool:
    """Also where they tell of two races, whose runs may have changed places."""
    return _identity(row) == _identity(other)


def _identity(row: Row | None) -> tuple[object, ...]:
    return () if row is None else (row.stream, type(row.optimizer))


class _Line:
    """The widgets of one run."""

    def __init__(self) -> None:
        self.rank, self.median, self.before, self.succeeded = (QLabel() for _ in range(4))
        self.marker = RunMarker()
        self.name, self.settings = ElidedLabel(), ElidedLabel()
        self.name.setMinimumWidth(_NAMES)
        self.use = _Use()
        set_role(self.use, "chip")
        set_role(self.rank, "title")
        self.rank.setToolTip(_EQUAL)
        for label in (self.before, self.settings):
            set_role(label, "muted")
        for figure in (self.rank, self.median, self.before, self.succeeded):
            figure.setAlignment(_RIGHT)
        for figure in (self.median, self.before):
            figure.setMinimumWidth(_FIGURE)
        self.succeeded.setMinimumWidth(_COUNT)

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        return (
            self.rank, self.marker, self.name, self.median, self.before, self.succeeded,
            self.settings, self.use,
        )  # fmt: skip

    def show(self, row: Row) -> None:
        self.rank.setText(row.rank)
        self.marker.show_style(row.style)
        self.name.setText(row.name)
        self.name.setToolTip(row.name)
        self.median.setText(row.median)
        self.median.setToolTip(row.spread)
        self.before.setText(row.before)
        self.before.setToolTip(row.before_spread)
        self.succeeded.setText(row.succeeded)
        self.settings.setText(row.settings)
        self.settings.setToolTip(row.all_settings)
        gone = row.place is None
        self.use.show_row(row)
        self.use.setText("In use" if row.in_use else "Use")
        self.use.setEnabled(not gone and not row.in_use)
        self.use.setAccessibleName(f"use the tuned settings of {row.name}")
        self.use.setToolTip(
            "This run is no longer in the experiment" if gone
            else "The run has these settings" if row.in_use
            else f"Give {row.name} these settings:\n{row.all_settings}"
        )  # fmt: skip


class Ranking(QWidget):
    """Told the lines; asks for the settings of one."""

    useRequested = Signal(int)  # run

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Ranking")
        self.rows: tuple[Row, ...] = ()
        self.lines: list[_Line] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(_NAME, 2)
        self._grid.setColumnStretch(_SETTINGS, 5)
        self.use_all = QPushButton("Use all")
        set_role(self.use_all, "chip")
        self._grid.addWidget(self.use_all, 0, _USE)
        for column, (text, tip) in enumerate(_HEADINGS):
            label = ElidedLabel(text.upper())  # so that the buttons stay in view in a small window
            set_role(label, "heading")
            label.setToolTip(tip)
            if column in (_MEDIAN, _BEFORE, _OK):
                label.setAlignment(_RIGHT)
            self._grid.addWidget(label, 0, column)
        self._grid.setRowStretch(1, 1)

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show these; the widgets of a line stay, and a button whose run is another is let go."""
        self.rows = rows
        there = [row for row in rows if row.place is not None]
        self.use_all.setEnabled(not all(row.in_use for row in there))
        self.use_all.setToolTip(
            "None of these runs is in the experiment any more" if not there
            else "All runs have these settings" if not self.use_all.isEnabled()
            else "Give every run its tuned settings, as one change"
        )  # fmt: skip
        while len(self.lines) < len(rows):
            self._add()
        for line in self.lines[len(rows) :]:
            line.use.show_row(None)
            for widget in line.widgets:
                widget.hide()
        for line, row in zip(self.lines, rows, strict=False):
            line.show(row)
            for widget in line.widgets:
                widget.show()

    def _add(self) -> None:
        line, at = _Line(), len(self.lines) + 1
        for column, widget in enumerate(line.widgets):
            self._grid.addWidget(widget, at, column)
        line.use.asked.connect(self.useRequested)
        self.lines.append(line)
        self._grid.setRowStretch(at, 0)
        self._grid.setRowStretch(at + 1, 1)
