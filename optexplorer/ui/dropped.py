"""What is dragged from elsewhere and dropped on the window."""

from pathlib import Path

from PySide6.QtCore import QMimeData


def dropped_path(mime: QMimeData) -> Path | None:
    """The one local experiment or table that is being dragged, or None."""
    urls = [url for url in mime.urls() if url.isLocalFile()]
    if len(urls) != 1:
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() in (".optx", ".csv", ".tsv", ".txt") else None
