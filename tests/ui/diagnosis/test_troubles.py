"""What is not as it should be is said once, on standard error and in the window."""

from collections.abc import Iterator

import pytest

from optexplorer.ui.app import tell_troubles
from optexplorer.ui.diagnosis import troubles
from optexplorer.ui.main_window import MainWindow


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    troubles.forget()
    yield
    troubles.forget()


def missing() -> str:
    raise FileNotFoundError(2, "No such file or directory", "nowhere")


def test_a_trouble_is_written_once(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert troubles.shipped("The picture", missing) is None
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(
        "optexplorer: note: The picture cannot be read (No such file or directory): "
    )
    assert troubles.shipped("The picture", lambda: "there") == "there"


def test_the_window_says_what_there_is(window: MainWindow) -> None:
    window.status.say("")
    tell_troubles(window)
    assert window.status.label.text() == ""
    troubles.meet("One thing is odd.")
    tell_troubles(window)
    assert window.status.label.text() == "One thing is odd."
    troubles.meet("Another is, too.")
    tell_troubles(window)
    assert window.status.label.text() == "One thing is odd. And 1 more: see Help > Self-test."
