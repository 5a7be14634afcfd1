"""What a soak looks at: whether the interface answers, and how much memory there is in use."""

import os
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer

from optexplorer.ui.diagnosis.kernel_tally import TALLY

BEAT = 0.010  # seconds between two signs of life
LIMIT = 0.100  # seconds without one that count as a block
_OURS = 0.8  # of a wait, in which this program had at least one core
_SMALL = 20_000  # numbers to be added: some 0.3 ms
_WORST = 40  # blocks that are kept with their stacks
_EDGES = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, float("inf"))  # seconds


@dataclass(frozen=True)
class Block:
    """A time in which the interface did not answer.

    ``busy`` is what its own thread worked, ``others`` what the rest of the program did meanwhile; on a
    machine that is shared, what is missing to ``seconds`` went to other programs. ``pace`` tells how
    slow it was: what the same small work took right after the block, in milliseconds.
    """

    seconds: float
    busy: float
    others: float
    doing: str  # the last move before it
    stack: str
    pace: float


def clocks() -> tuple[float, float, float]:
    """Seconds: on the wall, of work of this thread, of work of the whole program."""
    return time.monotonic(), time.thread_time(), time.process_time()


def without(spent: Callable[[], float]) -> Callable[[], tuple[float, float, float]]:
    """The same without the work of this thread that ``spent`` counts in seconds."""

    def now() -> tuple[float, float, float]:
        wall, busy, whole = clocks()
        return wall - spent(), busy - spent(), whole - spent()

    return now


class Heart(QObject):
    """Beats on the main thread; a thread of its own notices when it does not, and looks why."""

    def __init__(self, now: Callable[[], tuple[float, float, float]] = clocks) -> None:
        super().__init__()
        self._now = now
        self.doing = ""
        self.beats = 0
        self.waits: Counter[float] = Counter()  # upper edge -> how many waits
        self.busy: Counter[float] = Counter()  # the same of the work alone
        self.worst: list[Block] = []
        self.blocks = 0  # by the work of the main thread alone
        self.late = 0  # by the clock
        self.late_by_us = 0  # of these, where this program worked most of the time: not by others
        self._main = threading.get_ident()
        self._last = self._now()
        self._stack = ""
        self._ended = threading.Event()
        self._timer = QTimer(self, interval=int(BEAT * 1000))
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        self._thread = threading.Thread(target=self._look, name="heart", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()
        self._ended.set()
        self._thread.join()

    def _beat(self) -> None:
        now = self._now()
        wall, busy, whole = (b - a for a, b in zip(self._last, now, strict=True))
        waited = max(wall - BEAT, 0.0)
        self.beats += 1
        self.waits[_edge(waited)] += 1
        self.busy[_edge(busy)] += 1
        self.blocks += busy > LIMIT
        self.late += waited > LIMIT
        self.late_by_us += waited > LIMIT and whole > _OURS * waited
        if max(waited, busy) > LIMIT:
            others = max(whole - busy, 0.0)
            self._keep(Block(waited, busy, others, self.doing, self._stack, pace()))
        self._stack, self._last = "", now

    def _keep(self, block: Block) -> None:
        if block.busy > LIMIT:  # told at once: who waits an hour for the end need not
            said = f"{block.busy:.3f} s of own work, {block.doing}"
            sys.stderr.write(f"{said}\n(pace now {block.pace:.3f} ms)\n{block.stack}\n")
        self.worst.append(block)
        self.worst.sort(key=lambda b: -b.busy)
        del self.worst[_WORST:]

    def _look(self) -> None:
        while not self._ended.wait(BEAT):
            if self._now()[0] - self._last[0] > LIMIT and not self._stack:
                frame = sys._current_frames().get(self._main)
                self._stack = "".join(traceback.format_stack(frame)[-12:])


def pace() -> float:
    """Milliseconds that a small work takes at the moment."""
    begun = time.thread_time()
    sum(range(_SMALL))
    return 1000.0 * (time.thread_time() - begun)


def taken() -> float:
    """Seconds of processor time that the host has kept from this machine so far; 0 where unknown."""
    with suppress(OSError, IndexError):
        ticks = int(Path("/proc/stat").read_text("ascii").split(maxsplit=9)[8])
        return ticks / os.sysconf("SC_CLK_TCK")
    return 0.0


def _edge(seconds: float) -> float:
    return next(edge for edge in _EDGES if seconds <= edge)


def shares(counts: "Counter[float]") -> dict[str, int]:
    """How many lie in which range, as JSON keys."""
    return {f"<= {edge:g} s": counts[edge] for edge in _EDGES if counts[edge]}


def resident() -> float:
    """Megabytes of memory that this process holds, and those that it has started."""
    tasks = Path("/proc/self/task").glob("*/children")
    pages = sum(_pages(process) for process in ("self", *_words(tasks)))
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _words(files: Iterable[Path]) -> list[str]:
    """Those of files that may go at any moment."""
    found = list[str]()
    for file in files:
        with suppress(OSError):
            found += file.read_text("ascii").split()
    return found


def _pages(process: str) -> int:
    words = _words([Path("/proc") / process / "statm"])
    return int(words[1]) if words else 0


class Memory(QObject):
    """Measures it every few seconds."""

    def __init__(self, every: float) -> None:
        super().__init__()
        self.samples: list[tuple[float, float, int]] = []  # seconds, megabytes, kernels
        self.paces: list[float] = []  # milliseconds of the same small work: how quick the machine is
        self._begun = time.monotonic()
        self._timer = QTimer(self, interval=int(every * 1000))
        self._timer.timeout.connect(self.measure)
        self._timer.start()
        self.measure()

    def measure(self) -> None:
        """One more sample."""
        self.paces.append(pace())
        kernels = TALLY.loaded + TALLY.compiled
        self.samples.append((time.monotonic() - self._begun, resident(), kernels))

    def pace(self) -> dict[str, float]:
        """Milliseconds of the same work: the best, the median, and what a tenth was slower than."""
        paces = sorted(self.paces)
        places = {"best": 0, "median": len(paces) // 2, "slowest_tenth": (9 * len(paces)) // 10}
        return {name: round(paces[place], 3) for name, place in places.items()}

    def growth(self, warm: float) -> dict[str, Any]:
        """From the share ``warm`` of the time to its end, each the median of a tenth."""
        end = self.samples[-1][0]
        early = [s[1:] for s in self.samples if warm * end <= s[0] <= (warm + 0.1) * end]
        late = [s[1:] for s in self.samples if s[0] >= 0.9 * end]
        first, last = (sorted(part)[len(part) // 2] if part else (0.0, 0) for part in (early, late))
        return {
            "at_start": round(self.samples[0][1], 1),
            "after_warm_up": round(first[0], 1),
            "at_end": round(last[0], 1),
            "most": round(max(s[1] for s in self.samples), 1),
            "growth": round(last[0] - first[0], 1),
            "kernels_meanwhile": last[1] - first[1],
        }
