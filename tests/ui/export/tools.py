"""A race as it is drawn off the screen, and pictures read back."""

import struct
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from optexplorer.core.cancel import Cancel
from optexplorer.core.experiment import Experiment
from optexplorer.core.resources import folder
from optexplorer.scene.frame import Box, Frame
from optexplorer.scene.resolve import Resolver
from optexplorer.scene.view import View
from optexplorer.storage.session import load
from optexplorer.ui.engine import Engine, Request
from optexplorer.ui.export.encode import Raster
from optexplorer.ui.jobs import Job


@cache
def layers(box: Box | None = None) -> Any:
    """The first experiment, laid out for ``box`` or its domain."""
    return laid_out(load(folder() / "experiments" / "first.optx").experiment, box)


def laid_out(experiment: Experiment, box: Box | None = None) -> Any:
    """The layers of any experiment."""
    request = Request(experiment, box or experiment.problem.domain)
    return Engine().answer(request, Job(Cancel(), lambda _report: None))


def frame(box: Box | None = None, cursor: int | None = None) -> Frame:
    """What is on screen at ``cursor``."""
    return Resolver().frame(layers(box), View(cursor=cursor, box=box))


def colours(image: QImage) -> set[int]:
    """Those in a small copy of ``image``."""
    small = image.scaled(QSize(96, 96))
    return {small.pixel(x, y) for x in range(96) for y in range(96)}


def png_size(path: Path) -> tuple[int, int]:
    """Width and height, from the file's head."""
    head = path.read_bytes()[:24]
    assert head.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", head[16:])
    return width, height


def numbers(shown: Raster) -> NDArray[np.int_]:
    """The pixels (height, width, 4), red first."""
    data = np.frombuffer(shown.pixels, dtype=np.uint8)
    return data.reshape(shown.height, shown.width, 4).astype(int)


def seen(pixels: NDArray[np.int_]) -> NDArray[np.int_]:
    """Pixels (height, width, 4) with colours as dark as they are translucent.

    Nobody sees a colour of next to no opacity, and Qt rounds it one way or the other.
    """
    opacity = pixels[..., 3:]
    return np.concatenate([pixels[..., :3] * opacity // 255, opacity], axis=-1)
