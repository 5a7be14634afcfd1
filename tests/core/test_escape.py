"""Escape modes: when they act, what they move, and what they leave alone."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optexplorer.core import compute as computing
from optexplorer.core import fused
from optexplorer.core.around import Average, Lookahead
from optexplorer.core.compute import Runner, compute
from optexplorer.core.escape import (
    ESCAPES,
    NO_ESCAPE,
    Escape,
    PerturbAlways,
    PerturbAtIntervals,
    PerturbOnGradient,
    RestartAtIntervals,
    RestartWhenStationary,
)
from optexplorer.core.escape_theory import Theory
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Full, Gradient, Minibatch, Noisy
from optexplorer.core.history import Event, Outcome, RunHistory
from optexplorer.core.inspect.replay import Replay
from optexplorer.core.problem import DataSpec
from optexplorer.core.schedule import Exponential, Plateau
from optexplorer.optimizers import CATALOGUE, make
from optexplorer.problems import build_problem
from tests.support.objectives import NASTY, problem

WELLS = problem("x^2 - y^2 + y^4/4", (1.0, 0.0))  # a saddle at 0, minima at y = ±√2
LEVEL = problem(NASTY["flat"], (0.0, 0.0))
STEPS = 120

ACTING: tuple[Escape, ...] = (
    PerturbOnGradient(cooldown=30),
    PerturbAtIntervals(every=30),
    PerturbAlways(),
    RestartWhenStationary(patience=5),
    RestartAtIntervals(every=25),
)
BUSY: tuple[Escape, ...] = (
    PerturbOnGradient(cooldown=9, gradient_threshold=10.0),
    PerturbAtIntervals(every=9, reset_state=True),
    PerturbAlways(),
    RestartWhenStationary(patience=5, gradient_threshold=100.0, movement_threshold=100.0, budget=6),
    RestartAtIntervals(every=15, reset_state=False),
)
MODES = pytest.mark.parametrize("escape", ACTING, ids=lambda e: e.key)


def race(
    escape: Escape, key: str = "gd", *, steps: int = STEPS, seed: int = 0, **more: Any
) -> Experiment:
    values = {"learning_rate": 0.1} if key == "gd" else {}
    run = Run(make(key, values), escape=escape, **more)
    return Experiment(WELLS, (run,), steps=steps, seed=seed)


def run_of(escape: Escape, key: str = "gd", **more: Any) -> RunHistory:
    return compute(race(escape, key, **more), record_state=True).runs[0]


def rows_with(run: RunHistory, event: Event) -> list[int]:
    return np.flatnonzero(run.events == event).tolist()


@pytest.mark.parametrize("kind", ESCAPES.values(), ids=ESCAPES)
def test_is_documented(kind: type[Escape]) -> None:
    assert kind.__doc__
    assert kind.summary.endswith(".")
    assert kind().rule().shape == (12,)
    if kind is not type(NO_ESCAPE):
        assert "https://" in kind.reference
        assert kind.variant.endswith(".")
        assert kind.formula
    assert all(p.help.endswith(".") for p in kind.parameters())
    assert set(kind.unused) <= {p.name for p in kind.parameters()}


def test_exactly_on_the_ridge_nothing_but_chance_leads_away() -> None:
    for key in ("gd", "momentum"):
        left_alone = run_of(NO_ESCAPE, key, steps=2_000)
        assert not left_alone.parameters[:, 1].any()
        assert not left_alone.events.any()
    for escape in ACTING[:3]:
        assert abs(abs(run_of(escape, steps=600).parameters[-1, 1]) - np.sqrt(2)) < 0.1


def test_a_perturbation_waits_for_a_small_gradient_and_for_the_cooldown() -> None:
    run = run_of(PerturbOnGradient(gradient_threshold=1e-3, cooldown=30, radius=0.05), steps=400)
    first, *later = rows_with(run, Event.PERTURBED)
    assert first == int((run.gradient_norm <= 1e-3).argmax())
    assert later
    assert min(np.diff([first, *later])) > 30
    assert (run.gradient_norm[[first, *later]] <= 1e-3).all()


def test_the_perturbed_point_is_where_the_update_begins() -> None:
    experiment = race(PerturbOnGradient(), steps=400)
    run = compute(experiment).runs[0]
    replay = Replay(experiment, 0)
    row = rows_with(run, Event.PERTURBED)[0]
    taken = replay.update(row + 1)
    assert taken.event is Event.PERTURBED
    assert 0 < np.linalg.norm(taken.moved) <= 0.05
    x, y = run.parameters[row] + taken.moved
    expected = np.array([x, y]) - 0.1 * np.array([2 * x, -2 * y + y**3])
    np.testing.assert_allclose(run.parameters[row + 1], expected, rtol=1e-12)
    assert run.calls[row + 1, 1] - run.calls[row, 1] == 1


def test_without_the_decrease_the_run_ends_where_it_was_perturbed() -> None:
    run = run_of(PerturbOnGradient(decrease=1e-3, cooldown=30), steps=2_000)
    assert run.outcome is Outcome.STOPPED
    assert "perturbation" in run.reason
    last = rows_with(run, Event.PERTURBED)[-1]
    assert run.rows - 1 == last + 31  # the return takes the place of an update
    assert run.parameters[-1].tobytes() == run.parameters[last].tobytes()
    assert run.loss[-1] == run.loss[last] == pytest.approx(-1.0, abs=1e-6)
    assert rows_with(run, Event.PERTURBED)[0] < last  # the saddle was left before


def test_intervals() -> None:
    assert rows_with(run_of(PerturbAtIntervals(every=30)), Event.PERTURBED) == [30, 60, 90]
    assert rows_with(run_of(PerturbAlways()), Event.PERTURBED) == list(range(STEPS))
    restarted = run_of(RestartAtIntervals(every=25, budget=3), steps=300)
    assert rows_with(restarted, Event.RESTARTED) == [26, 52, 78]  # 25 updates from every start


def test_noise_at_every_step_goes_into_the_gradient() -> None:
    run = run_of(PerturbAlways(radius=0.3))
    slope = np.column_stack(
        [2 * run.parameters[:, 0], -2 * run.parameters[:, 1] + run.parameters[:, 1] ** 3]
    )
    noise = -np.diff(run.parameters, axis=0) / 0.1 - slope[:-1]
    lengths = np.linalg.norm(noise, axis=1)
    assert lengths.max() <= 0.3 * (1 + 1e-9)
    assert lengths.mean() == pytest.approx(0.2, rel=0.15)


@pytest.mark.parametrize("n", [1, 2, 5])
def test_perturbations_are_uniform_in_the_ball(n: int) -> None:
    """(‖ξ‖/r)ⁿ is uniform on [0, 1], and every direction is as likely as its opposite."""
    from optexplorer.core.escaping import KEPT, MOVE, perturb
    from optexplorer.core.streams import Purpose, stream

    rule, memory, kept = PerturbAtIntervals(radius=0.7).rule(), np.zeros(9), np.zeros((4, n))
    words = stream(5, 0, Purpose.ESCAPE)
    count = 4_000
    draws = np.empty((count, n))
    with np.errstate(over="ignore"):
        for i in range(count):
            x = np.full(n, 3.0)
            perturb(rule, memory, kept, words, i, x, 0.0)
            assert kept[KEPT].tolist() == [3.0] * n
            draws[i] = kept[MOVE]
            np.testing.assert_array_equal(x, 3.0 + draws[i])
    lengths = np.linalg.norm(draws, axis=1)
    shares = np.sort((lengths / 0.7) ** n)
    kolmogorov = np.abs(shares - (np.arange(count) + 0.5) / count).max()
    assert kolmogorov < 1.63 / np.sqrt(count)  # 1 in 100
    directions = draws / lengths[:, np.newaxis]
    # Each coordinate of a direction has mean 0 and variance 1/n, and no two go together.
    assert np.abs(directions.mean(axis=0)).max() < 4 / np.sqrt(n * count)
    np.testing.assert_allclose(
        directions.T @ directions / count, np.eye(n) / n, atol=4 / np.sqrt(n * count)
    )


def test_restart_needs_rest_in_gradient_and_in_movement() -> None:
    run = run_of(
        RestartWhenStationary(patience=5, gradient_threshold=1e-2, movement_threshold=1e-4), steps=900
    )
    starts = rows_with(run, Event.RESTARTED)
    assert starts
    moved = np.linalg.norm(np.diff(run.parameters, axis=0), axis=1)
    calm = (run.gradient_norm[1:] <= 1e-2) & (moved <= 1e-4)
    for start in starts:
        before = start - 1
        assert calm[before - 5 : before].all()
        assert not calm[before - 6]
    heavy = run_of(RestartWhenStationary(patience=1, gradient_threshold=10.0, movement_threshold=0.0))
    assert not heavy.events.any()


@pytest.mark.parametrize("sampler", ["domain", "near_best"])
def test_where_restarts_begin(sampler: str) -> None:
    escape = RestartAtIntervals(every=3, budget=500, sampler=sampler, spread=0.4)
    run = run_of(escape, steps=1_000)
    starts = rows_with(run, Event.RESTARTED)
    points = run.parameters[starts]
    if sampler == "domain":
        assert (np.abs(points) <= 5).all()
        assert np.abs(points.mean(axis=0)).max() < 4 * 5 / np.sqrt(3 * len(points))
        np.testing.assert_allclose((points / 5) ** 2 @ [1, 1] / 2, 1 / 3, atol=1)
        assert np.abs(points).max() > 4.5
        return
    for start, point in zip(starts, points, strict=True):
        best = run.parameters[int(run.loss[:start].argmin())]
        assert np.linalg.norm(point - best) <= 0.4


def test_the_budget_is_kept() -> None:
    run = run_of(RestartAtIntervals(every=1, budget=7), steps=100)
    assert run.count(Event.RESTARTED) == 7
    assert not run_of(RestartAtIntervals(every=1, budget=0)).events.any()


def test_the_best_point_seen_is_in_the_history() -> None:
    run = run_of(RestartAtIntervals(every=10, budget=50), steps=300)
    assert run.loss[run.best_step] == run.best_loss == run.loss.min()
    assert run.best_step < run.rows - 1


@pytest.mark.parametrize("renewed", [True, False])
def test_a_restart_renews_what_the_optimizer_remembers(renewed: bool) -> None:
    escape = RestartAtIntervals(every=10, reset_state=renewed)
    around = (Lookahead(every=3), Average())
    run = run_of(escape, "adam", around=around, schedule=Exponential(0.99))
    assert run.state is not None
    start = rows_with(run, Event.RESTARTED)[0]
    own, slow, average = run.state[start, :2], run.state[start, 2], run.state[start, 3]
    if renewed:
        assert not own.any()
        fresh = Experiment(
            WELLS,
            (
                Run(
                    make("adam", {}),
                    around=around,
                    schedule=Exponential(
                        0.99,
                    ),
                ),
            ),
            start=tuple(run.parameters[start].tolist()),
            steps=10,
        )
        factors = run.learning_rate[start : start + 11] / run.learning_rate[0]
        np.testing.assert_allclose(factors, 0.99 ** np.arange(start, start + 11))  # it goes on
        again = compute(fresh, record_state=True).runs[0]
        assert again.state is not None
        m = run.state[start + 1 : start + 2, 0]
        np.testing.assert_array_equal(m, again.state[1:2, 0])
        np.testing.assert_array_equal(slow, run.parameters[start])
        np.testing.assert_array_equal(average, run.parameters[start])
    else:
        np.testing.assert_array_equal(own, run.state[start - 1, :2])
        jump = run.parameters[start] - run.parameters[start - 1]
        np.testing.assert_allclose(slow, run.state[start - 1, 2] + jump, atol=1e-12)


@pytest.mark.parametrize("reset", [True, False])
def test_a_perturbation_keeps_what_the_optimizer_remembers(reset: bool) -> None:
    """Momentum at the saddle: with the velocity kept, the update goes on with it."""
    experiment = race(PerturbAtIntervals(every=10, reset_state=reset), "momentum")
    history = compute(experiment, record_state=True).runs[0]
    assert history.state is not None
    taken = Replay(experiment, 0).update(11)
    expected = np.zeros(2) if reset else history.state[10, 0]
    np.testing.assert_array_equal(taken.update.state[0], expected)
    assert taken.update.t == (1 if reset else 11)
    velocity = 0.9 * expected + taken.update.g
    np.testing.assert_allclose(history.state[11, 0], velocity, rtol=1e-12)


# Newton's steps are not defined where it is flat, FTRL computes its point from sums of gradients, and
# the others wander by chance.
WANDERING = {"newton", "saddle_free_newton", "ftrl", "nelder_mead", "simulated_annealing", "cma_es",
             "noisy_sgd"}  # fmt: skip


@pytest.mark.parametrize("key", sorted(CATALOGUE.keys() - WANDERING))
def test_every_method_stays_where_it_was_moved_to(key: str) -> None:
    """On level ground: nothing that it remembers takes it back."""
    run = Run(make(key, {}), escape=PerturbAtIntervals(every=10), around=(Lookahead(every=2),))
    path = compute(Experiment(LEVEL, (run,), steps=19)).runs[0].parameters
    assert np.abs(path[:11]).max() < 1e-3
    moved = np.linalg.norm(path[11] - path[10])
    assert 1e-3 < moved <= 0.0501
    np.testing.assert_allclose(path[11:], np.tile(path[11], (9, 1)), atol=0.02 * moved)


@pytest.mark.parametrize("key", CATALOGUE)
@MODES
def test_every_method_with_every_mode(key: str, escape: Escape) -> None:
    experiment = race(escape, key, steps=40, gradient=Noisy(sigma=0.1))
    twins = (replace(experiment.runs[0], stream=0),) * 2
    first, second = compute(replace(experiment, runs=twins), record_state=True).runs
    assert first.state is not None
    assert second.state is not None
    assert first.parameters.tobytes() == second.parameters.tobytes()
    assert first.state.tobytes() == second.state.tobytes()
    assert first.events.tobytes() == second.events.tobytes()


@pytest.mark.parametrize("escape", BUSY, ids=lambda e: e.key)
@pytest.mark.parametrize(
    ("key", "gradient"),
    [("adam", Full()), ("momentum", Noisy(sigma=0.2)), ("random_search", Full()),
     ("schedule_free_sgd", Full()), ("bfgs", Full())],
    ids=lambda v: v if isinstance(v, str) else v.key,
)  # fmt: skip
def test_replay_is_the_run_to_the_last_bit(escape: Escape, key: str, gradient: Gradient) -> None:
    around = (Lookahead(every=4),)
    experiment = race(escape, key, gradient=gradient, around=around, schedule=Plateau(patience=3))
    history = compute(experiment, record_state=True).runs[0]
    assert history.state is not None
    assert history.events.any()
    replay = Replay(experiment, 0)
    for t in np.random.default_rng(1).permutation(np.arange(1, history.rows)).tolist():
        taken = replay.update(t)
        assert taken.x.tobytes() == history.parameters[t].tobytes()
        assert taken.update.state_after.tobytes() == history.state[t].tobytes()
        assert taken.loss_after == history.loss[t]
        restarted = history.events[t] == Event.RESTARTED
        perturbed = history.events[t - 1] == Event.PERTURBED
        assert taken.event is (
            Event.RESTARTED if restarted else Event.PERTURBED if perturbed else Event.NONE
        )


@MODES
def test_blocks_do_not_change_the_numbers(escape: Escape, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run_of(escape, "adam")
    monkeypatch.setattr(computing, "FIRST_BLOCK", 3)
    monkeypatch.setattr(computing, "BLOCK", 7)
    pieces = run_of(escape, "adam")
    for name in ("parameters", "loss", "gradient_norm", "learning_rate", "calls", "events"):
        assert getattr(whole, name).tobytes() == getattr(pieces, name).tobytes()


@pytest.mark.parametrize("gradient", [Minibatch(batch_size=50), Noisy(sigma=1.0)], ids=lambda g: g.key)
@MODES
def test_batches_and_noise_are_those_of_the_run_without(escape: Escape, gradient: Gradient) -> None:
    """Restarts make no update, so they use no batch: after k of them the streams are k behind."""
    penguins = build_problem(DataSpec("penguins_flipper_mass", ("flipper_length_mm",), "body_mass_g"))
    run = Run(make("gd", {"learning_rate": 0.05}), gradient=gradient, escape=escape)

    def runner(escape: Escape, steps: int) -> Runner:
        made = Runner(Experiment(penguins, (replace(run, escape=escape),), steps=steps), 0, False)
        made.advance(steps + 1)
        return made

    with_escape = runner(escape, 60)
    history = with_escape.finish()
    without = runner(NO_ESCAPE, 60 - history.count(Event.RESTARTED))
    for name in ("batch_words", "noise_words", "own_words", "order", "noise"):
        one, other = (getattr(r.progress, name) for r in (with_escape, without))
        assert one.tobytes() == other.tobytes() or (name == "noise" and escape.stochastic)
    assert (
        history.parameters.tobytes() != without.finish().parameters.tobytes()
        or not history.events.any()
    )


def test_seeds_and_streams_differ() -> None:
    one = run_of(PerturbAlways())
    assert one.parameters.tobytes() != run_of(PerturbAlways(), seed=1).parameters.tobytes()
    experiment = race(PerturbAlways())
    elsewhere = replace(experiment, runs=(replace(experiment.runs[0], stream=4),))
    assert one.parameters.tobytes() != compute(elsewhere).runs[0].parameters.tobytes()


@MODES
def test_is_left_to_the_loop_of_many_parts(escape: Escape) -> None:
    assert fused.fusable(Run(make("gd", {})), WELLS)
    assert not fused.fusable(Run(make("gd", {}), escape=escape), WELLS)


def test_the_theory() -> None:
    """Algorithm 2 of Jin et al. 2017, in the paper's letters."""
    ell, rho, epsilon, c, delta, fall, d = 4.0, 2.0, 0.01, 0.5, 0.1, 3.0, 10
    chi = 3 * max(np.log(d * ell * fall / (c * epsilon**2 * delta)), 4)
    theory = Theory(ell, rho, epsilon, c, delta, fall)
    derived = theory.derive(d)
    assert theory.learning_rate == c / ell
    assert derived.radius == pytest.approx(np.sqrt(c) / chi**2 * epsilon / ell)
    assert derived.gradient_threshold == pytest.approx(np.sqrt(c) / chi**2 * epsilon)
    assert derived.decrease == pytest.approx(c / chi**3 * np.sqrt(epsilon**3 / rho))
    assert derived.cooldown == np.ceil(chi / c**2 * ell / np.sqrt(rho * epsilon))
    tame = Theory(smoothness=1.0, epsilon=1.0, delta=1.0, fall=1e-3)
    assert tame.derive(1).gradient_threshold == pytest.approx(1 / 144)  # the logarithm is below 4


def test_the_theory_leaves_the_saddle() -> None:
    theory = Theory(smoothness=8.0, hessian_lipschitz=6.0, epsilon=0.2, fall=2.0)
    run = Run(make("gd", {"learning_rate": theory.learning_rate}), escape=theory.derive(2))
    history = compute(Experiment(WELLS, (run,), steps=20_000)).runs[0]
    assert history.outcome is Outcome.STOPPED
    assert history.final_loss == pytest.approx(-1.0, abs=1e-6)
