"""Hyper-parameter maps in files."""

import csv
from pathlib import Path

import numpy as np

from optexplorer.core.analysis.sweep import OUTCOMES
from optexplorer.storage.sweeps import write_sweep, write_sweeps
from tests.scene.test_settings_map import FOUND


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_arrays_hold_every_metric(tmp_path: Path) -> None:
    write_sweep(tmp_path / "a.npz", FOUND, "final_loss")
    with np.load(tmp_path / "a.npz") as arrays:
        np.testing.assert_array_equal(arrays["final_loss"], FOUND.final_loss)
        np.testing.assert_array_equal(arrays["steps"], FOUND.steps)
        np.testing.assert_array_equal(arrays["learning_rate"], FOUND.values[0])
        np.testing.assert_array_equal(arrays["momentum"], FOUND.values[1])
        words = dict(zip(sorted(OUTCOMES), arrays["outcomes"].tolist(), strict=True))
        assert words[int(arrays["outcome"][0, 2])] == "diverged"


def test_several_runs_stand_below_each_other(tmp_path: Path) -> None:
    write_sweeps(tmp_path / "a.csv", [(0, "Slow", FOUND), (2, "Fast, too", FOUND)], "steps")
    rows = _rows(tmp_path / "a.csv")
    assert list(rows[0]) == ["run", "label", "learning_rate", "momentum", "steps", "outcome"]
    assert [row["run"] for row in rows] == ["0"] * 6 + ["2"] * 6
    assert rows[6]["label"] == "Fast, too"
    assert [row["steps"] for row in rows[:6]] == ["4", "8", "", "12", "", ""]
    assert float(rows[7]["learning_rate"]) == FOUND.values[0][1]
