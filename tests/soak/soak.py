"""Use the real window at random for a long time, and look for what must not happen.

    python -m tests.soak.soak --seconds 3600

Prints JSON; the exit status is 1 if there are findings: an exception, a Python or Qt warning, memory
that grows past the bound, or a block of the interface past the limit by its own work. The same seed
makes the same moves as far as the machine is as quick. Kernels and shaders that were compiled once are
kept, as they are from a person's first start on.
"""

import argparse
import gc
import json
import os
import random
import sys
import tempfile
import time
import traceback
import warnings
from collections import deque
from dataclasses import asdict
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox, QWidget

from optexplorer.ui.app import application, look_after_memory, new_window
from optexplorer.ui.diagnosis import troubles
from optexplorer.ui.diagnosis.faults import Faults
from optexplorer.ui.diagnosis.qt_messages import QtMessages
from optexplorer.ui.settings import Settings
from tests.soak.display import display
from tests.soak.moves import Move, Person
from tests.soak.watch import Heart, Memory, shares, taken, without
from tests.support.program import ROOT

GROWTH = 150.0  # megabytes after the warm-up, in any time
KERNEL = 8.0  # megabytes more for each kernel compiled or loaded meanwhile: machine code stays
LONG = 600.0  # seconds from which the bound holds: before, kernels are still being compiled
WARM = 0.3  # of the time
_DIALOG = 40  # ticks after which a dialog or menu that was opened is closed
_MOMENT = 100  # milliseconds until it is answered
_TICK = 15  # milliseconds between two events of a hand


class Soak(QObject):
    """Moves, and closes what moves have opened.

    Each by a timer of its own: a menu that is waited for keeps the timer that opened it from running.
    """

    def __init__(self, person: Person, heart: Heart) -> None:
        super().__init__()
        self._person, self._heart = person, heart
        self._move: Move = iter(())
        self._due = 0.0
        self._open_for = 0
        self.moves = 0
        self.stuck: list[str] = []
        self.latest: deque[str] = deque(maxlen=20)
        self._timers = [QTimer(self, interval=_TICK) for _ in range(2)]
        for timer, tick in zip(self._timers, (self._go_on, self._close), strict=True):
            timer.timeout.connect(tick)
            timer.start()

    def stop(self) -> None:
        """Rest."""
        for timer in self._timers:
            timer.stop()

    def _close(self) -> None:
        opened = _opened()
        self._open_for = 0 if opened is None else self._open_for + 1
        if opened is not None and self._open_for % _DIALOG == _DIALOG - 1:
            opened.close()
        if opened is not None and self._open_for == 20 * _DIALOG:
            self.stuck.append(f"{type(opened).__name__} {opened.windowTitle()!r} does not close")

    def _go_on(self) -> None:
        if _opened() is not None:
            return
        try:
            next(self._move)
        except StopIteration:
            if time.monotonic() >= self._due:
                name, self._move = self._person.move()
                self._due = time.monotonic() + self._person.pause() / 1000
                self._heart.doing = name
                self.latest.append(name)
                self.moves += 1


def _opened() -> QWidget | None:
    """What is open over the window and takes all input."""
    return QApplication.activePopupWidget() or QApplication.activeModalWidget()


def answer_dialogs(folder: Path, chance: random.Random, warned: list[str]) -> None:
    """File dialogs name a file of ``folder`` or nothing; questions are answered, messages kept.

    Each after a moment in which a dialog is open and the window goes on behind it.
    """

    def take_a_moment(parent: QWidget) -> None:
        dialog = QDialog(parent)
        QTimer.singleShot(_MOMENT, dialog.accept)
        dialog.exec()
        dialog.deleteLater()

    def save(parent: QWidget, _title: str, _proposal: str = "", filters: str = "") -> tuple[str, str]:
        take_a_moment(parent)
        kind = filters.partition("*")[2].partition(")")[0].split(" ")[0] or ".optx"
        name = str(folder / f"soak{chance.randrange(4)}{kind}")
        return ("" if chance.random() < 0.2 else name), filters

    def pick(parent: QWidget, _title: str, _proposal: str = "", filters: str = "") -> tuple[str, str]:
        take_a_moment(parent)
        files = sorted(folder.glob("*.csv" if "csv" in filters else "*.optx"))
        return (str(chance.choice(files)) if files else ""), filters

    def tell(parent: QWidget, title: str, text: str, *_buttons: object) -> object:
        warned.append(f"{title}: {text}"[:300])
        take_a_moment(parent)
        return QMessageBox.StandardButton.Ok

    def ask(parent: QWidget, *_: object) -> object:
        take_a_moment(parent)
        return QMessageBox.StandardButton.Discard

    QFileDialog.getSaveFileName, QFileDialog.getOpenFileName = save, pick
    QMessageBox.question = ask
    QMessageBox.warning = QMessageBox.critical = QMessageBox.information = tell
    QMessageBox.about = lambda *_: None


def soak(seconds: float, seed: int, folder: Path) -> dict[str, Any]:
    """Use the window for so long; what came of it."""
    chance, warned = random.Random(seed), list[str]()
    caught: dict[str, str] = {}  # warning -> where it came from
    for path in (ROOT / "resources" / "experiments").glob("*.optx"):
        (folder / path.name).write_bytes(path.read_bytes())
    for path in (ROOT / "resources" / "data").glob("*.csv"):
        (folder / path.name).write_bytes(path.read_bytes())
    answer_dialogs(folder, chance, warned)
    warnings.simplefilter("always")
    # As `formula.svg_of` has it; numba, which puts filters back in threads of its own, may undo that.
    warnings.filterwarnings("ignore", category=DeprecationWarning, module="zia(math|font)")

    def warn(message: object, kind: type, file: str, line: int, *_: object) -> None:
        where = f"{Path(file).name}:{line}: {kind.__name__}: {message}"
        if where not in caught:
            caught[where] = "".join(traceback.format_stack()[-8:-1])
            sys.stderr.write(f"{where}\n{caught[where]}\n")

    warnings.showwarning = warn
    messages, faults = QtMessages(), Faults()
    messages.install()
    gc.disable()  # as the program does, until the first picture
    app = application()
    messages.started()
    faults.install()
    window = new_window(Settings(folder / "window.ini"))
    person = Person(window, chance, folder)
    heart, memory = Heart(without(lambda: person.choosing)), Memory(max(seconds / 200, 0.2))
    moves = Soak(person, heart)
    look_after_memory(app, window)
    kept = taken()
    QTimer.singleShot(int(seconds * 1000), app.exit)  # `quit` asks windows, which may say no
    app.exec()
    moves.stop()
    heart.stop()
    memory.measure()
    window.shut_down()
    window.hide()
    window.deleteLater()
    app.processEvents()
    faults.remove()
    messages.remove()
    grown = memory.growth(WARM)
    findings = [f"exception, {count} times: {fault.text}" for fault, count in faults.found]
    findings += [f"Qt: {message}" for message in messages.warnings]
    findings += [f"Python: {warning}\n{stack}" for warning, stack in caught.items()]
    findings += [f"stuck: {what}" for what in moves.stuck]
    findings += [f"trouble: {sentence}" for sentence in troubles.found()]
    bound = GROWTH + KERNEL * grown["kernels_meanwhile"]
    if grown["growth"] > bound and seconds >= LONG:
        findings.append(f"memory grew by {grown['growth']} MB after the warm-up, more than {bound} MB")
    return {
        "seconds": seconds,
        "seed": seed,
        "moves": moves.moves,
        "moves_by_kind": person.count,
        "findings": findings,
        "blocks_over_the_limit": heart.blocks,
        "late_by_the_clock": heart.late,
        "late_by_our_own_threads": heart.late_by_us,
        "seconds_of_choosing": round(person.choosing, 1),
        "told": dict.fromkeys(warned),
        "milliseconds_of_the_same_work": memory.pace(),
        "seconds_kept_by_the_host": round(taken() - kept, 2),
        "memory_in_megabytes": grown,
        "waits_for_the_interface": shares(heart.waits),
        "work_between_beats": shares(heart.busy),
        "worst_blocks": [asdict(block) for block in heart.worst],
        "latest_moves": list(moves.latest),
    }


def main() -> int:
    """Soak, print JSON; 1 if there are findings."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--seconds", type=float, default=3600.0)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    for name, kept in (("OPTEXPLORER_CACHE", "kernels"), ("MESA_SHADER_CACHE_DIR", "shaders")):
        os.environ.setdefault(name, str(ROOT / ".pytest_cache" / "d" / kept))
    with tempfile.TemporaryDirectory() as folder, display():
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
            os.environ[name] = folder
        report = soak(asked.seconds, asked.seed, Path(folder))
        report["told"] = list(report["told"])
        # Before the screen goes: Qt may end the program where it finds it gone.
        sys.stdout.write(json.dumps(report, indent=2) + "\n")
        sys.stdout.flush()
        application().shutdown()
    return 1 if report["findings"] or report["blocks_over_the_limit"] else 0


if __name__ == "__main__":
    sys.exit(main())
