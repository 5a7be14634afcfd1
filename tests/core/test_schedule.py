"""Schedules against the libraries' recorded rates, and their settings."""

import csv
from pathlib import Path

import numpy as np
import pytest

from optexplorer.core.compute import compute
from optexplorer.core.declare import SettingError
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.schedule import (
    SCHEDULES,
    Constant,
    Cosine,
    CosineRestarts,
    Cyclic,
    Exponential,
    InverseTime,
    Linear,
    MultiStep,
    OneCycle,
    Plateau,
    Polynomial,
    Schedule,
    StepDecay,
    Warmup,
)
from optexplorer.optimizers import make
from tests.support.objectives import FORMULAS, problem

FILE = Path(__file__).parents[1] / "reference" / "schedules.csv"
with FILE.open(encoding="utf-8", newline="") as _file:
    _rows = list(csv.DictReader(_file))
RATES = {name: np.array([float(r[name]) for r in _rows]) for name in _rows[0]}

# id of the recording: the base rate and our schedule of the same settings.
CASES: dict[str, tuple[float, Schedule]] = {
    "step.torch": (0.1, StepDecay(factor=0.5, every=30)),
    "exponential.torch": (0.1, Exponential(factor=0.97)),
    "linear.torch": (0.1, Linear(first=0.1, last=1.0, steps=40)),
    "polynomial.torch_p2": (0.1, Polynomial(last=0.0, power=2.0, steps=150)),
    "cosine.torch_T200": (0.1, Cosine(last=0.0, steps=200)),
    "cosine_restarts.torch_T20_mult2": (0.1, CosineRestarts(20, 2.0, 0.0)),
    "cyclic.torch_triangular": (0.1, Cyclic(low=0.1, up=25, down=25)),
    "one_cycle.torch_cos": (0.5 / 25, OneCycle(peak=25.0, rise=0.3, steps=201)),
    "polynomial.optax": (0.1, Polynomial(last=0.1, power=2.0, steps=120)),
    "exponential.optax": (0.1, Exponential(factor=0.7 ** (1 / 20))),
    "piecewise.optax": (0.1, MultiStep(factor=0.5, milestones=(30,))),
    "cosine.optax": (0.1, Cosine(last=0.0, steps=150)),
    "warmup_constant.optax": (0.1, Warmup(steps=25, first=0.0)),
    "warmup_cosine.optax": (0.1, Warmup(20, 0.0, Cosine(last=0.01, steps=160))),
    "inverse_time.keras": (0.1, InverseTime(rate=0.5 / 20)),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_recorded(name: str) -> None:
    base, schedule = CASES[name]
    steps, expected = RATES["step"], RATES[name]
    if name == "piecewise.optax":  # its second boundary has a factor of its own, 0.1
        steps, expected = steps[:90], expected[:90]
    np.testing.assert_allclose(base * schedule.factors(steps), expected, rtol=1e-12, atol=1e-16)


def test_every_recording_is_compared() -> None:
    ours = {s.key for _, s in CASES.values()} | {"constant", "plateau"}
    assert ours == SCHEDULES.keys()
    assert set(RATES) == CASES.keys() | {"step", "plateau.torch", "plateau.torch.metric"}


def test_each_milestone_counts_once() -> None:
    schedule = MultiStep(factor=0.1, milestones=(4, 2, 4))
    np.testing.assert_allclose(schedule.factors(np.arange(6.0)), [1, 1, 0.1, 0.1, 1e-3, 1e-3])


def rates(schedule: Schedule, steps: int, start: float, optimizer: str = "gd") -> np.ndarray:
    run = Run(make(optimizer, {"learning_rate": 0.1}), schedule=schedule)
    experiment = Experiment(problem(FORMULAS["bowl"], (start, 0.0)), (run,), steps=steps)
    return compute(experiment).runs[0].learning_rate


@pytest.mark.parametrize("name", ["one_cycle.torch_cos", "warmup_cosine.optax"])
def test_recorded_through_a_computation(name: str) -> None:
    base, schedule = CASES[name]
    np.testing.assert_allclose(
        rates(schedule, 200, 1.0) / 0.1 * base, RATES[name], rtol=1e-12, atol=1e-16
    )


def torch_plateau(losses: np.ndarray, rule: Plateau, base: float, start: int = 0) -> np.ndarray:
    """torch's ReduceLROnPlateau.step, line by line, with losses[t] handed over after step t."""
    rate, best, bad, cooldown, out = base, np.inf, 0, 0, []
    for t, loss in enumerate(losses):
        out.append(rate)
        if t < start:
            continue
        if loss < best * (1.0 - rule.threshold):
            best, bad = loss, 0
        else:
            bad += 1
        if cooldown > 0:
            cooldown -= 1
            bad = 0
        if bad > rule.patience:
            rate *= rule.factor
            cooldown, bad = rule.cooldown, 0
    return np.array(out)


def test_the_plateau_rule_written_out_is_torchs() -> None:
    metric = RATES["plateau.torch.metric"]
    expected = torch_plateau(metric, Plateau(factor=0.5, patience=5), 0.1)
    np.testing.assert_allclose(expected, RATES["plateau.torch"], rtol=1e-12)


def plateau_run(schedule: Schedule) -> tuple[np.ndarray, np.ndarray]:
    """Rates and losses of Adam, which swings about the minimum and so stops improving."""
    run = Run(make("adam", {"learning_rate": 0.5}), schedule=schedule)
    experiment = Experiment(problem(FORMULAS["himmelblau"], (0.0, 0.0)), (run,), steps=300)
    history = compute(experiment).runs[0]
    return history.learning_rate, history.loss


@pytest.mark.parametrize(
    "rule", [Plateau(patience=3), Plateau(0.7, 0, 0.1, 4), Plateau(0.2, 8, 0.0, 1)], ids=str
)
def test_plateau_through_a_computation(rule: Plateau) -> None:
    recorded, losses = plateau_run(rule)
    expected = torch_plateau(losses, rule, 0.5)
    assert len(set(expected.tolist())) > 2  # it did drop
    np.testing.assert_allclose(recorded, expected, rtol=1e-12)


def test_plateau_after_a_warm_up_watches_from_its_own_first_step() -> None:
    rule = Plateau(patience=3)
    recorded, losses = plateau_run(Warmup(steps=40, first=0.1, then=rule))
    expected = torch_plateau(losses, rule, 0.5, start=40)
    expected *= Warmup(steps=40, first=0.1).factors(np.arange(len(expected), dtype=float))
    np.testing.assert_allclose(recorded, expected, rtol=1e-12)


@pytest.mark.parametrize("m", [1.0, 1.5, 2.0, 3.0])
def test_restarts_begin_at_full_rate_however_late(m: float) -> None:
    schedule = CosineRestarts(first_period=7, multiply=m, last=0.0)
    begins = np.cumsum([0.0, *(7 * m**i for i in range(12))])
    whole = begins[begins == np.floor(begins)]
    np.testing.assert_allclose(schedule.factors(whole), 1.0)
    t = np.arange(begins[-1])
    factors = schedule.factors(t)
    assert ((factors > 0) & (factors <= 1)).all()


def test_one_cycle_rises_and_falls_once() -> None:
    for rise in (0.3, 60.0):
        f = OneCycle(peak=10.0, rise=rise, steps=200).factors(np.arange(300.0))
        top = int(f.argmax())
        assert f[0] == pytest.approx(1.0)
        assert f[top] == pytest.approx(10.0, rel=1e-3)
        assert (np.diff(f[:top]) > 0).all()
        assert (np.diff(f[top + 1 : 200]) < 0).all()
        np.testing.assert_allclose(f[199:], 1e-4)


@pytest.mark.parametrize("key", SCHEDULES)
def test_defaults_are_legal_and_blocks_join(key: str) -> None:
    schedule = SCHEDULES[key]()
    t = np.arange(500.0)
    whole = schedule.factors(t)
    assert np.isfinite(whole).all()
    assert (whole >= 0).all()
    parts = np.concatenate([schedule.factors(t[:123]), schedule.factors(t[123:])])
    assert whole.tobytes() == parts.tobytes()
    assert schedule.summary.endswith(".")
    assert schedule.formula


@pytest.mark.parametrize(
    ("make_it", "message"),
    [
        (lambda: StepDecay(every=0), "every: must lie in [1, 1e+09], got 0"),
        (lambda: Exponential(factor=float("nan")), "factor: must lie in [0, inf), got nan"),
        (lambda: Plateau(factor=1.0), "factor: must lie in [0, 1), got 1"),
        (lambda: Warmup(then=Warmup()), "then: must be another kind of schedule, got warmup"),
        (lambda: Cosine(steps=2.5), "steps: must be a whole number, got 2.5"),  # type: ignore[arg-type]
    ],
)
def test_settings_out_of_range(make_it, message: str) -> None:
    with pytest.raises(SettingError) as caught:
        make_it()
    assert str(caught.value) == message


def test_constant_is_the_default() -> None:
    assert Run(make("gd", {})).schedule == Constant()
