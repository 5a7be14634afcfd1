"""Waiting for something under way, while windows are painted and take no input."""

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer, SignalInstance


def wait_while(busy: Callable[[], bool], *told: SignalInstance, patience: int | None = None) -> bool:
    """Wait as long as ``busy`` says so, which is asked again at each of the signals ``told``.

    False where it still does, because the program ends or ``patience`` (milliseconds) is over.
    """
    loop = QEventLoop()
    for signal in told:
        signal.connect(loop.quit)
    if patience is not None:
        QTimer.singleShot(patience, loop, lambda: loop.exit(1))
    while busy():
        if loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents):
            return False
    return True
