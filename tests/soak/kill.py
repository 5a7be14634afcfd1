"""Kill the program while it is edited, again and again: what is lost, and is all of it readable?

    python -m tests.soak.kill --rounds 50

Every round starts the real window, has what the round before left behind restored through the dialog,
edits fifty times a second, saves now and then, and is killed at a random moment.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from optexplorer.storage.recovery import left_behind
from optexplorer.storage.session import load
from tests.soak.display import display
from tests.support.program import ROOT, start

_HOMES = ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
ALLOWED = 10.0  # seconds of work that may be lost
FIRST_EDIT = 120.0  # seconds until it, with a cold kernel cache

# The number of an edit is the experiment's seed. The log says when each was made.
EDITED = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from optexplorer.ui import app
from optexplorer.ui.recovery_offer import RecoveryOffer

log, saved, number = open(sys.argv[1], "a", buffering=1), Path(sys.argv[2]), int(sys.argv[3])
make_window = app.new_window

def tell(what):
    log.write(f"{what} {time.time()}\\n")

def new_window(*arguments, **named):
    window = make_window(*arguments, **named)

    def edit():
        global number
        offers = window.findChildren(RecoveryOffer)
        if not offers or offers[0].busy:
            return
        if offers[0].dialog:
            next(b for b in offers[0].dialog.buttons() if b.text() == "Restore").click()
            tell(f"restored {window.workbench.experiment.seed}")
            return
        number += 1
        window.workbench.edit("count", lambda d: d.with_experiment(seed=number), "count")
        tell(f"edited {number}")
        if number % 401 == 0:
            window.files.save_to(saved)

    timer = QTimer(window, interval=20)
    timer.timeout.connect(edit)
    timer.start()
    return window

app.new_window = new_window
app.main()
"""


@dataclass(frozen=True)
class Outcome:
    """What one round came to."""

    edits: int
    restored: int | None  # the number of the edit that the dialog brought back
    lost: float  # seconds between the first edit that is nowhere on disk and the end


@dataclass
class Rounds:
    """Round after round in one home folder."""

    folder: Path
    chance: random.Random
    number: int = 0
    most: float = 5.0  # seconds from the first edit to the end
    kept: int | None = None  # the last edit that is kept beside the saved file

    def round(self) -> Outcome:
        """Start, edit, kill, look; raises AssertionError where a promise is broken."""
        log, saved = self.folder / "log", self.folder / "saved.optx"
        log.unlink(missing_ok=True)
        homes = {
            n: str(self.folder) for n in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
        }
        with start(self.folder, "-c", EDITED, log, saved, str(self.number), **homes) as process:
            if self.chance.random() < 0.8:
                _wait_for_edit(log)
                time.sleep(self.chance.uniform(0.0, self.most))
            else:
                time.sleep(self.chance.uniform(0.2, 2.0))
            process.kill()
            ended = time.time()
            _, err = process.communicate()
        assert err == "", err
        words = [line.split() for line in log.read_text("ascii").splitlines()] if log.exists() else []
        edits = {int(number): float(when) for what, number, when in words if what == "edited"}
        restored = next((int(number) for what, number, _when in words if what == "restored"), None)
        if edits:
            assert restored == self.kept, "the dialog brings back what was kept"
        on_disk = [load(saved).experiment.seed] if saved.exists() else []
        slots = left_behind(self.folder / "optexplorer" / "recovery")
        seeds = [slot.read().session.experiment.seed for slot in slots]
        for slot in slots:
            slot.leave()
        assert len(seeds) <= 1, seeds
        if not edits and self.kept is not None:
            assert seeds == [self.kept], "a start that is cut short loses nothing"
        if seeds and on_disk and seeds[0] < on_disk[0] and on_disk[0] in edits:  # not of a round before
            stale = edits[on_disk[0]]  # between writing the file and keeping what is newer
            assert ended - stale < 0.5, "what is kept is older than the file"
        safe = max([*on_disk, *seeds], default=0)
        lost = max((ended - when for number, when in edits.items() if number > safe), default=0.0)
        assert lost <= ALLOWED, f"{lost:.1f} s of work are lost"
        self.kept = seeds[0] if seeds else None
        self.number = max([self.number, *edits])
        return Outcome(len(edits), restored, round(lost, 3))


def _wait_for_edit(log: Path) -> None:
    deadline = time.monotonic() + FIRST_EDIT
    while not (log.exists() and "edited" in log.read_text("ascii")):
        assert time.monotonic() < deadline, "nothing was edited in time"
        time.sleep(0.02)


def main() -> None:
    """Run the rounds and print what they came to, as JSON."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--rounds", type=int, default=50)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    os.environ.setdefault("OPTEXPLORER_CACHE", str(ROOT / ".pytest_cache" / "d" / "kernels"))
    with tempfile.TemporaryDirectory() as folder, display():
        rounds = Rounds(Path(folder), random.Random(asked.seed))
        outcomes = []
        for place in range(asked.rounds):
            outcomes.append(rounds.round())
            sys.stderr.write(f"{place + 1}: {outcomes[-1]}\n")
    report = {
        "rounds": len(outcomes),
        "edits": sum(o.edits for o in outcomes),
        "restored": sum(o.restored is not None for o in outcomes),
        "most_seconds_lost": max(o.lost for o in outcomes),
        "outcomes": [asdict(o) for o in outcomes],
    }
    sys.stdout.write(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
