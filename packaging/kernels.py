"""Compile the kernels that a bundle brings along: ``python packaging/kernels.py FOLDER``.

Every optimizer, surface and loss of the catalogues, and what the analyses use, for each kind of
processor that this machine's is one of: ``FOLDER/PROCESSOR`` gets numba's files in one folder for each
folder of sources, as `optexplorer.core.shipped_kernels` looks for them.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

NUMBERED = re.compile(r"(.+)_[0-9a-f]{40}")  # numba's folders end in a digest


def main(target: Path) -> None:
    """Fill ``target``, in a process for each kind: numba knows one."""
    outside = dict(os.environ)  # the import sets numba's folder
    from optexplorer.core.kernel_cache import processors

    for name in processors():
        with tempfile.TemporaryDirectory() as scratch:
            inside = {"NUMBA_CPU_NAME": name, "NUMBA_CPU_FEATURES": "", "OPTEXPLORER_CACHE": scratch}
            command = [sys.executable, __file__, "--compile", scratch]
            subprocess.run(command, env=outside | inside, check=True)
            collect(Path(scratch), target / name)


def compile_catalogues() -> None:
    """Every optimizer, surface and loss."""
    from optexplorer.core.problem import DataSpec, SurfaceSpec
    from optexplorer.optimizers import CATALOGUE
    from optexplorer.problems import build_problem
    from optexplorer.problems.data.problem import LOSSES_OF
    from optexplorer.problems.surfaces import catalogue

    for optimizer in CATALOGUE.values():
        _ = optimizer.update.kernel.compiled
    specs = [SurfaceSpec(entry.key) for entry in catalogue()]
    features = ("bill_depth_mm", "body_mass_g")
    for model, losses in LOSSES_OF.items():
        specs += [DataSpec("penguins_sex", features, "male", model, loss) for loss in losses]
    for spec in specs:
        kernels = build_problem(spec).kernels
        _ = kernels.value.compiled, kernels.gradient.compiled, kernels.hessian.compiled


def compile_pictures() -> None:
    """What the window computes at its start."""
    from optexplorer.core.cancel import Cancel
    from optexplorer.ui.engine import Engine, Request
    from optexplorer.ui.start import first_session

    experiment = first_session().experiment
    job = SimpleNamespace(report=lambda _notice: None, cancel=Cancel())
    Engine().answer(Request(experiment, experiment.problem.domain), job)


def compile_maps() -> None:
    """The loop for many runs abreast, which small maps do without."""
    from optexplorer.core.analysis.abreast import abreast

    for parameters in (1, 2):
        abreast(parameters)


def compile_commands(scratch: Path) -> None:
    """What the analyses use: each command once, on the smallest of examples."""
    from optexplorer.__main__ import main as optexplorer
    from optexplorer.core.resources import resource

    first = resource("experiments", "first.optx")
    for words in (
        ("run", first),
        ("probe", first, "--at", "1", "1"),
        ("critical-points", first),
        ("basins", first, "--run", "0", "--resolution", "4", "--out", scratch / "out.png"),
        ("sweep", first, "--run", "0", "--vary", "learning_rate=0.001:0.01:2", "--metric", "final_loss",
         "--out", scratch / "out.csv"),
        ("escape", first, "--seeds", "2", "--out", scratch / "escape.csv"),
    ):  # fmt: skip
        said = StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            status = optexplorer([str(word) for word in words])
        if status:
            sys.exit(f"{words[0]} failed\n{said.getvalue()}")


def collect(scratch: Path, target: Path) -> None:
    """Numba's files, filed without the paths of this machine."""
    for folder in scratch.glob("kernels-*/numba/*"):
        place = target / NUMBERED.sub(r"\1", folder.name)
        place.mkdir(parents=True, exist_ok=True)
        for file in folder.iterdir():
            if (place / file.name).exists():
                sys.exit(f"two kernels are called {file.name}")
            shutil.copyfile(file, place / file.name)
    if not target.is_dir():
        sys.exit("no kernels were compiled")
    size = sum(file.stat().st_size for file in target.rglob("*.nb?"))
    print(f"{len(list(target.rglob('*.nbi')))} kernels for {target.name}, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    if sys.argv[1] == "--compile":
        compile_catalogues()
        compile_pictures()
        compile_maps()
        compile_commands(Path(sys.argv[2]))
    else:
        main(Path(sys.argv[1]))
