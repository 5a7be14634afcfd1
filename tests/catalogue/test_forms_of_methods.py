"""Other conventions of a method are optimizers of the same problem, and say how they differ."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from optexplorer.core.compute import compute
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.optimizer import Form, Optimizer
from optexplorer.core.schedule import Constant, Exponential, Schedule
from optexplorer.optimizers import CATALOGUE, make
from tests.catalogue.test_operations import VARIATIONS
from tests.support.objectives import FORMULAS, problem

START = (-0.3, 0.7)
STEPS = 60


def pairs() -> Iterator[tuple[str, Optimizer, Form]]:
    """Every variation of every method with each of its other forms."""
    for name, optimizer in VARIATIONS:
        for place, form in enumerate(optimizer.forms()):
            yield f"{name}-{place}", optimizer, form


PAIRS = list(pairs())
every_pair = pytest.mark.parametrize(
    ("optimizer", "form"), [(o, f) for _, o, f in PAIRS], ids=[name for name, _, _ in PAIRS]
)


def path(optimizer: Optimizer, schedule: Schedule = Constant()) -> np.ndarray:
    run = Run(optimizer, schedule=schedule)
    experiment = Experiment(problem(FORMULAS["himmelblau"], START), (run,), steps=STEPS)
    return compute(experiment).runs[0].parameters


def test_the_common_methods_have_other_forms() -> None:
    known = {key for key, kind in CATALOGUE.items() if kind().forms()}
    assert known >= {
        "momentum", "nesterov", "nag", "adam", "adamw", "amsgrad", "nadam", "radam", "adopt", "rmsprop",
        "adagrad", "polyak", "prodigy", "dadapt_adam", "lbfgs", "barzilai_borwein",
    }  # fmt: skip


def test_all_three_libraries_have_their_nadam() -> None:
    torch = make("nadam", {})
    optax, keras = make("nadam", {"warmup": False}), make("nadam", {"momentum_decay": 1.0})
    for ours, others in ((torch, {optax, keras}), (keras, {torch, replace(optax, momentum_decay=1.0)})):
        assert {form.optimizer for form in ours.forms()} == others
    assert {form.optimizer for form in optax.forms()} == {torch, keras}


@every_pair
def test_a_form_is_another_optimizer_of_the_same_settings(optimizer: Optimizer, form: Form) -> None:
    assert form.optimizer != optimizer
    assert CATALOGUE[form.optimizer.key] is type(form.optimizer)
    shared = set(optimizer.to_mapping()) & set(form.optimizer.to_mapping())
    turned = {n for n in shared if getattr(optimizer, n) != getattr(form.optimizer, n)}
    assert len(turned) <= 2  # optax's NAdam has neither of what Keras's has
    assert form.optimizer.rate == optimizer.rate
    assert any(back.optimizer.key == optimizer.key for back in form.optimizer.forms())


@every_pair
def test_a_form_says_in_one_sentence_how_it_differs(optimizer: Optimizer, form: Form) -> None:
    assert form.title[0] in "ε" or form.title[0].isupper()
    assert form.title not in {f.title for f in form.optimizer.forms()}
    assert form.differs[0].isupper() or form.differs.startswith("torch")
    assert form.differs.endswith(".")
    assert form.differs.count(". ") == 0
    ours, theirs = optimizer.operations(), form.optimizer.operations()
    if ours == theirs:  # then a value that stands in them differs
        text = " ".join(o.text for o in ours)
        others = form.optimizer.to_mapping()
        changed = [name for name, value in optimizer.to_mapping().items() if value != others[name]]
        assert all(name in text for name in changed)


@pytest.mark.parametrize("key", ["momentum", "nesterov"])
@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_the_place_of_the_rate_matters_only_where_a_schedule_moves_it(key: str, decay: float) -> None:
    outside = make(key, {"learning_rate": 2e-3, "weight_decay": decay})
    inside = make(key, {"learning_rate": 2e-3, "weight_decay": decay, "rate_inside": True})
    np.testing.assert_allclose(path(inside), path(outside), rtol=1e-9)
    falling = Exponential(factor=0.9)
    assert np.abs(path(inside, falling)[-1] - path(outside, falling)[-1]).max() > 0.01


def slope(x: np.ndarray) -> np.ndarray:
    a, b = x[0] ** 2 + x[1] - 11, x[0] + x[1] ** 2 - 7
    return np.array([4 * x[0] * a + 2 * b, 2 * a + 4 * x[1] * b])


@pytest.mark.parametrize("key", ["momentum", "nesterov"])
def test_the_rate_inside_is_kerass_form(key: str) -> None:
    x, velocity, points = np.array(START), np.zeros(2), [np.array(START)]
    for t in range(STEPS):
        rate = 2e-3 * 0.9**t
        velocity = 0.9 * velocity - rate * slope(x)
        x = x + (0.9 * velocity - rate * slope(x) if key == "nesterov" else velocity)
        points.append(x)
    ours = make(key, {"learning_rate": 2e-3, "momentum": 0.9, "rate_inside": True})
    np.testing.assert_allclose(path(ours, Exponential(factor=0.9)), points, rtol=1e-9)


def test_the_two_points_of_nesterovs_method_are_one_velocity_apart() -> None:
    ahead = make("nag", {"learning_rate": 2e-3, "momentum": 0.9})
    (form,) = ahead.forms()
    falling = Exponential(factor=0.9)
    before, after = path(ahead, falling), path(form.optimizer, falling)
    velocity = np.vstack([np.zeros(2), before[:-1] - before[1:]])
    np.testing.assert_allclose(after, before - 0.9 * velocity, rtol=1e-9)


def test_the_place_of_eps_in_adagrad() -> None:
    ours = path(make("adagrad", {"learning_rate": 0.1, "eps": 3.0, "eps_inside": True}))
    x, total, points = np.array(START), np.zeros(2), [np.array(START)]
    for _ in range(STEPS):
        g = slope(x)
        total = total + g**2
        x = x - 0.1 * g / np.sqrt(total + 3.0)
        points.append(x)
    np.testing.assert_allclose(ours, points, rtol=1e-9)
