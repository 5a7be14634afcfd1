"""The optimizer that CONTRIBUTING.md shows is one."""

import importlib.util
import re
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from optexplorer.core.compute import compute
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.optimizer import Optimizer
from optexplorer.optimizers import CATALOGUE, describe, make
from tests.support.objectives import FORMULAS, problem

ROOT = Path(__file__).parents[1]


def example() -> str:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text[text.index("## Add an optimizer") : text.index("## Add a surface")]
    found = re.search(r"```python\n(.*?)```", section, re.DOTALL)
    assert found is not None
    return textwrap.dedent(found[1])


@pytest.fixture
def kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> type[Optimizer]:
    path = tmp_path / "power_sign.py"
    path.write_text(example(), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("power_sign", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "power_sign", module)
    spec.loader.exec_module(module)
    found: type[Optimizer] = module.PowerSign
    monkeypatch.setitem(CATALOGUE, found.key, found)
    return found


def test_an_optimizer_of_ones_own_takes_less_than_thirty_lines() -> None:
    declared = example()[example().index("@step") :]
    assert len([line for line in declared.splitlines() if line.strip()]) < 30


def test_it_is_in_the_catalogue_and_races(kind: type[Optimizer]) -> None:
    assert describe()[-1]["key"] == "power_sign"
    assert r"\beta_1" in kind.equation
    optimizer = make("power_sign", {"learning_rate": 0.02, "beta1": 0.5})
    experiment = Experiment(problem(FORMULAS["bowl"], (1.5, -1.0)), (Run(optimizer),), steps=400)
    (run,) = compute(experiment, record_state=True).runs
    assert run.loss[-1] < 1e-6
    assert run.state is not None
    # The first step by hand: m = g / 2 agrees with g, so e times the rate.
    np.testing.assert_allclose(run.parameters[1], np.array([1.5, -1.0]) * (1 - 0.02 * np.e))
    np.testing.assert_allclose(run.state[1, 0], [0.75, -0.5])
