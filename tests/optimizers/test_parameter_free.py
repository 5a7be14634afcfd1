"""Options of the methods that find their rate, against the papers' updates written out in numpy."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optexplorer.core.compute import compute
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.history import RunHistory
from optexplorer.optimizers import make
from tests.support.objectives import FORMULAS, problem

STEPS = 60
START = (-0.3, 0.7)
Point = np.ndarray
Objective = Callable[[Point], tuple[float, Point]]
Rule = Callable[[Objective, Point], Iterator[Point]]


def himmelblau(x: Point) -> tuple[float, Point]:
    a, b = x[0] ** 2 + x[1] - 11, x[0] + x[1] ** 2 - 7
    return a * a + b * b, np.array([4 * x[0] * a + 2 * b, 2 * a + 4 * x[1] * b])


def race(key: str, **values: Any) -> RunHistory:
    run = Run(make(key, values))
    return compute(Experiment(problem(FORMULAS["himmelblau"], START), (run,), steps=STEPS)).runs[0]


def prodigy(growth: float = np.inf, coef: float = 1.0, lam: float = 0.0, bias: bool = False) -> Rule:
    """Algorithm 4 with the paper's factors, which cancel in the library's form."""

    def rule(f: Objective, x: Point) -> Iterator[Point]:
        x0, d0, b1, b2, eps = x.copy(), 1e-6, 0.9, 0.999, 1e-8
        m, v, s, r, d, largest = np.zeros(2), np.zeros(2), np.zeros(2), 0.0, d0, d0
        for t in range(1, STEPS + 1):
            g = f(x)[1]
            c = np.sqrt(1 - b2**t) / (1 - b1**t) if bias else 1.0
            m = b1 * m + (1 - b1) * d * g
            v = b2 * v + (1 - b2) * d**2 * g**2
            r = np.sqrt(b2) * r + (1 - np.sqrt(b2)) * c * d**2 * (g @ (x0 - x))
            s = np.sqrt(b2) * s + (1 - np.sqrt(b2)) * c * d**2 * g
            estimate = coef * r / np.abs(s).sum()
            before = d
            largest = max(largest, estimate)
            d = min(largest, (max(d, estimate) if d == d0 else d) * growth)
            x = x - c * before * (m / (np.sqrt(v) + d * eps) + lam * x)
            yield x

    return rule


def dadapt_adam(growth: float = np.inf, lam: float = 0.0, decoupled: bool = False) -> Rule:
    def rule(f: Objective, x: Point) -> Iterator[Point]:
        d, b1, b2, eps = 1e-6, 0.9, 0.999, 1e-8
        q = np.sqrt(b2)
        m, v, s, r = np.zeros(2), np.zeros(2), np.zeros(2), 0.0
        for _ in range(STEPS):
            g = f(x)[1] + (0.0 if decoupled else lam) * x
            r = q * r + (1 - q) * d * np.sum(g * s / (np.sqrt(v) + eps))
            m = b1 * m + (1 - b1) * d * g
            v = b2 * v + (1 - b2) * g**2
            s = q * s + (1 - q) * d * g
            x = x * (1 - (lam * d if decoupled else 0.0)) - m / (np.sqrt(v) + eps)
            d = max(d, min(growth * d, r / (1 - q) / np.abs(s).sum()))
            yield x

    return rule


def dadapt_sgd(growth: float = np.inf, mu: float = 0.0, lam: float = 0.0) -> Rule:
    """The estimate in another form: (‖s‖² − Σ γ² ‖g‖²) / ‖s‖, as ‖s‖² grows by 2 γ gᵀs + γ² ‖g‖²."""

    def rule(f: Objective, x: Point) -> Iterator[Point]:
        x0, s, d, spent, first = x.copy(), np.zeros(2), 1e-6, 0.0, 0.0
        for _ in range(STEPS):
            g = f(x)[1] + lam * x
            first = first or float(np.linalg.norm(g))
            s = s + d / first * g
            spent += (d / first) ** 2 * (g @ g)
            d = max(d, min(growth * d, (s @ s - spent) / np.linalg.norm(s)))
            x = mu * x + (1 - mu) * (x0 - s)
            yield x

    return rule


def dadapt_adagrad(growth: float = np.inf, mu: float = 0.0, lam: float = 0.0) -> Rule:
    def rule(f: Objective, x: Point) -> Iterator[Point]:
        x0, s, a, d, spent = x.copy(), np.zeros(2), np.full(2, 1e-6), 1e-6, 0.0
        for _ in range(STEPS):
            g = f(x)[1] + lam * x
            a = a + g**2
            weights = 1 / (np.sqrt(a) + 1e-6)
            s = s + d * g
            spent += d**2 * np.sum(weights * g**2)
            d = max(d, min(growth * d, (np.sum(weights * s**2) - spent) / np.abs(s).sum()))
            x = mu * x + (1 - mu) * (x0 - weights * s)
            yield x

    return rule


def dadapt_lion(lam: float) -> Rule:
    def rule(f: Objective, x: Point) -> Iterator[Point]:
        m, s, r, d, b1, b2 = np.zeros(2), np.zeros(2), 0.0, 1e-6, 0.9, 0.99
        q = np.sqrt(b2)
        for _ in range(STEPS):
            g = f(x)[1]
            u = np.sign(b1 * m + (1 - b1) * g)
            x = (1 - d * lam) * x - d * u
            m = b2 * m + (1 - b2) * d * g
            r = q * r + (1 - q) * d * (u @ s)
            s = q * s + (1 - q) * d * u
            d = max(d, r / ((1 - q) * np.abs(s).sum()))
            yield x

    return rule


def dowg(reps_rel: float) -> Rule:
    def rule(f: Objective, x: Point) -> Iterator[Point]:
        x0, total = x.copy(), 0.0
        distance = reps_rel * (1 + np.linalg.norm(x))
        for _ in range(STEPS):
            g = f(x)[1]
            distance = max(distance, np.linalg.norm(x - x0))
            total += distance**2 * (g @ g)
            x = x - distance**2 / (np.sqrt(total) + 1e-4) * g
            yield x

    return rule


def cocob(lam: float) -> Rule:
    """Algorithm 2: the sums run over the negative gradients."""

    def rule(f: Objective, x: Point) -> Iterator[Point]:
        x0, theta, total, reward, largest = x.copy(), np.zeros(2), np.zeros(2), np.zeros(2), 1e-8
        for _ in range(STEPS):
            c = -(f(x)[1] + lam * x)
            largest = np.maximum(largest, np.abs(c))
            total, theta = total + np.abs(c), theta + c
            reward = np.maximum(reward + (x - x0) * c, 0)
            share = theta / (largest * np.maximum(total + largest, 100 * largest))
            x = x0 + share * (largest + reward)
            yield x

    return rule


def momo(lam: float = 0.0, least: float = 0.0, adapt: bool = False) -> Rule:
    """The model of the paper, with the means as sums over all that was seen."""

    def rule(f: Objective, x: Point) -> Iterator[Point]:
        rate, beta, bound = 0.01, 0.9, least
        values, gradients, slopes = [], [], []
        for t in range(STEPS):
            value, g = f(x)
            values.append(value)
            gradients.append(g)
            slopes.append(g @ x)
            shares = np.array([beta**t, *((1 - beta) * beta ** np.arange(t - 1, -1, -1.0))])
            m = shares @ np.array(gradients)
            model = shares @ (np.array(values) - np.array(slopes))  # at the origin
            c = 1 + rate * lam
            height = c * model + m @ x
            if adapt and height < c * bound:
                bound = max(height / (2 * c), least)
            tau = min(rate, max(height - c * bound, 0.0) / (m @ m))
            if adapt:
                bound = max(model + m @ x - tau * (m @ m) / 2, least)
            x = x / c - tau * m
            yield x

    return rule


def momo_adam(lam: float = 0.0, least: float = 0.0, adapt: bool = False) -> Rule:
    def rule(f: Objective, x: Point) -> Iterator[Point]:
        rate, b1, b2, bound = 0.05, 0.9, 0.999, least
        m, v, model = np.zeros(2), np.zeros(2), 0.0
        for t in range(1, STEPS + 1):
            value, g = f(x)
            m = b1 * m + (1 - b1) * g
            v = b2 * v + (1 - b2) * g**2
            model = b1 * model + (1 - b1) * (value - g @ x)
            c, c1 = 1 + rate * lam, 1 - b1**t
            p = m / (np.sqrt(v / (1 - b2**t)) + 1e-8)
            height = c * model + m @ x
            if adapt and height < c * c1 * bound:
                bound = max(height / (2 * c * c1), least)
            tau = min(rate / c1, max(height - c * c1 * bound, 0.0) / (m @ p))
            if adapt:
                bound = max((model + m @ x - tau * (m @ p) / 2) / c1, least)
            x = x / c - tau * p
            yield x

    return rule


ADAPT = {"lower_bound": -20.0, "adapt_lower_bound": True}
CASES: list[tuple[str, dict[str, Any], Rule]] = [
    ("prodigy", {"growth": 1.5}, prodigy(growth=1.5)),
    ("prodigy", {"d_coef": 0.5, "weight_decay": 0.2}, prodigy(coef=0.5, lam=0.2)),
    ("prodigy", {"bias_correction": True}, prodigy(bias=True)),
    ("dadapt_adam", {"growth": 1.5, "weight_decay": 0.2}, dadapt_adam(1.5, 0.2)),
    ("dadapt_adam", {"decouple": True, "weight_decay": 0.2}, dadapt_adam(lam=0.2, decoupled=True)),
    ("dadapt_sgd", {"growth": 1.1, "momentum": 0.8, "weight_decay": 0.2}, dadapt_sgd(1.1, 0.8, 0.2)),
    ("dadapt_adagrad", {"growth": 1.1, "momentum": 0.8, "weight_decay": 0.2},
     dadapt_adagrad(1.1, 0.8, 0.2)),
    ("dadapt_lion", {"weight_decay": 0.2}, dadapt_lion(0.2)),
    ("dowg", {"reps_rel": 1e-3}, dowg(1e-3)),
    ("cocob", {"weight_decay": 0.2}, cocob(0.2)),
    ("momo", {"learning_rate": 0.01, "weight_decay": 0.2}, momo(0.2)),
    ("momo", {"learning_rate": 0.01, "lower_bound": 20.0}, momo(least=20.0)),
    ("momo", {"learning_rate": 0.01, **ADAPT, "weight_decay": 0.2}, momo(0.2, -20.0, adapt=True)),
    ("momo_adam", {"weight_decay": 0.2}, momo_adam(0.2)),
    ("momo_adam", {**ADAPT, "weight_decay": 0.2}, momo_adam(0.2, -20.0, adapt=True)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "values", "rule"), CASES, ids=[f"{k}-{'-'.join(v)}" for k, v, _ in CASES]
)
def test_option(key: str, values: dict[str, Any], rule: Rule) -> None:
    run = race(key, **values)
    expected = np.array([START, *rule(himmelblau, np.array(START))])
    np.testing.assert_allclose(run.parameters, expected, rtol=1e-8, atol=1e-8)
    if values.keys() & {"growth", "bias_correction", "reps_rel", "lower_bound"}:
        usual = race(key).parameters  # may leave the picture
        assert not np.allclose(run.parameters[: len(usual)], usual)  # the option matters here


def test_polyak_takes_the_known_minimum_else_zero() -> None:
    """On x² + y² − 3 with f* = −3 every step halves the point; with 0 it climbs back to 0."""
    bowl = replace(problem("x^2 + y^2 - 3", (1.0, 2.0)), minimum=-3.0)
    assert halved(bowl, Run(make("polyak", {})))
    assert halved(replace(bowl, minimum=None), Run(make("polyak", {"f_min": -3.0})))
    assert not halved(replace(bowl, minimum=None), Run(make("polyak", {})))
    unknown = replace(bowl, minimum=None, start=(0.5, 0.5))
    values = {v: loss(unknown, Run(make("polyak", {"positive_part": v}))) for v in (False, True)}
    assert values[False][1] > values[False][0]
    assert values[True][1] == values[True][0]


def loss(bowl: Any, run: Run) -> np.ndarray:
    return compute(Experiment(bowl, (run,), steps=6)).runs[0].loss


def halved(bowl: Any, run: Run) -> bool:
    x = compute(Experiment(bowl, (run,), steps=6)).runs[0].parameters
    return bool(np.allclose(x[1:], x[:-1] / 2))
