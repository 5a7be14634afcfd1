"""Which threads go first, where the system lets threads of one program differ: on Linux."""

import os
import sys
import threading
from contextlib import suppress

# On a scale to 19, the window's being 0 as a rule. Not more: each of them holds Python for a moment now
# and then, and the window waits until it lets go, which takes long where other programs leave it almost
# no time.
ANSWERING = 5  # what the window asked for, and shows when it is there
EXPLORING = 10  # what takes all cores for seconds


def give_way(nice: int) -> None:
    """Let threads that are less nice go before this one; one that is nicer already stays so."""
    if sys.platform == "linux":
        with suppress(OSError):
            this = os.getpriority(os.PRIO_PROCESS, 0)
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), max(this, nice))
