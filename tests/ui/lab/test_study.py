"""Studies: pieces as they come, progress, calling off, refusals."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from optexplorer.core.analysis.errors import AnalysisError
from optexplorer.core.cancel import Cancelled
from optexplorer.ui.lab.study import Study

_LONG = 5_000  # milliseconds


class Gated:
    """Yields 0, 1, 2, ..., each once its gate is open."""

    def __init__(self) -> None:
        self.gate = threading.Semaphore(0)
        self.at = -1  # the piece whose gate it stands at
        self.moved = threading.Condition()

    def stands_at(self, piece: int) -> None:
        """Wait for it, without a turn of the event loop."""
        with self.moved:
            assert self.moved.wait_for(lambda: self.at == piece, _LONG / 1000.0)

    def __call__(
        self, request: int, cancel: Any, progress: Callable[[int, int], None]
    ) -> Iterator[int]:
        for piece in range(request):
            with self.moved:
                self.at = piece
                self.moved.notify_all()
            self.gate.acquire()
            if cancel.is_set:
                raise Cancelled
            progress(piece + 1, request)
            yield piece


@pytest.fixture
def work() -> Gated:
    return Gated()


@pytest.fixture
def study(qtbot: QtBot, work: Gated) -> Iterator[Study]:
    study = Study(work)
    yield study
    study.stop()


def _answers(study: Study) -> list[tuple[int, int]]:
    answers: list[tuple[int, int]] = []
    study.answered.connect(lambda request, piece: answers.append((request, piece)))
    return answers


def test_pieces_come_one_by_one_with_the_share_done(qtbot: QtBot, study: Study, work: Gated) -> None:
    answers = _answers(study)
    study.ask(2)
    assert study.busy
    assert study.share == 0.0
    work.gate.release()
    qtbot.waitUntil(lambda: answers == [(2, 0)], timeout=_LONG)
    assert study.share == 0.5
    work.gate.release()
    qtbot.waitUntil(lambda: not study.busy, timeout=_LONG)
    assert answers == [(2, 0), (2, 1)]
    assert study.share is None
    assert study.sentence == ""


def test_of_pieces_that_wait_only_the_newest_is_passed_on(
    qtbot: QtBot, study: Study, work: Gated
) -> None:
    answers = _answers(study)
    study.ask(6)
    work.gate.release(3)
    work.stands_at(3)
    qtbot.waitUntil(lambda: bool(answers), timeout=_LONG)
    assert answers == [(6, 2)]
    work.gate.release(3)
    qtbot.waitUntil(lambda: not study.busy, timeout=_LONG)
    assert answers[-1] == (6, 5), "the last one comes before the end is told"


def test_a_piece_that_waits_does_not_come_once_it_is_called_off(
    qtbot: QtBot, study: Study, work: Gated
) -> None:
    answers = _answers(study)
    study.changed.connect(lambda: study.share == 0.5 and study.cancel())
    study.ask(2)
    work.gate.release(2)
    qtbot.waitUntil(lambda: study.sentence == "Stopped", timeout=_LONG)
    study.ask(1)
    work.gate.release(2)
    qtbot.waitUntil(lambda: not study.busy, timeout=_LONG)
    assert answers == [(1, 0)]


def test_called_off_the_last_piece_stays_and_no_other_comes(
    qtbot: QtBot, study: Study, work: Gated
) -> None:
    answers = _answers(study)
    study.ask(3)
    work.gate.release()
    qtbot.waitUntil(lambda: answers == [(3, 0)], timeout=_LONG)
    study.cancel()
    assert not study.busy
    assert (study.share, study.sentence) == (None, "Stopped")
    study.ask(1)
    work.gate.release(2)  # the one that is called off may still take one
    qtbot.waitUntil(lambda: not study.busy, timeout=_LONG)
    assert answers == [(3, 0), (1, 0)]


def test_a_refusal_is_said_in_its_own_words(qtbot: QtBot) -> None:
    def refuse(_request: object, _cancel: object, _progress: object) -> Iterator[int]:
        raise AnalysisError("seeds", "must lie in [1, 10], got 0")

    study = Study(refuse)
    study.ask(None)
    qtbot.waitUntil(lambda: not study.busy, timeout=_LONG)
    assert study.sentence == "seeds: must lie in [1, 10], got 0"
    assert study.share is None
    study.stop()


def test_progress_is_told_in_steps_that_can_be_seen(qtbot: QtBot) -> None:
    def busy(request: int, _cancel: object, progress: Callable[[int, int], None]) -> Iterator[int]:
        for done in range(request):
            progress(done + 1, request)
        yield request

    study = Study(busy)
    shares: list[float | None] = []
    study.changed.connect(lambda: shares.append(study.share))
    study.ask(10_000)
    qtbot.waitUntil(lambda: not study.busy, timeout=_LONG)
    assert 100 < len(shares) < 210
    study.stop()
