"""Choose what gradient a run is given."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from optexplorer.core.declare import SettingError
from optexplorer.core.gradient import GRADIENTS, Clip, Full, Gradient, Minibatch, within
from optexplorer.ui.form_rows import NumberRow
from optexplorer.ui.forms import ParameterForm
from optexplorer.ui.widgets.card import note
from optexplorer.ui.widgets.chips import ChoiceChip, ToggleChip

_SUMMARIES = {
    "full": "The exact gradient of the whole objective",
    "minibatch": "The mean over a few examples; one example is stochastic gradient descent proper",
    "noisy": "The exact gradient plus random noise",
}
_NO_EXAMPLES = "Mini-batches need examples: choose a data problem"


class GradientEditor(QWidget):
    """Chips for the kind and for clipping, which stand where their owner puts them, and settings."""

    edited = Signal(object)  # Gradient
    committed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gradient: Gradient = Full()
        self._examples = 0  # that there are to draw from
        self._used: dict[str, Gradient] = {}
        self._clip = Clip()
        self._form: ParameterForm | None = None
        self.chip = ChoiceChip(
            {key: (kind.title, _SUMMARIES[key]) for key, kind in GRADIENTS.items()},
            "Gradient: what the optimizer is given at each step",
        )
        self.chip.edited.connect(self._on_kind)
        self.clip_chip = ToggleChip("clip", "Limit the gradient before the optimizer sees it")
        self.clip_chip.edited.connect(self._on_clip)
        self.clip_form = ParameterForm(Clip, parent=self)
        self.clip_form.edited.connect(self._on_clip_setting)
        self.clip_form.committed.connect(self.committed)
        self._note, self._clip_note = note(), note("Gradient clipping")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        for widget in (self._note, self._clip_note, self.clip_form):
            self._column.addWidget(widget)
        self.hide()

    @property
    def gradient(self) -> Gradient:
        """What is shown."""
        return self._gradient

    @property
    def form(self) -> ParameterForm | None:
        """The rows of the present kind, once shown."""
        return self._form

    def show_gradient(self, gradient: Gradient, *, examples: int) -> None:
        """Show a gradient; mini-batches are offered where there are examples."""
        self._examples = examples
        self.chip.set_possible(Minibatch.key, bool(examples), _NO_EXAMPLES)
        if gradient == self._gradient and self._form is not None:
            return
        self._gradient = gradient
        self._used[gradient.key] = gradient
        self.chip.show_value(gradient.key)
        if self._form is None or self._form.declared is not type(gradient):
            self._rebuild(type(gradient))
        if self._form is not None:
            self._form.show_values(gradient.to_mapping())
        self.clip_chip.show_value(gradient.clip is not None)
        if gradient.clip is not None:
            self._clip = gradient.clip
            self.clip_form.show_values(gradient.clip.to_mapping())
        for widget in (self._clip_note, self.clip_form):
            widget.setVisible(gradient.clip is not None)
        self.setVisible(gradient.clip is not None or not isinstance(gradient, Full))

    def _rebuild(self, kind: type[Gradient]) -> None:
        if self._form is not None:
            self._column.removeWidget(self._form)
            self._form.deleteLater()
        self._form = ParameterForm(kind, parent=self)
        size = self._form.rows.get("batch_size")
        if isinstance(size, NumberRow):
            size.field.check = partial(self._check_size, size.field.check)
        self._form.edited.connect(self._on_setting)
        self._form.committed.connect(self.committed)
        self._note.setText(kind.title.capitalize())
        for widget in (self._note, self._form):
            widget.setVisible(bool(self._form.rows))
        self._column.insertWidget(1, self._form)

    def _check_size(self, check: Callable[[Any], int], value: Any) -> int:
        """No more than there are, though the declaration cannot know how many."""
        legal = check(value)
        if legal > self._examples:
            raise SettingError("batch_size", f"must lie in [1, {self._examples}], got {legal}")
        return legal

    def _on_kind(self, key: str) -> None:
        kind = within(self._used.get(key) or GRADIENTS[key](), self._examples)
        self._edit(replace(kind, clip=self._gradient.clip))
        self.committed.emit()

    def _on_clip(self, on: bool) -> None:
        self._edit(replace(self._gradient, clip=self._clip if on else None))
        self.committed.emit()

    def _on_clip_setting(self, name: str, value: Any) -> None:
        self._edit(replace(self._gradient, clip=replace(self._clip, **{name: value})))

    def _on_setting(self, name: str, value: Any) -> None:
        self._edit(replace(self._gradient, **{name: value}))

    def _edit(self, gradient: Gradient) -> None:
        self.show_gradient(gradient, examples=self._examples)
        self.edited.emit(gradient)
