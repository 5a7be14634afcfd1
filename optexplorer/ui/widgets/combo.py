"""A list to choose from that a passing wheel does not change."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from optexplorer.ui.widgets.themed import tokens

_LEAST_CHARACTERS = 8


class Combo(QComboBox):
    """As narrow as its place; the wheel turns it only while it has the focus."""

    def __init__(self, name: str, tooltip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setToolTip(tooltip)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(_LEAST_CHARACTERS)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Without the focus the wheel belongs to the scroll area."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A choice too long for the place ends with dots; without one, the placeholder is there."""
        del event
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        place = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        chosen = self.currentIndex() >= 0
        text = self.currentText() if chosen else self.placeholderText()
        option.currentText = self.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, place.width()
        )
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        if chosen:
            painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        else:  # the style sheet would have it as dark as a choice
            painter.setPen(tokens().color("muted" if self.isEnabled() else "outline"))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, option.currentText)
        painter.end()
