"""The driver loop: rows, outcomes, counts, streams, cancelling and memory."""

import threading
import tracemalloc
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pytest

from optexplorer.core import compute as computing
from optexplorer.core import recorder as recording
from optexplorer.core.cancel import Cancel, Cancelled
from optexplorer.core.compute import Advance, Computation, compute
from optexplorer.core.declare import number
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Clip, Full, Noisy
from optexplorer.core.history import Outcome
from optexplorer.core.optimizer import Optimizer, Step, step
from optexplorer.core.problem import FormulaSpec, Problem, SurfaceSpec
from optexplorer.core.schedule import CosineRestarts, Exponential, InverseTime, Schedule, StepDecay
from optexplorer.core.status import OK, SINGULAR
from optexplorer.optimizers import make
from optexplorer.problems import build_problem


@pytest.fixture(scope="module")
def bowl() -> Problem:
    return build_problem(SurfaceSpec("sphere"))


def one(problem: Problem, key: str = "gd", rate: float = 0.1, **changes: object) -> Experiment:
    run = Run(make(key, {"learning_rate": rate}))
    return replace(Experiment(problem, (run,), start=(1.0, 2.0), steps=50), **changes)  # type: ignore[arg-type]


def test_rows_are_the_closed_form(bowl: Problem) -> None:
    history = compute(one(bowl)).runs[0]
    t = np.arange(51)
    np.testing.assert_allclose(history.parameters[:, 0], 0.8**t, rtol=1e-12)
    np.testing.assert_allclose(history.loss, 5 * 0.64**t, rtol=1e-12)
    np.testing.assert_allclose(history.gradient_norm, 2 * np.sqrt(5) * 0.8**t, rtol=1e-12)
    assert history.calls[:, 1].tolist() == t.tolist()
    assert not history.calls[:, [0, 2]].any()
    assert history.outcome is Outcome.FINISHED


@pytest.mark.parametrize("exponent", [-310, -300, -170, -150, 0, 150, 170, 300])
def test_a_length_keeps_its_digits_where_squares_do_not(exponent: int) -> None:
    """Squares of doubles below 1e-154 vanish, and above 1e154 there are none."""
    slope = build_problem(FormulaSpec(f"3e{exponent}*x + 4e{exponent}*y"))
    history = compute(one(slope, steps=1)).runs[0]
    np.testing.assert_allclose(history.gradient_norm, float(f"5e{exponent}"), rtol=1e-12)


def test_the_rate_of_a_row_is_the_one_its_update_uses(bowl: Problem) -> None:
    experiment = one(bowl)
    run = replace(experiment.runs[0], schedule=StepDecay(factor=0.5, every=10))
    history = compute(replace(experiment, runs=(run,))).runs[0]
    used = 0.5 * (1 - history.parameters[1:, 0] / history.parameters[:-1, 0])
    np.testing.assert_allclose(history.learning_rate[:-1], used, rtol=1e-9)
    assert history.learning_rate[[0, 9, 10, 50]].tolist() == [0.1, 0.1, 0.05, 0.1 * 0.5**5]


@pytest.mark.parametrize(
    "schedule",
    [Exponential(factor=2.0), StepDecay(factor=1e300, every=1), InverseTime(rate=1e308),
     CosineRestarts(multiply=1e300)],
    ids=lambda s: s.key,
)  # fmt: skip
def test_a_factor_beyond_all_numbers_is_no_warning(bowl: Problem, schedule: Schedule) -> None:
    experiment = one(bowl, steps=2_000)
    run = replace(experiment.runs[0], schedule=schedule)
    history = compute(replace(experiment, runs=(run,))).runs[0]
    assert np.isfinite(history.parameters[:-1]).all()


def test_arrays_are_read_only(bowl: Problem) -> None:
    history = compute(one(bowl)).runs[0]
    for name in ("parameters", "loss", "gradient_norm", "learning_rate", "calls", "events"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(history, name)[0] = 1


def test_divergence_keeps_the_row_where_it_left(bowl: Problem) -> None:
    history = compute(one(bowl, rate=1e200)).runs[0]
    assert history.outcome is Outcome.DIVERGED
    assert history.rows < 51
    assert np.isfinite(history.loss[:-1]).all()
    assert not np.isfinite(history.loss[-1])


def test_rest_is_a_verdict_and_not_an_early_end(bowl: Problem) -> None:
    rests = compute(one(bowl, rate=0.5, steps=40)).runs[0]
    assert (rests.outcome, rests.rows) == (Outcome.CONVERGED, 41)
    moving = compute(one(bowl, rate=0.5, steps=5)).runs[0]
    assert moving.outcome is Outcome.FINISHED


def test_a_small_gradient_is_no_rest_while_the_run_moves() -> None:
    flat = build_problem(SurfaceSpec("quartic_bowl"))
    run = Run(make("momentum", {"learning_rate": 1e-3, "momentum": 0.99}))
    history = compute(Experiment(flat, (run,), start=(1e-4, 0.0), steps=30)).runs[0]
    assert history.gradient_norm[-1] < 1e-6
    noisy = replace(run, gradient=Noisy(sigma=1e-3))
    history = compute(Experiment(flat, (noisy,), start=(1e-4, 0.0), steps=30)).runs[0]
    assert history.outcome is Outcome.FINISHED


@step
def _stop(oracle, x, g, state, memory, hyper, rate, words, t):  # type: ignore[no-untyped-def]
    return SINGULAR if t == 4 else OK


@dataclass(frozen=True)
class Stops(Optimizer):
    """Gives up at its fourth update."""

    key: ClassVar[str] = "stops"
    title: ClassVar[str] = "Stops"
    update: ClassVar[Step] = _stop
    learning_rate: float = number(1.0)


def test_a_method_that_gives_up_is_stopped_with_a_reason(bowl: Problem) -> None:
    history = compute(Experiment(bowl, (Run(Stops()),), steps=50)).runs[0]
    assert history.outcome is Outcome.STOPPED
    assert history.rows == 4
    assert history.reason == "the Hessian could not be inverted"


def test_clipping_limits_what_the_optimizer_sees_and_not_what_is_recorded(bowl: Problem) -> None:
    experiment = one(bowl, start=(30.0, 40.0))
    run = replace(experiment.runs[0], gradient=Full(clip=Clip(kind="norm", threshold=1.0)))
    history = compute(replace(experiment, runs=(run,))).runs[0]
    moved = np.linalg.norm(np.diff(history.parameters, axis=0), axis=1)
    np.testing.assert_allclose(moved, 0.1, rtol=1e-12)
    assert history.gradient_norm[0] == pytest.approx(100.0)


def test_a_run_depends_on_its_own_description_alone(bowl: Problem) -> None:
    noisy = Run(make("adam", {}), gradient=Noisy(sigma=0.5), stream=3)
    other = Run(make("momentum", {}), gradient=Noisy(sigma=0.1))
    alone = compute(Experiment(bowl, (noisy,), seed=7)).runs[0]
    among = compute(Experiment(bowl, (other, other, noisy), seed=7)).runs[2]
    assert alone.parameters.tobytes() == among.parameters.tobytes()
    elsewhere = compute(Experiment(bowl, (replace(noisy, stream=4),), seed=7)).runs[0]
    assert elsewhere.parameters.tobytes() != alone.parameters.tobytes()
    reseeded = compute(Experiment(bowl, (noisy,), seed=8)).runs[0]
    assert reseeded.parameters.tobytes() != alone.parameters.tobytes()


def test_blocks_do_not_change_the_numbers(bowl: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = (
        Run(make("adam", {}), gradient=Noisy(sigma=0.5)),
        Run(make("rmsprop", {}), StepDecay.key, StepDecay(every=7)),
    )
    whole = compute(Experiment(bowl, runs, steps=100))
    monkeypatch.setattr(computing, "FIRST_BLOCK", 3)
    monkeypatch.setattr(computing, "BLOCK", 7)
    pieces = compute(Experiment(bowl, runs, steps=100))
    for a, b in zip(whole.runs, pieces.runs, strict=True):
        for name in ("parameters", "loss", "gradient_norm", "learning_rate", "calls"):
            assert getattr(a, name).tobytes() == getattr(b, name).tobytes()


def test_a_long_computation_shows_a_piece_and_its_progress(bowl: Problem) -> None:
    seen: list[Advance] = []
    history = compute(one(bowl, steps=60_000), progress=seen.append)
    pieces = [a.piece for a in seen if a.piece is not None]
    assert len(pieces) == 1
    assert not pieces[0].complete
    first = pieces[0].runs[0]
    assert first.outcome is Outcome.RUNNING
    np.testing.assert_array_equal(first.loss, history.runs[0].loss[: first.rows])
    assert [a.done for a in seen] == sorted(a.done for a in seen)
    assert seen[-1].done == seen[-1].total == 60_001


def test_progress_counts_every_row_of_every_run(bowl: Problem) -> None:
    experiment = one(bowl, steps=30_000)
    diverging = Run(make("gd", {"learning_rate": 1e300}))
    told: list[Advance] = []
    history = compute(replace(experiment, runs=(*experiment.runs, diverging)), progress=told.append)
    assert [a.done for a in told] == sorted(a.done for a in told)
    assert told[-1].done == sum(run.rows for run in history.runs)
    assert told[-1].total == 60_002


def test_cancel_stops_within_an_update(bowl: Problem) -> None:
    cancel = Cancel()
    ended = threading.Event()

    def work() -> None:
        with pytest.raises(Cancelled):
            compute(one(bowl, steps=90_000_000), cancel, reached.set_from)
        ended.set()

    class Reached(threading.Event):
        def set_from(self, _advance: Advance) -> None:
            self.set()

    reached = Reached()
    thread = threading.Thread(target=work)
    thread.start()
    assert reached.wait(60)
    cancel.set()
    assert ended.wait(10)
    thread.join()


@pytest.mark.parametrize("chunk", [recording.CHUNK, 1_000])
def test_what_was_called_off_goes_on_to_the_same_bytes(
    bowl: Problem, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(recording, "CHUNK", chunk)
    monkeypatch.setattr(computing, "FIRST_BLOCK", 300)
    monkeypatch.setattr(computing, "BLOCK", 700)
    runs = (Run(make("gd", {})), Run(make("adam", {}), gradient=Noisy(sigma=0.1)))
    experiment = one(bowl, runs=runs, steps=5_000)
    whole = compute(experiment)
    computation = Computation(experiment)
    start = computation.so_far()
    assert [run.rows for run in start.runs] == [1, 1]
    for rows in (2_000, 2_100, 6_000):
        cancel = Cancel()

        def stop(advance: Advance, cancel: Cancel = cancel, rows: int = rows) -> None:
            if advance.done >= rows:
                cancel.set()

        with pytest.raises(Cancelled):
            computation.run(cancel, stop)
        piece = computation.so_far()
        assert not piece.complete
        assert sum(run.rows for run in piece.runs) >= rows
        for part, run in zip(piece.runs, whole.runs, strict=True):
            assert part.parameters.tobytes() == run.parameters[: part.rows].tobytes()
    for run, expected in zip(computation.run().runs, whole.runs, strict=True):
        assert run.outcome is expected.outcome
        for name in ("parameters", "loss", "gradient_norm", "learning_rate", "calls"):
            assert getattr(run, name).tobytes() == getattr(expected, name).tobytes()


def test_memory_stays_near_the_recorded_columns(bowl: Problem) -> None:
    experiment = one(bowl, steps=600_000)
    experiment = replace(experiment, runs=experiment.runs * 4)
    compute(replace(experiment, steps=10))
    tracemalloc.start()
    history = compute(experiment)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak <= 1.5 * sum(run.nbytes for run in history.runs)


def test_state_is_recorded_on_request_and_changes_nothing_else(bowl: Problem) -> None:
    experiment = one(bowl, "adam")
    plain, full = compute(experiment).runs[0], compute(experiment, record_state=True).runs[0]
    assert plain.state is None
    assert full.state is not None
    assert full.state.shape == (51, 2, 2)
    assert not full.state[0].any()
    assert full.parameters.tobytes() == plain.parameters.tobytes()
