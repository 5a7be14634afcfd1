"""Options without a recording, against the libraries' own pseudo-code written out in numpy."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from optexplorer.core.compute import compute
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Clip, Full
from optexplorer.core.history import Outcome
from optexplorer.optimizers import make
from optexplorer.optimizers.linear_algebra import solve
from tests.support.objectives import FORMULAS, problem

STEPS = 60
LR = 0.01
Rule = Callable[[Callable[[np.ndarray], np.ndarray], np.ndarray], Iterator[np.ndarray]]


def slope(x: np.ndarray) -> np.ndarray:
    a, b = x[0] ** 2 + x[1] - 11, x[0] + x[1] ** 2 - 7
    return np.array([4 * x[0] * a + 2 * b, 2 * a + 4 * x[1] * b])


def sgd(mu: float = 0.0, tau: float = 0.0, lam: float = 0.0, nesterov: bool = False) -> Rule:
    def rule(gradient, x):
        buf = None
        while True:
            g = gradient(x) + lam * x
            if mu != 0:
                buf = g.copy() if buf is None else mu * buf + (1 - tau) * g
                g = g + mu * buf if nesterov else buf
            x = x - 1e-3 * g
            yield x

    return rule


def adagrad(decay: float = 0.0, start: float = 0.0, lam: float = 0.0) -> Rule:
    def rule(gradient, x):
        total, t = np.full(2, start), 0
        while True:
            t += 1
            g = gradient(x) + lam * x
            total = total + g**2
            x = x - LR / (1 + (t - 1) * decay) * g / (np.sqrt(total) + 1e-10)
            yield x

    return rule


def rmsprop(mu: float = 0.0, centered: bool = False, inside: bool = False, lam: float = 0.0) -> Rule:
    def rule(gradient, x):
        v, mean, buf, eps = np.zeros(2), np.zeros(2), np.zeros(2), 1e-3
        while True:
            g = gradient(x) + lam * x
            v = 0.9 * v + 0.1 * g**2
            s = v
            if centered:
                mean = 0.9 * mean + 0.1 * g
                s = v - mean**2
            buf = mu * buf + g / (np.sqrt(s + eps) if inside else np.sqrt(s) + eps)
            x = x - LR * buf
            yield x

    return rule


def adadelta(lam: float) -> Rule:
    def rule(gradient, x):
        v, u = np.zeros(2), np.zeros(2)
        while True:
            g = gradient(x) + lam * x
            v = 0.9 * v + 0.1 * g**2
            delta = np.sqrt(u + 1e-6) / np.sqrt(v + 1e-6) * g
            u = 0.9 * u + 0.1 * delta**2
            x = x - delta
            yield x

    return rule


def adam(lam: float = 0.0, decoupled: bool = False, amsgrad: bool = False) -> Rule:
    def rule(gradient, x):
        m, v, largest, t = np.zeros(2), np.zeros(2), np.zeros(2), 0
        while True:
            t += 1
            g = gradient(x)
            if decoupled:
                x = x - LR * lam * x
            else:
                g = g + lam * x
            m = 0.8 * m + 0.2 * g
            v = 0.9 * v + 0.1 * g**2
            largest = np.maximum(largest, v)
            s = largest if amsgrad else v
            x = x - LR / (1 - 0.8**t) * m / (np.sqrt(s) / np.sqrt(1 - 0.9**t) + 1e-8)
            yield x

    return rule


def adamax(lam: float, decoupled: bool = False) -> Rule:
    def rule(gradient, x):
        m, u, t = np.zeros(2), np.zeros(2), 0
        while True:
            t += 1
            g = gradient(x) + (0 if decoupled else lam * x)
            m = 0.8 * m + 0.2 * g
            u = np.maximum(0.9 * u, np.abs(g) + 1e-8)
            x = x - LR * (m / (1 - 0.8**t) / u + (lam * x if decoupled else 0))
            yield x

    return rule


def nadamw(lam: float) -> Rule:
    def rule(gradient, x):
        m, v, t = np.zeros(2), np.zeros(2), 0
        while True:
            t += 1
            g = gradient(x)
            m = 0.8 * m + 0.2 * g
            v = 0.9 * v + 0.1 * g**2
            ahead = 0.8 * m / (1 - 0.8 ** (t + 1)) + 0.2 * g / (1 - 0.8**t)
            x = x - LR * (ahead / (np.sqrt(v / (1 - 0.9**t)) + 1e-8) + lam * x)
            yield x

    return rule


def ademamix(lam: float) -> Rule:
    def rule(gradient, x):
        quick, slow, v, t = np.zeros(2), np.zeros(2), np.zeros(2), 0
        while True:
            t += 1
            g = gradient(x)
            quick = 0.8 * quick + 0.2 * g
            slow = 0.95 * slow + 0.05 * g
            v = 0.9 * v + 0.1 * g**2
            mean = quick / (1 - 0.8**t) + 5 * slow
            x = x - LR * (mean / (np.sqrt(v / (1 - 0.9**t)) + 1e-8) + lam * x)
            yield x

    return rule


def adabound(lam: float) -> Rule:
    def rule(gradient, x):
        m, v, t = np.zeros(2), np.zeros(2), 0
        while True:
            t += 1
            g = gradient(x)
            m = 0.8 * m + 0.2 * g
            v = 0.9 * v + 0.1 * g**2
            own = LR * np.sqrt(1 - 0.9**t) / (1 - 0.8**t) / (np.sqrt(v) + 1e-8)
            low, high = 0.02 * (1 - 1 / (0.1 * t + 1)), 0.02 * (1 + 1 / (0.1 * t))
            x = (1 - LR * lam) * x - np.clip(own, low, high) * m
            yield x

    return rule


RMS = {"learning_rate": LR, "alpha": 0.9, "eps": 1e-3}
BETAS = {"learning_rate": LR, "beta1": 0.8, "beta2": 0.9}
CASES: list[tuple[str, dict[str, Any], Rule]] = [
    ("momentum", {"dampening": 0.3, "weight_decay": 0.2}, sgd(0.9, 0.3, 0.2)),
    ("momentum", {"momentum": 0.0, "dampening": 0.3}, sgd(0.0, 0.3)),
    ("nesterov", {"weight_decay": 0.2}, sgd(0.9, 0.0, 0.2, nesterov=True)),
    ("adagrad", {"learning_rate": LR, "lr_decay": 0.1}, adagrad(decay=0.1)),
    ("adagrad", {"learning_rate": LR, "initial_accumulator": 2.0}, adagrad(start=2.0)),
    ("adagrad", {"learning_rate": LR, "weight_decay": 0.2}, adagrad(lam=0.2)),
    ("rmsprop", RMS | {"momentum": 0.5}, rmsprop(mu=0.5)),
    ("rmsprop", RMS | {"centered": True}, rmsprop(centered=True)),
    ("rmsprop", RMS | {"centered": True, "eps_inside": True, "momentum": 0.5},
     rmsprop(0.5, centered=True, inside=True)),
    ("rmsprop", RMS | {"weight_decay": 0.2}, rmsprop(lam=0.2)),
    ("adadelta", {"weight_decay": 0.2}, adadelta(0.2)),
    ("adam", BETAS | {"weight_decay": 0.2}, adam(0.2)),
    ("adamw", BETAS | {"weight_decay": 0.2}, adam(0.2, decoupled=True)),
    ("adamw", BETAS | {"weight_decay": 0.2, "amsgrad": True}, adam(0.2, decoupled=True, amsgrad=True)),
    ("adamax", BETAS | {"weight_decay": 0.2}, adamax(0.2)),
    ("adamax", BETAS | {"weight_decay": 0.2, "decoupled": True}, adamax(0.2, decoupled=True)),
    ("nadam", BETAS | {"weight_decay": 0.2, "decoupled": True, "warmup": False}, nadamw(0.2)),
    ("ademamix", BETAS | {"weight_decay": 0.2, "beta3": 0.95}, ademamix(0.2)),
    ("adabound", BETAS | {"weight_decay": 0.2, "final_lr": 0.02, "gamma": 0.1}, adabound(0.2)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "values", "rule"), CASES, ids=[f"{k}-{'-'.join(v)}" for k, v, _ in CASES]
)
def test_option(key: str, values: dict[str, Any], rule: Rule) -> None:
    start = (-0.3, 0.7)
    experiment = Experiment(
        problem(FORMULAS["himmelblau"], start), (Run(make(key, values)),), steps=STEPS
    )
    (run,) = compute(experiment).runs
    points = rule(slope, np.array(start))
    expected = np.array([start, *(next(points) for _ in range(STEPS))])
    np.testing.assert_allclose(run.parameters, expected, rtol=1e-9, atol=1e-9)


def newton_run(formula: str, start: tuple[float, float], **values: Any) -> Any:
    run = Run(make("newton", values), gradient=Full(clip=Clip("norm", 0.1)) if values else Full())
    return compute(Experiment(problem(formula, start), (run,), steps=1)).runs[0]


def test_newton_shifts_the_hessian_and_uses_the_gradient_it_is_given() -> None:
    run = newton_run(FORMULAS["quadratic"], (3.0, 0.0), damping=4.0)
    assert run.parameters[1] == pytest.approx([3.0 - 0.1 / (1.0 + 4.0), 0.0], rel=1e-12)


def test_newton_stops_where_the_hessian_is_singular() -> None:
    run = newton_run("(x + y)^2", (1.0, 2.0))
    assert run.outcome is Outcome.STOPPED
    assert run.reason == "the Hessian could not be inverted"
    assert run.rows == 1


@pytest.mark.parametrize("n", [1, 2, 3, 7])
def test_solve_indefinite_systems(n: int) -> None:
    random = np.random.default_rng(n)
    for _ in range(20):
        a = random.normal(size=(n, n))
        a = a + a.T
        a[0, 0] = 0.0 if n > 1 else a[0, 0]  # needs a row exchange
        b = random.normal(size=n)
        z = b.copy()
        assert solve(a.copy(), z)
        np.testing.assert_allclose(a @ z, b, atol=1e-9)


def test_solve_says_when_it_cannot() -> None:
    assert not solve(np.array([[1.0, 2.0], [2.0, 4.0]]), np.ones(2))
