"""Who goes through a turnstile, and when."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest

from optexplorer.core.analysis.many import Plan, carry_out, no_watch
from optexplorer.core.analysis.turnstile import Turnstile
from optexplorer.core.cancel import Cancel, Cancelled
from tests.core.analysis.test_many import OF, STARTS

LONG = 20.0  # seconds that a test waits before it fails


class Gated:
    """Takes turns that each wait to be let go, and tells who takes one."""

    def __init__(self, turnstile: Turnstile) -> None:
        self._turnstile = turnstile
        self._changed = threading.Condition()
        self._left = 0
        self.taken: list[str] = []
        self.ended: list[str] = []

    def begin(self, name: str, turns: int, cancel: Cancel) -> threading.Thread:
        """Take so many turns on a thread of its own, unless called off."""

        def take() -> None:
            for _ in range(turns):
                with self._turnstile.turn(cancel):
                    self._take(name, cancel)
            with self._changed:
                self.ended.append(name)
                self._changed.notify_all()

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        return thread

    def _take(self, name: str, cancel: Cancel) -> None:
        with self._changed:
            if cancel.is_set:
                return
            self.taken.append(name)
            self._changed.notify_all()
            assert self._changed.wait_for(lambda: self._left > 0, LONG)
            self._left -= 1

    def let_go(self) -> None:
        """One turn ends."""
        with self._changed:
            self._left += 1
            self._changed.notify_all()

    def wait_for_taken(self, count: int) -> None:
        """So many turns have been begun."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.taken) >= count, LONG), self.taken

    def wait_for_end(self, name: str) -> None:
        """All turns of that name are over."""
        with self._changed:
            assert self._changed.wait_for(lambda: name in self.ended, LONG), self.taken


def waiting(turnstile: Turnstile, count: int) -> None:
    """Until so many wait there."""
    deadline = time.monotonic() + LONG
    while len(turnstile._waiting) < count:
        assert time.monotonic() < deadline
        threading.Event().wait(0.001)


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    with mock.patch("optexplorer.core.analysis.turnstile.PATIENCE", seconds):
        yield


def test_who_comes_again_at_once_lets_the_others_go_first() -> None:
    turnstile, cancel = Turnstile(1), Cancel()
    gated = Gated(turnstile)
    with patience(LONG):
        first = gated.begin("first", 4, cancel)
        gated.wait_for_taken(1)
        others = []
        for count, name in enumerate(("second", "third"), 1):
            others.append(gated.begin(name, 2, cancel))
            waiting(turnstile, count)
        for turn, others_there in enumerate((2, 2, 2, 2, 2, 1, 0, 0), 1):
            gated.wait_for_taken(turn)
            waiting(turnstile, others_there)
            gated.let_go()
        for thread in (first, *others):
            thread.join(LONG)
    assert gated.taken == ["first", "second", "third"] * 2 + ["first"] * 2


def test_no_more_than_there_are_places() -> None:
    turnstile, cancel = Turnstile(2), Cancel()
    gated = Gated(turnstile)
    with patience(LONG):
        threads = [gated.begin(str(i), 1, cancel) for i in range(3)]
        gated.wait_for_taken(2)
        waiting(turnstile, 1)
        assert len(gated.taken) == 2
        gated.let_go()
        gated.wait_for_taken(3)
        gated.let_go()
        gated.let_go()
        for thread in threads:
            thread.join(LONG)
    assert turnstile._free == 2, "every place was given back"


def test_who_is_called_off_does_not_wait() -> None:
    turnstile, cancel = Turnstile(1), Cancel()
    gated = Gated(turnstile)
    with patience(LONG):
        held = gated.begin("held", 1, Cancel())
        gated.wait_for_taken(1)
        gated.begin("called off", 3, cancel)
        waiting(turnstile, 1)
        cancel.set()
        gated.wait_for_end("called off")
        assert gated.taken == ["held"], "which is still there"
        gated.let_go()
        held.join(LONG)
    assert turnstile._free == 1
    assert not turnstile._waiting
    assert not cancel._woken


def test_who_waits_for_long_goes_without_a_place() -> None:
    turnstile = Turnstile(1)
    gated = Gated(turnstile)
    with patience(0.01):
        threads = [gated.begin(name, 1, Cancel()) for name in ("long", "impatient")]
        gated.wait_for_taken(2)
        for _ in threads:
            gated.let_go()
        for thread in threads:
            thread.join(LONG)
    assert turnstile._free == 1, "who had none leaves none"


def test_a_failed_turn_leaves_its_place() -> None:
    turnstile = Turnstile(1)
    with pytest.raises(ZeroDivisionError), turnstile.turn(Cancel()):
        _ = 1 // 0
    assert turnstile._free == 1


def test_an_analysis_is_called_off_while_others_have_all_cores() -> None:
    turnstile, cancel = Turnstile(1), Cancel()
    with patience(LONG), mock.patch("optexplorer.core.analysis.many._TURNSTILE", turnstile):
        with turnstile.turn(Cancel()):
            caller = threading.Thread(target=lambda: (waiting(turnstile, 1), cancel.set()), daemon=True)
            caller.start()
            with pytest.raises(Cancelled):
                carry_out(Plan(OF, 0, STARTS), no_watch(2), cancel)
            caller.join()
        ends = carry_out(Plan(OF, 0, STARTS), no_watch(2))
    assert ends.loss.size == len(STARTS)
