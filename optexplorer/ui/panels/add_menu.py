"""The menu of methods to add."""

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from optexplorer.core.optimizer import Optimizer


class Preset(Protocol):
    """A method that people look for under a name of its own."""

    @property
    def title(self) -> str:
        """The name: "SGD"."""


class AddMenu(QMenu):
    """Presets first, then the catalogue by family; each entry says in a sentence what it is."""

    chosen = Signal(object)  # the key of an optimizer, or a preset

    def __init__(
        self,
        optimizers: Sequence[type[Optimizer]],
        presets: Sequence[Preset],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setToolTipsVisible(True)
        for preset in presets:
            self.addAction(preset.title, partial(self.chosen.emit, preset))
        self.addSeparator()
        families: dict[str, QMenu] = {}
        for optimizer in optimizers:
            if optimizer.family not in families:
                families[optimizer.family] = self.addMenu(_capital(optimizer.family))
                families[optimizer.family].setToolTipsVisible(True)
            action = families[optimizer.family].addAction(
                optimizer.title, partial(self.chosen.emit, optimizer.key)
            )
            action.setToolTip(optimizer.summary)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
