"""The program's icon for every desktop, from its one drawing: ``python packaging/icons.py FOLDER``.

Writes ``NUMBER.png`` for each size, ``optexplorer.ico`` for Windows and ``optexplorer.icns`` for macOS.
"""

import os
import struct
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

DRAWING = Path(__file__).resolve().parents[1] / "resources/icons/app.svg"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512, 1024)
ICO = (16, 24, 32, 48, 64, 256)
ICNS = {b"icp4": 16, b"icp5": 32, b"ic12": 64, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024}


def main(folder: Path) -> None:
    """Fill ``folder``."""
    _application = QGuiApplication(sys.argv[:1])
    folder.mkdir(parents=True, exist_ok=True)
    pictures = {size: png(size) for size in SIZES}
    for size, picture in pictures.items():
        (folder / f"{size}.png").write_bytes(picture)
    (folder / "optexplorer.ico").write_bytes(ico({size: pictures[size] for size in ICO}))
    (folder / "optexplorer.icns").write_bytes(icns({k: pictures[size] for k, size in ICNS.items()}))


def png(size: int) -> bytes:
    """The drawing with so many pixels to a side."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(DRAWING)).render(painter)
    painter.end()
    buffer = QBuffer()
    image.save(buffer, "PNG")
    return buffer.data().data()


def ico(pictures: dict[int, bytes]) -> bytes:
    """A directory of sizes and places, and the pictures."""
    head, body = struct.pack("<HHH", 0, 1, len(pictures)), b""
    start = len(head) + 16 * len(pictures)
    for size, picture in pictures.items():
        side = size % 256  # 0 says 256
        head += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), start + len(body))
        body += picture
    return head + body


def icns(pictures: dict[bytes, bytes]) -> bytes:
    """Each picture with its kind and length in front, and the same for the whole."""
    body = b"".join(
        kind + struct.pack(">I", 8 + len(picture)) + picture for kind, picture in pictures.items()
    )
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


if __name__ == "__main__":
    main(Path(sys.argv[1]))
