"""The inside of one step: formula, numbers, what is remembered, what is drawn, curves."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from optexplorer.core.experiment import Experiment
from optexplorer.scene.frame import Style
from optexplorer.scene.view import InsideView
from optexplorer.ui.panels.inside_curves import InsideCurves
from optexplorer.ui.panels.inside_figures import state_figures, step_figures
from optexplorer.ui.panels.inside_form import OtherForm, unlike
from optexplorer.ui.panels.inside_gradient import gradient_line
from optexplorer.ui.panels.inside_head import InsideHead
from optexplorer.ui.panels.inside_lines import LineList
from optexplorer.ui.panels.inside_pictures import PictureChooser
from optexplorer.ui.panels.inside_state import StateTables
from optexplorer.ui.panels.inside_table import FigureTable
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.widgets.card import heading, note
from optexplorer.ui.widgets.icon_button import IconButton
from optexplorer.ui.widgets.scroll_column import ScrollColumn
from optexplorer.ui.widgets.themed import set_role

if TYPE_CHECKING:
    from optexplorer.core.inspect.report import Line, StepReport
    from optexplorer.ui.inside import Inside

WIDTH = 340  # at least, in pixels
_WIDE = 620  # from here on the other form stands beside
_EMPTY = "There is no step to look into here: the run ended before it, or has not begun."
_NO_RUNS = "There is no run to look into. Add an optimizer, and its steps are taken apart here."


class InsidePanel(QFrame):
    """Shows a step taken apart, and asks for other steps, operations, pictures and forms."""

    runRequested = Signal(int)
    stepRequested = Signal(int)  # row of the cursor
    operationRequested = Signal(object)  # index, 0 the gradient; None for all
    picturesRequested = Signal(int, object)  # run, frozenset of keys
    formRequested = Signal(object)  # index, None for none
    coordinateRequested = Signal(object)  # index, None for vectors
    columnsWanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "panel")
        self._told: tuple[object, ...] = ()
        self._run = 0
        self._settled: tuple[object, ...] = ()  # while this stays, numbers keep their room in playing
        self._operation: int | None = None
        self._count = 0  # operations, the gradient included
        self.head = InsideHead()
        self.head.runRequested.connect(self.runRequested)
        self.head.stepRequested.connect(self.stepRequested)
        self.head.coordinateRequested.connect(self.coordinateRequested)
        self._make_walk()
        self.lines = LineList(pressable=True)
        self.lines.pressed.connect(self._on_pressed)
        self.other = OtherForm()
        self.other.formRequested.connect(self.formRequested)
        self.step = FigureTable("this step")
        self.state = StateTables()
        self.pictures = PictureChooser()
        self.pictures.edited.connect(lambda keys: self.picturesRequested.emit(self._run, keys))
        self.curves = InsideCurves()
        self.curves.wanted.connect(self.columnsWanted)
        self.curves.updateRequested.connect(lambda t: self.stepRequested.emit(t - 1))
        self.kept = note()
        self.kept.setToolTip(
            "Runs are run again to any step, from places that are kept: what these and the curves take."
        )
        self.empty = note(_EMPTY)
        self.empty.setContentsMargins(12, 8, 12, 0)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._lay_out()
        self.setMinimumWidth(WIDTH)

    def _make_walk(self) -> None:
        self.previous = IconButton("chevron-left", "The operation before ([)", role="mini", size=16)
        self.previous.clicked.connect(lambda: self.walk(-1))
        self.next = IconButton("chevron-right", "The next operation (])", role="mini", size=16)
        self.next.clicked.connect(lambda: self.walk(1))
        self.all = QPushButton("all")
        set_role(self.all, "link")
        self.all.setToolTip("Look at all operations alike (Esc)")
        self.all.clicked.connect(lambda: self.operationRequested.emit(None))

    def _lay_out(self) -> None:
        walk = QHBoxLayout()
        walk.setSpacing(2)
        walk.addWidget(heading("Operations"), 1)
        for button in (self.all, self.previous, self.next):
            walk.addWidget(button)
        self._beside = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._beside.setSpacing(8)
        self._beside.addWidget(self.lines, 1)
        self._beside.addWidget(self.other, 1)
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(12, 0, 4, 12)
        column.setSpacing(6)
        column.addLayout(walk)
        column.addLayout(self._beside)
        for title, widget in (
            ("This step", self.step),
            ("State", self.state),
            ("Drawn on the picture", self.pictures),
        ):
            column.addSpacing(8)
            column.addWidget(heading(title))
            column.addWidget(widget)
        column.addSpacing(8)
        column.addWidget(self.curves)
        column.addWidget(self.kept)
        column.addStretch(1)
        self.scroll_area = ScrollColumn(self._content, bar_always=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.head)
        whole.addWidget(self.empty, 1)
        whole.addWidget(self.scroll_area, 1)
        self.scroll_area.hide()

    def show_inside(
        self,
        inside: "Inside | None",
        experiment: Experiment,
        run: int,
        view: InsideView,
        cursor: int,
        last: int,
        style: Style,
    ) -> None:
        """Show the update of ``run`` at the cursor of a timeline that ends at ``last``.

        What is known of another run is passed over.
        """
        told = (inside, experiment, run, view, cursor, last, style)
        if told == self._told:
            return
        self._told, self._run = told, run
        self.head.show()
        names = experiment.problem.names
        coordinate = _legal(view.coordinate, len(names))
        self.head.show_run(tuple(r.name for r in experiment.runs), run, style)
        self.head.show_coordinate(names, coordinate)
        self.curves.show_wanted(view.curve)
        report = None if inside is None else inside.reports.get(run)
        if inside is not None and (report is None or inside.run != run):
            return  # the answer about this run is on its way
        self.head.show_step(report.t if report else None, cursor, last)
        if inside is None or report is None:
            self._show_empty(_EMPTY)
            return
        self.empty.hide()
        self.scroll_area.show()
        optimizer = experiment.runs[run].optimizer
        self._show_operations(inside, report, experiment, coordinate, view)
        settled = (run, experiment.runs[run], experiment.problem, coordinate)
        if settled != self._settled:
            self._settled = settled
            self.lines.settle()
            self.other.lines.settle()
        self.step.show_rows(step_figures(report, names, coordinate))
        self.state.show_state(*state_figures(report, names, coordinate))
        self.pictures.show_pictures(optimizer.pictures, style, view.drawn_of(run))
        self.curves.show_columns(inside.columns, names, style.colour, report.t)
        self.kept.setText(f"recomputed on demand, {_size(inside.nbytes)} kept")

    def show_no_runs(self) -> None:
        """There is nothing to look into: every run was removed."""
        self._told = ()
        self.head.hide()
        self._show_empty(_NO_RUNS)

    def show_playing(self, playing: bool) -> None:
        """While the timeline plays nothing jumps: numbers keep the room they once took."""
        self.lines.show_steady(playing)
        self.other.lines.show_steady(playing)

    def show_scales(self, text: str) -> None:
        """Say by how much arrows on the picture are scaled."""
        self.pictures.show_scales(text)

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour what is kept as a picture."""
        del tokens  # widgets take them as they paint
        self.curves.redo()
        self.update()

    def walk(self, by: int) -> None:
        """To the next or the previous operation; past either end, to all of them."""
        place = (0 if by > 0 else self._count - 1) if self._operation is None else self._operation + by
        self.operationRequested.emit(place if 0 <= place < self._count else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Brackets walk through the operations, Escape ends that."""
        match event.key():
            case Qt.Key.Key_BracketLeft:
                self.walk(-1)
            case Qt.Key.Key_BracketRight:
                self.walk(1)
            case Qt.Key.Key_Escape if self._operation is not None:
                self.operationRequested.emit(None)
            case _:
                super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is room, the other form stands beside."""
        super().resizeEvent(event)
        self._place_other()

    def _show_empty(self, why: str) -> None:
        self.empty.setText(why)
        self.empty.show()
        self.scroll_area.hide()

    def _show_operations(
        self,
        inside: "Inside",
        report: "StepReport",
        experiment: Experiment,
        coordinate: int | None,
        view: InsideView,
    ) -> None:
        run = experiment.runs[self._run]
        lines = _lines(report, gradient_line(report, run, coordinate), coordinate)
        walked = view.operation
        self._count = len(lines)
        moved, self._operation = walked != self._operation, walked
        forms = run.optimizer.forms()
        self.other.show_forms(forms, view.form)
        marked: frozenset[int] = frozenset()
        other = inside.other if inside.request.form == view.form else None
        if other is None or view.form is None or view.form >= len(forms):
            self.other.show_other(None, report, (), marked)
        else:
            theirs = other.lines(coordinate)
            marked = frozenset(i + 1 for i in unlike(lines[1:], theirs))
            self.other.show_other(other, report, theirs, unlike(theirs, lines[1:]))
        self.lines.show_lines(lines, walked, marked)
        self.all.setVisible(walked is not None)
        self._place_other()
        if moved and walked is not None and walked < len(lines):
            self._reveal(self.lines.blocks[walked])

    def _reveal(self, block: QWidget) -> None:
        """Scroll to an operation, once every column has its new height."""
        for _ in range(2):  # a list in a list
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self.scroll_area.ensureWidgetVisible(block, 0, 24)

    def _place_other(self) -> None:
        wide = self.width() >= _WIDE and self.other.comparing
        direction = QBoxLayout.Direction
        self._beside.setDirection(direction.LeftToRight if wide else direction.TopToBottom)

    def _on_pressed(self, place: int) -> None:
        self.operationRequested.emit(None if place == self._operation else place)


def _lines(report: "StepReport", first: "Line", coordinate: int | None) -> tuple["Line", ...]:
    return (first, *report.lines(coordinate))


def _legal(coordinate: int | None, size: int) -> int | None:
    """The coordinate, or the nearest there is; a single parameter is never shown as a vector."""
    if size == 1:
        return 0
    return coordinate if coordinate is None or coordinate < size else size - 1


def _size(nbytes: int) -> str:
    """Bytes for people."""
    if nbytes < 1_000_000:
        return f"{max(nbytes, 0) / 1_000:.1f} kB"
    return f"{nbytes / 1_000_000:.1f} MB"
