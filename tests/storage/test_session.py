"""Experiment files: what is legal, what is written, and that old ones keep working."""

import dataclasses
import json
import math
import sys
from pathlib import Path
from typing import Any

import pytest

from optexplorer.core.around import Average, Lookahead, MovingAverage
from optexplorer.core.escape import (
    NO_ESCAPE,
    Escape,
    PerturbAlways,
    PerturbAtIntervals,
    PerturbOnGradient,
    RestartAtIntervals,
    RestartWhenStationary,
)
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Clip, Full, Minibatch, Noisy
from optexplorer.core.problem import DataSpec, Transform
from optexplorer.core.schedule import Constant, MultiStep, Warmup
from optexplorer.optimizers import CATALOGUE
from optexplorer.problems import build_problem
from optexplorer.storage.errors import SessionError, StorageError
from optexplorer.storage.migrations import MIGRATIONS, VERSION
from optexplorer.storage.scenes import Scene
from optexplorer.storage.session import dumps, load, loads, save

SAMPLES = Path(__file__).parent / "samples"

MINIMAL: dict[str, Any] = {
    "format": "optexplorer-experiment",
    "version": 1,
    "problem": {"kind": "surface", "name": "rosenbrock"},
    "runs": [{"optimizer": "adam"}],
}


def read(**changes: Any) -> Experiment:
    return loads(json.dumps(MINIMAL | changes), "").experiment


def test_everything_has_a_default() -> None:
    experiment = read()
    assert experiment.steps == 200
    assert experiment.seed == 0
    assert experiment.origin == experiment.problem.start
    assert experiment.runs == (Run(CATALOGUE["adam"]()),)


def test_what_stands_around_an_optimizer() -> None:
    around = [
        {"kind": "lookahead", "every": 3},
        {"kind": "average", "start": 10},
        {"kind": "ema", "decay": 0.9},
    ]
    experiment = read(runs=[{"optimizer": "adam", "around": around}])
    expected = (Lookahead(every=3), Average(start=10), MovingAverage(decay=0.9))
    assert experiment.runs[0].around == expected
    written = json.loads(dumps(experiment, {}))["runs"][0]["around"]
    assert written[0] == {"kind": "lookahead", "every": 3, "alpha": 0.5}
    assert "around" not in json.loads(dumps(read(), {}))["runs"][0]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ({"kind": "none"}, NO_ESCAPE),
        ({"kind": "perturbation", "trigger": "gradient", "radius": 0.05, "gradient_threshold": 0.001,
          "cooldown": 50}, PerturbOnGradient()),
        ({"kind": "perturbation", "trigger": "gradient", "decrease": None}, PerturbOnGradient()),
        ({"kind": "perturbation", "trigger": "interval", "every": 7, "radius": 0.5},
         PerturbAtIntervals(every=7, radius=0.5)),
        ({"kind": "perturbation", "trigger": "always", "radius": 0.5}, PerturbAlways(radius=0.5)),
        ({"kind": "restart", "trigger": "stationary", "every": 9, "gradient_threshold": 0.1,
          "patience": 3, "budget": 4, "sampler": "near_best", "spread": 0.2},
         RestartWhenStationary(every=9, gradient_threshold=0.1, patience=3, budget=4,
                               sampler="near_best", spread=0.2)),
        ({"kind": "restart", "trigger": "interval", "every": 9, "sampler": "domain"},
         RestartAtIntervals(every=9)),
    ],
)  # fmt: skip
def test_escape_modes(written: dict[str, Any], read_as: Escape) -> None:
    experiment = read(runs=[{"optimizer": "adam", "escape": written}])
    assert experiment.runs[0].escape == read_as
    again = json.loads(dumps(experiment, {}))["runs"][0]
    if read_as == NO_ESCAPE:
        assert "escape" not in again
    else:
        assert again["escape"].items() >= written.items()
        assert read(runs=[{"optimizer": "adam", "escape": again["escape"]}]) == experiment


def test_the_sample_says_what_it_says() -> None:
    experiment, view = (s := load(SAMPLES / "version-1.optx")).experiment, s.view
    spec = experiment.problem.spec
    assert spec.parameters == (("b", 50.0),)
    assert spec.domain == ((-2.0, 2.0), (-1.0, 3.0))
    assert spec.transform == Transform(30.0, (1.0, 2.0))
    assert experiment.start == (-1.2, 1.0)
    assert experiment.seed == 2**64 - 1
    adam, momentum = experiment.runs
    assert adam.optimizer == CATALOGUE["adam"](learning_rate=0.02, beta1=0.8, bias_correction=False)
    assert (adam.schedule, adam.gradient, adam.start, adam.stream) == (Constant(), Full(), None, None)
    assert momentum.label == "heavy ball ⛰"
    assert momentum.schedule == Warmup(10, 0.1, MultiStep(0.5, (50, 100)))
    assert momentum.gradient == Noisy(sigma=0.1, clip=Clip("norm", 2.5))
    assert momentum.start == (0.5, 0.25)
    assert momentum.stream == 7
    assert view == {
        "window": [1280, 720], "log": True, "note": None, "nested": {"a": [1.5, "b"]},
    }  # fmt: skip


def test_every_version_has_a_sample_and_a_way_to_today() -> None:
    samples = {json.loads(p.read_text("utf-8"))["version"]: p for p in SAMPLES.glob("*.optx")}
    assert sorted(samples) == list(range(1, VERSION + 1))
    assert sorted(MIGRATIONS) == list(range(1, VERSION))
    for path in samples.values():
        session = load(path)
        assert loads(dumps(session.experiment, session.view), path.parent) == session


def test_no_runs_are_legal() -> None:
    assert read(runs=[]).runs == ()


def test_a_byte_order_mark_is_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "notepad.optx"
    path.write_text(json.dumps(MINIMAL), encoding="utf-8-sig")
    assert load(path).experiment == read()


def test_whole_numbers_may_be_written_as_floats() -> None:
    assert read(steps=1e3).steps == 1000


def test_what_is_written() -> None:
    experiment = read(runs=[{"optimizer": "gd", "label": "a"}], start=[0.1, 2])
    rate = CATALOGUE["gd"]().rate
    assert dumps(experiment, {"log": True}) == (
        "{\n"
        '  "format": "optexplorer-experiment",\n'
        '  "version": 1,\n'
        '  "problem": {"kind": "surface", "name": "rosenbrock"},\n'
        '  "start": [0.1, 2.0],\n'
        '  "steps": 200,\n'
        '  "seed": 0,\n'
        '  "runs": [\n'
        f'    {{"optimizer": "gd", "label": "a", "hyperparameters": {{"learning_rate": {rate}}}}}\n'
        "  ],\n"
        '  "view": {"log": true}\n'
        "}\n"
    )


def test_every_hyperparameter_is_written() -> None:
    for key, kind in CATALOGUE.items():
        text = dumps(read(runs=[{"optimizer": key}]), {})
        written = json.loads(text)["runs"][0]["hyperparameters"]
        assert list(written) == [p.name for p in kind.parameters()]


def test_long_values_are_spread_over_lines() -> None:
    text = dumps(read(runs=[{"optimizer": "rmsprop", "label": "l" * 60}]), {"list": [1] * 60})
    assert max(map(len, text.splitlines())) <= 100
    assert '\n      "label": "' in text


def test_save_and_load(tmp_path: Path) -> None:
    path = tmp_path / "race.optx"
    session = load(SAMPLES / "version-1.optx")
    save(path, session.experiment, session.view)
    assert load(path) == session
    first = path.read_bytes()
    save(path, load(path).experiment, load(path).view)
    assert path.read_bytes() == first
    assert b"\r" not in first


def test_saving_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError):
        save(tmp_path / "file" / "race.optx", read(), {})


def _data(data: str, folder: Path) -> Experiment:
    spec = DataSpec(data, ("x",), "y", folder=str(folder))
    return Experiment(build_problem(spec), (Run(CATALOGUE["gd"](), gradient=Minibatch()),))


def test_a_data_file_is_named_from_the_experiments_folder(tmp_path: Path) -> None:
    table = tmp_path / "data" / "mine.csv"
    table.parent.mkdir()
    table.write_text("x,y\n" + "".join(f"{i},{2 * i}\n" for i in range(40)), encoding="utf-8")
    path = tmp_path / "experiments" / "mine.optx"
    path.parent.mkdir()
    for data, folder in [(str(table), Path()), ("mine.csv", table.parent)]:
        save(path, _data(data, folder), {})
        assert json.loads(path.read_text("utf-8"))["problem"]["data"] == "../data/mine.csv"
        problem = load(path).experiment.problem
        assert problem.examples == 40


def test_a_table_of_ones_own_is_not_taken_for_a_shipped_one(tmp_path: Path) -> None:
    table, path = tmp_path / "engel_income_food", tmp_path / "mine.optx"
    table.write_text("x,y\n" + "".join(f"{i},{2 * i}\n" for i in range(40)), encoding="utf-8")
    save(path, _data(str(table), Path()), {})
    for _ in range(2):
        assert json.loads(path.read_text("utf-8"))["problem"]["data"] == "./engel_income_food"
        experiment = load(path).experiment
        assert experiment.problem.examples == 40
        save(path, experiment, {})
    (tmp_path / "elsewhere").mkdir()
    save(tmp_path / "elsewhere" / "mine.optx", experiment, {})
    assert load(tmp_path / "elsewhere" / "mine.optx").experiment.problem.examples == 40


@pytest.mark.parametrize(("odd", "taken"), [("\u00a0", True), ("\n", False), ("\udce9", False)])
@pytest.mark.skipif(sys.platform != "linux", reason="not every system has such names")
def test_a_folder_with_an_odd_name(tmp_path: Path, odd: str, taken: bool) -> None:
    folder = tmp_path / f"my{odd}folder"
    folder.mkdir()
    (folder / "mine.csv").write_text("x,y\n1,2\n2,3\n3,5\n", encoding="utf-8")
    experiment = dataclasses.replace(_data("mine.csv", folder), runs=())
    save(folder / "mine.optx", experiment, {})
    assert load(folder / "mine.optx").experiment.problem.examples == 3
    path = tmp_path / "mine.optx"
    if taken:
        save(path, experiment, {})
        assert load(path).experiment.problem.examples == 3
    else:
        with pytest.raises(SessionError, match=r"^problem\.data: 'my.*mine\.csv' cannot be named"):
            save(path, experiment, {})
        assert not path.exists()


def test_a_built_in_name_stays(tmp_path: Path) -> None:
    spec = DataSpec("engel_income_food", ("income",), "foodexp", folder=str(tmp_path))
    save(tmp_path / "e.optx", Experiment(build_problem(spec), ()), {})
    problem = json.loads((tmp_path / "e.optx").read_text("utf-8"))["problem"]
    assert problem == {
        "kind": "data", "model": "linear", "data": "engel_income_food", "features": ["income"],
        "target": "foodexp", "loss": "mse", "l2": 0.0, "standardize": True,
    }  # fmt: skip


def test_a_formula_and_its_parameters() -> None:
    problem = {
        "kind": "formula", "expression": "x^2 + a*y^2", "parameters": {"a": 10.0},
        "domain": [[-1.0, 1.0], [-2.0, 2.0]],
    }  # fmt: skip
    experiment = read(problem=problem)
    assert experiment.problem.names == ("x", "y")
    assert json.loads(dumps(experiment, {}))["problem"] == problem


def test_one_variable() -> None:
    experiment = read(problem={"kind": "formula", "expression": "x^4"}, start=[0.5])
    assert experiment.origin == (0.5,)


def test_a_name_cut_in_half_is_still_saved(tmp_path: Path) -> None:
    experiment = read()
    run = dataclasses.replace(experiment.runs[0], label="half \ud83d")
    save(tmp_path / "h.optx", dataclasses.replace(experiment, runs=(run,)), {})
    assert load(tmp_path / "h.optx").experiment.runs[0].label == "half ?"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"seed": 2**64}, r"seed: must lie in \[0, 18446744073709551615\], got 18446744073709551616"),
        ({"steps": 0}, r"steps: must lie in \[1, 100000000\], got 0"),
        ({"start": (0.0, math.inf)}, r"start\[1\]: must be a finite number, got inf"),
        ({"runs": {"label": "a\0b"}}, r"runs\[0\]\.label: must not hold the character of code 0"),
        ({"runs": {"label": "l" * 201}}, r"runs\[0\]\.label: must have at most 200 characters"),
        ({"runs": {"start": (1.0,)}}, r"runs\[0\]\.start: must have 2 items, got 1"),
        ({"runs": {"stream": 2**31}}, r"runs\[0\]\.stream: must lie in \[0, 2147483647\]"),
    ],
)
def test_what_would_not_be_read_is_not_written(
    tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    good = read()
    if "runs" in changes:
        changes = {"runs": (dataclasses.replace(good.runs[0], **changes["runs"]),)}
    bad = dataclasses.replace(good, **changes)
    with pytest.raises(SessionError, match=f"^{message}"):
        save(tmp_path / "bad.optx", bad, {})
    with pytest.raises(SessionError, match=rf"^scenes\[0\]\.{message}"):
        save(tmp_path / "bad.optx", good, {}, (Scene("one", bad),))
    assert not (tmp_path / "bad.optx").exists()


def test_numbers_that_json_does_not_have_are_never_written() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        dumps(read(), {"zoom": math.nan})
