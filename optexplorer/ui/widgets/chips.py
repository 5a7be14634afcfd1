"""Small pills: one is on or off, one opens a choice, one opens a menu."""

from collections.abc import Mapping

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from optexplorer.ui.widgets.themed import set_role


class ToggleChip(QPushButton):
    """On or off; ``edited`` comes when a person switches."""

    edited = Signal(object)  # bool

    def __init__(self, text: str, tooltip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        set_role(self, "chip")
        self.setCheckable(True)
        self.setToolTip(tooltip)
        self.setAccessibleName(text)
        self.toggled.connect(self._retitle)
        self.clicked.connect(lambda on: self.edited.emit(on))
        self._retitle()

    def show_value(self, on: bool) -> None:
        """Switch without a signal to the outside."""
        self.setChecked(on)

    def _retitle(self) -> None:
        self.setText(f"{self._text} ✓" if self.isChecked() else self._text)


class ChoiceChip(QPushButton):
    """Opens a menu of a few names; ``edited`` comes when a person picks another one."""

    edited = Signal(object)  # the key

    def __init__(
        self,
        choices: Mapping[str, tuple[str, str]],
        tooltip: str,
        parent: QWidget | None = None,
        *,
        prefix: str = "",
    ) -> None:
        """``choices`` maps keys to (text, tooltip)."""
        super().__init__(parent)
        self._choices = choices
        self._prefix = prefix
        self._key = next(iter(choices))
        set_role(self, "chip")
        self.setToolTip(tooltip)
        self.setAccessibleName(prefix.rstrip(": ") or tooltip.split("\n")[0])
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        group = QActionGroup(self._menu)
        for key, (text, hint) in choices.items():
            action = group.addAction(text)
            action.setCheckable(True)
            action.setToolTip(hint)
            action.setData(key)
        self._menu.addActions(group.actions())
        self._menu.triggered.connect(lambda action: self.pick(action.data()))
        self.clicked.connect(self._open)
        self.show_value(self._key)

    @property
    def key(self) -> str:
        """What is chosen."""
        return self._key

    def show_value(self, key: str) -> None:
        """Show a choice."""
        self._key = key
        self.setText(f"{self._prefix}{self._choices[key][0]} ▾")
        for action in self._menu.actions():
            action.setChecked(action.data() == key)

    def set_possible(self, key: str, possible: bool, why_not: str) -> None:
        """Offer a choice, or grey it and say why."""
        for action in self._menu.actions():
            if action.data() == key:
                action.setEnabled(possible)
                action.setToolTip(self._choices[key][1] if possible else why_not)

    def possible(self, key: str) -> bool:
        """Whether a choice is on offer."""
        return any(a.isEnabled() for a in self._menu.actions() if a.data() == key)

    def pick(self, key: str) -> None:
        """Choose as a person does."""
        if key != self._key:
            self.show_value(key)
            self.edited.emit(key)

    def _open(self) -> None:
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))


class MenuChip(QPushButton):
    """Opens a menu of things to do, which its owner fills."""

    def __init__(self, text: str, tooltip: str, parent: QWidget | None = None) -> None:
        super().__init__(f"{text} ▾", parent)
        set_role(self, "chip")
        self.setToolTip(tooltip)
        self.setAccessibleName(text)
        self.actions_menu = QMenu(self)
        self.actions_menu.setToolTipsVisible(True)
        self.clicked.connect(
            lambda: self.actions_menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))
        )
