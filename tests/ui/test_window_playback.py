"""The timeline of the real window, by a clock that the test holds."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from optexplorer.ui import theme
from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.playback import SECONDS_AT_ONCE
from optexplorer.ui.settings import Settings
from tests.support.mouse import click
from tests.ui.conftest import end
from tests.ui.window import LEFT, action, settle, type_number

LAST = 160
SECOND = LAST / SECONDS_AT_ONCE  # steps at speed 1


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Player:
    """A window at its first step, whose time stands still unless told."""

    def __init__(self, window: MainWindow, clock: Clock) -> None:
        self.window, self._clock = window, clock
        self.bar, self.bench = window.timeline, window.workbench

    def wait(self, seconds: float) -> int:
        """Let time pass; the step then shown."""
        self._clock.now += seconds
        self.window.playback.tick()
        return self.step

    @property
    def step(self) -> int:
        frame = self.bench.frame
        assert frame is not None
        assert self.bar.scrub.value() == frame.cursor
        assert self.bar.step.text() == str(frame.cursor)
        return frame.cursor


@pytest.fixture(scope="module")
def shared(
    request: pytest.FixtureRequest, qapp: QApplication, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Player]:
    clock = Clock()
    settings = Settings(tmp_path_factory.mktemp("settings") / "window.ini")
    window = MainWindow(settings, theme.apply(qapp, "light"), clock)
    window.resize(window.minimumSize())
    window.show()
    window.start()
    settle(QtBot(request), window, started=True)
    yield Player(window, clock)
    end(window)


@pytest.fixture
def player(shared: Player, qtbot: QtBot) -> Player:
    shared.window.playback.pause()
    shared.window.playback.set_loop(False)
    shared.window.playback.set_speed(1.0)
    while shared.bench.undo_list.undo_text:
        shared.bench.undo()
    settle(qtbot, shared.window)
    shared.bench.set_cursor(0)
    return shared


def test_it_opens_at_the_end(shared: Player) -> None:
    assert shared.bench.view.cursor is None
    assert shared.step == LAST


def test_play_and_pause(player: Player, qtbot: QtBot) -> None:
    qtbot.mouseClick(player.bar.play, LEFT)
    assert player.wait(1.0) == SECOND
    assert player.wait(0.5) == 1.5 * SECOND
    qtbot.mouseClick(player.bar.play, LEFT)
    assert player.wait(2.0) == 1.5 * SECOND
    heads = {h.run: h.point for h in player.bench.frame.heads}
    for path in player.bench.frame.paths:
        assert heads[path.run] == tuple(path.points[path.steps == 30][0]), "heads lie on their paths"


def test_it_stops_at_the_end_and_begins_anew(player: Player) -> None:
    action(player.window, "play").trigger()
    assert player.wait(SECONDS_AT_ONCE + 1) == LAST
    assert not player.window.playback.playing
    assert player.bench.view.cursor is None, "the end stays the end when the race gets longer"
    action(player.window, "play").trigger()
    assert player.wait(1.0) == SECOND


def test_a_loop_goes_on(player: Player, qtbot: QtBot) -> None:
    qtbot.mouseClick(player.bar.loop, LEFT)
    action(player.window, "play").trigger()
    assert player.wait(SECONDS_AT_ONCE + 1) == LAST
    assert player.wait(0.05) == 0
    assert player.wait(1.0) == SECOND
    qtbot.mouseClick(player.bar.loop, LEFT)


def test_speed(player: Player) -> None:
    action(player.window, "play").trigger()
    player.bar.speed.pick("4.0")
    assert player.wait(1.0) == 4 * SECOND
    player.bar.speed.pick("0.25")
    assert player.wait(1.0) == 4.25 * SECOND
    player.bar.speed.pick("1.0")


def test_steps_and_ends(player: Player, qtbot: QtBot) -> None:
    bar = player.bar
    for button, step in ((bar.forward, 1), (bar.forward, 2), (bar.back, 1), (bar.last, LAST),
                         (bar.back, LAST - 1), (bar.first, 0)):  # fmt: skip
        qtbot.mouseClick(button, LEFT)
        assert player.step == step
    assert not bar.back.isEnabled()
    action(player.window, "last_step").trigger()
    assert player.step == LAST
    assert not bar.forward.isEnabled()


TRANSPORT = ("first_step", "step_back", "play", "step_forward", "last_step")


def test_the_menu_offers_what_the_timeline_offers(player: Player, qtbot: QtBot) -> None:
    bar, menu = player.bar, player.window.menus["Play"]
    buttons = (bar.first, bar.back, bar.play, bar.forward, bar.last)
    for _ in range(len(player.bench.experiment.runs)):
        player.bench.edit("remove", lambda d: d.removing(0))
    assert settle(qtbot, player.window).last_step == 0
    assert not any(button.isEnabled() for button in buttons)
    menu.aboutToShow.emit()
    assert not any(action(player.window, name).isEnabled() for name in TRANSPORT)
    menu.aboutToHide.emit()
    assert all(action(player.window, name).isEnabled() for name in TRANSPORT), "keys are not passed on"
    player.bench.undo()
    settle(qtbot, player.window)
    menu.aboutToShow.emit()
    told = [action(player.window, name).isEnabled() for name in TRANSPORT]
    menu.aboutToHide.emit()
    assert told == [button.isEnabled() for button in buttons]
    assert bar.play.isEnabled()


def test_scrubbing_shows_every_place_at_once(player: Player) -> None:
    scrub, middle = player.bar.scrub, player.bar.scrub.height() // 2
    surface = player.bench.frame.surface
    QTest.mousePress(scrub, LEFT, pos=QPoint(0, middle))
    for share in (0.25, 0.5, 0.75):
        QTest.mouseMove(scrub, QPoint(round(7 + share * (scrub.width() - 14)), middle))
        assert player.step == pytest.approx(share * LAST, abs=LAST / scrub.width())
        assert player.bench.frame.surface is surface, "scrubbing never computes"
        assert not player.bench.busy
    QTest.mouseRelease(scrub, LEFT, pos=QPoint(int(0.75 * scrub.width()), middle))
    losses = [e.loss for e in player.bench.frame.legend]
    assert losses == [h.loss for h in player.bench.frame.heads]


def test_scrubbing_pauses(player: Player, qtbot: QtBot) -> None:
    action(player.window, "play").trigger()
    player.wait(1.0)
    qtbot.mouseClick(player.bar.scrub, LEFT, pos=QPoint(player.bar.scrub.width() // 2, 10))
    assert not player.window.playback.playing


@pytest.mark.parametrize("panel", [0, 1, 2])
def test_the_curves_scrub_too(player: Player, panel: int) -> None:
    plot = player.window.curves.plots[panel]
    (_, _), (low, high) = plot.view.viewRange()
    at = plot.view.mapViewToScene(QPointF(50.0, (low + high) / 2))
    QTest.mouseClick(plot.plot.viewport(), LEFT, pos=plot.plot.mapFromScene(at))
    assert player.step == pytest.approx(50, abs=2)
    assert player.bench.frame.curve_cursors[panel] == player.step


def test_dragging_the_start_while_it_plays(player: Player, qtbot: QtBot) -> None:
    action(player.window, "play").trigger()
    player.wait(2.0)
    click(player.window.contour.plot, -1.7, -1.7)
    settle(qtbot, player.window)
    assert player.window.playback.playing
    assert player.wait(1.0) == 3 * SECOND


def test_a_longer_race_is_seen_to_its_end(player: Player, qtbot: QtBot) -> None:
    qtbot.mouseClick(player.bar.last, LEFT)
    type_number(player.window.problem_panel.foot.steps.field, "400")
    assert settle(qtbot, player.window).cursor == player.step == 400


@pytest.mark.parametrize("place", ["window", "curves", "card"])
def test_plain_keys(player: Player, qtbot: QtBot, place: str) -> None:
    window = player.window
    places = {"window": window, "curves": window.curves, "card": window.runs_panel.cards[0]}
    target = places[place]
    for key, step in ((Qt.Key.Key_End, LAST), (Qt.Key.Key_Left, LAST - 1), (Qt.Key.Key_Home, 0),
                      (Qt.Key.Key_Right, 1)):  # fmt: skip
        qtbot.keyClick(target, key)
        assert player.step == step
    qtbot.keyClick(target, Qt.Key.Key_Space)
    assert window.playback.playing
    assert player.wait(1.0) == SECOND + 1
    qtbot.keyClick(target, Qt.Key.Key_Space)
    assert not window.playback.playing


def test_space_plays_from_the_picture(player: Player, qtbot: QtBot) -> None:
    qtbot.keyClick(player.window.contour, Qt.Key.Key_Space)
    assert player.window.playback.playing
    assert action(player.window, "play").text() == "&Pause"
