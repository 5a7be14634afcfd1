"""The settings of an ensemble: members, what counts as an escape, and from where."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from optexplorer.ui.lab.ensemble.settings import (
    AUTOMATIC,
    DECREASE,
    DISTANCE,
    PICKED,
    SEEDS,
    START,
    STARTS,
    EnsembleSettings,
)
from optexplorer.ui.widgets.chips import ChoiceChip
from optexplorer.ui.widgets.flow_layout import FlowLayout
from optexplorer.ui.widgets.labelled_field import LabelledField

_CHOICES = {
    "over": (
        {
            SEEDS: ("Seeds", "The same experiment with the seeds from its own upwards"),
            STARTS: ("Cloud of starts", "One seed; starts drawn evenly from a ball about the place"),
        },
        "In what the members differ",
        "Over: ",
    ),
    "counts": (
        {
            AUTOMATIC: ("automatic", "Distance from a saddle at the start, else decrease of the loss"),
            DISTANCE: ("distance", "Far enough from the place"),
            DECREASE: ("decrease of the loss", "The loss is low enough"),
        },
        "What counts as an escape",
        "Escaped by: ",
    ),
    "place": (
        {
            AUTOMATIC: ("automatic", "A saddle at the start, or very near it; else the start"),
            START: ("the start", "Each run's own start"),
            PICKED: ("the picked point", "The critical point that is picked in their list"),
        },
        "From where the distance counts, and about what the starts of a cloud lie",
        "Place: ",
    ),
}
_FIELDS = {"members": "K", "radius": "radius", "distance": "distance", "decrease": "decrease"}
_WIDTH = 76  # of a field, in pixels
_AUTO = "auto"


class EnsembleControls(QObject):
    """Puts its widgets into ``place``; ``edited`` comes with the settings after each change."""

    edited = Signal(object)  # EnsembleSettings

    def __init__(self, place: FlowLayout, parent: QObject) -> None:
        super().__init__(parent)
        self.settings = EnsembleSettings()
        self.chips: dict[str, ChoiceChip] = {}
        self.fields: dict[str, LabelledField] = {}
        parameters = {p.name: p for p in EnsembleSettings.parameters()}
        for name in ("over", "members", "radius", "counts", "distance", "decrease", "place"):
            widget: QWidget
            if name in _CHOICES:
                choices, tip, prefix = _CHOICES[name]
                chip = self.chips[name] = ChoiceChip(choices, tip, prefix=prefix)
                chip.edited.connect(lambda key, name=name: self._edit(name, key))
                widget = chip
            else:
                field = self.fields[name] = LabelledField(parameters[name], _FIELDS[name])
                field.field.setFixedWidth(_WIDTH)
                if parameters[name].optional:
                    field.field.setPlaceholderText(_AUTO)
                field.field.edited.connect(lambda value, name=name: self._edit(name, value))
                widget = field
            place.addWidget(widget)
        self._show()

    def show_settings(self, settings: EnsembleSettings) -> None:
        """Show these without a signal."""
        self.settings = settings
        for name, chip in self.chips.items():
            chip.show_value(getattr(settings, name))
        for name, field in self.fields.items():
            field.field.show_value(getattr(settings, name))
        self._show()

    def _edit(self, name: str, value: Any) -> None:
        self.settings = replace(self.settings, **{name: value})
        self._show()
        self.edited.emit(self.settings)

    def _show(self) -> None:
        """Only what has a say."""
        s = self.settings
        self.fields["radius"].setVisible(s.over == STARTS)
        self.fields["distance"].setVisible(s.counts == DISTANCE)
        self.fields["decrease"].setVisible(s.counts == DECREASE)
