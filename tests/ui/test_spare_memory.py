"""Memory that was let go goes back to the system."""

import gc
import sys
import threading
from itertools import count

import pytest

from optexplorer.ui.spare_memory import SpareMemory, giver
from tests.soak.watch import resident

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="glibc's own")


def test_what_lies_between_what_stays_goes_back() -> None:
    give_back = giver()
    assert give_back is not None
    blocks = [bytearray(b"x" * 60_000) for _ in range(4_000)]  # 240 megabytes
    kept = blocks[::8]
    gc.collect()
    del blocks
    before = resident()
    give_back()
    assert before - resident() > 120
    assert all(block[0] == ord("x") for block in kept)


def test_it_happens_while_the_program_works_and_not_while_it_rests() -> None:
    turns, seen = count(), threading.Event()

    def give_back() -> None:
        next(turns)
        seen.set()

    idle = SpareMemory(give_back, every=0.001, work=1e9)
    assert not seen.wait(0.05)
    idle.stop()
    busy = SpareMemory(give_back, every=0.001, work=0.0)
    assert seen.wait(10.0)
    busy.stop()
    assert busy._thread.name not in {thread.name for thread in threading.enumerate()}
