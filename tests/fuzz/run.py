"""Fuzz every reader: no crash, no hang over a second, no code executed.

    python -m tests.fuzz.run --inputs 1000000

The same seed makes the same inputs, each by its own number, so that one can be had again alone:
``--only session --first 4711 --inputs 1``.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.fuzz.targets import Target, csv, formula, session
from tests.fuzz.watch import Misdeed, watched

MOST = 20  # findings that are told of one target
SLOW = 1.0  # seconds of processor time that no input may take


@dataclass
class Outcome:
    """What became of the inputs of one target."""

    target: str
    inputs: int = 0
    taken: int = 0
    refused: int = 0
    slowest: float = 0.0  # seconds
    slowest_input: int = 0  # its number
    failures: list[str] = field(default_factory=list)


def fuzz(target: Target, seed: int, first: int, count: int) -> Outcome:
    """Read ``count`` inputs, from the one with the number ``first`` on."""
    _import_all(target)
    outcome = Outcome(target.name)
    for number in range(first, first + count):
        text = target.mutator.input(random.Random(f"{seed}/{target.name}/{number}"))
        verdict, failure, took = _read(target, text)
        if took > SLOW:  # a collection of other people's garbage does not come twice, a hang does
            verdict, failure, took = _read(target, text)
        outcome.taken += verdict == "taken"
        outcome.refused += verdict == "refused"
        outcome.inputs += 1
        if took > outcome.slowest:
            outcome.slowest, outcome.slowest_input = round(took, 4), number
        if took > SLOW:
            failure = failure or f"took {took:.1f} s"
        if failure and len(outcome.failures) < MOST:
            outcome.failures.append(f"{number}: {failure[:300]} for {text[:300]!r}")
    return outcome


def _read(target: Target, text: str) -> tuple[str, str, float]:
    """Whether ``text`` was taken or refused, what is wrong with that, and this thread's seconds."""
    target.prepare(text)
    verdict, failure = "", ""
    begun = time.thread_time()
    try:
        with watched():
            target.read(text)
        verdict = "taken"
    except target.refusals as error:
        verdict, failure = "refused", _flaw(str(error))
    except (Exception, Misdeed) as error:  # noqa: BLE001  (all of them are findings)
        failure = f"{type(error).__name__}: {error}"
    return verdict, failure, time.thread_time() - begun


def _import_all(target: Target) -> None:
    """Read the samples unwatched: the first of a kind imports what it needs."""
    for text in (*target.mutator.samples, "\ufeff1,é"):
        target.prepare(text)
        with suppress(*target.refusals):
            target.read(text)


def _flaw(sentence: str) -> str:
    """What is wrong with the words of a refusal."""
    if not sentence.isprintable():
        return f"the refusal is not one printable line: {sentence!r}"
    return "" if len(sentence) < 600 else f"the refusal is {len(sentence)} characters long"


def main() -> int:
    """Fuzz for as many inputs as asked; the exit status is 1 if there are findings."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--inputs", type=int, default=1_000_000, help="in all")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--first", type=int, default=0, help="the number of the first input")
    options.add_argument("--only", choices=("session", "formula", "csv"))
    asked = options.parse_args()
    memory = Path("/dev/shm")  # noqa: S108  (a disk would be what is measured)
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        targets = [t for t in (session(), formula(), csv(Path(folder))) if asked.only in (None, t.name)]
        outcomes = []
        for target in targets:
            begun = time.monotonic()
            outcomes.append(fuzz(target, asked.seed, asked.first, -(-asked.inputs // len(targets))))
            sys.stderr.write(f"{target.name}: {time.monotonic() - begun:.0f} s\n")
    sys.stdout.write(json.dumps([asdict(outcome) for outcome in outcomes], indent=2) + "\n")
    return 1 if any(outcome.failures for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
