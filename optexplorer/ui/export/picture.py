"""A stage as a file: PNG, SVG or PDF, whole or not at all."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSize, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from optexplorer.storage.atomic import replace_file
from optexplorer.storage.errors import StorageError
from optexplorer.ui.export.encode import Raster, packed
from optexplorer.ui.export.svg_text import outlined

PICTURES = {
    ".png": "PNG, for slides and the web",
    ".svg": "SVG, lines and areas at any size",
    ".pdf": "PDF, for papers",
}
_INCH = 96.0  # pixels

Paint = Callable[[QPainter], None]
Make = Callable[[], bytes]


def drawn(ending: str, size: QSize, image: Callable[[], QImage], paint: Paint, title: str) -> Make:
    """Paint the picture of this kind: ``image``, or what ``paint`` paints in ``size``.

    The answer makes the file of it, which takes its time, and may be called on any thread: it knows
    no Qt any more. Raises `StorageError`.
    """
    match ending.lower():
        case ".svg":
            text = outlined(_svg(paint, size, title))
            return text.encode
        case ".pdf":
            data = pdf(paint, size, title)
            return lambda: data
        case _:
            shown = raster(image())
            return lambda: packed(shown)


def raster(image: QImage) -> Raster:
    """The pixels of an image; raises `StorageError` where there are none."""
    if image.isNull():
        raise StorageError("the picture does not fit into memory")
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return Raster(plain.width(), plain.height(), bytes(plain.constBits()))


def svg(paint: Paint, size: QSize, title: str) -> bytes:
    """What ``paint`` paints, as lines, areas and outlines of text."""
    return outlined(_svg(paint, size, title)).encode()


def _svg(paint: Paint, size: QSize, title: str) -> str:
    data = QByteArray()
    buffer = QBuffer(data)
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)  # which clips
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRectF(0.0, 0.0, size.width(), size.height()))
    generator.setResolution(round(_INCH))
    generator.setTitle(title)
    generator.setDescription("Made with Optimizer Explorer")
    painter = QPainter(generator)
    paint(painter)
    painter.end()
    return bytes(data.data()).decode()


def pdf(paint: Paint, size: QSize, title: str) -> bytes:
    """The same on one page of that size, with the fonts in it."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("Optimizer Explorer")
    points = QSizeF(size) * (72.0 / _INCH)
    page = QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    no_margins = QMarginsF(0.0, 0.0, 0.0, 0.0)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, no_margins))
    painter = QPainter(writer)
    scale = writer.logicalDpiX() / _INCH
    painter.scale(scale, scale)
    paint(painter)
    painter.end()
    return bytes(data.data())


def write(path: Path, picture: bytes) -> None:
    """Raises `StorageError`; a file that was there stays whole."""
    with replace_file(path) as stream:
        stream.write(picture)
