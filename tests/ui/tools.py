"""What tests of widgets share."""

from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from optexplorer.core.problem import ProblemError
from optexplorer.problems.data.catalogue import inspect
from optexplorer.ui.panels.data_panel import DataPanel
from optexplorer.ui.theme import Theme, apply

AnyWidget = TypeVar("AnyWidget", bound=QWidget)


class Heard:
    """What a widget's ``edited`` and ``committed`` have said."""

    def __init__(self, widget: Any) -> None:
        self.edited: list[Any] = []
        self.commits = 0
        if hasattr(widget, "edited"):
            widget.edited.connect(self._on_edited)
        widget.committed.connect(self._on_committed)

    def _on_edited(self, *values: Any) -> None:
        self.edited.append(values[0] if len(values) == 1 else values)

    def _on_committed(self) -> None:
        self.commits += 1


class Kinds(QObject):
    """The kinds of the events that come to something."""

    def __init__(self, watched: QObject) -> None:
        super().__init__(watched)
        self.seen: list[QEvent.Type] = []
        watched.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Keep its kind, and let it pass."""
        self.seen.append(event.type())
        return False


def shown(qtbot: QtBot, widget: AnyWidget) -> AnyWidget:
    """The widget, dressed as in the program, on screen in an active window."""
    qtbot.addWidget(widget)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    (app.findChild(Theme) or apply(app, "light")).dress(widget)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    return widget


def move(widget: QWidget, at: QPointF, button: Qt.MouseButton = Qt.MouseButton.NoButton) -> None:
    """Move the mouse over a widget, with this button held."""
    none = Qt.MouseButton.NoButton
    place, plain = widget.mapToGlobal(at), Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(QMouseEvent.Type.MouseMove, at, place, none, button, plain)
    QApplication.sendEvent(widget, event)


def wheel(widget: QWidget, notches: int) -> bool:
    """Turn the wheel over a widget; whether the widget took it."""
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at, widget.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def answer_tables(panel: DataPanel) -> None:
    """Read what the panel asks for at once, as the window does on a thread."""

    def read(data: str, folder: str) -> None:
        try:
            panel.take_table(data, folder, inspect(data, folder))
        except ProblemError as error:
            panel.refuse_table(data, folder, error.message)

    panel.tableRequested.connect(read)
