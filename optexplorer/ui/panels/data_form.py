"""The model that is fitted to a table: kind, columns, loss and penalty."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from optexplorer.core.declare import Parameter
from optexplorer.core.problem import DataSpec
from optexplorer.ui.form_rows import NumberRow
from optexplorer.ui.widgets.card import heading
from optexplorer.ui.widgets.chips import ChoiceChip, ToggleChip
from optexplorer.ui.widgets.combo import Combo
from optexplorer.ui.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from optexplorer.problems.data.table import Table

_MODELS = {
    "linear": ("linear regression", "A straight line, or a plane without an intercept"),
    "logistic": ("logistic regression", "The chance of one of two classes"),
}
_LOSSES = {
    "linear": {
        "mse": ("squared error", "Mean of the squared residuals"),
        "mae": ("absolute error", "Mean of the absolute residuals"),
        "huber": ("Huber", "Squared near zero, absolute from 1 on"),
    },
    "logistic": {
        "log_loss": ("log-loss", "Mean binary cross-entropy"),
        "hinge": ("hinge", "Mean of max(0, 1 − s z), s = ±1"),
    },
}
_L2 = Parameter(
    "l2", "float", 0.0, "λ", "Penalty: adds λ/2 times the squared weights, without the intercept.",
    low=0.0, log=True, span=(1e-6, 10.0),
)  # fmt: skip
_MOST_FEATURES = 2


class DataForm(QWidget):
    """Edits a specification for the columns that a table offers."""

    edited = Signal(object)  # DataSpec
    committed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec = DataSpec("", (), "")
        self._table: Table | None = None
        self._filled: tuple[Table | None, str] = (None, "")
        self.model = ChoiceChip(_MODELS, "Model: what is fitted")
        self.model.edited.connect(self._on_model)
        self.losses = {
            model: ChoiceChip(losses, "Loss: what is minimised") for model, losses in _LOSSES.items()
        }
        for chip in self.losses.values():
            chip.edited.connect(lambda loss: self._edit(loss=loss))
        self.standardize = ToggleChip(
            "standardise", "Shift and scale every column to mean 0 and deviation 1"
        )
        self.standardize.edited.connect(lambda on: self._edit(standardize=on))
        chips = FlowLayout()
        chips.addWidget(self.model)
        for chip in self.losses.values():
            chips.addWidget(chip)
        chips.addWidget(self.standardize)
        self.features: dict[str, ToggleChip] = {}
        self._feature_area = QWidget()
        self._feature_flow = FlowLayout(self._feature_area)
        self.target = Combo("target", "The column to predict")
        self.target.textActivated.connect(self._on_target)
        self.l2 = NumberRow(_L2)
        self.l2.edited.connect(self._on_l2)
        self.l2.committed.connect(self.committed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(heading("Model"))
        column.addLayout(chips)
        column.addWidget(self.l2)
        column.addSpacing(2)
        column.addWidget(heading("Predict"))
        column.addWidget(self.target)
        column.addSpacing(2)
        column.addWidget(heading("From one or two of"))
        column.addWidget(self._feature_area)

    @property
    def spec(self) -> DataSpec:
        """What is shown."""
        return self._spec

    def show_spec(self, spec: DataSpec, table: "Table") -> None:
        """Show a specification and the columns that it may choose from."""
        self._spec, self._table = spec, table
        if self._filled != (table, spec.model):
            self._filled = (table, spec.model)
            self._fill(table, spec.model)
        self.model.show_value(spec.model)
        for model, chip in self.losses.items():
            chip.setVisible(model == spec.model)
        self.losses[spec.model].show_value(spec.loss)
        self.standardize.show_value(spec.standardize)
        self.l2.show_value(spec.l2)
        self.target.setCurrentIndex(self.target.findText(spec.target))
        for name, feature in self.features.items():
            feature.show_value(name in spec.features)
            feature.setEnabled(name != spec.target)

    def _fill(self, table: "Table", model: str) -> None:
        self.target.clear()
        self.target.addItems(targets(table, model))
        for chip in self.features.values():
            self._feature_flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.features = {}
        for name in table.numeric:
            chip = ToggleChip(name, f"Use {name} to predict the target", self._feature_area)
            chip.edited.connect(lambda on, name=name: self._on_feature(name, on))
            self._feature_flow.addWidget(chip)
            chip.show()
            self.features[name] = chip

    def _on_model(self, model: str) -> None:
        if self._table is None:
            return
        possible = targets(self._table, model)
        target = self._spec.target if self._spec.target in possible else next(iter(possible), "")
        features = [name for name in self._spec.features if name != target]
        features = features or [name for name in self._table.numeric if name != target][:1]
        loss = next(iter(_LOSSES[model]))
        self._edit(model=model, loss=loss, target=target, features=tuple(features))

    def _on_feature(self, name: str, on: bool) -> None:
        left = [feature for feature in self._spec.features if feature != name]
        features = [*left, name][-_MOST_FEATURES:] if on else left
        if features:
            self._edit(features=tuple(features))
        else:
            self.features[name].show_value(True)  # one feature at least

    def _on_target(self, target: str) -> None:
        features = tuple(name for name in self._spec.features if name != target)
        others = [name for name in self.features if name != target]
        self._edit(target=target, features=features or tuple(others[:1]))

    def _on_l2(self, value: float) -> None:
        self._ask(replace(self._spec, l2=value))

    def _edit(self, **changes: Any) -> None:
        self._ask(replace(self._spec, domain=None, **changes))
        self.committed.emit()

    def _ask(self, spec: DataSpec) -> None:
        if self._table is not None:
            self.show_spec(spec, self._table)
        self.edited.emit(spec)


def targets(table: "Table", model: str) -> list[str]:
    """The columns that a model can predict: numbers, or one of two values."""
    if model == "logistic":
        return [column.name for column in table.columns if column.distinct == 2]
    return list(table.numeric)


def suggestion(data: str, table: "Table") -> DataSpec | None:
    """A first fit for a table of one's own: the last number from the one before; None without two."""
    if len(table.numeric) < 2:
        return None
    *_, feature, target = table.numeric
    return DataSpec(data, (feature,), target)
