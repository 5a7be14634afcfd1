"""A formula in a window."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage, QRegion
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from optexplorer.ui import theme
from optexplorer.ui.typeset import MathLabel
from optexplorer.ui.typeset.layout import whole

LONG = r"v \leftarrow 0.999\cdot 110.1 + (1 - 0.999)\cdot ({-}58.32)^2 = 113.4"
SIZE = 16.0


def made(qtbot: QtBot, tex: str, *, width: int = 300, steady: bool = False) -> MathLabel:
    label = MathLabel(SIZE)
    label.show_steady(steady)
    qtbot.addWidget(label)
    label.show_tex(tex)
    label.resize(width, label.heightForWidth(width))
    return label


def ink(label: MathLabel) -> np.ndarray:
    """How dark each pixel is."""
    image = QImage(label.size(), QImage.Format.Format_Grayscale8)
    image.fill(255)
    label.render(image, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return 255 - rows[:, : image.width()].astype(int)


@pytest.mark.parametrize("width", [420, 330, 200, 120, 60])
@pytest.mark.parametrize("tex", [LONG, r"\hat m = \frac{m}{1 - \beta_1^t}"])
def test_all_ink_is_inside(qtbot: QtBot, tex: str, width: int) -> None:
    theme.apply(QApplication.instance(), "light")  # type: ignore[arg-type]
    dark = ink(made(qtbot, tex, width=width))
    assert dark.max() > 150
    assert dark[0].max() < 40
    assert dark[-1].max() < 40
    assert dark[:, -1].max() < 40


def test_it_shrinks_a_little_before_it_breaks(qtbot: QtBot) -> None:
    natural = round(whole(LONG, SIZE).width) + 1
    label = made(qtbot, LONG, width=natural)
    one = label.heightForWidth(natural)
    assert label.heightForWidth(round(natural * 0.9)) <= one
    assert label.heightForWidth(round(natural * 0.7)) > 1.4 * one


def test_a_steady_label_does_not_jump_back(qtbot: QtBot) -> None:
    label = made(qtbot, LONG, width=180, steady=True)
    tall = label.heightForWidth(180)
    label.show_tex("v = 1")
    assert label.heightForWidth(180) == tall
    label.settle()
    assert label.heightForWidth(180) < tall


def test_a_label_that_is_not_steady_takes_what_it_needs(qtbot: QtBot) -> None:
    label = made(qtbot, LONG, width=180, steady=True)
    tall = label.heightForWidth(180)
    label.show_tex("v = 1")
    label.show_steady(False)
    assert label.heightForWidth(180) < tall
    label.show_tex(LONG)
    label.show_tex("v = 1")
    assert label.heightForWidth(180) < tall


def test_it_takes_the_colours_of_the_theme(qtbot: QtBot) -> None:
    app = QApplication.instance()
    theme.apply(app, "light")  # type: ignore[arg-type]
    label = made(qtbot, "x + y")
    light = ink(label).max()
    theme.apply(app, "dark")  # type: ignore[arg-type]
    assert ink(label).max() < light - 100
    theme.apply(app, "light")  # type: ignore[arg-type]
    label.show_tint("muted")
    assert ink(label).max() < light - 20


def test_it_is_read_out(qtbot: QtBot) -> None:
    assert made(qtbot, LONG).accessibleName() == LONG


def test_what_cannot_be_set_is_shown_as_it_is(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    assert ink(made(qtbot, r"\nonsense")).max() > 100
    assert "nonsense" in caplog.text
