"""The profile along a direction shows a surface of any height."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from optexplorer.core.analysis.local import Profile
from optexplorer.scene.local_layer import LocalModel, ModelShape
from optexplorer.ui.panels.local_profile import LocalProfile
from optexplorer.ui.widgets.themed import tokens
from tests.ui.tools import shown

EMPTY = ModelShape(*(None for _ in ModelShape.__dataclass_fields__))  # type: ignore[arg-type]
T = np.linspace(-1.0, 1.0, 101)


def model(value: float, heights: np.ndarray) -> LocalModel:
    """A point of that value, whose parabola lies on the surface."""
    eye = np.eye(2)
    return LocalModel(
        value, 0.0, "minimum", (1.0, 1.0), eye, eye, eye[0], 1.0, 1.0, 0.0, False, EMPTY,
        Profile(T, heights, heights.copy()),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "heights"),
    [
        (0.0, T**2),
        (1e17, np.full(101, 1e17)),
        (1.7e308, np.full(101, 1.7e308)),
        (0.0, 1.7e308 * T),
        (5e-324, np.full(101, 5e-324)),
        (2.0, np.full(101, np.nan)),
        (2.0, np.full(101, np.inf)),
    ],
    ids=["bowl", "high plain", "highest plain", "highest slope", "denormal", "undefined", "infinite"],
)
def test_it_is_painted_whatever_the_heights(qtbot: QtBot, value: float, heights: np.ndarray) -> None:
    profile = LocalProfile()
    profile.show_model(model(value, heights))
    shown(qtbot, profile)
    image = profile.grab().toImage()
    middle = {image.pixelColor(image.width() // 2, y).name() for y in range(image.height())}
    stands = QColor(tokens().model).name() in middle
    assert stands == (value < 1e300), "the point stands in the middle, if it can"


def test_without_a_model_there_is_a_field(qtbot: QtBot) -> None:
    profile = LocalProfile()
    shown(qtbot, profile)
    profile.event(QEvent(QEvent.Type.StyleChange))
    assert not profile.grab().isNull()
