"""A screen for what is run by hand."""

import os
from contextlib import AbstractContextManager, nullcontext
from typing import Any


def display() -> AbstractContextManager[Any]:
    """The screen there is, or one of its own."""
    if os.environ.get("DISPLAY"):
        return nullcontext()
    from pyvirtualdisplay.display import Display

    return Display(size=(1920, 1080), color_depth=24)
