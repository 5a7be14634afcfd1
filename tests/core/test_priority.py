"""Who goes first."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from optexplorer.core.priority import ANSWERING, EXPLORING, give_way

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a program has one priority")


def mine() -> int:
    """The niceness of this thread."""
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def test_a_thread_gives_way_and_no_other_does() -> None:
    before = mine()
    with ThreadPoolExecutor(1) as pool:
        for nice in (ANSWERING, EXPLORING):
            pool.submit(give_way, nice).result()
            assert pool.submit(mine).result() == max(before, nice)
        pool.submit(give_way, ANSWERING).result()
        assert pool.submit(mine).result() == max(before, EXPLORING), "nicer already"
    assert mine() == before
    assert 0 < ANSWERING < EXPLORING < 19
