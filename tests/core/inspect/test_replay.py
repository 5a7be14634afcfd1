"""A run gone through again is the run, to the last bit."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from optexplorer.core.around import Average, Lookahead, MovingAverage
from optexplorer.core.cancel import Cancel, Cancelled
from optexplorer.core.compute import compute
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Clip, Full, Gradient, Minibatch, Noisy
from optexplorer.core.history import Outcome
from optexplorer.core.inspect import replay as replaying
from optexplorer.core.inspect.replay import Replay
from optexplorer.core.operations import after_all, evaluate
from optexplorer.core.problem import DataSpec, Problem
from optexplorer.core.schedule import Plateau
from optexplorer.optimizers import make
from optexplorer.problems import build_problem
from tests.support.objectives import FORMULAS, problem

STEPS = 60
WRAPPED = (Lookahead(every=3, alpha=0.25), Average(start=2), MovingAverage(decay=0.9), Average())
PENGUINS = DataSpec("penguins_flipper_mass", ("flipper_length_mm",), "body_mass_g")


def himmelblau() -> Problem:
    return problem(FORMULAS["himmelblau"], (0.5, -1.0))


def penguins() -> Problem:
    return build_problem(PENGUINS)


def experiment(key: str, made: Problem, gradient: Gradient, steps: int = STEPS) -> Experiment:
    schedule = Plateau(factor=0.5, patience=2)
    return Experiment(made, (Run(make(key, {}), gradient=gradient, schedule=schedule),), steps=steps)


@pytest.mark.parametrize(
    ("key", "objective", "gradient"),
    [
        ("adam", himmelblau, Full()),
        ("rmsprop", himmelblau, Noisy(sigma=0.5, clip=Clip("norm", 2.0))),
        ("newton", himmelblau, Noisy(sigma=0.5)),
        ("nag", himmelblau, Noisy(sigma=0.5)),
        ("random_search", himmelblau, Noisy(sigma=0.5)),
        ("momentum", penguins, Minibatch(batch_size=50)),
        ("random_search", penguins, Minibatch(batch_size=7, order="random", clip=Clip("value", 0.1))),
    ],
    ids=lambda v: getattr(v, "key", None) or getattr(v, "__name__", v),
)
def test_every_update_is_the_one_of_the_history(
    key: str, objective: Callable[[], Problem], gradient: Gradient
) -> None:
    raced = experiment(key, objective(), gradient)
    history = compute(raced, record_state=True).runs[0]
    assert history.rows == STEPS + 1
    assert history.state is not None
    replay = Replay(raced, 0)
    for t in np.random.default_rng(0).permutation(np.arange(1, STEPS + 1)).tolist():
        taken = replay.update(t)
        for found, recorded in (
            (taken.update.x, history.parameters[t - 1]),
            (taken.x, history.parameters[t]),
            (taken.update.state, history.state[t - 1]),
            (taken.update.state_after, history.state[t]),
            (np.array(taken.loss), history.loss[t - 1]),
            (np.array(taken.loss_after), history.loss[t]),
            (np.array(taken.update.rate), history.learning_rate[t - 1]),
            (taken.calls, history.calls[t] - history.calls[t - 1]),
        ):
            assert found.tobytes() == recorded.tobytes()
        length = float(np.linalg.norm(taken.true_gradient))
        assert length == pytest.approx(history.gradient_norm[t - 1], rel=1e-14)


@pytest.mark.parametrize(
    ("objective", "gradient"),
    [
        (himmelblau, Full()),
        (himmelblau, Full(clip=Clip("value", 3.0))),
        (himmelblau, Noisy(sigma=0.5, clip=Clip("norm", 2.0))),
        (penguins, Minibatch(batch_size=50)),
        (penguins, Minibatch(batch_size=7, order="random")),
    ],
    ids=lambda v: getattr(v, "key", None) or v.__name__,
)
def test_the_gradient_given_is_the_one_that_moved_the_point(
    objective: Callable[[], Problem], gradient: Gradient
) -> None:
    replay = Replay(experiment("gd", objective(), gradient), 0)
    for t in (1, 2, 7, 8, 9, 40, 3):  # the epoch of 50 of 342 penguins ends with a batch of 42
        taken = replay.update(t)
        moved = taken.update.x - taken.update.rate * taken.update.g
        assert moved.tobytes() == taken.x.tobytes()


def test_the_true_gradient_has_no_noise() -> None:
    taken = Replay(experiment("gd", himmelblau(), Noisy(sigma=0.5)), 0).update(1)
    x, y = 0.5, -1.0
    a, b = x**2 + y - 11, x + y**2 - 7
    np.testing.assert_allclose(taken.true_gradient, [4 * x * a + 2 * b, 2 * a + 4 * y * b])
    assert (taken.update.g != taken.true_gradient).all()
    np.testing.assert_array_equal(taken.questions.gradient(taken.update.x), taken.update.g)


def test_places_are_few_and_do_not_change_what_is_found() -> None:
    raced = experiment("adam", himmelblau(), Noisy(sigma=0.5), steps=40_000)
    replay = Replay(raced, 0)
    replay.update(40_000)
    place = replay.nbytes // len(replay._places)
    assert 8 < len(replay._places) <= replaying.PLACES
    assert replay.nbytes == len(replay._places) * place <= replaying.BYTES
    history = compute(raced).runs[0]
    for t in (39_999, 12_345, 12_346, 1, 27_000):
        assert replay.update(t).x.tobytes() == history.parameters[t].tobytes()


@pytest.mark.parametrize("key", ["adam", "rmsprop"])
def test_what_stands_around_is_part_of_the_update(key: str) -> None:
    raced = experiment(key, himmelblau(), Noisy(sigma=0.5))
    raced = replace(raced, runs=(replace(raced.runs[0], around=WRAPPED),))
    history, replay = compute(raced, record_state=True).runs[0], Replay(raced, 0)
    assert history.state is not None
    rows = replay.states[-4:]
    assert rows == ("slow", "x_bar", "x_bar2", "x_bar3")
    for t in (1, 2, 3, 4, 12, 60):
        taken = replay.update(t)
        assert taken.update.state.tobytes() == history.state[t - 1].tobytes()
        assert taken.update.state_after.tobytes() == history.state[t].tobytes()
        names = replay.environment(taken)
        end = after_all(evaluate(replay.operations(t), names), names)
        np.testing.assert_allclose(end["x"], taken.x, rtol=1e-12)
        for name, kept in zip(rows, taken.update.state_after[-4:], strict=True):
            np.testing.assert_allclose(end[name], kept, rtol=1e-12)


def test_can_be_called_off_and_asked_again() -> None:
    raced = experiment("adam", himmelblau(), Full(), steps=2_000)
    replay, cancel = Replay(raced, 0), Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        replay.update(1_000, cancel)
    expected = compute(raced).runs[0].parameters[1_000]
    assert replay.update(1_000).x.tobytes() == expected.tobytes()


@pytest.mark.parametrize(
    ("key", "values", "formula", "outcome"),
    [
        ("gd", {"learning_rate": 3.0}, "x^4 + y^4", Outcome.DIVERGED),
        ("newton", {"learning_rate": 1.2}, "max(x - 0.3, 0)^2 + y^2", Outcome.STOPPED),
    ],
)
def test_there_is_no_update_after_the_end(
    key: str, values: dict[str, float], formula: str, outcome: Outcome
) -> None:
    raced = Experiment(problem(formula, (1.0, 1.0)), (Run(make(key, values)),), steps=2_000)
    history = compute(raced).runs[0]
    assert history.outcome is outcome
    replay = Replay(raced, 0)
    for _ in range(2):
        with pytest.raises(LookupError, match=f"ended after {history.rows - 1} updates"):
            replay.update(history.rows)
        last = replay.update(history.rows - 1)
        np.testing.assert_array_equal(last.x, history.parameters[-1])
    with pytest.raises(LookupError, match="ended after"):
        replay.update(5_000)
    with pytest.raises(LookupError, match="from 1"):
        replay.update(0)
