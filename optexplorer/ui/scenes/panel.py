"""Makes, orders and words the scenes of a lecture."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from optexplorer.storage.scenes import LOCKS, MOST, WORDS, Scene
from optexplorer.ui.widgets.card import heading, note
from optexplorer.ui.widgets.chips import ToggleChip
from optexplorer.ui.widgets.themed import set_role

_EMPTY = "No scenes yet. A scene keeps the experiment and the view as they are on screen."
_LOCK_TIPS = {
    "problem": "Students cannot change the problem, the start, the steps or the seed",
    "runs": "Students cannot change, add or remove runs",
}


class _List(QListWidget):
    """Rows that are moved by dragging or with Alt and the arrows."""

    moveRequested = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Scenes")
        self.setToolTip("Double-click or Enter turns to a scene; drag or Alt+↑ ↓ moves it")
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.model().rowsMoved.connect(self._moved)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt with an arrow moves the row."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        row = self.currentRow()
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier and row >= 0:
            if 0 <= row + step < self.count():
                self.moveRequested.emit(row, row + step)
            return
        super().keyPressEvent(event)

    def _moved(self, _parent: QModelIndex, first: int, _last: int, _to: QModelIndex, row: int) -> None:
        self.moveRequested.emit(first, row if row < first else row - 1)


class _Words(QPlainTextEdit):
    """Some lines of text, no more than a file holds."""

    left = Signal()  # the focus

    def __init__(self, hint: str, most: int) -> None:
        super().__init__(placeholderText=hint)
        self._most = most
        self.textChanged.connect(self._shorten)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Typing is over."""
        super().focusOutEvent(event)
        self.left.emit()

    def _shorten(self) -> None:
        if len(self.toPlainText()) > self._most:
            self.setPlainText(self.toPlainText()[: self._most])
            self.moveCursor(QTextCursor.MoveOperation.End)


class ScenePanel(QFrame):
    """What is done with a scene is asked for by its place."""

    addRequested = Signal(object)  # behind which one, or None
    updateRequested = Signal(int)
    removeRequested = Signal(int)
    moveRequested = Signal(int, int)
    turnRequested = Signal(int)
    edited = Signal(int, str, object)  # place, field of `Scene`, value
    committed = Signal()

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "panel")
        self._scenes: tuple[Scene, ...] = ()
        self._current: int | None = None
        self._changed = False
        self.list = _List()
        self.list.currentRowChanged.connect(self._change_row)
        self.list.itemActivated.connect(lambda item: self.turnRequested.emit(self.list.row(item)))
        self.list.moveRequested.connect(self._move)
        self.empty = note(_EMPTY)
        self.add = self._button("+ Add scene", "Keep what is on screen as a scene", self._add)
        set_role(self.add, "dashed")
        self.update_button = self._button(
            "Update", "Put what is on screen in the place of this scene", self._update
        )
        self.remove = self._button("Remove", "Take this scene out", self._remove)
        self.name = QLineEdit(placeholderText="Name")
        self.name.setAccessibleName("Name")
        self.name.setMaxLength(WORDS["name"])
        self.name.textEdited.connect(lambda text: self._edit("name", text))
        self.name.editingFinished.connect(self.committed)
        self.note = self._text("Note", "What there is to see", "note")
        self.question = self._text("Question", "Asked first, before the paths are drawn", "question")
        self.locks = {lock: ToggleChip(f"Lock {lock}", _LOCK_TIPS[lock]) for lock in LOCKS}
        for chip in self.locks.values():
            chip.edited.connect(lambda _on: self._edit_locks())
        self._lay_out()
        self.show_scenes((), None)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.update_button)
        buttons.addWidget(self.remove)
        self._form = QWidget()
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(6)
        form.addLayout(buttons)
        form.addWidget(self.name)
        for title, field in (("Note", self.note), ("Question", self.question)):
            form.addWidget(heading(title))
            form.addWidget(field)
        chips = QHBoxLayout()
        for chip in self.locks.values():
            chips.addWidget(chip)
        chips.addStretch(1)
        form.addLayout(chips)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 0, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)
        column.addWidget(self.add)
        column.addWidget(self._form)
        column.addStretch(0)

    def show_scenes(
        self, scenes: Sequence[Scene], current: int | None, *, changed: bool = False
    ) -> None:
        """Show the list; ``current`` is the scene on screen, ``changed`` if not as it is kept."""
        scenes, known = tuple(scenes), (self._scenes, self._current, self._changed)
        if (scenes, current, changed) == known and self.list.count():
            return
        row = self.list.currentRow()
        if current is not None and current != self._current:
            row = current
        self._scenes, self._current, self._changed = scenes, current, changed
        was = self.list.blockSignals(True)
        self.list.clear()
        for place, scene in enumerate(scenes):
            mark = "▸ " if place == current else ""
            since = " · changed" if changed and place == current else ""
            self.list.addItem(f"{mark}{place + 1}  {scene.name}{since}")
            self.list.item(place).setToolTip(scene.question or scene.note or scene.name)
        self.list.setCurrentRow(min(row, len(scenes) - 1))
        self.list.blockSignals(was)
        self.add.setEnabled(len(scenes) < MOST)
        self.empty.setVisible(not scenes)
        self.list.setVisible(bool(scenes))
        self._pick(self.list.currentRow())

    def _move(self, row: int, to: int) -> None:
        self.moveRequested.emit(row, to)
        self.list.setCurrentRow(to)

    def _change_row(self, row: int) -> None:
        self.committed.emit()  # what was typed about another scene
        self._pick(row)

    def _pick(self, row: int) -> None:
        known = 0 <= row < len(self._scenes)
        self._form.setVisible(known)
        if not known:
            return
        scene = self._scenes[row]
        if self.name.text() != scene.name:
            self.name.setText(scene.name)
        for field, text in ((self.note, scene.note), (self.question, scene.question)):
            if field.toPlainText() != text:
                was = field.blockSignals(True)
                field.setPlainText(text)
                field.blockSignals(was)
        for lock, chip in self.locks.items():
            chip.show_value(lock in scene.locked)

    def _button(self, text: str, tip: str, call: object) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.clicked.connect(call)
        return button

    def _text(self, name: str, hint: str, key: str) -> QPlainTextEdit:
        field = _Words(hint, WORDS[key])
        field.left.connect(self.committed)
        field.setAccessibleName(name)
        field.setTabChangesFocus(True)
        field.setFixedHeight(62)
        field.textChanged.connect(lambda: self._edit(key, field.toPlainText()))
        return field

    def _add(self) -> None:
        row = self.list.currentRow()
        self.addRequested.emit(row if row >= 0 else None)

    def _update(self) -> None:
        self.updateRequested.emit(self.list.currentRow())

    def _remove(self) -> None:
        self.removeRequested.emit(self.list.currentRow())

    def _edit(self, key: str, value: object) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._scenes) and getattr(self._scenes[row], key) != value:
            self.edited.emit(row, key, value)

    def _edit_locks(self) -> None:
        self._edit("locked", tuple(lock for lock, chip in self.locks.items() if chip.isChecked()))
        self.committed.emit()
