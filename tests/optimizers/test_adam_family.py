"""What no recording shows of Adam's family, against the papers' rules written out in numpy."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from optexplorer.core.compute import compute
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.schedule import InverseTime, Schedule
from optexplorer.optimizers import make
from tests.support.objectives import FORMULAS, problem

START = (-0.3, 0.7)
STEPS = 60
RATE = 0.02
Gradient = Callable[[np.ndarray], np.ndarray]
Rule = Callable[[np.ndarray], list[np.ndarray]]


def slope(x: np.ndarray) -> np.ndarray:
    a, b = x[0] ** 2 + x[1] - 11, x[0] + x[1] ** 2 - 7
    return np.array([4 * x[0] * a + 2 * b, 2 * a + 4 * x[1] * b])


def path(
    key: str, formula: str = FORMULAS["himmelblau"], schedule: Schedule | None = None, **values: Any
) -> np.ndarray:
    run = Run(make(key, {"learning_rate": RATE} | values))
    if schedule:
        run = Run(run.optimizer, schedule=schedule)
    return compute(Experiment(problem(formula, START), (run,), steps=STEPS)).runs[0].parameters


def mean(old: np.ndarray, new: np.ndarray, beta: float) -> np.ndarray:
    return beta * old + (1 - beta) * new


def amsgrad_of_the_paper(x: np.ndarray) -> list[np.ndarray]:
    m = v = largest = np.zeros(2)
    points = [x]
    for _ in range(STEPS):
        g = slope(x)
        m, v = mean(m, g, 0.9), mean(v, g**2, 0.9)
        largest = np.maximum(largest, v)
        x = x - RATE * m / (np.sqrt(largest) + 1e-8)
        points.append(x)
    return points


def qhadam(x: np.ndarray) -> list[np.ndarray]:
    gradients: list[np.ndarray] = []
    points = [x]
    for _ in range(STEPS):
        g = slope(x)
        gradients.append(g)
        past = np.array(gradients[::-1])  # a weighted mean needs no correction
        m = np.average(past, axis=0, weights=0.8 ** np.arange(len(past)))
        v = np.average(past**2, axis=0, weights=0.9 ** np.arange(len(past)))
        x = x - RATE * (0.4 * g + 0.6 * m) / (np.sqrt(0.3 * g**2 + 0.7 * v) + 1e-8)
        points.append(x)
    return points


def radam_of_the_paper(x: np.ndarray) -> list[np.ndarray]:
    m = v = np.zeros(2)
    longest = 2 / (1 - 0.9) - 1
    points, adapted = [x], []
    for t in range(1, STEPS + 1):
        g = slope(x)
        m, v = mean(m, g, 0.9), mean(v, g**2, 0.9)
        rho = longest - 2 * t * 0.9**t / (1 - 0.9**t)
        adapted.append(rho > 4)
        step = m / (1 - 0.9**t)
        if rho > 4:
            r = (rho - 4) * (rho - 2) * longest / ((longest - 4) * (longest - 2) * rho)
            step *= np.sqrt(r) * np.sqrt((1 - 0.9**t) / v)
        x = x - 1e-3 * step
        points.append(x)
    assert 0 < adapted.index(True) < STEPS
    return points


def adopt_without_clipping(x: np.ndarray) -> list[np.ndarray]:
    m, v = np.zeros(2), slope(x) ** 2
    points = [x, x]
    for _ in range(STEPS - 1):
        g = slope(x)
        m = mean(m, g / np.maximum(np.sqrt(v), 1e-6), 0.9)
        v = mean(v, g**2, 0.9)
        x = x - RATE * m
        points.append(x)
    return points


def optimistic_adam_of_the_paper(x: np.ndarray) -> list[np.ndarray]:
    m = v = np.zeros(2)
    before = None
    points = [x]
    for t in range(1, STEPS + 1):
        g = slope(x)
        m, v = mean(m, g, 0.9), mean(v, g**2, 0.999)
        u = m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        before = u if before is None else before
        x = x - 2 * RATE * u + RATE * before
        before = u
        points.append(x)
    return points


def adan_with_decay(x: np.ndarray) -> list[np.ndarray]:
    m = v = n = np.zeros(2)
    before = slope(x)
    points = [x]
    for t in range(1, STEPS + 1):
        g = slope(x)
        m, v = mean(m, g, 0.98), mean(v, g - before, 0.92)
        n = mean(n, (g + 0.92 * (g - before)) ** 2, 0.99)
        step = m / (1 - 0.98**t) + 0.92 * v / (1 - 0.92**t)
        x = (x - RATE * step / (np.sqrt(n / (1 - 0.99**t)) + 1e-8)) / (1 + RATE * 0.3)
        before = g
        points.append(x)
    return points


def simplified_ademamix(x: np.ndarray) -> list[np.ndarray]:
    m = v = np.zeros(2)
    points = [x]
    for t in range(1, STEPS + 1):
        g = slope(x)
        m, v = 0.99 * m + g, mean(v, g**2, 0.95)
        x = x - 1e-3 * (m + 3 * g) / (np.sqrt(v / (1 - 0.95**t)) + 1e-8)
        points.append(x)
    return points


def adabound(x: np.ndarray) -> list[np.ndarray]:
    """With a schedule, and bounds so near that both are met."""
    m = v = np.zeros(2)
    points, clipped = [x], set()
    for t in range(1, STEPS + 1):
        g = slope(x)
        factor = 1 / (1 + 0.05 * (t - 1))
        m, v = mean(m, g, 0.9), mean(v, g**2, 0.999)
        root = (np.sqrt(v + 1e-15) + 1e-8) / np.sqrt(1 - 0.999**t)
        rates = RATE * factor / (1 - 0.9**t) / root
        final = 1e-3 * factor
        low, high = final * (1 - 1 / (0.5 * t + 1)), final * (1 + 1 / (0.5 * t))
        clipped |= set(np.sign(rates - np.clip(rates, low, high)))
        x = x - np.clip(rates, low, high) * m
        points.append(x)
    assert clipped == {-1.0, 0.0, 1.0}
    return points


def swats(x: np.ndarray) -> list[np.ndarray]:
    """With a schedule, and a tolerance so large that the switch is soon."""
    m = v = b = np.zeros(2)
    average, k, switched = 0.0, 0.0, 0
    points = [x]
    for t in range(1, STEPS + 1):
        g, rate = slope(x), RATE / (1 + 0.05 * (t - 1))
        if k:
            b = 0.9 * b + g
            x = x - k * rate * 0.1 * b
        else:
            m, v = mean(m, g, 0.9), mean(v, g**2, 0.999)
            root = (np.sqrt(v + 1e-15) + 1e-6) / np.sqrt(1 - 0.999**t)
            p = -rate * m / (1 - 0.9**t) / root
            gamma = -(p @ p) / (p @ g)
            average = 0.999 * average + 0.001 * gamma
            corrected = average / (1 - 0.999**t)
            x = x + p
            if t > 1 and corrected > 0 and abs(corrected - gamma) <= 0.1 * abs(gamma):
                k, switched = corrected / rate, t
        points.append(x)
    assert 1 < switched < STEPS - 10
    return points


SLOWING = InverseTime(rate=0.05)
CASES: list[tuple[str, dict[str, Any], Rule]] = [
    ("amsgrad", {"beta2": 0.9, "bias_correction": False}, amsgrad_of_the_paper),
    ("qhadam", {"beta1": 0.8, "beta2": 0.9, "nu1": 0.6, "nu2": 0.7}, qhadam),
    ("radam", {"learning_rate": 1e-3, "beta2": 0.9, "threshold": 4.0, "eps": 0.0}, radam_of_the_paper),
    ("adopt", {"beta2": 0.9, "clip": False}, adopt_without_clipping),
    ("optimistic_adam", {"nesterov": False}, optimistic_adam_of_the_paper),
    ("adan", {"weight_decay": 0.3}, adan_with_decay),
    ("simplified_ademamix", {"learning_rate": 1e-3, "alpha": 3.0}, simplified_ademamix),
    ("adabound", {"final_lr": 1e-3, "gamma": 0.5, "schedule": SLOWING}, adabound),
    ("swats", {"tolerance": 0.1, "schedule": SLOWING}, swats),
]


@pytest.mark.parametrize(("key", "values", "rule"), CASES, ids=[r.__name__ for _, _, r in CASES])
def test_rule(key: str, values: dict[str, Any], rule: Rule) -> None:
    expected = rule(np.array(START))
    np.testing.assert_allclose(path(key, **values), expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("key", ["amsgrad", "adamax", "nadam", "radam", "yogi"])
def test_weight_decay_is_a_penalty(key: str) -> None:
    values = {"learning_rate": 1e-3}
    penalized = path(key, FORMULAS["himmelblau"] + " + 0.4*(x^2 + y^2)", **values)
    np.testing.assert_allclose(path(key, weight_decay=0.8, **values), penalized, rtol=1e-9)
    assert np.abs(penalized - path(key, **values)).max() > 1e-5


def test_forms_of_libraries_differ() -> None:
    quick = path("amsgrad", beta2=0.9)
    assert np.abs(path("amsgrad", beta2=0.9, corrected_max=True) - quick).max() > 1e-3
    assert np.abs(path("nadam", warmup=False) - path("nadam")).max() > 1e-3
    assert np.abs(path("nadam", momentum_decay=1.0) - path("nadam")).max() > 1e-3


def test_adabound_with_a_rate_of_zero_rests() -> None:
    assert (path("adabound", learning_rate=0.0) == START).all()
