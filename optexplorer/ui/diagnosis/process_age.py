"""How long this process has been running."""

import os
import time
from contextlib import suppress
from pathlib import Path

_IMPORTED = time.monotonic()


def process_age() -> float:
    """Seconds since the process began; where the system does not tell, since this was imported."""
    with suppress(OSError, ValueError, IndexError, AttributeError):
        # Behind the program's name in parentheses; the 22nd field is the start in ticks since boot.
        fields = Path("/proc/self/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        begun = int(fields[19]) / os.sysconf("SC_CLK_TCK")
        return time.clock_gettime(time.CLOCK_BOOTTIME) - begun
    return time.monotonic() - _IMPORTED
