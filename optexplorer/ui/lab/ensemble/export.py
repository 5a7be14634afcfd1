"""What the page of ensembles writes: every member as a table, or what is on screen as a picture."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage

from optexplorer.storage.escape_table import write_escapes
from optexplorer.storage.png import write_png

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optexplorer.ui.lab.ensemble.work import EnsembleAnswer, EnsembleRequest

FILTERS = "CSV (*.csv);;PNG (*.png)"


def writer(request: EnsembleRequest, answer: EnsembleAnswer, picture: QImage) -> Callable[[Path], None]:
    """What writes to a path by its ending, to be called on a worker."""
    known = [(i, e) for i, e in enumerate(answer.found) if e is not None]
    table = partial(
        write_escapes,
        experiment=request.experiment,
        indices=[request.runs[i] for i, _ in known],
        found=[e for _, e in known],
        starts=[answer.starts[i] for i, _ in known] if answer.starts else (),
    )
    pixels = _pixels(picture)

    def write(path: Path) -> None:
        if path.suffix.lower() == ".png":
            write_png(path, pixels)
        else:
            table(path)

    return write


def _pixels(image: QImage) -> NDArray[np.uint8]:
    """The picture (rows, columns, 3)."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(rgb.constBits(), dtype=np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return lines[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).copy()
