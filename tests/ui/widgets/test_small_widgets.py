from itertools import combinations

from PySide6.QtGui import QAction, QColor, QIcon, QImage, QPainter
from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from optexplorer.scene.frame import Style
from optexplorer.scene.palette import style
from optexplorer.ui import theme
from optexplorer.ui.status import StatusCorner
from optexplorer.ui.tokens import DARK, LIGHT
from optexplorer.ui.widgets.chips import ChoiceChip, ToggleChip
from optexplorer.ui.widgets.combo import Combo
from optexplorer.ui.widgets.elided_label import ElidedLabel
from optexplorer.ui.widgets.flow_layout import FlowLayout
from optexplorer.ui.widgets.icon_button import IconButton
from optexplorer.ui.widgets.marker_icon import paint_marker
from optexplorer.ui.widgets.segmented import Segmented
from tests.ui.tools import shown, wheel


def test_icons_follow_the_scheme(qtbot: QtBot, qapp: QApplication) -> None:
    def ink() -> set[str]:
        image = button.icon().pixmap(32, 32).toImage()
        pixels = [image.pixelColor(x, y) for x in range(32) for y in range(32)]
        return {colour.name() for colour in pixels if colour.alpha() == 255}

    theme.apply(qapp, "light")
    button = IconButton("play", "Play")
    shown(qtbot, button)
    assert ink() == {LIGHT.text}
    theme.apply(qapp, "dark").finish()
    assert ink() == {DARK.text}
    theme.apply(qapp, "light")


def test_a_button_that_is_off_looks_off(qtbot: QtBot) -> None:
    button = IconButton("play", "Play")
    qtbot.addWidget(button)
    strongest = {
        mode: max(
            image.pixelColor(x, y).alpha()
            for image in [button.icon().pixmap(32, 32, mode).toImage()]
            for x in range(32)
            for y in range(32)
        )
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled)
    }
    assert strongest[QIcon.Mode.Disabled] < 0.5 * strongest[QIcon.Mode.Normal]


def test_a_filled_button_that_is_off_has_ink_for_its_quiet_ground(
    qtbot: QtBot, qapp: QApplication
) -> None:
    theme.apply(qapp, "light")
    button = IconButton("play", "Play", role="primary", tint="accent_text")
    qtbot.addWidget(button)
    inks = []
    for on in (True, False):
        button.setEnabled(on)
        inks.append(button.icon().pixmap(32, 32).toImage().pixelColor(14, 16).name())
    assert inks == [LIGHT.accent_text, LIGHT.text]


def test_every_run_of_twelve_has_its_own_marker_and_colour(qtbot: QtBot) -> None:
    def picture(look: Style) -> bytes:
        image = QImage(32, 32, QImage.Format.Format_ARGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        paint_marker(painter, image.rect().toRectF().center(), 24, look)
        painter.end()
        return bytes(image.constBits())

    assert len({picture(style(index)) for index in range(12)}) == 12


def test_a_wheel_that_passes_changes_nothing(qtbot: QtBot) -> None:
    holder = shown(qtbot, QWidget())
    combo = Combo("target", "What to predict", holder)
    combo.addItems(["a", "b"])
    segments = Segmented((("A", ""), ("B", "")), holder)
    combo.show()
    combo.clearFocus()
    assert not wheel(combo, -1)
    assert not wheel(segments, -1)
    assert combo.currentIndex() == segments.currentIndex() == 0


def test_segments_fit_the_narrowest_panel(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    segments = Segmented((("Surfaces", ""), ("Formula", ""), ("Data", "")))
    shown(qtbot, segments)
    assert segments.sizeHint().width() <= 196


def test_segments_stay_in_a_narrow_place(qtbot: QtBot) -> None:
    holder = QWidget()
    segments = Segmented((("Surfaces", ""), ("Formula", ""), ("Data", "")), holder)
    segments.resize(segments.sizeHint().width() - 20, segments.sizeHint().height())
    holder.resize(segments.size())
    shown(qtbot, holder)
    assert segments.tabRect(2).right() < segments.width()


def test_segments_and_chips_are_silent_when_told(qtbot: QtBot) -> None:
    heard: list[object] = []
    segments = Segmented((("A", ""), ("B", "")))
    toggle = ToggleChip("clip", "")
    choice = ChoiceChip({"a": ("A", ""), "b": ("B", "")}, "Which")
    for widget in (segments, toggle, choice):
        qtbot.addWidget(widget)
    segments.chosen.connect(heard.append)
    toggle.edited.connect(heard.append)
    choice.edited.connect(heard.append)
    segments.show_choice(1)
    toggle.show_value(True)
    choice.show_value("b")
    assert heard == []
    assert toggle.text() == "clip ✓"
    choice.pick("b")
    assert heard == [], "it is chosen already"
    segments.setCurrentIndex(0)
    toggle.click()
    choice.pick("a")
    assert heard == [0, False, "a"]


def test_an_impossible_choice_is_greyed_and_says_why(qtbot: QtBot) -> None:
    chip = ChoiceChip({"a": ("A", ""), "b": ("B", "the second")}, "Which")
    qtbot.addWidget(chip)
    chip.set_possible("b", False, "not now")
    assert not chip.possible("b")
    chip.set_possible("b", True, "not now")
    assert chip.possible("b")


def test_chips_flow_into_lines(qtbot: QtBot) -> None:
    holder = QWidget()
    flow = FlowLayout(holder)
    buttons = [QPushButton("a chip") for _ in range(4)]
    for button in buttons:
        flow.addWidget(button)
    width = buttons[0].sizeHint().width()
    holder.resize(2 * width + 10, 200)
    shown(qtbot, holder)
    lines = sorted({button.y() for button in buttons})
    assert len(lines) == 2
    assert flow.heightForWidth(10 * width) < flow.heightForWidth(width)
    buttons[0].hide()
    flow.activate()
    assert buttons[1].x() == 0


def test_a_long_label_takes_no_room_from_others(qtbot: QtBot) -> None:
    label = ElidedLabel("a name that is far too long for any card")
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() == 0


def test_a_long_choice_ends_with_dots_and_not_within_a_letter(qtbot: QtBot) -> None:
    def picture(text: str) -> QImage:
        combo = Combo("data", "What is fitted")
        combo.addItem(text)
        combo.resize(160, 30)
        shown(qtbot, combo)
        combo.clearFocus()
        return combo.grab().toImage()

    same = "Penguins: body mass from "
    assert picture(same + "flipper length") == picture(same + "lipids and other things")
    assert picture("short") != picture("shore")


def test_a_list_with_nothing_chosen_says_what_to_choose(qtbot: QtBot, qapp: QApplication) -> None:
    def picture(placeholder: str, chosen: int) -> QImage:
        combo = Combo("data", "What is fitted")
        combo.setPlaceholderText(placeholder)
        combo.addItem("Choose")
        combo.setCurrentIndex(chosen)
        combo.resize(160, 30)
        shown(qtbot, combo)
        combo.clearFocus()
        return combo.grab().toImage()

    theme.apply(qapp, "light")
    asking = picture("Choose", -1)
    assert asking != picture("", -1)
    assert asking != picture("", 0), "paler than a choice"


def test_the_corner_shows_everything_it_says(qtbot: QtBot) -> None:
    window = QMainWindow()
    corner = StatusCorner()
    window.menuBar().addMenu("File")
    window.menuBar().setCornerWidget(corner)
    corner.add_button(QAction("Undo", window), "undo")
    window.resize(1000, 300)
    shown(qtbot, window)
    corner.show_notice("Computing 20 000 000 steps…", 0.3)
    corner.say("as well")
    qtbot.waitUntil(lambda: corner.progress.stop.isVisible())
    QApplication.processEvents()
    row = [w for w in corner.findChildren(QWidget) if w.isVisible()]
    assert len(row) == 4
    for one, other in combinations(row, 2):
        assert not one.geometry().intersects(other.geometry())
    assert all(corner.rect().contains(w.geometry()) for w in row)
    assert window.menuBar().rect().contains(corner.geometry())
