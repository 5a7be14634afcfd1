"""The same step in another convention of the method, beside ours."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from optexplorer.core.optimizer import Form
from optexplorer.scene.labels import number
from optexplorer.ui.panels.inside_lines import LineList
from optexplorer.ui.widgets.card import note
from optexplorer.ui.widgets.combo import Combo

if TYPE_CHECKING:
    from optexplorer.core.inspect.report import Line, StepReport

_NONE = "Compare with another form…"


class OtherForm(QWidget):
    """Chooses another form; shows its update, and how far it leads elsewhere."""

    formRequested = Signal(object)  # index, None for no other form

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles: tuple[str, ...] = ()
        self.chooser = Combo("other form", "The same method in another common convention")
        self.chooser.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.chooser.activated.connect(lambda i: self.formRequested.emit(i - 1 if i else None))
        self.differs = note(role="")
        self.distance = note()
        self.lines = LineList(pressable=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.chooser)
        for widget in (self.differs, self.lines, self.distance):
            column.addWidget(widget)
            widget.hide()
        column.addStretch(1)

    @property
    def comparing(self) -> bool:
        """Whether another form is shown."""
        return not self.lines.isHidden()

    def show_forms(self, forms: Sequence[Form], chosen: int | None) -> None:
        """Offer the other forms; without any there is nothing to see."""
        titles = tuple(form.title for form in forms)
        if titles != self._titles:
            self._titles = titles
            self.chooser.clear()
            self.chooser.addItems([_NONE, *titles])
        self.chooser.setCurrentIndex(0 if chosen is None or chosen >= len(forms) else chosen + 1)
        self.setVisible(bool(forms))
        if chosen is not None and chosen < len(forms):
            self.differs.setText(forms[chosen].differs)

    def show_other(
        self,
        other: "StepReport | None",
        ours: "StepReport",
        lines: Sequence["Line"],
        marked: frozenset[int],
    ) -> None:
        """Show the same update in the other form; ``marked`` are the lines that ours has not."""
        for widget in (self.differs, self.lines, self.distance):
            widget.setVisible(other is not None)
        if other is None:
            return
        self.lines.show_lines(lines, marked=marked)
        apart = math.hypot(*(other.x_after - ours.x_after))
        self.distance.setText(
            "After this step both stand at the same point."
            if apart == 0.0
            else f"After this step the two points are {number(apart)} apart."
        )


def unlike(lines: Sequence["Line"], others: Sequence["Line"]) -> frozenset[int]:
    """The places of lines whose formula is none of the others'."""
    known = {line.formula for line in others}
    return frozenset(i for i, line in enumerate(lines) if line.formula not in known)
