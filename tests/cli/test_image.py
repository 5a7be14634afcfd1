"""``optexplorer run --image``: pictures without a screen."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from optexplorer.core.resources import folder
from optexplorer.ui.export import headless
from tests.cli.test_bad_input import refused

FIRST = folder() / "experiments" / "first.optx"


def run(out: Path, *more: str, file: Path = FIRST) -> subprocess.CompletedProcess[str]:
    """The real program, on a machine without a display."""
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    return subprocess.run(
        [sys.executable, "-m", "optexplorer", "run", str(file), "--image", str(out), *more],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_picture_without_a_screen(tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"race.{kind}"
    done = run(out, "--csv", str(tmp_path / "race.csv"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("run  label")
    assert out.stat().st_size > 50_000
    if kind == "png":
        with Image.open(out) as image:
            assert image.size == (2560, 1600)
            assert len(image.convert("RGB").quantize(64).getcolors()) == 64
    else:
        assert 'aria-label="Gradient descent"' in out.read_text()


def test_one_variable_is_drawn_as_a_graph(tmp_path: Path) -> None:
    file = tmp_path / "line.optx"
    file.write_text(
        '{"format": "optexplorer-experiment", "version": 1, "runs": [{"optimizer": "gd"}], "steps": 5,'
        ' "problem": {"kind": "formula", "expression": "x^2", "domain": [[-2, 2]]}, "start": [1.5]}'
    )
    done = run(tmp_path / "line.pdf", file=file)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "line.pdf").read_bytes().startswith(b"%PDF-")


def test_an_unknown_kind_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert refused(capsys, "run", str(FIRST), "--image", "race.jpg") == (
        "--image: must end with .png or .svg or .pdf or .gif or .webp or .mp4, got 'race.jpg'"
    )


@pytest.mark.parametrize("ending", ["png", "svg", "gif"])
def test_a_picture_that_cannot_be_painted_is_not_written(tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"race.{ending}"
    out.write_text("there before")
    code = (
        "import sys; from optexplorer.ui.views.paths_item import PathsItem\n"
        "def paint(self, *_): 1 / 0\n"
        "PathsItem.paint = paint\n"
        "from optexplorer.__main__ import main; sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "run", str(FIRST), "--image", str(out)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert f"race.{ending} cannot be painted: ZeroDivisionError: division by zero" in done.stderr
    assert out.read_text() == "there before"


# Tells where Qt is sent for fonts when the application is made, on a machine that is taken for Windows.
WINDOWS = """
import os, sys
from types import SimpleNamespace
from optexplorer.ui import app
from optexplorer.ui.export import headless

make = app.application

def application():
    print(os.environ.get("QT_QPA_FONTDIR"))
    return make()

app.application = application
headless.sys = SimpleNamespace(platform="win32")
from optexplorer.__main__ import main
sys.exit(main())
"""


def test_on_windows_qt_is_sent_to_the_systems_fonts(tmp_path: Path) -> None:
    environment = {n: v for n, v in os.environ.items() if n != "QT_QPA_FONTDIR"}
    done = subprocess.run(
        [sys.executable, "-c", WINDOWS, "run", str(FIRST), "--image", str(tmp_path / "race.png")],
        capture_output=True, text=True, check=False, env=environment | {"SYSTEMROOT": "D:\\System"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "D:\\System\\Fonts"


def test_fonts_that_were_chosen_stay_and_elsewhere_qt_finds_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("QT_QPA_FONTDIR", raising=False)
    monkeypatch.setattr(headless, "sys", SimpleNamespace(platform="linux"))
    headless.find_fonts()
    assert "QT_QPA_FONTDIR" not in os.environ
    monkeypatch.setattr(headless, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setenv("QT_QPA_FONTDIR", "E:\\own")
    headless.find_fonts()
    assert os.environ["QT_QPA_FONTDIR"] == "E:\\own"
