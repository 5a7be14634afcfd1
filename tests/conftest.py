"""What every test runs under: an environment of its own, and nothing unexpected passes.

Python warnings, exceptions nobody catches (in threads, destructors and slots) and Qt messages
during a test fail it by the settings in pyproject.toml. Here: Qt messages while widgets close,
widgets left over, and warnings logged by this package.

A test that expects a Qt message is marked ``no_qt_log``; a test that expects a logged warning asks
for ``caplog``.
"""

import gc
import logging
import os
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from pytestqt.qtbot import QtBot

_FOLDERS = {
    "HOME": "",
    "XDG_CACHE_HOME": ".cache",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
}
_number = count()
_PATIENCE = 60_000  # milliseconds that a test waits for something: on a machine that stands still, too


def pytest_configure(config: pytest.Config) -> None:
    """Take away what differs between machines before anything reads it."""
    for name in [n for n in os.environ if n.startswith(("LC_", "QT_", "XDG_"))]:
        if name != "QT_QPA_PLATFORM":
            del os.environ[name]
    for name in ("LANGUAGE", "NUMBA_CACHE_DIR", "WAYLAND_DISPLAY"):
        os.environ.pop(name, None)
    os.environ.update(LANG="C.UTF-8", TZ="UTC", QT_NO_GUI_THREADPOOL="1")  # the last as in the program
    if hasattr(time, "tzset"):
        time.tzset()
    # Compiling every kernel takes minutes, so one session's kernels serve the next.
    os.environ["OPTEXPLORER_CACHE"] = str(config.cache.mkdir("kernels"))


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def home(_homes: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The test's own empty home folder; changes to the environment end with the test."""
    folder = _homes / str(next(_number))
    folder.mkdir(mode=0o700)
    ours = {name: str(folder / below) for name, below in _FOLDERS.items()}
    ours["XDG_RUNTIME_DIR"] = str(folder)
    if "qapp" in request.fixturenames:
        from PySide6.QtCore import QSettings

        for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
            QSettings.setPath(form, QSettings.Scope.UserScope, ours["XDG_CONFIG_HOME"])
    with mock.patch.dict(os.environ, ours):
        yield folder


class _Patient(QtBot):
    """Waits longer than usual, for a slow machine is no failure."""

    def waitUntil(self, callback: Any, *, timeout: int = _PATIENCE) -> None:  # noqa: N802
        """Until ``callback`` says so, as pytest-qt's."""
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = _PATIENCE, **how: Any) -> Any:  # noqa: N802
        """For ``signal``, as pytest-qt's."""
        return super().waitSignal(signal, timeout=timeout, **how)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    """pytest-qt's, with patience."""
    return _Patient(request)


@pytest.fixture(autouse=True)
def _no_logged_warnings(request: pytest.FixtureRequest) -> Iterator[None]:
    records: list[logging.LogRecord] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = records.append  # type: ignore[method-assign]
    logger = logging.getLogger("optexplorer")
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)
    if records and "caplog" not in request.fixturenames:
        pytest.fail("logged: " + "; ".join(r.getMessage() for r in records))


@pytest.fixture(autouse=True)
def _no_leaked_widgets(request: pytest.FixtureRequest) -> Iterator[None]:
    if "qapp" not in request.fixturenames:
        yield
        return
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication, QWidget

    before = QApplication.topLevelWidgets()

    def kept(widget: QWidget) -> bool:
        """Whether it was there before, or belongs to a window that was: its menus come later."""
        parent = widget.parentWidget()
        return widget in before or (parent is not None and kept(parent.window()))

    def leaked() -> list[str]:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        after = [w for w in QApplication.topLevelWidgets() if not kept(w)]
        return [f"{type(w).__name__} {w.objectName()!r}" for w in after]

    yield
    if leaked():
        gc.collect()  # cycles of Python objects may still hold a widget
        if names := leaked():
            pytest.fail("top-level widgets left over: " + ", ".join(names))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Fail on Qt messages while widgets close; pytest-qt looks only at those before."""
    if "qapp" not in getattr(item, "fixturenames", ()) or item.get_closest_marker("no_qt_log"):
        return (yield)
    from PySide6.QtCore import QtMsgType, qInstallMessageHandler

    passing = (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)
    messages: list[str] = []

    def handle(kind: QtMsgType, _context: object, message: str) -> None:
        if kind not in passing:
            messages.append(message)

    previous = qInstallMessageHandler(handle)
    try:
        result = yield
    finally:
        qInstallMessageHandler(previous)
    if messages:
        pytest.fail("Qt messages while closing: " + "; ".join(messages))
    return result
