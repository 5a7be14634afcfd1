"""The point looked at closely, in numbers: where it is, its kind, and how the surface bends along v."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from optexplorer.core.declare import Parameter
from optexplorer.scene.labels import number
from optexplorer.scene.local import angle_of
from optexplorer.scene.local_layer import LocalLayer, LocalModel
from optexplorer.ui.form_rows import NumberRow
from optexplorer.ui.panels.local_profile import LocalProfile
from optexplorer.ui.panels.local_ways import LocalWays, Way
from optexplorer.ui.panels.start_fields import StartFields
from optexplorer.ui.widgets.card import heading, note
from optexplorer.ui.widgets.icon_button import IconButton
from optexplorer.ui.widgets.progress import continue_button
from optexplorer.ui.widgets.room import keep_room
from optexplorer.ui.widgets.themed import set_role

_ANGLE = Parameter(
    "angle", "float", 0.0, "v", "Angle of the direction v in the picture, in degrees from the first "
    "axis. Drag the knob on the picture, or turn it with Alt and the arrow keys.",
    span=(-180.0, 180.0),
)  # fmt: skip
_STOPPED = "Stopped: this point has not been looked at"
_UNDEFINED = "The surface has no finite second derivatives here, so there is no quadratic model."


class LocalPanel(QFrame):
    """Told a `LocalLayer`; asks for another point and another angle."""

    moved = Signal(object)  # parameters
    turned = Signal(float)  # degrees
    closeRequested = Signal()
    againRequested = Signal()

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "panel")
        self._layer: LocalLayer | None = None
        self._stopped = False
        self.kind = note()
        self.fields = StartFields("Where the surface is looked at closely.")
        self.fields.edited.connect(self.moved)
        self.angle = NumberRow(_ANGLE)
        self.angle.edited.connect(lambda value: self.turned.emit(float(value)))
        self.ways = LocalWays()
        self.ways.turned.connect(self.turned)
        self.curvature, self.bends = QLabel(), note()
        set_role(self.curvature, "title")
        self.curvature.setToolTip("The curvature along v: vᵀHv, with H the Hessian and v of length 1")
        self.rest = note()
        self.rest.setToolTip(
            "Hv, the change of the gradient along v, is drawn as an arrow, as long as the handle where "
            "the surface bends most; gᵀv is the slope along v"
        )
        self.profile = LocalProfile()
        self.again = continue_button("Look at this point after all")
        self.again.clicked.connect(self.setFocus)  # it goes, and the next one would close
        self.again.clicked.connect(self.againRequested)
        close = IconButton("close", "Hide the local model")
        close.clicked.connect(self.closeRequested)
        head = QHBoxLayout()
        head.addWidget(heading("Local model"), 1)
        head.addWidget(self.again)
        head.addWidget(close)
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (self.curvature, self.bends, self.rest):
            words.addWidget(label)
        words.addStretch(1)
        self.numbers = QWidget()
        keep_room(self.numbers)
        both = QHBoxLayout(self.numbers)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(8)
        both.addLayout(words, 1)
        both.addWidget(self.profile, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(6)
        column.addLayout(head)
        for part in (self.kind, self.fields, self.angle, self.ways, self.numbers):
            column.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def show_layer(self, layer: LocalLayer | None, *, stopped: bool = False) -> None:
        """Show the point that is marked in the pictures, and what is known of it.

        ``stopped`` if finding that out was given up.
        """
        if layer is None or (layer, stopped) == (self._layer, self._stopped):
            return
        self._layer, self._stopped = layer, stopped
        self.fields.show_start(layer.names, layer.parameters)
        self.angle.setVisible(layer.turns)
        self.angle.show_value(round(layer.angle, 4))
        model = layer.model
        self.ways.setVisible(layer.turns)
        if layer.turns:
            self.ways.show_ways(_ways(layer, model), layer.angle)
        self.numbers.setVisible(model is not None)
        self.profile.show_model(model)
        self.again.setVisible(stopped and model is None)
        if model is None:
            self.kind.setText(_unknown(layer, stopped))
        else:
            self._show_numbers(layer, model)

    def _show_numbers(self, layer: LocalLayer, model: LocalModel) -> None:
        value, gradient = number(model.value), number(model.gradient_norm)
        self.kind.setText(f"{model.kind}   f {value}   |∇f| {gradient}")
        bent, slope = number(model.curvature), number(model.slope)
        self.bends.setText(f"{_bend(model)} {_along(layer)}")
        if layer.turns:
            self.curvature.setText(f"vᵀHv  {bent}")
            self.rest.setText(f"|Hv| {number(model.change_norm)}\ngᵀv {slope}")
        else:
            self.curvature.setText(f"f″  {bent}")
            self.rest.setText(f"f′ {slope}")


def _unknown(layer: LocalLayer, stopped: bool) -> str:
    if layer.undefined:
        return _UNDEFINED
    return _STOPPED if stopped else "Computing…"


def _ways(layer: LocalLayer, model: LocalModel | None) -> list[Way]:
    """Along each axis, and the eigen-directions of the least and of the greatest curvature."""
    ways = []
    if len(layer.names) == 2:  # else the picture's axes are no parameters' own
        x, y = layer.names
        ways = [Way(x, f"Turn v along {x}", 0.0), Way(y, f"Turn v along {y}", 90.0)]
    if model is not None:
        for place in (0, -1):
            direction, value = model.directions[place], number(model.eigenvalues[place])
            if direction.any():
                angle = _half_turn(angle_of(direction))
                ways.append(Way(f"λ {value}", "Turn v along this eigen-direction", angle))
    return ways


def _bend(model: LocalModel) -> str:
    """In words: "a minimum", or "bends up" where there is a slope."""
    if model.straight:
        return "flat" if model.stationary else "straight"
    up = model.curvature > 0.0
    if model.stationary:
        return "a minimum" if up else "a maximum"
    return "bends up" if up else "bends down"


def _along(layer: LocalLayer) -> str:
    """ "along x" where v is exactly so."""
    if not layer.turns:
        return f"along {layer.names[0]}"
    exact = [name for name, part in zip(layer.names, layer.direction, strict=False) if abs(part) == 1.0]
    return f"along {exact[0]}" if exact else "along v"


def _half_turn(angle: float) -> float:
    """The same line, at an angle in (-90, 90]."""
    return 90.0 - (90.0 - angle) % 180.0
