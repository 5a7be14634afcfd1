"""The application: one process, one window."""

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from optexplorer import __version__
from optexplorer.cli.errors import FAILURE, CommandError
from optexplorer.ui import assets, theme
from optexplorer.ui.application import Application
from optexplorer.ui.diagnosis import kernel_tally, overrides, troubles
from optexplorer.ui.diagnosis.fault_dialog import FaultNotices
from optexplorer.ui.diagnosis.faults import Faults
from optexplorer.ui.diagnosis.qt_messages import QtMessages
from optexplorer.ui.garbage import Garbage
from optexplorer.ui.main_window import NAME, MainWindow
from optexplorer.ui.recovery_offer import RecoveryOffer
from optexplorer.ui.settings import Settings
from optexplorer.ui.spare_memory import SpareMemory, giver
from optexplorer.ui.views.after_paint import AfterPaint

# Seconds that a thread may keep Python to itself while another waits for it. One repaint asks for it
# many times; at Python's own 5 ms a frame takes 150 ms while a kernel is being compiled, at this 10 ms.
_TURN = 0.0002
# Qt hands out every 255 pixels of a translucent line to threads, and waits for them: that takes two to
# five times as long as painting them itself, and more where kernels keep the cores busy.
_NO_POOL = "QT_NO_GUI_THREADPOOL"
_PATIENCE = 3000  # milliseconds from which on garbage is collected, even if there is no picture yet


def application() -> QApplication:
    """The application object, made on first use."""
    sys.setswitchinterval(_TURN)
    os.environ.setdefault(_NO_POOL, "1")
    overrides.protect()
    app = QApplication.instance() or Application(sys.argv[:1])
    app.setApplicationName("optexplorer")
    app.setApplicationVersion(__version__)
    gui = cast(QApplication, app)
    gui.setApplicationDisplayName(NAME)
    gui.setDesktopFileName("optexplorer")
    gui.setWindowIcon(QIcon(str(assets.path("icons", "app.svg"))))
    return gui


def new_window(settings: Settings | None = None, path: Path | None = None) -> MainWindow:
    """A window that starts computing once it has been painted."""
    settings = settings or Settings()
    scheme = settings.text("appearance/scheme", "system")
    known = scheme if scheme in ("system", "light", "dark") else "system"
    dress = theme.apply(application(), cast(theme.Scheme, known))
    window = MainWindow(settings, dress)
    AfterPaint(window, lambda: window.start(path))
    window.show()
    return window


def look_after_memory(app: QApplication, window: MainWindow) -> None:
    """Garbage is collected, and memory goes back, from the first picture on.

    Garbage not later than a few seconds after the start: kernels that must be compiled leave some.
    """

    def collect() -> None:
        if app.findChild(Garbage) is None:
            Garbage(app)

    def begin() -> None:
        collect()
        gc.freeze()  # what the first picture took is here to stay
        if (give_back := giver()) is not None:
            spare = SpareMemory(give_back)
            app.aboutToQuit.connect(lambda: spare.stop())

    window.workbench.frameChanged.connect(begin, Qt.ConnectionType.SingleShotConnection)
    QTimer.singleShot(_PATIENCE, app, collect)


def main(arguments: Sequence[str] = ()) -> int:
    """Open the window on the file named in ``arguments``, if any, and run until it is closed."""
    messages = QtMessages()
    messages.install()
    app = application()
    messages.started()
    faults = Faults(app)
    faults.install()
    try:
        window = new_window(path=Path(arguments[0]) if arguments else None)
    except Exception as error:
        sys.excepthook(type(error), error, error.__traceback__)
        sentence = f"the window cannot be opened ({error}): install the program again"
        QMessageBox.critical(None, NAME, f"T{sentence[1:]}.")  # for who has no terminal
        raise CommandError(sentence, FAILURE) from error
    look_after_memory(app, window)
    FaultNotices(window, faults)
    if isinstance(app, Application):
        app.fileRequested.connect(window.files.open_path)
    AfterPaint(window, lambda: RecoveryOffer(window))
    window.workbench.frameChanged.connect(
        lambda _frame: tell_troubles(window), Qt.ConnectionType.SingleShotConnection
    )
    status = app.exec()
    faults.remove()
    messages.remove()
    window.deleteLater()
    return status


def tell_troubles(window: MainWindow) -> None:
    """Say in the window what is not as it should be; the kernels are known once there is a frame."""
    if sentence := kernel_tally.trouble():
        troubles.meet(sentence)
    first, *others = troubles.found() or [""]
    if first:
        window.status.say(f"{first} And {len(others)} more: see Help > Self-test." if others else first)
