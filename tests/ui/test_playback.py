import pytest
from pytestqt.qtbot import QtBot

from optexplorer.ui.playback import SECONDS_AT_ONCE, Playback


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Player:
    """A playback whose time is moved by hand."""

    def __init__(self, last: int) -> None:
        self.clock = Clock()
        self.playback = Playback(clock=self.clock)
        self.playback.set_last(last)
        self.cursors: list[int] = []
        self.states: list[bool] = []
        self.playback.cursorMoved.connect(self.cursors.append)
        self.playback.playingChanged.connect(self.states.append)

    def after(self, seconds: float) -> int:
        self.clock.now += seconds
        self.playback.tick()
        return self.playback.cursor


@pytest.fixture
def player(qtbot: QtBot) -> Player:
    player = Player(1000)
    player.playback.play()
    return player


@pytest.mark.parametrize("last", [10, 1000, 2_000_000])
def test_a_run_of_any_length_takes_eight_seconds(qtbot: QtBot, last: int) -> None:
    player = Player(last)
    player.playback.play()
    assert player.after(SECONDS_AT_ONCE / 2) == last // 2
    assert player.after(SECONDS_AT_ONCE / 2) == last
    assert player.states == [True, False]


def test_it_ends_on_the_last_step_and_begins_anew(player: Player) -> None:
    assert player.after(100) == 1000
    assert not player.playback.playing
    player.playback.play()
    assert player.playback.cursor == 0
    assert player.after(SECONDS_AT_ONCE / 4) == 250


def test_a_change_of_speed_does_not_jump(player: Player) -> None:
    player.after(2)
    player.playback.set_speed(4.0)
    assert player.after(0) == 250
    assert player.after(1) == 750


def test_a_loop_shows_the_end_before_the_start(player: Player) -> None:
    player.playback.set_loop(True)
    player.after(SECONDS_AT_ONCE + 1)
    player.after(0.1)
    assert player.cursors == [1000, 0]
    assert player.playback.playing
    assert player.after(SECONDS_AT_ONCE / 2) == 500


def test_pausing_holds_the_step(player: Player) -> None:
    player.after(2)
    player.playback.pause()
    assert player.after(5) == 250
    player.playback.play()
    assert player.after(2) == 500


def test_what_is_held_goes_on_from_the_same_step_and_plays_all_the_while(player: Player) -> None:
    player.after(2)
    player.playback.hold(True)
    player.playback.hold(True)
    player.playback.hold(False)
    assert player.after(3) == 250, "somebody still holds it"
    assert player.playback.playing
    player.playback.hold(False)
    assert player.after(1) == 375
    assert player.states == [True]
    player.playback.pause()
    player.playback.hold(True)
    player.playback.hold(False)
    assert player.after(1) == 375


def test_scrubbing_while_playing_goes_on_from_there(player: Player) -> None:
    player.after(2)
    player.playback.set_cursor(800)
    assert player.cursors == [250], "whoever moved the cursor knows"
    assert player.after(1) == 925


def test_a_timeline_that_shrinks_or_grows(player: Player) -> None:
    player.after(6)
    player.playback.set_last(500)
    assert player.playback.cursor == 500
    player.playback.set_last(2000)
    assert player.after(1) == 750


def test_nothing_to_play(qtbot: QtBot) -> None:
    player = Player(0)
    player.playback.play()
    assert not player.playback.playing


def test_the_timer_ticks_by_itself(qtbot: QtBot) -> None:
    player = Player(1000)
    with qtbot.waitSignal(player.playback.cursorMoved):
        player.playback.play()
        player.clock.now += 1
    player.playback.pause()
