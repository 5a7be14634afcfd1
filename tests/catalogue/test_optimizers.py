"""What every optimizer of the catalogue owes, just for being in it."""

import json
import math
import re
import subprocess
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import njit

from optexplorer.core.abi import Oracle
from optexplorer.core.compute import compute
from optexplorer.core.declare import Parameter, SettingError
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Clip, Full, Gradient, Noisy
from optexplorer.core.history import Outcome, RunHistory
from optexplorer.core.operations import symbol_tex
from optexplorer.core.optimizer import Optimizer
from optexplorer.core.schedule import Constant, Cosine, Schedule
from optexplorer.core.streams import Purpose, stream
from optexplorer.optimizers import CATALOGUE, PRESETS, describe, make
from tests.support.objectives import FORMULAS, NASTY, problem

ROOT = Path(__file__).parents[2]
every = pytest.mark.parametrize("kind", CATALOGUE.values(), ids=CATALOGUE.keys())
PARAMETERS = [(kind, p) for kind in CATALOGUE.values() for p in kind.parameters()]
every_parameter = pytest.mark.parametrize(
    ("kind", "parameter"), PARAMETERS, ids=[f"{k.key}-{p.name}" for k, p in PARAMETERS]
)


def race(
    kind: type[Optimizer], formula: str, start: tuple[float, float], steps: int, seed: int = 0,
    gradient: Gradient = Full(), schedule: Schedule = Constant(),
) -> RunHistory:  # fmt: skip
    run = Run(kind(), gradient=gradient, schedule=schedule)
    experiment = Experiment(problem(formula, start), (run,), steps=steps, seed=seed)
    return compute(experiment, record_state=True).runs[0]


@every
def test_finds_the_bottom_of_a_bowl(kind: type[Optimizer]) -> None:
    # What these find to be the rate never falls by itself: their authors add a schedule that does.
    schedule = Cosine(steps=20_000) if kind.family == "Parameter-free" else Constant()
    run = race(kind, FORMULAS["bowl"], (1.5, -1.0), 20_000, schedule=schedule)
    assert run.outcome in (Outcome.FINISHED, Outcome.CONVERGED)
    # A constant rate may leave a method circling, at most about one rate away.
    assert run.loss[-200:].max() < 5e-3
    assert run.best_loss < 1e-4


@every
def test_is_documented(kind: type[Optimizer]) -> None:
    for text in (kind.summary, kind.strengths, kind.weaknesses, kind.when, kind.variant):
        assert text[0].isupper()
        assert text.endswith(".")
    assert kind.summary.count(".") == 1  # one sentence
    assert kind.title
    assert kind.family
    assert re.search(r"\b1[89]\d\d\b|\b20[0-2]\d\b", kind.reference)  # a year
    assert re.search(r"https://\S+\.\w+/\S+", kind.reference)  # a link
    assert kind.equation.count("{") == kind.equation.count("}")
    assert kind.__doc__
    for p in kind.parameters():
        assert p.help.endswith(".")
        if p.kind not in ("bool", "choice"):
            assert symbol_tex(p.symbol) in kind.equation, p.symbol


@every
def test_learning_rate_comes_first(kind: type[Optimizer]) -> None:
    names = [p.name for p in kind.parameters()]
    assert names[0] == "learning_rate"
    assert len(set(names)) == len(names)
    assert kind().rate == kind().learning_rate


@every_parameter
def test_slider_and_default_are_legal(kind: type[Optimizer], parameter: Parameter) -> None:
    assert parameter.check(parameter.default) == parameter.default
    if parameter.kind in ("bool", "choice"):
        return
    assert parameter.span is not None
    low, high = parameter.span
    assert low < high
    assert low > 0 or not parameter.log
    assert parameter.check(low) == low
    assert parameter.check(high) == high
    assert parameter.default in (None, 0) or low <= parameter.default <= high


@every_parameter
def test_range_is_enforced(kind: type[Optimizer], parameter: Parameter) -> None:
    if parameter.kind == "bool":
        with pytest.raises(SettingError, match="must be true or false, got 1"):
            kind(**{parameter.name: 1})
        return
    if parameter.kind == "choice":
        with pytest.raises(SettingError, match=r"must be one of .*, got 'neither'"):
            kind(**{parameter.name: "neither"})
        return
    whole = parameter.kind == "int"
    illegal: list[float] = []
    if math.isfinite(parameter.low):
        next_lower = parameter.low - 1 if whole else np.nextafter(parameter.low, -math.inf)
        illegal.append(parameter.low if parameter.low_open else next_lower)
        illegal.append(parameter.low - 1)
    if math.isfinite(parameter.high):
        next_higher = parameter.high + 1 if whole else np.nextafter(parameter.high, math.inf)
        illegal.append(parameter.high if parameter.high_open else next_higher)
    sentence = f"must lie in {parameter.range_text}"
    refusals = [(value, sentence) for value in illegal] + [
        (value, "must be a whole number" if whole else sentence)
        for value in (math.nan, math.inf, *((parameter.low + 0.5,) if whole else ()))
    ]
    for value, refusal in refusals:
        with pytest.raises(SettingError) as caught:
            make(kind.key, {parameter.name: float(value)})
        assert caught.value.name == parameter.name
        assert caught.value.message == f"{refusal}, got {float(value):g}"
    with pytest.raises(SettingError, match="must be a number, got 'a lot'"):
        kind(**{parameter.name: "a lot"})


@pytest.mark.parametrize(
    ("key", "lower", "upper", "equal"),
    [
        *(
            (key, "armijo", "curvature", False)
            for key in ("bfgs", "lbfgs", "newton_cg", "nonlinear_cg")
        ),
        ("rprop", "step_min", "step_max", True),
        ("trust_exact", "initial_trust_radius", "max_trust_radius", True),
    ],
)
def test_settings_that_bound_each_other(key: str, lower: str, upper: str, equal: bool) -> None:
    make(key, {lower: 0.2, upper: 0.2 if equal else 0.201})
    with pytest.raises(SettingError) as caught:
        make(key, {lower: 0.2, upper: 0.199 if equal else 0.2})
    assert caught.value.name == lower
    assert caught.value.message.endswith(f"{upper}, got 0.2")


@pytest.mark.parametrize("population", [1, 2, 3])
def test_a_population_that_is_too_small(population: int) -> None:
    make("cma_es", {"population": 0})
    make("cma_es", {"population": 4})
    with pytest.raises(SettingError, match=rf"population: must be 0 or .*, got {population}"):
        make("cma_es", {"population": population})


def test_the_sentence_of_the_contract() -> None:
    with pytest.raises(SettingError) as caught:
        make("adam", {"beta1": 1.5})
    assert str(caught.value) == "beta1: must lie in [0, 1), got 1.5"


@every
def test_packed_in_order_of_declaration(kind: type[Optimizer]) -> None:
    values: dict[str, Any] = {}
    for place, p in enumerate(kind.parameters()):
        match p.kind:
            case "bool":
                values[p.name] = place % 2 == 0
            case "choice":
                values[p.name] = p.choices[place % len(p.choices)]
            case _:  # a legal value that no other has
                assert p.span is not None
                value = p.span[0] + (p.span[1] - p.span[0]) * (place + 10) / 100
                values[p.name] = math.ceil(value) if p.kind == "int" else value
    packed = kind(**values).packed()
    assert packed.dtype == np.float64
    expected = [
        float(p.choices.index(values[p.name]) if p.choices else values[p.name])
        for p in kind.parameters()
        if p.name != "learning_rate"
    ]
    assert packed[: len(expected)].tolist() == expected  # a kernel may be given more behind them


@every
def test_is_a_value(kind: type[Optimizer]) -> None:
    assert kind() == kind()
    assert hash(kind()) == hash(kind())
    assert make(kind.key, kind().to_mapping()) == kind()
    with pytest.raises(FrozenInstanceError):
        kind().learning_rate = 1.0  # type: ignore[attr-defined]


@every
@pytest.mark.parametrize(
    "gradient", [Full(), Noisy(sigma=0.3, clip=Clip("value", 0.5))], ids=lambda g: g.key
)
def test_same_seed_same_bytes(kind: type[Optimizer], gradient: Gradient) -> None:
    runs = [race(kind, FORMULAS["himmelblau"], (0.5, -1.0), 300, 5, gradient) for _ in range(2)]
    for column in ("parameters", "loss", "gradient_norm", "learning_rate", "calls", "state"):
        first, second = (getattr(r, column) for r in runs)
        assert first.tobytes() == second.tobytes()


@every
def test_a_second_run_compiles_nothing(kind: type[Optimizer], monkeypatch: pytest.MonkeyPatch) -> None:
    race(kind, FORMULAS["bowl"], (1.0, 1.0), 3)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("compiled again")

    monkeypatch.setattr("numba.core.compiler.compile_extra", refuse)
    with pytest.raises(AssertionError, match="compiled again"):
        njit("int64(int64)")(lambda i: i)  # the refusal works
    race(kind, FORMULAS["bowl"], (0.5, 2.0), 30, seed=3)


@every
@pytest.mark.parametrize("formula", NASTY.values(), ids=NASTY.keys())
@pytest.mark.parametrize("start", [(0.3, -0.7), (0.0, 0.0)], ids=str)
def test_ends_with_an_outcome_whatever_the_surface(
    kind: type[Optimizer], formula: str, start: tuple[float, float]
) -> None:
    run = race(kind, formula, start, 2_000)
    assert run.outcome is not Outcome.RUNNING
    finite = np.isfinite(run.loss) & np.isfinite(run.parameters).all(axis=1)
    assert finite[:-1].all()  # nothing goes on from what is not a number
    assert finite[-1] == (run.outcome is not Outcome.DIVERGED)
    if run.outcome in (Outcome.FINISHED, Outcome.CONVERGED):
        assert run.rows == 2_001
    assert (run.outcome is Outcome.STOPPED) == bool(run.reason)


class Counting:
    """An objective in plain Python that counts how often it is asked."""

    def __init__(self, formula: str) -> None:
        kernels = problem(formula, (0.0, 0.0)).kernels
        self._functions = [k.function for k in (kernels.value, kernels.gradient, kernels.hessian)]
        self.asked = [0, 0, 0]

    def _ask(self, role: int, *args: Any) -> float:
        self.asked[role] += 1
        return float(self._functions[role](*args))

    def oracle(self, *, stochastic: bool) -> Oracle:
        value, gradient, hessian = (
            lambda *args, role=role: self._ask(role, *args) for role in range(3)
        )
        return Oracle(
            value, gradient, hessian, np.zeros((1, 0)), np.zeros(0, dtype=np.int64),
            np.zeros(2), np.zeros(2), np.zeros(3, dtype=np.int64), stochastic,
        )  # fmt: skip


@every
@pytest.mark.parametrize("stochastic", [False, True])
def test_counts_its_calls_and_python_agrees_with_the_kernel(
    kind: type[Optimizer], stochastic: bool
) -> None:
    steps, optimizer = 20, kind().fitted(None)
    objective = Counting(FORMULAS["himmelblau"])
    oracle = objective.oracle(stochastic=stochastic)
    state = np.zeros((len(optimizer.states_of(2)), 2))
    memory = np.zeros(len(optimizer.memories_of(2)))
    words = stream(0, 0, Purpose.OPTIMIZER)
    x, g = np.array([0.5, -1.0]), np.zeros(2)
    path = [x.copy()]
    with np.errstate(over="ignore"):  # the stream's words are meant to wrap
        for t in range(1, steps + 1):
            if kind.uses_gradient:  # the driver's part
                oracle.calls[1] += 1
                oracle.gradient(x, oracle.data, oracle.rows, g)
            hyper, rate = optimizer.packed(), optimizer.rate
            assert kind.update.function(oracle, x, g, state, memory, hyper, rate, words, t) == 0
            path.append(x.copy())
    assert oracle.calls.tolist() == objective.asked
    gradient = Noisy(sigma=1e-300) if stochastic else Full()
    run = race(kind, FORMULAS["himmelblau"], (0.5, -1.0), steps, gradient=gradient)
    assert run.calls[-1].tolist() == objective.asked
    np.testing.assert_allclose(run.parameters, path, rtol=1e-12)
    assert run.state is not None
    np.testing.assert_allclose(run.state[-1], state, rtol=1e-10, atol=1e-290)  # the noise


def test_keys_and_titles_are_one_each() -> None:
    assert all(key == kind.key for key, kind in CATALOGUE.items())
    assert len({kind.title for kind in CATALOGUE.values()}) == len(CATALOGUE)


def test_the_list_for_json() -> None:
    entries = json.loads(json.dumps(describe(), allow_nan=False))
    assert [e["key"] for e in entries] == list(CATALOGUE)
    needed = {"key", "name", "family", "summary", "formula", "reference", "hyperparameters", "state"}
    assert all(needed <= e.keys() for e in entries)
    adam = next(e for e in entries if e["key"] == "adam")
    assert adam["state"] == ["m", "v"]
    assert adam["hyperparameters"][:2] == [
        {
            "name": "learning_rate",
            "symbol": "η",
            "default": 0.05,
            "low": 0.0,
            "high": None,
            "kind": "float",
        },
        {
            "name": "beta1",
            "symbol": "β₁",
            "default": 0.9,
            "low": 0.0,
            "high": 1.0,
            "kind": "float",
            "high_open": True,
        },
    ]


@pytest.mark.parametrize(
    ("key", "values", "message"),
    [
        ("adma", {}, "optimizer: unknown optimizer 'adma'; the nearest is 'adam'"),
        ("Adam", {}, "optimizer: unknown optimizer 'Adam'; the nearest is 'adam'"),
        (
            "gd",
            {"rate": 1.0},
            "rate: unknown hyper-parameter of gd 'rate'; the nearest is 'learning_rate'",
        ),
    ],
)
def test_unknown_names_offer_the_nearest(key: str, values: dict[str, float], message: str) -> None:
    with pytest.raises(SettingError) as caught:
        make(key, values)
    assert str(caught.value) == message


def test_presets_are_gradient_descent_with_a_gradient() -> None:
    assert [p.title for p in PRESETS] == ["Batch GD", "SGD", "Mini-batch GD"]
    assert {p.optimizer for p in PRESETS} == {"gd"}
    assert [p.data.to_mapping().get("batch_size") for p in PRESETS] == [None, 1, 32]
    assert [p.otherwise.key for p in PRESETS] == ["full", "noisy", "noisy"]


def test_numba_waits_until_a_kernel_is_asked_for() -> None:
    program = "import sys, optexplorer.optimizers as o; o.describe(); print('numba' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
