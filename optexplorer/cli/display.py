"""Whether a window can be shown here; Qt itself would abort without a display."""

import os
import sys

from optexplorer.cli.errors import FAILURE, CommandError

_NAMES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def need_display() -> None:
    """Raise `CommandError` where there is no display."""
    if sys.platform == "linux" and not any(os.environ.get(name) for name in _NAMES):
        raise CommandError(
            "there is no display for the window; `optexplorer run FILE --csv OUT` needs none", FAILURE
        )
