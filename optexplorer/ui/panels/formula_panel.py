"""A landscape of one's own: formula, parameters, domain."""

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from optexplorer.core.declare import Parameter
from optexplorer.core.problem import Box, FormulaSpec
from optexplorer.ui.panels.formula_editor import FormulaCheck, FormulaEditor, names_in
from optexplorer.ui.panels.formula_knob import FormulaKnob
from optexplorer.ui.widgets.card import heading, note
from optexplorer.ui.widgets.chips import MenuChip
from optexplorer.ui.widgets.flow_layout import FlowLayout
from optexplorer.ui.widgets.number_field import NumberField
from optexplorer.ui.widgets.themed import set_role

EXAMPLES = (
    ("Bowl", "x^2 + y^2"),
    ("Ravine", "x^2 / 2 + 50 * y^2"),
    ("Saddle", "x^2 - y^2"),
    ("Saddle that closes", "x^4 / 4 - x^2 / 2 + y^2"),
    ("Egg box", "sin(3*x) * cos(3*y) + (x^2 + y^2) / 8"),
    ("Plateau and pit", "1 - exp(-(x^2 + y^2))"),
    ("Kink", "abs(x) + abs(y)"),
    ("One variable", "x^4 - 4*x^2 + x"),
)
DOMAIN: Box = ((-3.0, 3.0), (-3.0, 3.0))
_KNOB = (1.0, -5.0, 5.0)  # value and slider ends of a fresh parameter
_VARIABLES = ("x", "y")


class FormulaPanel(QWidget):
    """Asks for a problem whenever what is typed is one."""

    formulaRequested = Signal(object)  # FormulaSpec
    committed = Signal()

    def __init__(
        self, check: FormulaCheck, functions: Collection[str], constants: Collection[str] = ("pi", "e"),
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._known = {*functions, *constants, *_VARIABLES}
        self.knobs: dict[str, FormulaKnob] = {}
        self.editor = FormulaEditor(check)
        self.editor.edited.connect(self._ask)
        self.editor.checked.connect(self._offer_parameters)
        self.editor.committed.connect(self.committed)
        self.examples = MenuChip("Examples", "Formulas to start from")
        for title, text in EXAMPLES:
            action = self.examples.actions_menu.addAction(title, partial(self._take_example, text))
            action.setToolTip(text)
        self._functions = MenuChip("Insert", "Functions and constants that a formula may use")
        for name in functions:
            self._functions.actions_menu.addAction(
                f"{name}( )", partial(self.editor.insert, f"{name}()")
            )
        self._functions.actions_menu.addSeparator()
        for name in constants:
            self._functions.actions_menu.addAction(name, partial(self.editor.insert, name))
        chips = FlowLayout()
        chips.addWidget(self.examples)
        chips.addWidget(self._functions)
        self._offered: list[str] = []
        self._offers = QWidget()
        self._offer_flow = FlowLayout(self._offers)
        self._knob_column = QVBoxLayout()
        self._knob_column.setSpacing(2)
        self._limits: dict[str, tuple[QLabel, NumberField, NumberField]] = {}
        self._domain_sentence = note(role="danger")
        self._domain_sentence.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 0, 12, 0)
        column.setSpacing(6)
        column.addWidget(heading("Formula"))
        column.addWidget(self.editor)
        column.addLayout(chips)
        column.addWidget(self._offers)
        column.addLayout(self._knob_column)
        column.addSpacing(4)
        column.addWidget(heading("Domain"))
        column.addLayout(self._make_domain())
        column.addWidget(self._domain_sentence)
        column.addStretch(1)
        self._offers.hide()

    @property
    def spec(self) -> FormulaSpec:
        """What the panel shows; names that have left the formula are no parameters of it."""
        text = self.editor.accepted
        used = names_in(text)
        values = tuple((name, knob.value) for name, knob in self.knobs.items() if name in used)
        flat = "y" in used
        domain = tuple(self._limit(axis) for axis in _VARIABLES[: 2 if flat else 1])
        return FormulaSpec(text, values, domain)

    @property
    def offers(self) -> list[QPushButton]:
        """The offers to make a name a parameter."""
        return self._offers.findChildren(QPushButton)

    def limits(self, axis: str) -> tuple[NumberField, NumberField]:
        """The fields for both ends of an axis."""
        return self._limits[axis][1:]

    @property
    def domain_sentence(self) -> str:
        """What is wrong with the domain; empty when nothing is."""
        return self._domain_sentence.text()

    def show_formula(self, spec: FormulaSpec, domain: Box) -> None:
        """Show a formula with its parameters over a domain."""
        for name in [n for n in self.knobs if n not in dict(spec.parameters)]:
            self._drop_knob(name)
        for name, value in spec.parameters:
            if name in self.knobs:
                self.knobs[name].show_value(value)
            else:
                low, high = min(_KNOB[1], 2 * value), max(_KNOB[2], 2 * value)
                self._add_knob(name, value, low, high)
        self.editor.show_formula(spec.expression, tuple(self.knobs))
        for axis, (low, high) in zip(_VARIABLES, domain, strict=False):
            self._limits[axis][1].show_value(low)
            self._limits[axis][2].show_value(high)
        self._show_axes()
        self._offer_parameters()

    def make_parameter(self, name: str) -> None:
        """A name in the formula becomes a parameter with a slider."""
        self._add_knob(name, *_KNOB)
        self.editor.show_formula(self.editor.accepted, tuple(self.knobs))
        self.editor.look()
        self.committed.emit()

    def _make_domain(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(6)
        for row, (axis, limits) in enumerate(zip(_VARIABLES, DOMAIN, strict=True)):
            label = QLabel(f"{axis} from … to")
            set_role(label, "muted")
            fields = [
                NumberField(Parameter(f"{axis} {end}", "float", limit, "", f"The {end} end of {axis}."))
                for end, limit in zip(("lower", "upper"), limits, strict=True)
            ]  # fmt: skip
            grid.addWidget(label, row, 0)
            for place, field in enumerate(fields):
                field.edited.connect(self._on_domain)
                field.committed.connect(self.committed)
                grid.addWidget(field, row, 1 + place)
            self._limits[axis] = (label, fields[0], fields[1])
        return grid

    def _limit(self, axis: str) -> tuple[float, float]:
        _label, low, high = self._limits[axis]
        return float(low.number or 0.0), float(high.number or 0.0)

    def _show_axes(self) -> None:
        flat = "y" in names_in(self.editor.accepted)
        for widget in self._limits["y"]:
            widget.setVisible(flat)

    def _on_domain(self) -> None:
        wrong = [axis for axis in _VARIABLES if self._limit(axis)[0] >= self._limit(axis)[1]]
        self._domain_sentence.setText(f"The lower end of {wrong[0]} must be smaller." if wrong else "")
        self._domain_sentence.setVisible(bool(wrong))
        if not wrong:
            self._ask()

    def _ask(self) -> None:
        self._show_axes()
        if self.editor.accepted and self.editor.sentence.isHidden():
            self.formulaRequested.emit(self.spec)

    def _take_example(self, text: str) -> None:
        for name in list(self.knobs):
            self._drop_knob(name)
        self.editor.show_formula(self.editor.accepted, ())
        self.editor.replace(text)
        self.editor.look()
        self.committed.emit()

    def _offer_parameters(self) -> None:
        unknown = self.editor.unknown(self._known)
        if unknown == self._offered:
            return
        self._offered = unknown
        for chip in self.offers:
            self._offer_flow.removeWidget(chip)
            chip.setParent(None)
            chip.deleteLater()
        for name in unknown:
            chip = QPushButton(f"make “{name}” a parameter", self._offers)
            set_role(chip, "chip")
            chip.setToolTip(f"{name} gets a value and a slider")
            chip.clicked.connect(partial(self.make_parameter, name))
            self._offer_flow.addWidget(chip)
        self._offers.setVisible(bool(unknown))

    def _add_knob(self, name: str, value: float, low: float, high: float) -> None:
        knob = FormulaKnob(name, value, low, high)
        knob.edited.connect(self._ask)
        knob.committed.connect(self.committed)
        knob.removed.connect(partial(self._on_removed, name))
        self.knobs[name] = knob
        self._knob_column.addWidget(knob)

    def _drop_knob(self, name: str) -> None:
        knob = self.knobs.pop(name)
        self._knob_column.removeWidget(knob)
        knob.hide()
        knob.deleteLater()

    def _on_removed(self, name: str) -> None:
        self._drop_knob(name)
        self.editor.show_formula(self.editor.accepted, tuple(self.knobs))
        self._offer_parameters()
        self._ask()
        self.committed.emit()
