"""The net of ``conftest.py`` and pyproject.toml catches what it is there to catch."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

CASES = """
import gc, logging, os, threading, warnings
from pathlib import Path

import pytest

kept = []


def test_python_warning_fails():
    warnings.warn("old", DeprecationWarning)


def test_logged_warning_fails():
    logging.getLogger("optexplorer.storage").warning("odd")


def test_logged_warning_expected_passes(caplog):
    logging.getLogger("optexplorer.storage").warning("odd")
    assert caplog.messages == ["odd"]


def test_exception_in_thread_fails():
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()


def test_exception_in_destructor_fails():
    class Broken:
        def __del__(self):
            raise RuntimeError

    Broken()
    gc.collect()


def test_qt_warning_fails(qtbot):
    from PySide6.QtCore import qWarning

    qWarning("wrong")


def test_qt_info_passes(qtbot):
    from PySide6.QtCore import qInfo

    qInfo("fine")


def test_qt_warning_while_closing_fails(qtbot):
    from PySide6.QtCore import qWarning
    from PySide6.QtWidgets import QWidget

    class Noisy(QWidget):
        def closeEvent(self, event):
            qWarning("late")

    kept.append(Noisy())
    qtbot.addWidget(kept[-1])


def test_exception_in_slot_fails(qtbot):
    from PySide6.QtCore import QTimer

    QTimer.singleShot(0, lambda: 1 / 0)
    qtbot.wait(20)


def test_leaked_widget_fails(qtbot):
    from PySide6.QtWidgets import QWidget

    kept.append(QWidget())


def test_leak_of_an_earlier_test_passes(qtbot):
    assert kept


def test_closed_plot_passes(qtbot):
    import pyqtgraph

    plot = pyqtgraph.PlotWidget()
    qtbot.addWidget(plot)
    plot.plot([1, 2, 3])
    plot.show()


def test_widget_in_a_cycle_passes(qtbot):
    from PySide6.QtWidgets import QWidget

    widget = QWidget()
    widget.itself = [widget]


@pytest.mark.parametrize("turn", [1, 2])
def test_home_is_new_passes(turn):
    home = Path.home()
    assert not list(home.iterdir())
    (home / "left").touch()
    os.environ["OPTEXPLORER_LEFT"] = "1"


def test_environment_is_restored_passes():
    assert "OPTEXPLORER_LEFT" not in os.environ


@pytest.mark.parametrize("turn", [1, 2])
def test_settings_are_new_passes(qtbot, turn, home):
    from PySide6.QtCore import QSettings

    settings = QSettings("optexplorer", "optexplorer")
    assert not settings.allKeys()
    settings.setValue("key", turn)
    settings.sync()
    assert home in Path(settings.fileName()).parents
"""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """What became of each case, run by a pytest of its own under our conftest."""
    folder = tmp_path_factory.mktemp("habits")
    shutil.copy(ROOT / "tests/conftest.py", folder)
    (folder / "test_cases.py").write_text(CASES, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-c", ROOT / "pyproject.toml", "--rootdir", folder]
    done = subprocess.run(
        [*command, "-rA", "--no-xvfb", "--tb=short", folder],
        cwd=folder,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    found: dict[str, set[str]] = {}
    lines = r"^(PASSED|FAILED|ERROR) \S*::(test_\w+)"
    for outcome, name in re.findall(lines, done.stdout, re.MULTILINE):
        found.setdefault(name, set()).add(outcome)
    assert found, done.stdout + done.stderr
    return found


@pytest.mark.parametrize("name", re.findall(r"def (test_\w+)", CASES))
def test_case(outcomes: dict[str, set[str]], name: str) -> None:
    if name.endswith("_passes"):
        assert outcomes[name] == {"PASSED"}
    else:
        assert outcomes[name] & {"FAILED", "ERROR"}
