"""The experiments in ``examples`` run as the README says."""

import csv
from pathlib import Path

import pytest

from optexplorer.__main__ import main

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.optx"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_runs_from_the_command_line(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert main(["run", str(path), "--csv", str(out)]) == 0
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["run"] for row in rows} == {"0", "1", "2", "3"}
    for run in {row["run"] for row in rows}:
        losses = [float(row["loss"]) for row in rows if row["run"] == run]
        assert losses[-1] < losses[0]
