"""The program with its window, as a process of its own."""

import json
from pathlib import Path

from tests.support.program import program


def test_self_test(tmp_path: Path) -> None:
    done = program(tmp_path, "self-test")
    report = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert report["passed"]
    assert report["contour"]
    assert report["surface_3d"]
    assert report["runs"] == 5


def test_without_opengl_there_is_the_contour_and_a_sentence(tmp_path: Path) -> None:
    done = program(tmp_path, "self-test", QT_QPA_PLATFORM="offscreen")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert report["contour"]
    assert not report["surface_3d"]
    assert report["opengl_reason"].startswith("No 3-D picture: ")
    assert report["opengl_reason"].endswith("The contour view shows the same paths.")
