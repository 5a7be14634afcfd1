"""A stage as a file: PNG, SVG or PDF, whole or not at all."""

import math
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSize, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from optexplorer.storage.atomic import replace_file
from optexplorer.ui.export.encode import packed
from optexplorer.ui.export.look import Look
from optexplorer.ui.export.pixel_files import MAKER
from optexplorer.ui.export.stage import Stage
from optexplorer.ui.export.strips import Told, unheard
from optexplorer.ui.export.svg_text import outlined
from optexplorer.ui.steps import Steps

PICTURES = {
    ".png": "PNG, for slides and the web",
    ".svg": "SVG, lines and areas at any size",
    ".pdf": "PDF, for papers",
}
_INCH = 96.0  # pixels
_EMBEDDED = 4_000_000  # pixels of a 3-D picture in SVG or PDF at most: Qt packs it in one go

Paint = Callable[[QPainter], Steps[None]]
Make = Callable[[], bytes]


def drawn(ending: str, stage: Stage, title: str, told: Told = unheard) -> Steps[Make]:
    """Paint the picture of this kind.

    The answer makes the file of it, which takes its time, and may be called on any thread: it knows
    no Qt any more. Raises `StorageError`.
    """
    match ending.lower():
        case ".svg":
            text = yield from _svg(stage.paint, stage.size(), title)
            return text.encode
        case ".pdf":
            data = yield from pdf(stage.paint, stage.size(), title)
            return lambda: data
        case _:
            yield from stage.making
            raster = yield from stage.strips(told).raster()
            return lambda: packed(raster)


def scale_for(ending: str, look: Look) -> float:
    """Pixels of an embedded picture to one of the whole; PNG takes what ``look`` says."""
    if ending.lower() == ".png":
        return look.scale
    return min(look.scale, math.sqrt(_EMBEDDED / (look.width * look.height)))


def svg(paint: Paint, size: QSize, title: str) -> Steps[bytes]:
    """What ``paint`` paints, as lines, areas and outlines of text."""
    text = yield from _svg(paint, size, title)
    return text.encode()


def _svg(paint: Paint, size: QSize, title: str) -> Steps[str]:
    data = QByteArray()
    buffer = QBuffer(data)
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)  # which clips
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRectF(0.0, 0.0, size.width(), size.height()))
    generator.setResolution(round(_INCH))
    generator.setTitle(title)
    generator.setDescription(MAKER)
    painter = QPainter(generator)
    try:
        yield from paint(painter)
    finally:
        painter.end()
    text: str = yield from outlined(bytes(data.data()).decode())
    return text


def pdf(paint: Paint, size: QSize, title: str) -> Steps[bytes]:
    """The same on one page of that size, with the fonts in it."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(round(_INCH))  # else what axes have recorded is played larger
    writer.setTitle(title)
    writer.setCreator("Optimizer Explorer")
    points = QSizeF(size) * (72.0 / _INCH)
    page = QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    no_margins = QMarginsF(0.0, 0.0, 0.0, 0.0)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, no_margins))
    painter = QPainter(writer)
    try:
        yield from paint(painter)
        yield
    finally:
        painter.end()
    yield
    return bytes(data.data())


def write(path: Path, picture: bytes) -> None:
    """Raises `StorageError`; a file that was there stays whole."""
    with replace_file(path) as stream:
        stream.write(picture)
