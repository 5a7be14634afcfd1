"""What the button "+ Add optimizer" opens: every method, by family, with a search."""

from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListWidget, QVBoxLayout, QWidget

from optexplorer.core.optimizer import Optimizer
from optexplorer.ui.panels.method_list import Entry, MethodList
from optexplorer.ui.widgets.card import note
from optexplorer.ui.widgets.themed import set_role

_SIZE = QSize(750, 540)
_FAMILIES = 136  # width of their list
_MARGIN = 8
_FOOT = 44  # room for a sentence or two about the current method
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Preset(Protocol):
    """A method that people look for under a name of its own."""

    @property
    def title(self) -> str:
        """The name: "SGD"."""

    @property
    def summary(self) -> str:
        """One sentence."""

    @property
    def optimizer(self) -> str:
        """The key of the method behind it."""


class MethodPicker(QFrame):
    """A search, the families, the methods with a sentence each, and when to choose the current one.

    The search keeps the keyboard: up and down walk through the methods, with Ctrl from family to
    family, Enter chooses, Escape first empties the search and then closes.
    """

    chosen = Signal(object)  # the key of an optimizer, or a preset

    def __init__(
        self,
        optimizers: Sequence[type[Optimizer]],
        presets: Sequence[Preset],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)  # the press that closes it does no more
        set_role(self, "popup")
        entries = _entries(optimizers, presets)
        self.search = QLineEdit()
        self.search.setPlaceholderText(f"Search {len(entries)} methods…")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("search methods")
        self.search.installEventFilter(self)
        self.families = QListWidget()
        self.families.setAccessibleName("families")
        self.families.addItems([family for family, _ in groupby(entries, lambda e: e.family)])
        self.families.setFixedWidth(_FAMILIES)
        self.families.setFrameShape(QFrame.Shape.NoFrame)
        self.families.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.families.itemClicked.connect(lambda item: self.show_family(item.text()))
        self.methods = MethodList(entries)
        self.methods.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.foot = note()
        self.foot.setFixedHeight(_FOOT)
        self.foot.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.foot.setContentsMargins(4, 4, 4, 0)
        lists = QHBoxLayout()
        lists.setSpacing(_MARGIN)
        lists.addWidget(self.families)
        lists.addWidget(self.methods, 1)
        rule = QFrame()
        set_role(rule, "rule")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 6)
        column.setSpacing(_MARGIN)
        column.addWidget(self.search)
        column.addLayout(lists, 1)
        column.addWidget(rule)
        column.addWidget(self.foot)
        self.search.textChanged.connect(self.methods.narrow)
        self.methods.currentShown.connect(self._show_current)
        self.methods.chosen.connect(self._choose)
        self._show_current(self.methods.current)

    def open_at(self, button: QWidget) -> None:
        """Open below a button with its right edge, or above, or wherever the screen has room."""
        screen = button.screen().availableGeometry().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        place = QRect(button.mapToGlobal(QPoint(0, 0)), button.size())
        self.setGeometry(beside(place, _SIZE, screen))
        self.search.clear()
        self.methods.narrow("")
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def show_family(self, family: str) -> None:
        """Go to a family; a search would hide it."""
        self.search.clear()
        self.methods.show_family(family)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keys of the search that are about the list."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        key = Qt.Key(event.key())
        if key in _ENTER:
            self.methods.choose()
        elif key in _LIST_KEYS and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._walk_families(1 if key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown) else -1)
        elif key in _LIST_KEYS:
            self.methods.keyPressEvent(event)
        elif key == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        else:
            return False
        return True

    def _walk_families(self, way: int) -> None:
        row = self.families.currentRow() + way
        if 0 <= row < self.families.count():
            self.show_family(self.families.item(row).text())

    def _show_current(self, entry: Entry | None) -> None:
        if entry is None:
            self.families.setCurrentRow(-1)
            self.foot.setText("No method has all of these words.")
            return
        self.families.setCurrentItem(
            self.families.findItems(entry.family, Qt.MatchFlag.MatchExactly)[0]
        )
        self.foot.setText(f"<b>{escape(entry.title)}</b> — {escape(entry.when)}")

    def _choose(self, entry: Entry) -> None:
        self.close()
        self.chosen.emit(entry.asked)


def _entries(optimizers: Sequence[type[Optimizer]], presets: Sequence[Preset]) -> list[Entry]:
    """Family by family in the order of the catalogue, the names that people look for first."""
    kinds = {kind.key: kind for kind in optimizers}
    entries = []
    for family in dict.fromkeys(kind.family for kind in optimizers):
        entries += [
            Entry(p.title, family, p.summary, kinds[p.optimizer].when, p)
            for p in presets
            if kinds[p.optimizer].family == family
        ]
        entries += [
            Entry(kind.title, family, kind.summary, kind.when, kind.key)
            for kind in optimizers
            if kind.family == family
        ]
    return entries


def beside(button: QRect, size: QSize, screen: QRect) -> QRect:
    """A rectangle of this size, or smaller on a small screen, by a button and within the screen."""
    width, height = min(size.width(), screen.width()), min(size.height(), screen.height())
    x = button.right() - width
    below, above = button.bottom() + 4, button.top() - 4 - height
    y = below if below + height <= screen.bottom() or above < screen.top() else above
    x = max(screen.left(), min(x, screen.right() - width))
    y = max(screen.top(), min(y, screen.bottom() - height))
    return QRect(x, y, width, height)
