"""Mouse events sent to a plot, at points of the plot or of its pixels."""

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

NONE, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton


def position(plot, x, y):
    """Viewport pixels of the plot's point (x, y)."""
    scene = plot.view_box.mapViewToScene(QPointF(x, y))
    return QPointF(plot.mapFromScene(scene))


def send(plot, kind, at, button=NONE, buttons=NONE):
    viewport = plot.viewport()
    event = QMouseEvent(
        kind, at, viewport.mapToGlobal(at), button, buttons, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(viewport, event)


def move(plot, x, y):
    send(plot, QEvent.Type.MouseMove, position(plot, x, y))


def click(plot, x, y):
    at = position(plot, x, y)
    send(plot, QEvent.Type.MouseMove, at)
    send(plot, QEvent.Type.MouseButtonPress, at, LEFT, LEFT)
    send(plot, QEvent.Type.MouseButtonRelease, at, LEFT)


def drag(plot, *points):
    """Press at the first point, move through the others, release at the last."""
    ways = [position(plot, *point) for point in points]
    send(plot, QEvent.Type.MouseMove, ways[0])
    send(plot, QEvent.Type.MouseButtonPress, ways[0], LEFT, LEFT)
    for at in ways[1:]:
        send(plot, QEvent.Type.MouseMove, at, NONE, LEFT)
    send(plot, QEvent.Type.MouseButtonRelease, ways[-1], LEFT)
