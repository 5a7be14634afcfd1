"""The commands that analyse: what they print, what they write, what they refuse."""

import json
from pathlib import Path
from typing import Any

import pytest

from optexplorer.__main__ import main

FILE: dict[str, Any] = {
    "format": "optexplorer-experiment",
    "version": 1,
    "problem": {"kind": "surface", "name": "himmelblau"},
    "steps": 300,
    "runs": [
        {"optimizer": "gd", "hyperparameters": {"learning_rate": 0.01}},
        {"optimizer": "adam", "hyperparameters": {"learning_rate": 0.1}},
    ],
}


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def written(**changes: Any) -> str:
    Path("race.optx").write_text(json.dumps(FILE | changes), encoding="utf-8")
    return "race.optx"


def test_critical_points(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["critical-points", written()]) == 0
    out, err = capsys.readouterr()
    report = json.loads(out)
    assert err == ""
    assert report["names"] == ["x", "y"]
    assert not report["continuum"]
    kinds = [p["classification"] for p in report["points"]]
    assert kinds == ["minimum"] * 4 + ["saddle"] * 4 + ["maximum"]
    assert all(len(p["eigenvalues"]) == 2 for p in report["points"])
    assert any(p["point"] == pytest.approx([3, 2]) for p in report["points"])
    (monkey,) = _points(capsys, {"kind": "surface", "name": "monkey_saddle"})
    assert (monkey["classification"], monkey["detail"]) == ("degenerate", "a monkey saddle")


def _points(capsys: pytest.CaptureFixture[str], problem: dict[str, Any]) -> list[dict[str, Any]]:
    assert main(["critical-points", written(problem=problem)]) == 0
    return list(json.loads(capsys.readouterr().out)["points"])
