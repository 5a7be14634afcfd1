"""Room for what comes and goes."""

from PySide6.QtWidgets import QWidget


def keep_room(*widgets: QWidget) -> None:
    """Nothing beside ``widgets`` moves when they are hidden or shown."""
    for widget in widgets:
        policy = widget.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        widget.setSizePolicy(policy)
