"""How much of a long computation is done, the button that stops it, and one that goes on."""

from PySide6.QtWidgets import QProgressBar, QPushButton

from optexplorer.ui.widgets.room import keep_room

WIDTH = 120  # pixels, of a bar that stands in a line of text
_HEIGHT = 6
_WHOLE = 1000  # parts that the bar tells apart


class Progress:
    """Two widgets for the layout of whoever shows them; there only while something is going on."""

    def __init__(self) -> None:
        self.share = QProgressBar()
        self.share.setRange(0, _WHOLE)
        self.share.setTextVisible(False)
        self.share.setFixedHeight(_HEIGHT)
        self.stop = QPushButton("Stop")
        self.stop.setToolTip("Stop computing; what is there stays (Esc)")

    def show_share(self, share: float | None) -> None:
        """How much is done, from 0 to 1; None where nothing is going on."""
        self.share.setVisible(share is not None)
        self.stop.setVisible(share is not None)
        if share is not None:
            _set_value(self.share, int(_WHOLE * share))


def continue_button(tooltip: str) -> QPushButton:
    """For what was stopped; it keeps its room while nothing is. Enter presses it, too."""
    button = QPushButton("Continue")
    button.setAutoDefault(True)
    button.setToolTip(tooltip)
    keep_room(button)
    button.hide()
    return button


def _set_value(bar: QProgressBar, value: int) -> None:
    """Show ``value`` with the next painting.

    ``setValue`` paints at once, and with the bar everything else that waits to be painted.
    """
    if bar.value() != value:
        bar.setUpdatesEnabled(False)
        bar.setValue(value)
        bar.setUpdatesEnabled(True)
