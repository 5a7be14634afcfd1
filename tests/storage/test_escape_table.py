"""Ensembles as CSV."""

import csv
from pathlib import Path

from optexplorer.core.analysis.ensemble import Leaving, cloud, ensemble
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Noisy
from optexplorer.core.problem import SurfaceSpec
from optexplorer.optimizers import make
from optexplorer.problems.surfaces import surface_problem
from optexplorer.storage.escape_table import write_escapes

WELLS = surface_problem(SurfaceSpec("double_well"))
GD = Run(make("gd", {"learning_rate": 0.05}), "a", gradient=Noisy(sigma=0.01))
OF = Experiment(WELLS, (GD, GD), start=(0.0, 0.0), steps=50, seed=5)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_row_for_each_run_and_seed(tmp_path: Path) -> None:
    (found,) = ensemble(OF, 1, 3, Leaving(distance=0.2))
    write_escapes(tmp_path / "a.csv", OF, [1], [found])
    table = rows(tmp_path / "a.csv")
    assert [(r["run"], r["label"], r["optimizer"], r["seed"]) for r in table] == [
        ("1", "a", "gd", str(seed)) for seed in (5, 6, 7)
    ]
    assert [r["escape_step"] for r in table] == ["" if t < 0 else str(t) for t in found.escaped]
    assert [float(r["final_loss"]) for r in table] == found.final_loss.tolist()


def test_members_of_a_cloud_have_their_starts(tmp_path: Path) -> None:
    starts = cloud((0.0, 0.0), 0.1, 4, seed=5)
    (found,) = ensemble(OF, 0, 4, Leaving(distance=0.2), starts=starts)
    (fewer,) = ensemble(OF, 1, 2, Leaving(distance=0.2), starts=starts[:2])
    write_escapes(tmp_path / "a.csv", OF, [0, 1], [found, fewer], [starts, starts])
    table = rows(tmp_path / "a.csv")
    assert [r["run"] for r in table] == ["0"] * 4 + ["1"] * 2, "one was stopped earlier"
    assert {r["seed"] for r in table} == {"5"}
    read = [(float(r["start_x"]), float(r["start_y"])) for r in table]
    assert read == [*map(tuple, starts.tolist()), *map(tuple, starts[:2].tolist())]
