"""Widgets that come and go together are put in their places once.

`QWidget.setVisible` has the layouts of all that a widget lies in arranged anew, at once. For a gallery
of forty tiles that is forty times the same work.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLayout, QWidget
from shiboken6 import isValid


@contextmanager
def arranged_once(part: QWidget) -> Iterator[None]:
    """What comes and goes in ``part`` meanwhile is arranged after it, before it is painted.

    Nothing of it is to be deleted or resized by hand meanwhile: a halted layout hears of neither.
    """
    halted = [layout for layout in _layouts(part) if layout.isEnabled()]
    for layout in halted:
        layout.setEnabled(False)
    try:
        yield
    finally:
        for layout in halted:
            if isValid(layout):
                layout.setEnabled(True)
                # One that was hidden may wait to be arranged since long, and asks for it no more.
                owner = cast(QWidget, layout.parentWidget())
                QCoreApplication.postEvent(owner, QEvent(QEvent.Type.LayoutRequest))


def _layouts(part: QWidget | None) -> Iterator[QLayout]:
    """Those of ``part`` and of all that it lies in, up to the window."""
    while part is not None:
        if (layout := part.layout()) is not None:
            yield layout
        part = None if part.isWindow() else part.parentWidget()
