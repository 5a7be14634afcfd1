"""The commands that analyse: what they print, what they write, what they refuse."""

import csv
import json
import struct
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np
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
    assert (report["continuum"], report["more"]) == (False, False)
    kinds = [p["classification"] for p in report["points"]]
    assert kinds == ["minimum"] * 4 + ["saddle"] * 4 + ["maximum"]
    assert all(len(p["eigenvalues"]) == 2 for p in report["points"])
    assert any(p["point"] == pytest.approx([3, 2]) for p in report["points"])
    (monkey,) = _points(capsys, {"kind": "surface", "name": "monkey_saddle"})
    assert (monkey["classification"], monkey["detail"]) == ("degenerate", "a monkey saddle")


def _points(capsys: pytest.CaptureFixture[str], problem: dict[str, Any]) -> list[dict[str, Any]]:
    assert main(["critical-points", written(problem=problem)]) == 0
    return list(json.loads(capsys.readouterr().out)["points"])


def pixels(path: str) -> np.ndarray:
    """A picture (rows, columns, 3), read chunk by chunk."""
    content = Path(path).read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    at, chunks = 8, {}
    while at < len(content):
        (length,) = struct.unpack_from(">I", content, at)
        kind, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", content, at + 8 + length)[0] == zlib.crc32(kind + body)
        chunks[kind] = body
        at += 12 + length
    width, height, *rest = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert rest == [8, 2, 0, 0, 0]
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), dtype=np.uint8).reshape(height, -1)
    assert not rows[:, 0].any()
    return rows[:, 1:].reshape(height, width, 3)


def table(path: str) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_basins(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("out.csv", "out.npz", "out.png"):
        assert main(["basins", written(), "--run", "0", "--resolution", "24", "--out", name]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.count("minimum at") == 12
    rows = table("out.csv")
    arrays = np.load("out.npz")
    assert list(rows[0]) == ["x", "y", "end", "ends_at", "steps", "loss"]
    assert len(rows) == 24 * 24
    assert [int(row["end"]) for row in rows] == arrays["end"].ravel().tolist()
    assert float(rows[0]["x"]) == arrays["x"][0] == pytest.approx(-5 + 5 / 24)
    assert all(row["ends_at"].startswith("minimum at (") for row in rows)
    picture = pixels("out.png")
    assert picture.shape == (24, 24, 3)
    hue = {end: picture[::-1][arrays["end"] == end].mean(axis=0) for end in np.unique(arrays["end"])}
    apart = [np.abs(a - b).max() for i, a in hue.items() for j, b in hue.items() if i < j]
    assert min(apart) > 30


def test_files_are_the_same_bytes_each_time() -> None:
    command = ["basins", written(), "--run", "1", "--resolution", "16", "--out"]
    for ending in ("npz", "png", "csv"):
        assert main([*command, f"a.{ending}"]) == main([*command, f"b.{ending}"]) == 0
        assert Path(f"a.{ending}").read_bytes() == Path(f"b.{ending}").read_bytes()


def test_sweep() -> None:
    one = ["sweep", written(), "--run", "0", "--vary", "learning_rate=1e-4:0.1:7:log"]
    assert main([*one, "--metric", "steps", "--target", "0.01", "--out", "one.csv"]) == 0
    rows = table("one.csv")
    assert list(rows[0]) == ["learning_rate", "steps", "outcome"]
    assert [float(row["learning_rate"]) for row in rows] == pytest.approx(np.geomspace(1e-4, 0.1, 7))
    assert rows[0]["steps"] == ""
    assert int(rows[4]["steps"]) > 0
    assert rows[6]["outcome"] == "diverged"
    two = ["sweep", "race.optx", "--run", "1", "--vary", "beta1=0:0.9:3", "--vary", "beta2=0.9:0.99:2"]
    for metric in ("final_loss", "best_loss", "outcome"):
        assert main([*two, "--metric", metric, "--out", "two.csv"]) == 0
        rows = table("two.csv")
        assert [(row["beta1"], row["beta2"]) for row in rows[:4]] == [
            ("0.0", "0.9"), ("0.45", "0.9"), ("0.9", "0.9"), ("0.0", "0.99"),
        ]  # fmt: skip
        assert metric in rows[0]
        assert main([*two, "--metric", metric, "--out", "two.png"]) == 0
        assert pixels("two.png").shape == (2, 3, 3)
    assert main([*two, "--metric", "steps", "--target", "1", "--out", "two.npz"]) == 0
    with np.load("two.npz") as arrays:
        assert arrays["final_loss"].shape == arrays["steps"].shape == (2, 3)
    assert main([*one, "--metric", "outcome", "--out", "one.png"]) == 0
    assert len(np.unique(pixels("one.png").reshape(-1, 3), axis=0)) > 1
    assert len(pixels("one.png")) == 64, "high enough to be looked at"


def test_escape(capsys: pytest.CaptureFixture[str]) -> None:
    noisy = {"optimizer": "gd", "label": "noisy", "gradient": {"kind": "noisy", "sigma": 0.5}}
    runs = [{"optimizer": "gd"}, noisy | {"hyperparameters": {"learning_rate": 0.05}}]
    file = written(problem={"kind": "surface", "name": "double_well"}, start=[0, 0], runs=runs, seed=4)
    assert main(["escape", file, "--seeds", "40", "--out", "out.csv"]) == 0
    rows = table("out.csv")
    assert list(rows[0]) == [
        "run", "label", "optimizer", "seed", "outcome", "escape_step", "final_loss", "best_loss",
    ]  # fmt: skip
    assert [int(row["seed"]) for row in rows] == [*range(4, 44)] * 2
    assert {row["escape_step"] for row in rows[:40]} == {""}
    assert all(int(row["escape_step"]) > 0 for row in rows[40:])
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith("escaped: at least 0.4 away from the start\n")
    assert "100.0%" in out
    large = written(runs=runs, seed=2**63)
    assert main(["escape", large, "--seeds", "3", "--out", "out.csv"]) == 0
    assert [int(row["seed"]) for row in table("out.csv")] == [2**63, 2**63 + 1, 2**63 + 2] * 2
    written(problem={"kind": "surface", "name": "double_well"}, start=[0, 0], runs=runs, seed=4)
    capsys.readouterr()
    far = ["--distance", "3", "--decrease", "9", "--from", "-1", "0"]
    assert main(["escape", file, "--seeds", "3", *far, "--out", "out.csv"]) == 0
    assert "from (-1, 0) or the loss at least 9 below" in capsys.readouterr().out


def test_fair_race(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["fair-race", written(), "--budget", "12", "--starts", "3", "--steps", "50", "--out"]
    assert main([*command, "out.csv"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    rows = table("out.csv")
    assert sorted(row["run"] for row in rows) == ["0", "1"]
    assert {(row["trials"], row["starts"], row["length"], row["horizon"]) for row in rows} == {
        ("12", "3", "50", "steps")
    }
    assert {row["metric"] for row in rows} == {"final_loss"}
    assert all(int(row["successes"]) <= int(row["cases"]) == 25 for row in rows)
    assert all(rows[0]["held_equal"] == row["held_equal"] for row in rows)
    lines = out.splitlines()
    assert lines[0].split()[:3] == ["rank", "run", "label"]
    assert lines[-1] == rows[0]["held_equal"]
    assert main([*command, "out.optx"]) == main([*command, "again.csv"]) == 0
    assert Path("again.csv").read_bytes() == Path("out.csv").read_bytes()
    tuned = json.loads(Path("out.optx").read_text(encoding="utf-8"))["runs"]
    for row in rows:
        assert tuned[int(row["run"])]["hyperparameters"] == json.loads(row["settings"])
    target = ["--metric", "evaluations", "--target", "0.01", "--out", "evaluations.csv"]
    assert main([*command[:6], "--evaluations", "90", *target]) == 0
    assert {(row["horizon"], row["target"]) for row in table("evaluations.csv")} == {
        ("evaluations", "0.01")
    }


@pytest.mark.skipif(sys.platform == "win32", reason="no folder has such a name")
def test_a_tuned_experiment_whose_table_cannot_be_named_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = Path("my\nfolder")
    folder.mkdir()
    (folder / "own.csv").write_text("x,y\n1,2\n2,3\n3,5\n")
    fit = {"kind": "data", "model": "linear", "data": "own.csv", "features": ["x"], "target": "y"}
    Path(written(problem=fit)).rename(folder / "race.optx")
    command = ["fair-race", str(folder / "race.optx"), "--budget", "2", "--starts", "2", "--steps", "9"]
    assert main([*command, "--out", "out.optx"]) == 1
    assert "error: problem.data: 'my\\nfolder/own.csv' cannot be named" in capsys.readouterr().err
    assert not Path("out.optx").exists()


def test_targets_below_zero() -> None:
    file = written(problem={"kind": "formula", "expression": "x^2 + y^2 - 1"}, start=[2, 1])
    for target in ("-1e-3", "-.5", "-1"):
        asked = ["--metric", "steps", "--target", target, "--out", "out.csv"]
        assert main(["sweep", file, "--run", "0", "--vary", "learning_rate=0.1:0.3:2", *asked]) == 0
    race = ["fair-race", file, "--budget", "4", "--starts", "2", "--steps", "20"]
    assert main([*race, "--metric", "steps", "--target", "-1e-3", "--out", "out.csv"]) == 0
    assert {row["target"] for row in table("out.csv")} == {"-0.001"}
