"""Bad experiment files: each is refused in one sentence that says where and why."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from optexplorer.storage.errors import SessionError
from optexplorer.storage.session import load, loads

GOOD: dict[str, Any] = {
    "format": "optexplorer-experiment",
    "version": 1,
    "problem": {"kind": "surface", "name": "rosenbrock"},
    "start": [-1.2, 1.0],
    "steps": 20,
    "seed": 0,
    "runs": [
        {"optimizer": "gd", "hyperparameters": {"learning_rate": 0.001}},
        {"optimizer": "adam", "label": "A", "hyperparameters": {"beta1": 0.9},
         "schedule": {"kind": "step", "factor": 0.5, "every": 5},
         "gradient": {"kind": "noisy", "sigma": 0.1, "clip": {"kind": "norm", "threshold": 1.0}},
         "escape": {"kind": "none"}},
    ],
}  # fmt: skip
DATA = {
    "kind": "data", "model": "linear", "data": "engel_income_food", "features": ["income"],
    "target": "foodexp", "loss": "mse",
}  # fmt: skip
GONE = object()


def changed(*steps: str | int, to: Any) -> str:
    """The good file with one value replaced, or removed."""
    document = copy.deepcopy(GOOD)
    place: Any = document
    for step in steps[:-1]:
        place = place[step]
    if to is GONE:
        del place[steps[-1]]
    else:
        place[steps[-1]] = to
    return json.dumps(document)


def refused(text: str, folder: str | Path = "") -> str:
    with pytest.raises(SessionError) as caught:
        loads(text, folder)
    message = str(caught.value)
    assert message.isprintable()
    assert len(message) < 300
    return message


RUN = ("runs", 1)
SETTINGS = (*RUN, "hyperparameters")


@pytest.mark.parametrize(
    ("steps", "to", "message"),
    [
        ([*SETTINGS, "beta1"], 1.5, "runs[1].hyperparameters.beta1: must lie in [0, 1), got 1.5"),
        ([*SETTINGS, "beta1"], "0.9", "runs[1].hyperparameters.beta1: must be a number, got '0.9'"),
        ([*SETTINGS, "beta1"], True, "runs[1].hyperparameters.beta1: must be a number, got true"),
        ([*SETTINGS, "beta1"], None, "runs[1].hyperparameters.beta1: must be a number, got null"),
        ([*SETTINGS, "bias_correction"], 1,
         "runs[1].hyperparameters.bias_correction: must be true or false, got 1"),
        ([*SETTINGS, "beta_1"], 0.5,
         "runs[1].hyperparameters: unknown key 'beta_1'; the nearest is 'beta1'"),
        ([*RUN, "hyperparameters"], [], "runs[1].hyperparameters: must be an object, got a list"),
        ([*RUN], {"optimizer": "lbfgs", "hyperparameters": {"armijo": 0.4, "curvature": 0.3}},
         "runs[1].hyperparameters.armijo: must lie in (0, 0.3), below curvature, got 0.4"),
        ([*RUN], {"optimizer": "rprop", "hyperparameters": {"step_max": 1e-7}},
         "runs[1].hyperparameters.step_min: must lie in [0, 1e-07], at most step_max, got 1e-06"),
        ([*RUN], {"optimizer": "cma_es", "hyperparameters": {"population": 3}},
         "runs[1].hyperparameters.population: must be 0 or lie in [4, 10000], got 3"),
        ([*RUN, "optimizer"], "admam",
         "runs[1].optimizer: unknown optimizer 'admam'; the nearest is 'adam'"),
        ([*RUN, "optimizer"], GONE, "runs[1]: the key 'optimizer' is missing"),
        ([*RUN, "optimizer"], ["adam"], "runs[1].optimizer: must be a string, got a list"),
        ([*RUN, "lable"], "A", "runs[1]: unknown key 'lable'; the nearest is 'label'"),
        ([*RUN, "label"], 7, "runs[1].label: must be a string, got 7"),
        ([*RUN, "label"], "x" * 201, "runs[1].label: must have at most 200 characters, got 201"),
        ([*RUN, "label"], "\ud800", "runs[1].label: holds half a character (a lone surrogate)"),
        ([*RUN, "around"], {}, "runs[1].around: must be a list, got an object"),
        ([*RUN, "around"], [{"kind": "lokahead"}],
         "runs[1].around[0].kind: unknown wrapper kind 'lokahead'; the nearest is 'lookahead'"),
        ([*RUN, "around"], [{"kind": "ema"}, {"kind": "lookahead", "every": 0}],
         "runs[1].around[1].every: must lie in [1, 1e+09], got 0"),
        ([*RUN, "around"], [{"kind": "average", "decay": 0.5}],
         "runs[1].around[0]: unknown key 'decay'; the nearest is 'kind'"),
        ([*RUN, "stream"], -1, "runs[1].stream: must lie in [0, 2147483647], got -1"),
        ([*RUN, "start"], [1], "runs[1].start: must have 2 items, got 1"),
        ([*RUN, "schedule", "kind"], "stepp",
         "runs[1].schedule.kind: unknown schedule kind 'stepp'; the nearest is 'step'"),
        ([*RUN, "schedule", "every"], 0.5,
         "runs[1].schedule.every: must be a whole number, got 0.5"),
        ([*RUN, "schedule", "evry"], 5,
         "runs[1].schedule: unknown key 'evry'; the nearest is 'every'"),
        ([*RUN, "schedule", "kind"], GONE, "runs[1].schedule: the key 'kind' is missing"),
        ([*RUN, "schedule"], {"kind": "warmup", "then": {"kind": "step", "every": 0}},
         "runs[1].schedule.then.every: must lie in [1, 1e+09], got 0"),
        ([*RUN, "schedule"], {"kind": "warmup", "then": {"kind": "warmup"}},
         "runs[1].schedule.then: must be another kind of schedule, got warmup"),
        ([*RUN, "schedule"], {"kind": "multi_step", "milestones": {}},
         "runs[1].schedule.milestones: must be a list, got an object"),
        ([*RUN, "gradient", "clip", "threshold"], 0,
         "runs[1].gradient.clip.threshold: must lie in (0, inf), got 0"),
        ([*RUN, "gradient", "clip", "kind"], "norms",
         "runs[1].gradient.clip.kind: must be one of norm, value, got 'norms'"),
        ([*RUN, "escape", "kind"], "perturbation", "runs[1].escape: the key 'trigger' is missing"),
        ([*RUN, "escape"], {"kind": "perturbation", "trigger": "allways"},
         "runs[1].escape.trigger: unknown trigger 'allways'; the nearest is 'always'"),
        ([*RUN, "escape"], {"kind": "perturbation", "trigger": "always", "every": 3},
         "runs[1].escape: unknown key 'every'; the nearest is 'trigger'"),
        ([*RUN, "escape"], {"kind": "perturbation", "trigger": "gradient", "radius": 0},
         "runs[1].escape.radius: must lie in (0, inf), got 0"),
        ([*RUN, "escape"], {"kind": "perturbation", "trigger": "gradient", "cooldown": 0},
         "runs[1].escape.cooldown: must lie in [1, 1e+09], got 0"),
        ([*RUN, "escape"], {"kind": "restart", "trigger": "interval", "budget": -1},
         "runs[1].escape.budget: must lie in [0, 1e+09], got -1"),
        ([*RUN, "escape"], {"kind": "restart", "trigger": "stationary", "sampler": "box"},
         "runs[1].escape.sampler: must be one of domain, near_best, got 'box'"),
        ([*RUN, "escape", "kind"], "restat",
         "runs[1].escape.kind: unknown escape kind 'restat'; the nearest is 'restart'"),
        ([*RUN, "escape", "radius"], 1, "runs[1].escape: unknown key 'radius'; the nearest is 'kind'"),
        (["runs"], {}, "runs: must be a list, got an object"),
        (["runs"], GONE, "the key 'runs' is missing"),
        (["runs", 0], None, "runs[0]: must be an object, got null"),
        (["step"], 20, "unknown key 'step'; the nearest is 'steps'"),
        (["steps"], 0, "steps: must lie in [1, 100000000], got 0"),
        (["steps"], 100_000_001, "steps: must lie in [1, 100000000], got 100000001"),
        (["steps"], 2.5, "steps: must be a whole number, got 2.5"),
        (["steps"], float("nan"), "steps: must lie in [1, 100000000], got nan"),
        (["seed"], -1, "seed: must lie in [0, 18446744073709551615], got -1"),
        (["seed"], 2**64, "seed: must lie in [0, 18446744073709551615], got 18446744073709551616"),
        (["start"], [float("nan"), 1], "start[0]: must be a finite number, got nan"),
        (["start"], [1, float("-inf")], "start[1]: must be a finite number, got -inf"),
        (["start"], [1, 10**400], "start[1]: must be a finite number, got inf"),
        (["start"], [1, 2, 3], "start: must have 2 items, got 3"),
        (["start"], "origin", "start: must be a list, got 'origin'"),
        (["format"], "zip", "format: must be 'optexplorer-experiment': this is not an experiment file"),
        (["format"], GONE, "the key 'format' is missing"),
        (["version"], 2, "version: is 2, but this program reads versions up to 1; update it"),
        (["version"], 0, "version: must lie in [1, 2147483648], got 0"),
        (["version"], "1", "version: must be a whole number, got '1'"),
        (["problem"], "rosenbrock", "problem: must be an object, got 'rosenbrock'"),
        (["problem", "kind"], GONE, "problem: the key 'kind' is missing"),
        (["problem", "kind"], "surfaces",
         "problem.kind: unknown problem kind 'surfaces'; the nearest is 'surface'"),
        (["problem"], {"kind": "grid", "file": "a.npz"},
         "problem.kind: problems of kind 'grid' come with a later version"),
        (["problem"], {"kind": "data", "model": "network", "hidden": [3]},
         "problem.model: the model 'network' comes with a later version"),
        (["problem", "domains"], [], "problem: unknown key 'domains'; the nearest is 'domain'"),
        (["problem", "domain"], [[1, 1], [0, 1]],
         "problem.domain[0]: must have low < high, got [1, 1]"),
        (["problem", "domain"], [[0, 1], [0]], "problem.domain[1]: must have 2 items, got 1"),
        (["problem", "domain"], [[0, float("inf")], [0, 1]],
         "problem.domain[0][1]: must be a finite number, got inf"),
        (["problem", "domain"], [],
         "problem.domain: must have a pair [low, high] for each of one or two axes, got 0"),
        (["problem", "transform"], {"stretch": [1, 0]},
         "problem.transform.stretch[1]: must lie in (0, inf), got 0"),
        (["problem", "transform"], {"rotation": 3},
         "problem.transform: unknown key 'rotation'; the nearest is 'rotate'"),
        (["problem", "parameters"], {"b": "ten"}, "problem.parameters.b: must be a number, got 'ten'"),
        (["problem"], DATA | {"loss": "mse2"},
         "problem.loss: unknown loss 'mse2'; the nearest is 'mse'"),
        (["problem"], DATA | {"l2": -1}, "problem.l2: must lie in [0, inf), got -1"),
        (["problem"], DATA | {"standardize": "yes"},
         "problem.standardize: must be true or false, got 'yes'"),
        (["view"], [], "view: must be an object, got a list"),
        (["view"], {"zoom": [float("nan")]}, "view.zoom[0]: must be a finite number, got nan"),
    ],
)  # fmt: skip
def test_message(steps: list[str | int], to: Any, message: str) -> None:
    assert refused(changed(*steps, to=to)) == message


@pytest.mark.parametrize(
    ("problem", "path"),
    [
        ({"kind": "surface", "name": "rosenbrok"}, "problem.name: "),
        ({"kind": "surface", "name": "rosenbrock", "parameters": {"c": 1}}, "problem.parameters"),
        ({"kind": "formula", "expression": "x + z"}, "problem.expression: "),
        ({"kind": "formula", "expression": "__import__('os')"}, "problem.expression: "),
        ({"kind": "formula", "expression": "x.__class__"}, "problem.expression: "),
        ({"kind": "formula", "expression": "9**9**9**9"}, "problem.expression: "),
        ({"kind": "formula", "expression": "sin(" * 200 + "x" + ")" * 200}, "problem.expression: "),
        ({"kind": "formula", "expression": "(" * 10_000_000}, "problem.expression: "),
        (DATA | {"data": "engel"}, "problem.data: "),
        (DATA | {"data": "none.csv"}, "problem.data: "),
        (DATA | {"features": ["incom"]}, "problem.features"),
        (DATA | {"features": []}, "problem.features"),
        (DATA | {"loss": "hinge"}, "problem.loss: "),
    ],
    ids=lambda value: str(value)[:60],
)
def test_problems_that_cannot_be_built(problem: dict[str, Any], path: str) -> None:
    document = {k: v for k, v in GOOD.items() if k != "start"} | {"problem": problem}
    assert refused(json.dumps(document)).startswith(path)


def test_the_nearest_surface_is_offered() -> None:
    assert "'rosenbrock'" in refused(changed("problem", "name", to="rosenbrok"))


def test_minibatches_need_examples() -> None:
    text = changed("runs", 1, "gradient", to={"kind": "minibatch", "batch_size": 4})
    assert refused(text).startswith("runs[1].gradient")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not valid JSON (Expecting value at line 1, column 1)"),
        ("{", "is not valid JSON (Expecting property name enclosed in double quotes"),
        ('{"a": 1,}', "is not valid JSON ("),
        ("[]", "must be an object, got a list"),
        ("3", "must be an object, got 3"),
        ('{"steps": 1, "steps": 2}', "the key 'steps' is given twice in one object"),
        ("[" * 10_000_000, "is nested more than 32 deep"),
        ('{"a":' * 2_000_000, "is nested more than 32 deep"),
        ("(" * 10_000_000, "is not valid JSON (Expecting value at line 1, column 1)"),
        ('"' + "\\" * 9_999_999, "is not valid JSON ("),
        (" " * 20_000_001, "is too large: at most 20 MB are read"),
        ("9" * 100_000, "must be an object, got inf"),
        ("\ud800", "is not valid JSON ("),
    ],
    ids=lambda value: str(value)[:20],
)
def test_texts_that_are_no_experiment(text: str, message: str) -> None:
    assert refused(text).startswith(message)


def test_brackets_in_strings_do_not_nest() -> None:
    text = changed("runs", 1, "label", to='\\"' + "[" * 100)
    assert loads(text, "").experiment.runs[1].label == '\\"' + "[" * 100


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    def message(path: Path) -> str:
        with pytest.raises(SessionError) as caught:
            load(path)
        return str(caught.value)

    assert message(tmp_path / "none.optx") == "cannot be read (No such file or directory)"
    assert message(tmp_path).startswith("cannot be read (")
    (tmp_path / "latin.optx").write_bytes(b'{"format": "\xe9"}')
    assert message(tmp_path / "latin.optx") == "is not UTF-8 text (byte 12)"
    (tmp_path / "empty.optx").touch()
    assert message(tmp_path / "empty.optx").startswith("is not valid JSON")


def test_a_table_without_numbers(tmp_path: Path) -> None:
    (tmp_path / "words.csv").write_text("x,y\na,b\nc,d\n", encoding="utf-8")
    problem = DATA | {"data": "words.csv", "features": ["x"], "target": "y"}
    document = {k: v for k, v in GOOD.items() if k != "start"} | {"problem": problem}
    assert refused(json.dumps(document), tmp_path).startswith("problem.")


def test_a_name_that_cannot_be_printed_is_written_out() -> None:
    assert refused(changed("problem", "parameters", to={"a\x95\n": 1.0})).startswith(
        r"problem.parameters.a\x95\n: unknown parameter"
    )
