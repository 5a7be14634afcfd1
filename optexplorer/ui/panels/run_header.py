"""The first line of a run's card: marker, name, settings, loss."""

import math

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from optexplorer.core.experiment import Run
from optexplorer.core.printable import is_control
from optexplorer.scene.frame import LegendEntry, Style
from optexplorer.storage.run_schema import MAX_LABEL
from optexplorer.ui.panels.run_summary import run_summary
from optexplorer.ui.widgets.elided_label import ElidedLabel
from optexplorer.ui.widgets.icon_button import ARROWS, IconButton
from optexplorer.ui.widgets.marker_icon import paint_marker
from optexplorer.ui.widgets.number_text import short_number
from optexplorer.ui.widgets.themed import set_property, set_role, tokens

_ORDINARY = ("", "finished", "running")  # outcomes that need no word
_SHORT = {"converged": "✓"}
_LONGEST = 8  # characters of a loss beside a name of usual length
_OFF = 0.5  # opacity of a marker that cannot be pressed
_ROLES = {"diverged": "danger", "stopped": "warning"}


def _figure(loss: float) -> str:
    """Three to five significant digits, as many as there is room for: runs that are close differ."""
    texts = (short_number(loss, digits) for digits in (5, 4))
    return next((text for text in texts if len(text) <= _LONGEST), short_number(loss))


class MarkerButton(QAbstractButton):
    """The run's marker; pressing it takes the run out of the picture and back."""

    def __init__(self) -> None:
        super().__init__()
        self._style: Style | None = None
        self.setCheckable(True)
        self.setChecked(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_run(self, style: Style, name: str) -> None:
        """Draw a run's marker."""
        self._style = style
        self.setAccessibleName(f"show {name}")
        self.setToolTip(f"{'Hide' if self.isChecked() else 'Show'} {name}")
        self.update()

    def sizeHint(self) -> QSize:
        """A small square."""
        return QSize(18, 20)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows belong to the card; Qt would move the focus."""
        if event.key() in ARROWS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Filled when on, hollow when off, ringed when focused."""
        if self._style is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus() or self.underMouse():
            painter.setPen(tokens().color("accent" if self.hasFocus() else "hairline"))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 4, 4)
        painter.setOpacity(1.0 if self.isEnabled() else _OFF)
        centre = QPointF(self.width() / 2, self.height() / 2)
        paint_marker(painter, centre, 11, self._style, filled=self.isChecked())
        painter.end()


class RunHeader(QWidget):
    """Tells the run's name, what sets it apart, how it ended and its loss at the cursor."""

    shownRequested = Signal(bool)
    renamed = Signal(str)
    unfoldRequested = Signal(bool)
    menuRequested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.marker = MarkerButton()
        self.marker.clicked.connect(self.shownRequested)
        self.name = ElidedLabel()
        set_role(self.name, "title")
        self.summary = ElidedLabel(least=32)
        set_role(self.summary, "muted")
        self.summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.outcome = QLabel()
        self.outcome.hide()
        self.loss = QLabel()
        self.loss.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.unfold = IconButton("chevron-right", "Show every setting", role="mini", size=16,
                                 tint="muted")  # fmt: skip
        self.unfold.setCheckable(True)
        self.unfold.clicked.connect(self.unfoldRequested)
        self.menu = IconButton("more", "More: solo, duplicate, move, rename, remove", role="mini",
                               size=16, tint="muted")  # fmt: skip
        self.menu.clicked.connect(self.menuRequested)
        self._editor: QLineEdit | None = None
        self._entry: tuple[object, ...] = ()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.marker)
        line.addSpacing(3)
        line.addWidget(self.name)
        line.addSpacing(6)
        line.addWidget(self.summary, 1)
        line.addStretch()
        for widget in (self.outcome, self.loss, self.unfold, self.menu):
            line.addSpacing(0 if widget is self.menu else 4)
            line.addWidget(widget)

    def show_run(self, run: Run, style: Style, *, shown: bool) -> None:
        """Show what the run is."""
        self.marker.setChecked(shown)
        self.marker.show_run(style, run.name)
        self.name.setText(run.name)
        self.name.setToolTip(f"{run.name}\nDouble-click or F2 to rename")
        self.name.setEnabled(shown)
        self.summary.setText(run_summary(run))
        self.summary.setToolTip(f"{run_summary(run)}\nClick to show every setting".lstrip())

    def show_entry(self, entry: LegendEntry) -> None:
        """Show how the run stands at the cursor; cheap when nothing changed."""
        standing = (entry.loss, entry.best, entry.outcome, entry.reason, entry.events)
        if standing == self._entry:
            return
        self._entry = standing
        self.loss.setText(_figure(entry.loss))
        lines = [f"Loss at the cursor {entry.loss!r}", f"Best so far {entry.best!r}"]
        lines += [f"In all its steps {entry.events}"] if entry.events else []
        self.loss.setToolTip("\n".join(lines))
        word = "" if entry.outcome in _ORDINARY else _SHORT.get(entry.outcome, entry.outcome)
        self.loss.setVisible(not word or math.isfinite(entry.loss))
        self.summary.setVisible(word in ("", *_SHORT.values()))
        if word != self.outcome.text():
            self.outcome.setText(word)
            self.outcome.setVisible(bool(word))
            set_property(self.outcome, "role", _ROLES.get(word, "muted"))
        self.outcome.setToolTip(entry.reason or entry.outcome)

    def forget(self) -> None:
        """Nothing is known of how the run stands."""
        self._entry = ()
        self.loss.clear()
        self.loss.setToolTip("")
        self.outcome.clear()
        for part, seen in ((self.loss, True), (self.summary, True), (self.outcome, False)):
            part.setVisible(seen)

    def show_unfolded(self, unfolded: bool) -> None:
        """Turn the chevron."""
        self.unfold.setChecked(unfolded)
        if unfolded:
            self.unfold.show_drawing("chevron-down", "Hide the settings")
        else:
            self.unfold.show_drawing("chevron-right", "Show every setting")

    def rename(self) -> None:
        """Edit the name in place: Enter takes it, Escape does not."""
        editor = _NameEditor(self.name.text(), self)
        editor.setGeometry(self.name.x() - 6, 0, self.loss.x() - self.name.x(), self.height())
        editor.accepted.connect(self.renamed)
        editor.show()
        editor.selectAll()
        editor.setFocus()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Rename on the name."""
        if self.name.geometry().contains(event.position().toPoint()):
            self.rename()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Unfold on the settings."""
        if self.summary.geometry().contains(event.position().toPoint()):
            self.unfoldRequested.emit(not self.unfold.isChecked())
        super().mouseReleaseEvent(event)


class _NameEditor(QLineEdit):
    accepted = Signal(str)

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._before = text
        set_role(self, "number")
        self.setMaxLength(MAX_LABEL)
        self.setAccessibleName("name of the run")
        self.setPlaceholderText("the method's own name")
        self.editingFinished.connect(self._finish)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.setText(self._before)
            self._finish()
        else:
            super().keyPressEvent(event)

    def _finish(self) -> None:
        self.editingFinished.disconnect(self._finish)
        self.hide()
        self.deleteLater()
        text = self.text()
        if text.strip() != self._before:
            plain = "".join(" " if is_control(c) else c for c in text)
            self.accepted.emit(plain.strip())
