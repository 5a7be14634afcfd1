"""Writes the answer of a page to a file that the person names, beside the interface, one at a time."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from optexplorer.core.cancel import Cancel
from optexplorer.ui.in_the_making import say_wait
from optexplorer.ui.jobs import LatestWins
from optexplorer.ui.replacing import may_replace
from optexplorer.ui.settings import Settings

_REFUSED = "Could not export"


class Exporter(QObject):
    """``write(path)`` runs on a worker and writes whole files or none (`storage.atomic`).

    Within ``others_waiting()`` no experiment that has been read takes the place of the one whose answer
    is written.
    """

    said = Signal(str)  # one sentence for the status line

    def __init__(
        self, window: QWidget, settings: Settings, parent: QObject,
        others_waiting: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.others_waiting = others_waiting
        self._window, self._settings = window, settings
        self._jobs = LatestWins(lambda asked, _job: asked[1](asked[0]), Cancel, self)
        self._jobs.ready.connect(self._written)
        self._jobs.failed.connect(self._not_written)
        self._path: Path | None = None  # of the file that is being written

    @property
    def busy(self) -> bool:
        """Whether a file is being written."""
        return self._jobs.busy

    def ask(
        self, title: str, name: str, filters: str, write: Callable[[Path], None],
        files: Callable[[Path], Sequence[Path]] = lambda path: (path,),
    ) -> None:  # fmt: skip
        """Ask where, then write; ``name`` is what is proposed, its ending the kind.

        ``files(path)``: what ``write(path)`` makes.
        """
        with self.others_waiting():
            if (path := self.choose(title, name, filters, files)) is not None:
                self.write(path, write)

    def choose(
        self, title: str, name: str, filters: str,
        files: Callable[[Path], Sequence[Path]] = lambda path: (path,),
    ) -> Path | None:  # fmt: skip
        """The path that the person names; None where they think better of it.

        The dialog asks before it gives away the name of a file that is there, but not for names that
        are made of what was typed.
        """
        if self._is_refused():
            return None
        proposal = self._settings.folder() / name
        chosen, picked = QFileDialog.getSaveFileName(self._window, title, str(proposal), filters)
        if not chosen:
            return None
        typed = Path(chosen)
        path = typed if typed.suffix else typed.with_suffix(_ending(picked))
        unasked = [file for file in files(path) if file != typed]
        return path if may_replace(self._window, title, unasked) else None

    def write(self, path: Path, write: Callable[[Path], None]) -> None:
        """Write to ``path``."""
        if self._is_refused():
            return
        self._path = path
        self._settings.set_folder(path.parent)
        self._jobs.submit((path, write))

    def refuse(self, sentence: str) -> None:
        """Say why there is nothing to write."""
        QMessageBox.warning(self._window, _REFUSED, sentence)

    def stop(self) -> None:
        """Wait for a file that is being written."""
        self._jobs.close()

    def _is_refused(self) -> bool:
        if not self.busy or self._path is None:
            return False
        say_wait(self._window, "file", self._path)
        return True

    @Slot(object, object)
    def _written(self, asked: tuple[Path, Any], _answer: object) -> None:
        self.said.emit(f"Exported {asked[0].name}")

    @Slot(object, object)
    def _not_written(self, asked: tuple[Path, Any], error: Exception) -> None:
        self.refuse(f"{asked[0].name}: {error}")


def image_pixels(image: QImage) -> NDArray[np.uint8]:
    """The picture as (rows, columns, 3) bytes."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(rgb.constBits(), dtype=np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return lines[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).copy()


def _ending(picked: str) -> str:
    """The ending in a filter like "CSV (*.csv)"."""
    return "." + picked.partition("*.")[2].partition(" ")[0].rstrip(")") if "*." in picked else ""
