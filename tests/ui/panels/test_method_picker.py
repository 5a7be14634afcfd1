import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from optexplorer.optimizers import CATALOGUE, PRESETS
from optexplorer.ui.panels.method_picker import MethodPicker, beside
from optexplorer.ui.theme import font
from optexplorer.ui.tokens import LIGHT
from tests.ui.tools import shown


class Picker:
    """The picker, open over an empty window, with what it was asked for."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.ground = QWidget()
        self.picker = MethodPicker(tuple(CATALOGUE.values()), PRESETS, self.ground)
        self.asked: list[object] = []
        self.picker.chosen.connect(self.asked.append)
        self.ground.resize(300, 200)
        shown(qtbot, self.ground)
        self.picker.open_at(self.ground)

    def press(
        self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        for key in keys:
            self.qtbot.keyClick(self.picker.search, key, modifier)

    def search(self, text: str) -> list[str]:
        self.qtbot.keyClicks(self.picker.search, text)
        return [entry.title for entry in self.picker.methods.shown]

    @property
    def current(self) -> str:
        entry = self.picker.methods.current
        return "" if entry is None else entry.title

    @property
    def family(self) -> str:
        item = self.picker.families.currentItem()
        return item.text() if item else ""


@pytest.fixture
def picker(qtbot: QtBot) -> Picker:
    return Picker(qtbot)


def test_it_holds_every_method_once_and_the_presets_in_their_family(picker: Picker) -> None:
    titles = [entry.title for entry in picker.picker.methods.shown]
    assert titles[:4] == ["Batch GD", "SGD", "Mini-batch GD", "Gradient descent"]
    kinds = {kind.title for kind in CATALOGUE.values()}
    assert len(titles) == len(kinds) + len(PRESETS)
    assert set(titles) == kinds | {p.title for p in PRESETS}
    families = [e.family for e in picker.picker.methods.shown]
    assert families == sorted(families, key=families.index), "each family stands together"


def test_the_search_takes_all_words_and_the_best_answer_first(picker: Picker) -> None:
    assert "QHAdam" in picker.search("adam")
    assert picker.current == "Adam"
    picker.press(Qt.Key.Key_Return)
    assert picker.asked == ["adam"]
    assert not picker.picker.isVisible()


def test_it_searches_sentences_and_families_too(picker: Picker) -> None:
    assert picker.search("sign program") == ["Lion"]


def test_a_preset_is_found_by_its_name(picker: Picker) -> None:
    picker.search("SGD")
    picker.press(Qt.Key.Key_Enter)
    assert picker.asked == [PRESETS[1]]


def test_what_nothing_answers_is_said_and_nothing_chosen(picker: Picker) -> None:
    assert picker.search("gradient xyz") == []
    assert picker.picker.foot.text() == "No method has all of these words."
    picker.press(Qt.Key.Key_Return)
    assert picker.asked == []
    picker.press(Qt.Key.Key_Escape)
    assert picker.picker.isVisible(), "the first Escape empties the search"
    assert picker.picker.search.text() == ""
    picker.press(Qt.Key.Key_Escape)
    assert not picker.picker.isVisible()


def test_keys_walk_through_methods_over_headings_and_from_family_to_family(picker: Picker) -> None:
    last = [e for e in picker.picker.methods.shown if e.family == "Gradient descent"][-1]
    picker.press(*[Qt.Key.Key_Down] * 5)
    assert picker.current == last.title
    picker.press(Qt.Key.Key_Down)
    assert (picker.current, picker.family) == ("Momentum", "Momentum")
    assert "Momentum" in picker.picker.foot.text()
    assert CATALOGUE["momentum"].when in picker.picker.foot.text()
    picker.press(Qt.Key.Key_Down, modifier=Qt.KeyboardModifier.ControlModifier)
    assert (picker.current, picker.family) == ("AdaGrad", "Adaptive rates")
    picker.press(Qt.Key.Key_Up, modifier=Qt.KeyboardModifier.ControlModifier)
    assert (picker.current, picker.family) == ("Momentum", "Momentum")


def test_a_click_goes_to_a_family_and_a_click_chooses(qtbot: QtBot, picker: Picker) -> None:
    picker.search("newton")
    families, methods = picker.picker.families, picker.picker.methods
    adam = families.findItems("Adam", Qt.MatchFlag.MatchExactly)[0]
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(families.viewport(), left, pos=families.visualItemRect(adam).center())
    assert picker.current == "Adam"
    place = methods.visualRect(methods.currentIndex())
    assert methods.viewport().rect().contains(place)
    qtbot.mouseClick(methods.viewport(), left, pos=place.center())
    assert picker.asked == ["adam"]


def test_every_sentence_fits_its_line(picker: Picker) -> None:
    methods = picker.picker.methods
    metrics = QFontMetrics(font(LIGHT, LIGHT.font_small))
    room = methods.viewport().width() - 20
    long = [e.title for e in methods.shown if metrics.horizontalAdvance(e.summary) > room]
    assert long == []


@pytest.mark.parametrize(
    ("button", "screen", "expected"),
    [
        (QRect(700, 40, 200, 30), QRect(0, 0, 1000, 900), QRect(499, 73, 400, 300)),
        (QRect(700, 800, 200, 30), QRect(0, 0, 1000, 900), QRect(499, 496, 400, 300)),
        (QRect(700, 200, 200, 30), QRect(0, 0, 1000, 420), QRect(499, 119, 400, 300)),
        (QRect(10, 40, 200, 30), QRect(0, 0, 1000, 900), QRect(0, 73, 400, 300)),
        (QRect(10, 40, 200, 30), QRect(0, 0, 300, 200), QRect(0, 0, 300, 200)),
    ],
    ids=["below", "above", "neither", "left edge", "small screen"],
)
def test_it_opens_within_the_screen(button: QRect, screen: QRect, expected: QRect) -> None:
    place = beside(button, QSize(400, 300), screen)
    assert screen.contains(place)
    assert abs(place.top() - expected.top()) <= 1
    assert (place.left(), place.size()) == (expected.left(), expected.size())
