"""The gallery's pictures: shipped shades in the colours of the theme."""

from collections.abc import Iterator

import numpy as np
from PySide6.QtGui import QImage

from optexplorer.core.resources import folder
from optexplorer.ui.theme import ThemeTokens


def thumbnails(tokens: ThemeTokens) -> Iterator[tuple[str, QImage]]:
    """(surface key, picture) for every shipped shade map; about 0.1 ms each."""
    path = folder() / "thumbnails.npz"
    if not path.exists():
        return
    with np.load(path, allow_pickle=False) as shades:
        for key in shades.files:
            pixels = np.ascontiguousarray(tokens.colormap[shades[key]], dtype=np.uint8)
            rows, columns, _ = pixels.shape
            image = QImage(pixels.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
            yield key, image.copy()
