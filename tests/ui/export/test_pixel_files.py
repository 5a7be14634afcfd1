"""Pixels as files of every kind."""

import re
import zlib
from io import BytesIO
from xml.etree import ElementTree as ET

from PIL import Image
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from optexplorer.ui.export.encode import Raster
from optexplorer.ui.export.pixel_files import pixel_file

SHOWN = Raster(4, 2, bytes([10, 20, 30, 255]) * 8)


def test_a_png_holds_the_pixels() -> None:
    with Image.open(BytesIO(pixel_file(".png", SHOWN, (2, 1), "Race"))) as made:
        assert (made.size, made.getpixel((3, 1))) == ((4, 2), (10, 20, 30, 255))


def test_an_svg_holds_them_at_their_size() -> None:
    data = pixel_file(".svg", SHOWN, (2, 1), "Race <1>")
    root = ET.fromstring(data)  # noqa: S314  (our own)
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "Race <1>"
    renderer = QSvgRenderer(QByteArray(data))
    assert renderer.defaultSize().toTuple() == (2, 1)
    image = QImage(8, 4, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    assert image.pixelColor(4, 2) == QColor(10, 20, 30)


def test_a_pdf_holds_them_on_one_page() -> None:
    data = pixel_file(".PDF", SHOWN, (96, 48), "Race")
    assert data.startswith(b"%PDF-1.4")
    assert b"/MediaBox [0 0 72 36]" in data
    for number, place in enumerate(re.findall(rb"(\d{10}) 00000 n", data), start=1):
        assert data[int(place) :].startswith(f"{number} 0 obj".encode())
    start = re.search(rb"startxref\n(\d+)", data)
    assert start is not None
    assert data[int(start[1]) :].startswith(b"xref")
    packed = data.split(b"stream\n")[3].removesuffix(b"\nend")
    assert zlib.decompress(packed) == bytes([10, 20, 30]) * 8
