"""The small windows: keys and gestures, about."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QMessageBox, QTextBrowser, QVBoxLayout, QWidget

from optexplorer import __version__
from optexplorer.ui.actions import ACTIONS

_GESTURES = (
    ("Drag the ring", "move the common start; every path follows"),
    ("Click on the contour", "put the start there"),
    ("Double-click on the 3-D surface", "put the start there"),
    ("Click on a path", "select the run and go to that step"),
    ("Wheel, drag the background", "zoom and pan; in 3-D: zoom and turn"),
    ("Arrow keys, + −, Home on 3-D", "turn it, zoom, show it as at first"),
    ("Space, ← →, Home, End", "play, step, first and last step"),
    ("Esc", "stop computing; in a field: back to the value in force; leave a presentation"),
    ("X, Z", "laser pointer, magnifying glass"),
    ("B, .", "in a presentation: a black screen, and back"),
    ("F2, Alt+↑ ↓ on a run", "rename it, move it in the list"),
    ("Arrow keys on the contour", "nudge the start by 1 %, with Shift by 0.1 %"),
    ("Right-click on the contour", "look at the curvature there; drag the point, turn the knob"),
    ("Alt and arrow keys on the contour", "turn the direction v by 5°, with Shift by 0.5°"),
    ("Click on a map of settings, drag its ring", "give the run that setting"),
    ("Arrow keys on a map, Enter, + −, Home", "move a cursor, click, zoom, show all of it"),
    ("Double-click on a slider", "back to the default"),
)

_NATIVE = QKeySequence.SequenceFormat.NativeText


def show_keys(parent: QWidget) -> None:
    """Every gesture and every key."""
    rows = "".join(f"<tr><td><b>{keys}</b></td><td>{what}</td></tr>" for keys, what in _GESTURES)
    for row in ACTIONS:
        action = parent.findChild(QAction, row.name)
        keys = action.shortcut().toString(_NATIVE) if action else ""
        if keys:
            rows += f"<tr><td><b>{keys}</b></td><td>{row.text.replace('&', '').rstrip('…')}</td></tr>"
    _show_text(parent, "Keyboard and mouse", f"<table cellpadding='4'>{rows}</table>")


def show_about(parent: QWidget) -> None:
    """Name, version, licence."""
    QMessageBox.about(
        parent,
        "About Optimizer Explorer",
        f"<b>Optimizer Explorer {__version__}</b><p>Optimizers race over a loss surface, and "
        "everything answers while you drag.</p><p>Free software under the MIT licence.</p>",
    )


def _show_text(parent: QWidget, title: str, html: str) -> None:
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    text = QTextBrowser()
    text.setHtml(html)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.addWidget(text)
    column.addWidget(buttons)
    dialog.resize(560, 600)
    dialog.open()
