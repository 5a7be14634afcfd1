"""The operations that are shown are what runs; that they can be painted, tests/ui/typeset tells."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optexplorer.core.abi import Oracle
from optexplorer.core.inspect.environment import Update, environment, questions_of
from optexplorer.core.operations import (
    Environment,
    Result,
    after_all,
    evaluate,
    value_of,
)
from optexplorer.core.operations.parse import parse_expression
from optexplorer.core.optimizer import Optimizer
from optexplorer.core.oracle import CLIP_NONE, CLIP_NORM, disturb
from optexplorer.core.streams import Purpose, stream
from optexplorer.optimizers import CATALOGUE
from tests.support.objectives import FORMULAS, problem

STEPS = 40
# Between operations and kernel: both round, in orders of their own.
CLOSE = 1e-9


def variations(kind: type[Optimizer]) -> Iterator[tuple[str, Optimizer]]:
    """The default, what is off switched on, and every choice."""
    optimizer = kind().fitted(0.0)
    yield "default", optimizer
    off = {
        p.name: type(p.default or 0.0)((p.span[0] + p.span[1]) / 2)
        for p in kind.parameters()
        if p.span and not p.default
    }
    if off:
        yield "-".join(off), replace(optimizer, **off)
    for p in kind.parameters():
        others: list[Any] = [c for c in p.choices if c != p.default]
        for value in [not p.default] if p.kind == "bool" else others:
            yield f"{p.name}={value}", replace(optimizer, **{p.name: value})
            if off:
                yield (
                    f"{p.name}={value}-with-{'-'.join(off)}",
                    replace(optimizer, **off, **{p.name: value}),
                )


VARIATIONS = [(f"{k.key}-{name}", o) for k in CATALOGUE.values() for name, o in variations(k)]
every_variation = pytest.mark.parametrize(
    "optimizer", [o for _, o in VARIATIONS], ids=[name for name, _ in VARIATIONS]
)
every = pytest.mark.parametrize("kind", CATALOGUE.values(), ids=CATALOGUE.keys())


def oracle_of(*, noise: float, clip: bool) -> Oracle:
    """Himmelblau's function in plain Python."""
    kernels = problem(FORMULAS["himmelblau"], (0.0, 0.0)).kernels
    return Oracle(
        kernels.value.function, kernels.gradient.function, kernels.hessian.function,
        np.zeros((1, 0)), np.zeros(0, dtype=np.int64), np.zeros(2),
        np.array([CLIP_NORM, 5.0] if clip else [CLIP_NONE, 0.0]), np.zeros(3, dtype=np.int64),
        noise > 0,
    )  # fmt: skip


def updates(
    optimizer: Optimizer, *, noise: float, waiting: int = 0
) -> Iterator[tuple[Environment, Update, Any]]:
    """The names of each update, the update, and the point after it; the first ones at a rate of 0."""
    oracle = oracle_of(noise=noise, clip=noise > 0)
    state = np.zeros((len(optimizer.states_of(2)), 2))
    memory = np.zeros(len(optimizer.memories_of(2)))
    words, draws = stream(0, 0, Purpose.OPTIMIZER), np.random.default_rng(0)
    x = np.array([0.5, -1.0])
    with np.errstate(all="ignore"):
        for t in range(1, STEPS + 1):
            oracle.noise[:] = noise * draws.standard_normal(2)
            g = np.zeros(2)
            if optimizer.uses_gradient:
                oracle.gradient(x, oracle.data, oracle.rows, g)
                disturb(g, oracle.noise, oracle.clip)
            before = (x.copy(), g.copy(), state.copy(), memory.copy())
            rate = optimizer.rate / (1 + 0.01 * t) if t > waiting else 0.0
            hyper = optimizer.packed()
            if optimizer.update.function(oracle, x, g, state, memory, hyper, rate, words, t) != 0:
                return
            if not np.isfinite(oracle.value(x, oracle.data, oracle.rows)):
                return  # as a run would end
            update = Update(t, rate, *before, state.copy(), memory.copy())
            yield environment(optimizer, update, questions_of(oracle)), update, x.copy()


def assert_equal(name: str, t: int, shown: Any, ran: Any) -> None:
    scale = np.abs(ran[np.isfinite(ran)]).max(initial=1e-300)
    np.testing.assert_allclose(shown, ran, CLOSE, CLOSE * scale, err_msg=f"{name} at update {t}")


@every_variation
@pytest.mark.parametrize("noise", [0.0, 0.5], ids=["exact", "noisy"])
def test_operations_do_what_the_kernel_does(optimizer: Optimizer, noise: float) -> None:
    assert_the_same(optimizer, updates(optimizer, noise=noise))


@pytest.mark.parametrize(
    "key",
    [
        "bfgs", "lbfgs", "nonlinear_cg", "newton_cg", "line_search_gd", "trust_exact", "nelder_mead",
        "powell",
    ],
)  # fmt: skip
def test_operations_do_so_while_the_rate_is_zero(key: str) -> None:
    optimizer = CATALOGUE[key]()
    assert_the_same(optimizer, updates(optimizer, noise=0.0, waiting=3))


def assert_the_same(
    optimizer: Optimizer, carried_out: Iterator[tuple[Environment, Update, Any]]
) -> None:
    made = 0
    for names, update, x in carried_out:
        results = evaluate(optimizer.operations(), names)
        assigned = after_all(results, names)
        assert_equal("x", update.t, assigned["x"], x)
        for name, kept in names.told.items():
            if any(r.operation.target == name for r in results):
                assert_equal(name, update.t, assigned[name], kept)
        made += 1
    assert made >= 10


@every_variation
def test_every_operation_says_what_it_is_for(optimizer: Optimizer) -> None:
    operations = optimizer.operations()
    assert operations[-1].target == "x"
    for operation in operations:
        assert operation.note[0].isupper()
        assert operation.note.endswith(".")
        assert not operation.shown or "told" in operation.text


def results_at(optimizer: Optimizer, t: int) -> tuple[tuple[Result, ...], Environment]:
    """The operations of one update, and the names after it."""
    for names, update, _ in updates(optimizer, noise=0.0):
        if update.t == t:
            results = evaluate(optimizer.operations(), names)
            return results, after_all(results, names)
    raise AssertionError(f"it ended before update {t}")


@every_variation
def test_rates_and_pictures_have_values(optimizer: Optimizer) -> None:
    _, names = results_at(optimizer, 3)
    if optimizer.rate_expression():
        rate = value_of(parse_expression(optimizer.rate_expression()), names)
        assert rate.shape in ((), (2,))
        assert np.isfinite(rate).all()
    for picture in optimizer.pictures:
        assert picture.title
        shape = value_of(picture.expression, names).shape
        if picture.kind == "circle":
            assert shape == ()
            continue
        assert len(shape) == (2 if picture.kind in ("cloud", "simplex") else 1)
        assert shape[-1] == 2
