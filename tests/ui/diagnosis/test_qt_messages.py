"""What Qt says, where there is no terminal too."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning

from optexplorer.cli.errors import FAILURE
from optexplorer.ui.diagnosis.qt_messages import QtMessages
from tests.support.program import start

FATAL = """
import sys
from PySide6.QtCore import qFatal
from optexplorer.ui.diagnosis.qt_messages import QtMessages
if "silent" in sys.argv:
    sys.stderr = None
messages = QtMessages()
messages.install()
messages.started()
qFatal("no more")
"""


@pytest.fixture
def messages() -> Iterator[QtMessages]:
    messages = QtMessages()
    messages.install()
    yield messages
    messages.remove()


def test_a_warning_is_kept_and_passed_on(
    messages: QtMessages, capsys: pytest.CaptureFixture[str]
) -> None:
    qWarning("early")
    assert capsys.readouterr().err == ""
    messages.started()
    qWarning("late")
    assert capsys.readouterr().err == "early\nlate\n"
    assert messages.warnings == ["early", "late"]


def test_without_standard_error_it_is_kept(
    messages: QtMessages, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    qWarning("early")
    messages.started()
    qWarning("late")
    assert messages.warnings == ["early", "late"]
    assert capsys.readouterr().out == "", "not among the results of a command either"


@pytest.mark.parametrize("words", [(), ("silent",)], ids=["told", "silent"])
def test_the_end_is_an_exit_status(tmp_path: Path, words: tuple[str, ...]) -> None:
    with start(tmp_path, "-c", FATAL, *words) as process:
        _out, err = process.communicate()
    assert process.returncode == FAILURE
    assert ("optexplorer: error: Qt cannot go on: " in err) != bool(words)
    assert "Traceback" not in err
