"""Choose what stands around a run's optimizer."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from optexplorer.core.around import AROUND, Wrapper
from optexplorer.ui.forms import ParameterForm
from optexplorer.ui.widgets.card import note
from optexplorer.ui.widgets.chips import MenuChip
from optexplorer.ui.widgets.icon_button import IconButton


class WrapperEditor(QWidget):
    """One wrapper: its name, its settings, and a button that takes it away."""

    edited = Signal(object)  # Wrapper
    committed = Signal()
    removed = Signal()

    def __init__(self, wrapper: Wrapper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wrapper = wrapper
        self.form = ParameterForm(type(wrapper))
        self.form.edited.connect(self._on_setting)
        self.form.committed.connect(self.committed)
        name = QLabel(wrapper.title)
        name.setToolTip(wrapper.summary)
        self.remove_button = IconButton("close", f"Remove {wrapper.title}", role="mini", size=14)
        self.remove_button.clicked.connect(self.removed)
        line = QHBoxLayout()
        line.addWidget(name)
        line.addStretch(1)
        line.addWidget(self.remove_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(line)
        column.addWidget(self.form)
        self.show_wrapper(wrapper)

    def show_wrapper(self, wrapper: Wrapper) -> None:
        """Show its settings."""
        self._wrapper = wrapper
        self.form.show_values(wrapper.to_mapping())

    def _on_setting(self, name: str, value: object) -> None:
        self.show_wrapper(replace(self._wrapper, **{name: value}))
        self.edited.emit(self._wrapper)


class AroundEditor(QWidget):
    """A chip that adds a wrapper, which stands where its owner puts it, and all that there are.

    Hidden where there is none.
    """

    edited = Signal(object)  # tuple of wrappers
    committed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._around: tuple[Wrapper, ...] = ()
        self.wrappers: list[WrapperEditor] = []
        self.chip = MenuChip(
            "look-ahead, average", "Put a look-ahead or an average around the optimizer"
        )
        for key, kind in AROUND.items():
            action = self.chip.actions_menu.addAction(f"Add {kind.title}")
            action.setToolTip(kind.summary)
            action.triggered.connect(partial(self._add, key))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(note("Around the optimizer"))
        self.hide()

    @property
    def around(self) -> tuple[Wrapper, ...]:
        """What is shown."""
        return self._around

    def show_around(self, around: tuple[Wrapper, ...]) -> None:
        """Show what stands around the optimizer, in order."""
        if [type(w) for w in around] != [type(w) for w in self._around]:
            self._rebuild(around)
        self._around = around
        for editor, wrapper in zip(self.wrappers, around, strict=True):
            editor.show_wrapper(wrapper)
        self.setVisible(bool(around))

    def _rebuild(self, around: tuple[Wrapper, ...]) -> None:
        for old in self.wrappers:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.wrappers = [WrapperEditor(wrapper, self) for wrapper in around]
        for place, editor in enumerate(self.wrappers):
            editor.edited.connect(partial(self._on_edited, place))
            editor.removed.connect(partial(self._on_removed, place))
            editor.committed.connect(self.committed)
            self._column.addWidget(editor)

    def _add(self, key: str) -> None:
        self._edit((*self._around, AROUND[key]()))
        self.committed.emit()

    def _on_edited(self, place: int, wrapper: Wrapper) -> None:
        self._edit((*self._around[:place], wrapper, *self._around[place + 1 :]))

    def _on_removed(self, place: int) -> None:
        self._edit((*self._around[:place], *self._around[place + 1 :]))
        self.committed.emit()

    def _edit(self, around: tuple[Wrapper, ...]) -> None:
        self.show_around(around)
        self.edited.emit(around)
