"""Some thousand inputs for every reader; ``python -m tests.fuzz.run`` is the long version."""

import os
import threading
from pathlib import Path

import pytest

from tests.fuzz.run import fuzz
from tests.fuzz.targets import Target, csv, formula, session
from tests.fuzz.watch import Misdeed, watched


@pytest.mark.parametrize(("name", "count"), [("session", 1_000), ("formula", 4_000), ("csv", 1_000)])
def test_whatever_is_read_is_taken_or_refused(tmp_path: Path, name: str, count: int) -> None:
    target: Target = {"session": session, "formula": formula}.get(name, lambda: csv(tmp_path))()
    outcome = fuzz(target, 2026, 0, count)
    assert outcome.failures == []
    assert outcome.taken > count / 50, "the inputs are good enough to get into the reader"
    assert outcome.refused > count / 10


@pytest.mark.parametrize(
    "code", ["eval('1+1')", "__import__('this')", "open('new', 'w')", "__import__('os').system('true')"]
)
def test_a_reader_that_runs_code_is_caught(code: str) -> None:
    with pytest.raises(Misdeed), watched():
        exec(code)  # noqa: S102  (it is what is caught)


def test_what_other_threads_do_meanwhile_is_no_misdeed() -> None:
    """A process of the window's may be given up at any time."""
    go, done = threading.Event(), threading.Event()
    caught = list[BaseException]()

    def give_up() -> None:
        go.wait()
        try:
            os.kill(os.getpid(), 0)
        except BaseException as error:  # noqa: BLE001  (whatever it is)
            caught.append(error)
        done.set()

    other = threading.Thread(target=give_up)
    other.start()
    with watched():
        go.set()
        done.wait()
    other.join()
    assert caught == []


def test_a_thread_that_a_reader_starts_is_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    caught = list[object]()
    monkeypatch.setattr(threading, "excepthook", lambda told: caught.append(told.exc_type))
    with watched():
        other = threading.Thread(target=os.kill, args=(os.getpid(), 0))
        other.start()
        other.join()
    assert caught == [Misdeed]
