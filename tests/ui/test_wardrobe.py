"""A change of clothes: part by part, the shown ones first, and nothing half dressed is seen."""

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QLabel, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from optexplorer.ui.steps import Steps
from optexplorer.ui.wardrobe import Wardrobe

RED, BLUE = "QLabel { color: #ff0000; }", "QLabel { color: #0000ff; }"


class Parts:
    """A window on screen with some labels."""

    def __init__(self, qtbot: QtBot, count: int) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        column = QVBoxLayout(self.window)
        self.all = [QLabel("██████") for _ in range(count)]
        for part in self.all:
            column.addWidget(part)
        self.window.show()
        qtbot.waitExposed(self.window)

    def worn(self) -> list[str]:
        return [part.styleSheet() for part in self.all]

    def look(self, told: list[tuple[list[str], bool]]) -> Steps[None]:
        """What the labels wear when pictures recolour themselves, and whether it can be seen."""
        told.append((self.worn(), self.window.updatesEnabled()))
        yield

    def ink(self, index: int) -> str:
        """The colour in the middle of a label, as it is on screen."""
        at = self.all[index].mapTo(self.window, QPoint(20, self.all[index].height() // 2))
        picture = self.window.screen().grabWindow(self.window.winId()).toImage()
        return picture.pixelColor(at).name()

    def remove(self, index: int) -> None:
        part = self.all.pop(index)
        part.setParent(None)
        delete(part)


def test_shown_parts_come_first_and_are_seen_together(qtbot: QtBot) -> None:
    parts, told = Parts(qtbot, 3), list[tuple[list[str], bool]]()
    wardrobe = Wardrobe(parts.window, lambda: parts.look(told))
    wardrobe.change(RED)
    for part in parts.all:
        wardrobe.keep(part)
    wardrobe.finish()
    told.clear()
    parts.all[0].hide()
    menu = QMenu(parts.window)
    menu.addAction("Quit")
    menu.popup(parts.window.mapToGlobal(QPoint(0, 0)))
    wardrobe.change(BLUE)
    assert parts.worn() == [RED, RED, RED]
    assert not menu.updatesEnabled(), "it has the new palette already"
    qtbot.waitUntil(lambda: parts.worn() == [BLUE, BLUE, BLUE])
    assert told == [([RED, BLUE, BLUE], False)]
    assert parts.window.updatesEnabled()
    assert menu.updatesEnabled()
    menu.close()
    qtbot.waitUntil(lambda: parts.ink(1) == "#0000ff")


def test_what_paints_itself_changes_step_by_step_before_it_is_seen(qtbot: QtBot) -> None:
    parts, told = Parts(qtbot, 2), list[str]()

    def looks() -> Steps[None]:
        for name in ("one", "two"):
            told.append(f"{name} {parts.worn() == [RED, RED]} {parts.window.updatesEnabled()}")
            yield

    wardrobe = Wardrobe(parts.window, looks)
    for part in parts.all:
        wardrobe.keep(part)
    wardrobe.change(RED)
    for _ in range(3):  # both labels, and the first step
        wardrobe._turns._take()
    assert told == ["one True False"]
    wardrobe.finish()
    assert told == ["one True False", "two True False"]
    assert parts.window.updatesEnabled()


def test_where_nothing_is_seen_it_is_done_at_once(qtbot: QtBot) -> None:
    owner = QObject()
    wardrobe = Wardrobe(owner)
    part = QWidget()
    qtbot.addWidget(part)
    wardrobe.keep(part)
    wardrobe.change(RED)
    assert part.styleSheet() == RED


def test_a_part_that_goes_meanwhile_is_no_matter(qtbot: QtBot) -> None:
    parts = Parts(qtbot, 3)
    wardrobe = Wardrobe(parts.window)
    for part in parts.all:
        wardrobe.keep(part)
    wardrobe.change(RED)
    parts.remove(1)
    wardrobe.finish()
    assert parts.worn() == [RED, RED]
    wardrobe.change(BLUE)
    wardrobe.change(RED)
    wardrobe.finish()
    assert parts.worn() == [RED, RED]
    assert parts.window.updatesEnabled()


def test_what_is_made_later_wears_it_too(qtbot: QtBot) -> None:
    parts = Parts(qtbot, 1)
    wardrobe = Wardrobe(parts.window)
    wardrobe.keep(parts.all[0])
    wardrobe.change(RED)
    wardrobe.finish()
    late = QLabel("late", parts.all[0])
    late.show()
    assert late.palette().windowText().color().name() == "#ff0000"


def test_only_the_last_of_two_changes_is_put_on(qtbot: QtBot) -> None:
    parts, told = Parts(qtbot, 3), list[tuple[list[str], bool]]()
    wardrobe = Wardrobe(parts.window, lambda: parts.look(told))
    for part in parts.all:
        wardrobe.keep(part)
    wardrobe.change(RED)
    wardrobe._turns._take()
    assert parts.worn() == [RED, "", ""]
    wardrobe.change(BLUE)
    assert not parts.window.updatesEnabled()
    wardrobe.finish()
    assert told == [([BLUE, BLUE, BLUE], False)]
    assert parts.window.updatesEnabled()
