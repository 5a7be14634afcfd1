"""One update taken apart, by hand and for every optimizer."""

import math

import numpy as np
import pytest

from optexplorer.core.compute import compute
from optexplorer.core.escape import (
    Escape,
    PerturbAlways,
    PerturbAtIntervals,
    PerturbOnGradient,
    RestartAtIntervals,
)
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Full, Gradient, Noisy
from optexplorer.core.inspect.columns import step_columns
from optexplorer.core.inspect.replay import Replay
from optexplorer.core.inspect.report import StepReport, angle, inspect_step
from optexplorer.core.schedule import Exponential
from optexplorer.optimizers import make
from tests.support.objectives import FORMULAS, problem

# x₀ = (1, 1), so that the first gradient is (1, 4).
STRETCHED = "(x^2 + 4*y^2)/2"


def replay_of(
    key: str, formula: str = STRETCHED, gradient: Gradient = Full(), steps: int = 50,
    **values: float,
) -> Replay:  # fmt: skip
    run = Run(make(key, values), gradient=gradient, schedule=Exponential(factor=0.5))
    return Replay(Experiment(problem(formula, (1.0, 1.0)), (run,), steps=steps), 0)


def test_the_first_step_of_adam_by_hand() -> None:
    report = inspect_step(replay_of("adam", learning_rate=0.1, eps=0.0), 1)
    assert (report.t, report.rate) == (1, 0.1)
    assert (report.loss, report.loss_after) == (2.5, pytest.approx(2.5 * 0.81))
    assert report.true_gradient.tolist() == report.given_gradient.tolist() == [1.0, 4.0]
    m, v = report.states
    assert (m.name, v.name) == ("m", "v")
    assert m.before.tolist() == [0.0, 0.0]
    np.testing.assert_allclose(m.after, [0.1, 0.4], rtol=1e-12)
    np.testing.assert_allclose(v.after, [0.001, 0.016], rtol=1e-12)
    np.testing.assert_allclose(report.step, [-0.1, -0.1], rtol=1e-12)
    assert report.length == pytest.approx(0.1 * math.sqrt(2))
    assert report.angle == pytest.approx(math.degrees(math.acos(5 / math.sqrt(2 * 17))))
    np.testing.assert_allclose(report.effective_rate, [0.1, 0.025], rtol=1e-12)
    assert [c.letters for c in report.corrections] == [r"1 - \beta_1^t", r"1 - \beta_2^t"]
    np.testing.assert_allclose([c.value for c in report.corrections], [0.1, 0.001], rtol=1e-12)
    assert report.calls.tolist() == [0, 1, 0]
    assert [w.letter for w in report.memories] == [r"\beta_1^t", r"\beta_2^t"]
    assert [float(w.after) for w in report.memories] == [0.9, 0.999]


def test_the_second_step_of_adam_by_hand() -> None:
    report = inspect_step(replay_of("adam", learning_rate=0.1, eps=0.0), 2)
    assert report.rate == 0.05  # halved by the schedule
    np.testing.assert_allclose(report.given_gradient, [0.9, 3.6], rtol=1e-12)
    # In units of the first gradient every coordinate is alike.
    m, v = 0.9 * 0.1 + 0.1 * 0.9, 0.999 * 0.001 + 0.001 * 0.81
    step = -0.05 * (m / (1 - 0.9**2)) / math.sqrt(v / (1 - 0.999**2))
    np.testing.assert_allclose(report.states[0].after, [m, 4 * m], rtol=1e-12)
    np.testing.assert_allclose(report.states[1].after, [v, 16 * v], rtol=1e-12)
    np.testing.assert_allclose(report.step, [step, step], rtol=1e-10)
    names = [r.operation.target for r in report.operations]
    assert names == ["m", "v", "m_hat", "v_hat", "x"]
    m_line = report.lines(coordinate=1)[0]
    assert m_line.formula == r"m \leftarrow \beta_1\,m + (1 - \beta_1)\,g"
    assert m_line.numbers == r"m \leftarrow 0.9\cdot 0.4 + (1 - 0.9)\cdot 3.6 = 0.72"
    assert m_line.note == "The running mean of the gradients."


def test_the_ratio_stands_for_a_rate_that_is_not_declared() -> None:
    report = inspect_step(replay_of("newton", learning_rate=0.5), 1)
    np.testing.assert_allclose(report.effective_rate, [0.5, 0.125], rtol=1e-12)
    assert report.calls.tolist() == [0, 1, 1]
    assert report.angle == pytest.approx(math.degrees(math.acos(5 / math.sqrt(2 * 17))))


@pytest.mark.parametrize(
    ("a", "b", "degrees"),
    [
        ((1.0, 0.0), (0.0, 2.0), 90.0),
        ((1.0, 0.0), (-3.0, 0.0), 180.0),
        ((1.0, 0.0), (1.0, 1e-9), math.degrees(1e-9)),
        ((1.0, 1.0), (2.0, 2.0), 0.0),
        ((0.0, 0.0), (1.0, 0.0), math.nan),
        ((math.inf, 0.0), (1.0, 0.0), math.nan),
    ],
)
def test_angle(a: tuple[float, float], b: tuple[float, float], degrees: float) -> None:
    assert angle(np.array(a), np.array(b)) == pytest.approx(degrees, rel=1e-9, nan_ok=True)


def test_pictures_have_their_numbers() -> None:
    report = inspect_step(replay_of("nag", learning_rate=0.1), 2)
    ahead = next(d for d in report.pictures if d.picture.kind == "point")
    velocity = report.states[0].before
    np.testing.assert_allclose(ahead.value, report.x - 0.9 * velocity, rtol=1e-12)


def test_columns_are_the_reports() -> None:
    replay = replay_of("adam", FORMULAS["himmelblau"], Noisy(sigma=0.5), learning_rate=0.1)
    columns = step_columns(replay, 50)
    assert columns.t.tolist() == list(range(1, 51))
    assert columns.letters["m"] == "m"
    for t in (1, 17, 50):
        report: StepReport = inspect_step(replay, t)
        assert columns.x[t - 1].tolist() == report.x_after.tolist()
        assert columns.states["v"][t - 1].tolist() == report.states[1].after.tolist()
        assert columns.memories["β₁ᵗ"][t - 1].tolist() == [float(report.memories[0].after)]
        assert columns.effective_rate[t - 1].tolist() == report.effective_rate.tolist()
        assert columns.step_length[t - 1].tolist() == [report.length]
        assert columns.angle[t - 1].tolist() == [report.angle]
    with pytest.raises(ValueError, match="read-only"):
        columns.x[0] = 0.0


def test_long_columns_are_thinned_to_the_rows_of_the_run() -> None:
    replay = replay_of("momentum", FORMULAS["himmelblau"], steps=5_000, learning_rate=0.001)
    columns = step_columns(replay, 5_000, most=40)
    assert columns.t[[0, -1]].tolist() == [1, 5_000]
    assert columns.t.size == 40
    history = compute(Experiment(replay.problem, (replay.run,), steps=5_000)).runs[0]
    np.testing.assert_array_equal(columns.x, history.parameters[columns.t])


def report_of(escape: Escape, t: int, **values: float) -> StepReport:
    run = Run(make("adam", values), escape=escape)
    return inspect_step(Replay(Experiment(problem(STRETCHED, (1.0, 1.0)), (run,), steps=50), 0), t)


def test_a_perturbation_is_reported_and_the_update_begins_behind_it() -> None:
    report = report_of(PerturbAtIntervals(every=10, radius=0.3), 11)
    assert "was perturbed by a vector of length 0." in report.escape
    assert "the optimizer as it was" in report.escape
    assert 0 < np.linalg.norm(report.moved) <= 0.3
    np.testing.assert_allclose(report.operations[-1].after, report.x_after, rtol=1e-12)
    np.testing.assert_allclose(report.true_gradient, report.x * [1, 4], rtol=1e-12)
    plain = report_of(PerturbAtIntervals(every=10, radius=0.3), 12)
    assert plain.escape == ""
    assert not plain.moved.any()


def test_renewed_memory_counts_from_1_again() -> None:
    report = report_of(PerturbAtIntervals(every=10, reset_state=True), 11)
    assert "renewed" in report.escape
    assert not report.states[0].before.any()
    assert [factor.value for factor in report.corrections] == pytest.approx([0.1, 0.001])
    np.testing.assert_allclose(report.operations[-1].after, report.x_after, rtol=1e-12)


def test_a_restart_has_no_operations() -> None:
    report = report_of(RestartAtIntervals(every=10), 11)
    assert report.escape.startswith("A restart")
    assert report.operations == report.pictures == ()
    assert np.isnan(report.effective_rate).all()
    np.testing.assert_allclose(report.moved, report.step)
    assert report.states[0].before.any()
    assert not report.states[0].after.any()
    columns = step_columns(
        Replay(
            Experiment(
                problem(STRETCHED, (1.0, 1.0)),
                (Run(make("adam", {}), escape=RestartAtIntervals(every=10)),),
            ),
            0,
        ),
        30,
    )
    assert np.isnan(columns.effective_rate).all(axis=1).nonzero()[0].tolist() == [10, 21]


def test_a_perturbed_gradient_is_the_one_given() -> None:
    report = report_of(PerturbAlways(radius=0.3), 5)
    assert "gradient" in report.escape
    assert 0 < np.linalg.norm(report.given_gradient - report.true_gradient) <= 0.3
    np.testing.assert_allclose(report.operations[-1].after, report.x_after, rtol=1e-12)


def test_the_return_to_the_point_before() -> None:
    escape = PerturbOnGradient(gradient_threshold=100.0, cooldown=5, decrease=100.0)
    report = report_of(escape, 6)
    assert "the run ends where it was before" in report.escape
    assert report.operations == ()
    assert report.x_after.tolist() == [1.0, 1.0]


def test_the_length_of_a_step_that_leaves_the_plane() -> None:
    report = inspect_step(replay_of("gd", formula="x + y", learning_rate=1e200), 1)
    assert report.length == pytest.approx(math.sqrt(2) * 1e200)
