"""A field with its name inside, as in "x  -0.35"."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from optexplorer.core.declare import Parameter
from optexplorer.ui.widgets.elided_label import ElidedLabel
from optexplorer.ui.widgets.number_field import NumberField
from optexplorer.ui.widgets.themed import set_role

_LABEL_WIDTH = 100  # a longer name is cut


class LabelledField(QWidget):
    """A muted name and a number beside it."""

    def __init__(self, parameter: Parameter, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = NumberField(parameter)
        self.field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        label = ElidedLabel(name)
        set_role(label, "muted")
        label.setMinimumWidth(min(label.sizeHint().width(), _LABEL_WIDTH))
        label.setToolTip(self.field.toolTip())
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(label)
        line.addWidget(self.field, 1)
        self.setFocusProxy(self.field)
