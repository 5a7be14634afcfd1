"""The problem: a surface of the catalogue, a formula of one's own, or a fit to data."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from optexplorer.core.problem import (
    Box,
    DataSpec,
    FormulaSpec,
    Point,
    Problem,
    ProblemSpec,
    SurfaceSpec,
)
from optexplorer.ui.panels.data_panel import DataPanel
from optexplorer.ui.panels.formula_editor import FormulaCheck, names_in
from optexplorer.ui.panels.formula_panel import FormulaPanel
from optexplorer.ui.panels.problem_foot import ProblemFoot
from optexplorer.ui.panels.surface_panel import SurfacePanel
from optexplorer.ui.widgets.card import heading, note
from optexplorer.ui.widgets.number_text import short_number
from optexplorer.ui.widgets.scroll_column import ScrollColumn
from optexplorer.ui.widgets.segmented import Segmented
from optexplorer.ui.widgets.themed import set_role

if TYPE_CHECKING:
    from optexplorer.problems.catalogue import SurfaceEntry
    from optexplorer.problems.data.catalogue import DataSet

WIDTH = 252  # preferred, in pixels
_KINDS = (
    ("Surfaces", "Landscapes from the catalogue"),
    ("Formula", "A landscape of your own"),
    ("Data", "A regression on real data"),
)
_KIND_OF: dict[type[ProblemSpec], int] = {SurfaceSpec: 0, FormulaSpec: 1, DataSpec: 2}


class ProblemPanel(QFrame):
    """Shows the problem and asks for another one.

    The ``...Requested`` and ``...Edited`` signals come live while a slider moves or a formula is
    typed, ``committed`` when the change is complete.
    """

    surfaceRequested = Signal(object)  # SurfaceSpec
    formulaRequested = Signal(object)  # FormulaSpec
    dataRequested = Signal(object)  # DataSpec
    tableRequested = Signal(str, str)  # see `DataPanel`; answered by its take and refuse
    fileRequested = Signal()  # the person wants to choose a CSV file; answer with `open_table`
    derivativesRequested = Signal()
    startEdited = Signal(tuple)
    stepsEdited = Signal(int)
    seedEdited = Signal(int)
    committed = Signal()

    def __init__(
        self,
        surfaces: Sequence["SurfaceEntry"],
        check: FormulaCheck,
        functions: Collection[str],
        data_sets: Mapping[str, "DataSet"],
        parent: QWidget | None = None,
    ) -> None:
        """``check`` finds what is wrong with a formula."""
        super().__init__(parent)
        set_role(self, "panel")
        self._entries = {entry.key: entry for entry in surfaces}
        self._spec: ProblemSpec | None = None
        self._suggestion: tuple[SurfaceSpec, Box] | None = None  # for the formula box
        self.kinds = Segmented(_KINDS)
        self.kinds.chosen.connect(self._show_page)
        self.surfaces = SurfacePanel(surfaces)
        self.surfaces.surfaceRequested.connect(self.surfaceRequested)
        self.formula = FormulaPanel(check, functions)
        self.formula.formulaRequested.connect(self.formulaRequested)
        self.data = DataPanel(data_sets)
        self.data.dataRequested.connect(self.dataRequested)
        self.data.fileRequested.connect(self.fileRequested)
        self.data.tableRequested.connect(self.tableRequested)
        self.foot = ProblemFoot()
        self.foot.startEdited.connect(self.startEdited)
        self.foot.stepsEdited.connect(self.stepsEdited)
        self.foot.seedEdited.connect(self.seedEdited)
        self.foot.derivativesRequested.connect(self.derivativesRequested)
        for part in (self.surfaces, self.formula, self.data, self.foot):
            part.committed.connect(self.committed)
        self.error = note(role="danger")
        self.error.setTextFormat(Qt.TextFormat.PlainText)
        self.error.setContentsMargins(12, 4, 12, 0)
        self.error.hide()
        self.pages = QStackedWidget()
        title, pages = heading("Problem"), [ScrollColumn(self.formula), ScrollColumn(self.data)]
        for page in (self.surfaces, *pages):
            self.pages.addWidget(page)
        # What it consists of, but for what only divides the room.
        self.parts = title, self.kinds, self.surfaces, *pages, self.error, self.foot
        head = QVBoxLayout()
        head.setContentsMargins(12, 12, 12, 10)
        head.setSpacing(8)
        head.addWidget(title)
        head.addWidget(self.kinds)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.pages, 1)
        column.addWidget(self.error)
        column.addWidget(self.foot)
        self.setMinimumWidth(220)
        self.resize(WIDTH, 640)

    def show_problem(
        self, problem: Problem, start: Point, steps: int, seed: int, remark: str = ""
    ) -> None:
        """Show the problem in use; ``remark`` says what is in view, else what is known is said."""
        spec = problem.spec
        if isinstance(spec, SurfaceSpec):
            self._suggestion = spec, problem.domain
        elif isinstance(spec, FormulaSpec):
            self._suggestion = None
        if self._spec is None or type(spec) is not type(self._spec):
            self.kinds.show_choice(_KIND_OF[type(spec)])
            self._show_page(_KIND_OF[type(spec)])
        self._spec = spec
        self.surfaces.show_surface(spec if isinstance(spec, SurfaceSpec) else None)
        if isinstance(spec, FormulaSpec):
            self.formula.show_formula(spec, problem.domain)
        elif isinstance(spec, DataSpec):
            self.data.show_data(spec, problem.notes)
        else:
            self._suggest()
        self.foot.show_start(problem.names, start)
        self.foot.show_experiment(steps, seed)
        notes = () if isinstance(spec, DataSpec) else problem.notes
        self.foot.show_words(
            problem.formula, "\n".join(text for text in (remark or known_of(problem), *notes) if text),
            derivable=not isinstance(spec, DataSpec),
        )  # fmt: skip

    def show_error(self, message: str) -> None:
        """Say in one sentence why the problem asked for cannot be had; empty takes it back."""
        self.error.setText(message)
        self.error.setVisible(bool(message))

    def open_table(self, path: Path) -> None:
        """Turn to a CSV file of the person's."""
        self.kinds.show_choice(_KIND_OF[DataSpec])
        self._show_page(_KIND_OF[DataSpec])
        self.data.open_file(path)

    def set_thumbnail(self, key: str, image: QImage) -> None:
        """The picture of a surface."""
        self.surfaces.gallery.set_thumbnail(key, image)

    def _suggest(self) -> None:
        """Offer the surface's own expression to whoever turns to the formula box, and not before."""
        if self._suggestion is None or self.pages.currentIndex() != _KIND_OF[FormulaSpec]:
            return
        (spec, domain), self._suggestion = self._suggestion, None
        entry = self._entries.get(spec.name)
        if entry is not None:
            given = dict(spec.parameters)
            used = set(names_in(entry.expression))
            pairs = tuple(
                (p.name, given.get(p.name, p.default)) for p in entry.parameters if p.name in used
            )
            self.formula.show_formula(FormulaSpec(entry.expression, pairs), domain)

    def _show_page(self, index: int) -> None:
        self.pages.setCurrentIndex(index)
        self._suggest()


def known_of(problem: Problem) -> str:
    """What is known of a problem without looking: "2 known minima · lowest value −1.00"."""
    inside = sum(
        all(low <= x <= high for x, (low, high) in zip(point, problem.domain, strict=True))
        for point in problem.minima
    )
    parts = []
    if inside:
        parts.append("1 known minimum" if inside == 1 else f"{inside} known minima")
    if problem.minimum is not None:
        parts.append(f"lowest value {short_number(problem.minimum)}")
    return " · ".join(parts)
