"""Compiled kernels on disk: damage there costs time and nothing else."""

from pathlib import Path

from tests.support.program import start

SCRIPT = """
from optexplorer.core.compute import compute
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.plane import identity
from optexplorer.core.problem import SurfaceSpec
from optexplorer.core.surface import sample
from optexplorer.optimizers import make
from optexplorer.problems import build_problem
bowl = build_problem(SurfaceSpec("sphere"))
print(compute(Experiment(bowl, (Run(make("gd", {})),))).runs[0].final_loss)
print(sample(bowl, identity(2), bowl.domain, (3, 3)).loss.tolist())
"""


def numbers(cache: Path) -> str:
    """What a process of its own computes with this cache folder."""
    with start(cache, "-c", SCRIPT, NUMBA_CACHE_DIR=str(cache)) as process:
        out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    return out


def test_a_damaged_cache_changes_nothing(tmp_path: Path) -> None:
    before = numbers(tmp_path)
    kept = [*tmp_path.rglob("*.nbi"), *tmp_path.rglob("*.nbc")]
    assert any("driver" in path.name for path in kept)
    assert any("surface" in path.name for path in kept)
    for path in kept:
        path.write_bytes(b"damaged")
    assert numbers(tmp_path) == before
