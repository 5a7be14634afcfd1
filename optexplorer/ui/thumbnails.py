"""The gallery's pictures: shipped shades in the colours of the theme."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from PySide6.QtGui import QImage

from optexplorer.core.resources import folder
from optexplorer.ui.diagnosis import troubles
from optexplorer.ui.tokens import ThemeTokens


def thumbnails(tokens: ThemeTokens) -> Iterator[tuple[str, QImage]]:
    """(surface key, picture) for every shipped shade map; about 0.1 ms each."""
    for key, shade in _shades(folder() / "thumbnails.npz").items():
        pixels = np.ascontiguousarray(tokens.colormap[shade], dtype=np.uint8)
        rows, columns, _ = pixels.shape
        image = QImage(pixels.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
        yield key, image.copy()


@cache
def _shades(file: Path) -> dict[str, Any]:
    """(rows, columns) of indices into a colour map, by surface; empty where the file is no good."""

    def read() -> dict[str, Any]:
        try:
            with np.load(file, allow_pickle=False) as shades:
                return {key: shades[key] for key in shades.files}
        except (BadZipFile, EOFError) as error:
            raise ValueError(error) from None

    return troubles.shipped(f"The gallery's pictures in {file}", read) or {}
