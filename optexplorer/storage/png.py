"""Pictures as PNG (ISO/IEC 15948), colour type 2: red, green and blue of 8 bits each."""

import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from optexplorer.storage.atomic import replace_file

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_STRIP = 64  # pixels, the height of what has one axis only


def write_png(path: str | Path, pixels: NDArray[np.uint8]) -> None:
    """Write ``pixels`` (rows, columns, 3), the top row first, whole or not at all.

    A single row is repeated, or nobody could look at it.
    """
    if len(pixels) == 1:
        pixels = np.repeat(pixels, _STRIP, axis=0)
    height, width, _ = pixels.shape
    # Each row begins with its filter, of which 0 is none.
    rows = np.zeros((height, 1 + 3 * width), dtype=np.uint8)
    rows[:, 1:] = pixels.reshape(height, -1)
    with replace_file(path) as stream:
        stream.write(_SIGNATURE)
        stream.write(_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)))
        stream.write(_chunk(b"IDAT", zlib.compress(rows.tobytes(), 6)))
        stream.write(_chunk(b"IEND", b""))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    )
