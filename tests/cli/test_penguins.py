"""The main job, end to end: real data from a CSV, four runs, from the command line."""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.support.program import ROOT, program
from tests.support.tables import exact_table

RESOURCES = ROOT / "resources"

# The share of the least loss by which a run may end above it.
EXACT = 1e-9
BANDS = {"Batch GD": EXACT, "Adam": EXACT, "SGD": 1e-3, "Mini-batch GD": 1e-4}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a CSV, an experiment that names it, and what the program made of them."""
    folder = tmp_path_factory.mktemp("penguins")
    shutil.copy(RESOURCES / "data" / "penguins_flipper_mass.csv", folder / "birds.csv")
    shipped = json.loads((RESOURCES / "experiments" / "penguins.optx").read_text("utf-8"))
    shipped["problem"]["data"] = "birds.csv"
    (folder / "birds.optx").write_text(json.dumps(shipped), encoding="utf-8")
    done = program(folder, "run", "birds.optx", "--csv", "out.csv")
    assert done.returncode == 0
    (note,) = done.stderr.splitlines()
    assert note.startswith("optexplorer: note: standardised: flipper_length_mm (mean 200.9")
    (folder / "table.txt").write_text(done.stdout, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def steps(folder: Path) -> pd.DataFrame:
    return exact_table((folder / "out.csv").read_bytes().decode())


@pytest.fixture(scope="module")
def optimum(folder: Path) -> tuple[np.ndarray, float]:
    """Intercept and slope of the standardised columns by least squares, and their loss."""
    birds = pd.read_csv(folder / "birds.csv")[["flipper_length_mm", "body_mass_g"]]
    x, y = ((birds - birds.mean()) / birds.std(ddof=0)).to_numpy().T
    columns = np.stack([np.ones_like(x), x], axis=1)
    solution = np.linalg.lstsq(columns, y)[0]
    return solution, float(np.mean((columns @ solution - y) ** 2))


def test_every_run_reaches_the_closed_form_optimum(
    steps: pd.DataFrame, optimum: tuple[np.ndarray, float]
) -> None:
    solution, least = optimum
    last = steps.groupby("label").last()
    assert set(last.index) == set(BANDS)
    for label, band in BANDS.items():
        excess = last.loss[label] / least - 1
        assert -1e-12 <= excess <= band, label
    for label in ("Batch GD", "Adam"):
        found = last.loc[label, ["intercept", "slope"]].to_numpy(dtype=float)
        assert found == pytest.approx(solution, abs=1e-6)


def test_the_recorded_loss_is_that_of_the_recorded_line(folder: Path, steps: pd.DataFrame) -> None:
    birds = pd.read_csv(folder / "birds.csv")[["flipper_length_mm", "body_mass_g"]]
    x, y = ((birds - birds.mean()) / birds.std(ddof=0)).to_numpy().T
    some = steps.iloc[::97]
    lines = some.intercept.to_numpy()[:, None] + some.slope.to_numpy()[:, None] * x
    assert some.loss.to_numpy() == pytest.approx(((lines - y) ** 2).mean(axis=1), rel=1e-12)


def test_work_and_epochs_are_counted(folder: Path, steps: pd.DataFrame) -> None:
    header, *rows = (folder / "table.txt").read_text("utf-8").splitlines()
    assert header.split() == [
        "run", "label", "outcome", "steps", "epochs", "final", "loss", "best", "loss", "fit",
    ]  # fmt: skip
    cells = [re.split(r" {2,}", row.strip()) for row in rows]
    epochs = [float(row[4]) for row in cells]
    assert cells[0][-1] == "body_mass_g = −5781 + 49.69·flipper_length_mm"
    batches = -(-342 // 32)
    expected = [1000, 1000 / 342, 1000 // batches + 1000 % batches * 32 / 342, 1000]
    assert epochs == pytest.approx(expected)
    assert (steps.groupby("label").gradient_calls.last() == 1000).all()


def test_the_built_in_data_give_the_same(folder: Path, tmp_path: Path) -> None:
    shutil.copy(RESOURCES / "experiments" / "penguins.optx", tmp_path)
    program(tmp_path, "run", "penguins.optx", "--csv", "out.csv")
    assert (tmp_path / "out.csv").read_bytes() == (folder / "out.csv").read_bytes()
