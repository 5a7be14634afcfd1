"""Basin maps: the ends that `compute` finds, on any number of cores, from coarse to fine."""

from dataclasses import replace

import numpy as np
import pytest

from optexplorer.core.analysis.basins import (
    DIVERGED,
    ELSEWHERE,
    UNDECIDED,
    BasinMap,
    Place,
    basins,
    last_rise,
    watch_places,
)
from optexplorer.core.analysis.coarse import blocks, stages
from optexplorer.core.analysis.errors import AnalysisError
from optexplorer.core.analysis.many import Plan, carry_out, no_watch
from optexplorer.core.analysis.watching import ROWS, SETTLED
from optexplorer.core.around import Lookahead
from optexplorer.core.cancel import Cancel, Cancelled
from optexplorer.core.compute import compute
from optexplorer.core.escape import PerturbAtIntervals, RestartAtIntervals
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Noisy
from optexplorer.core.history import RunHistory
from optexplorer.core.problem import SurfaceSpec
from optexplorer.core.schedule import Cosine, Cyclic, OneCycle, Plateau, Schedule, Warmup
from optexplorer.optimizers import make
from optexplorer.problems.surfaces import surface_problem

HIMMELBLAU = surface_problem(SurfaceSpec("himmelblau"))
STARTS = np.random.default_rng(0).uniform(-5, 5, (12, 2))
RUNS = {
    "gd": Run(make("gd", {"learning_rate": 0.01})),
    "diverging": Run(make("gd", {"learning_rate": 0.02})),
    "adam": Run(make("adam", {"learning_rate": 0.1}), schedule=Cosine(steps=200)),
    "noisy": Run(make("momentum", {"learning_rate": 0.002}), gradient=Noisy(sigma=5.0)),
    "wrapped": Run(make("nag", {"learning_rate": 0.001}), around=(Lookahead(),)),
    "answering": Run(make("rmsprop", {"learning_rate": 0.5}), schedule=Plateau(patience=3)),
    "searching": Run(make("bfgs", {})),
    "without gradients": Run(make("nelder_mead", {})),
    "by chance": Run(make("random_search", {})),
    "perturbed": Run(
        make("adam", {"learning_rate": 0.1}), escape=PerturbAtIntervals(every=20, radius=0.5)
    ),
    "restarting": Run(make("gd", {"learning_rate": 0.01}), escape=RestartAtIntervals(every=50)),
}


def experiment(name: str, steps: int = 300) -> Experiment:
    return Experiment(HIMMELBLAU, (Run(make("gd", {})), RUNS[name]), steps=steps, seed=5)


def single(of: Experiment, start: np.ndarray) -> RunHistory:
    runs = (of.runs[0], replace(of.runs[1], start=tuple(start.tolist())))
    return compute(replace(of, runs=runs)).runs[1]


def last(of: Experiment, resolution: int, **settings: object) -> BasinMap:
    *_, complete = basins(of, 1, resolution, **settings)  # type: ignore[arg-type]
    return complete


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("steps", [0, ROWS - 1, ROWS, 300])
def test_the_ends_are_those_of_compute(name: str, steps: int) -> None:
    of = experiment(name, steps)
    at = np.unique(np.array([0, 1, steps // 2, steps]))
    ends = carry_out(Plan(of, 1, STARTS), no_watch(2, at)._replace(target=150.0), tracks=3)
    for i, start in enumerate(STARTS):
        run = single(of, start)
        assert ends.x[i].tobytes() == run.parameters[-1].tobytes()
        assert ends.loss[i].tobytes() == run.loss[-1].tobytes()
        assert (ends.best[i], ends.steps[i]) == (run.best_loss, run.rows - 1)
        low = np.flatnonzero(run.loss <= 150.0)
        assert ends.hit[i] == (low[0] if low.size else -1)
        kept = np.minimum(at, run.rows - 1)
        np.testing.assert_array_equal(ends.losses[i], run.loss[kept])
        if i < 3:
            np.testing.assert_array_equal(ends.tracks[i], run.parameters[kept])


@pytest.mark.parametrize("name", ["gd", "adam", "diverging"])
def test_the_map_says_where_the_runs_end(name: str) -> None:
    of = experiment(name, 600)
    found = last(of, 20)
    for j, i in ((0, 0), (3, 17), (10, 10), (19, 4)):
        run = single(of, np.array([found.x[i], found.y[j]]))
        end = found.end[j, i]
        if end == UNDECIDED:
            assert name == "diverging"  # it jumps about the minima
            assert run.outcome == "finished"
            continue
        if end == DIVERGED:
            assert run.outcome == "diverged"
            assert found.steps[j, i] == run.rows - 1
            continue
        away = np.linalg.norm(run.parameters - found.places[end].point, axis=1) / 10 > 0.01
        assert found.places[end].kind == "minimum"
        assert found.steps[j, i] == (np.flatnonzero(away)[-1] + 1 if away.any() else 0)
    patient = last(of, 20, settle=False)
    np.testing.assert_array_equal(found.end, patient.end)
    np.testing.assert_array_equal(found.steps, patient.steps)
    assert sum(found.shares().values()) == pytest.approx(1)
    assert set(found.shares()) == set(np.unique(found.end).tolist())


@pytest.mark.parametrize(
    ("run", "calm"),
    [
        (Run(make("gd", {"learning_rate": 0.01}), schedule=OneCycle(peak=10.0, steps=2_000)), 60),
        (Run(make("adabound", {"learning_rate": 0.05, "final_lr": 2.0, "gamma": 3e-4})), 400),
    ],
    ids=["one cycle", "adabound"],
)
def test_a_run_that_will_be_thrown_out_has_not_settled(run: Run, calm: int) -> None:
    of = Experiment(HIMMELBLAU, (run, run), steps=2_000)
    found, patient = (last(of, 6, settle=settle) for settle in (True, False))
    np.testing.assert_array_equal(found.end, patient.end)
    for j, i in ((0, 0), (2, 2), (4, 1)):
        plain = single(of, np.array([found.x[i], found.y[j]]))
        away = np.abs(plain.parameters[calm] - [p.point for p in found.places]).max(axis=1)
        assert away.min() < 0.1  # it was at a place
        assert plain.outcome == "diverged"
        assert found.end[j, i] == DIVERGED


def test_runs_settle_once_the_rate_rises_no_more() -> None:
    rising = replace(RUNS["gd"], schedule=Warmup(steps=100))
    of = Experiment(HIMMELBLAU, (rising,), steps=1_000)
    assert last_rise(rising, of.steps) == 100
    places = last(experiment("gd"), 2).places
    watch = watch_places(places, HIMMELBLAU.domain, 0.01, settle=True, calm=100)
    ends = carry_out(Plan(of, 0, STARTS), watch)
    assert (ends.end == SETTLED).all()
    assert 100 + ROWS <= ends.steps.min() + 1 <= ends.steps.max() + 1 < 300


@pytest.mark.parametrize(
    ("schedule", "steps", "step"),
    [(Cosine(steps=100_000), 100_000, 0), (Cyclic(up=10, down=15), 60, 59), (Warmup(), 1, 0)],
    ids=["falling", "cyclic", "one step"],
)
def test_the_last_rise(schedule: Schedule, steps: int, step: int) -> None:
    assert last_rise(Run(make("gd", {}), schedule=schedule), steps) == step


def test_a_start_on_the_ridge_ends_at_the_saddle() -> None:
    problem = surface_problem(SurfaceSpec("double_well"))
    of = Experiment(problem, (RUNS["gd"], Run(make("gd", {"learning_rate": 0.05}))), steps=2_000)
    found = last(of, 21)  # the middle column starts at x = 0 exactly
    kinds = np.array([p.kind for p in found.places])
    assert (kinds[found.end[:, 10]] == "saddle").all()
    assert (kinds[np.delete(found.end, 10, axis=1)] == "minimum").all()


def test_the_same_on_any_number_of_cores() -> None:
    one, two = (last(experiment("noisy"), 40, workers=k) for k in (1, 2))
    for part in ("end", "steps", "loss"):
        assert getattr(one, part).tobytes() == getattr(two, part).tobytes()


def test_undecided_and_at_rest_elsewhere() -> None:
    assert last(experiment("gd", 1), 5).shares() == {UNDECIDED: 1.0}
    curve = surface_problem(SurfaceSpec("matrix_factorization"))
    run = Run(make("gd", {"learning_rate": 0.05}))
    found = last(Experiment(curve, (run, run), steps=3_000), 8)
    assert found.shares()[ELSEWHERE] > 0.5  # on the curve of minima


def test_known_minima_without_a_gradient_are_places() -> None:
    line = surface_problem(SurfaceSpec("line_abs"))
    run = Run(make("gd", {"learning_rate": 0.001}))
    found = last(Experiment(line, (run, run), steps=4_000), 16)
    assert found.places == (Place((0.0,), 0.0, "minimum"),)
    assert found.end.shape == (1, 16)
    assert (found.end == 0).all()


def test_from_coarse_to_fine() -> None:
    told: list[tuple[int, int]] = []
    *pieces, complete = basins(experiment("gd"), 1, 130, progress=lambda *a: told.append(a))
    assert [p.stride for p in (*pieces, complete)] == [4, 2, 1]
    for piece in pieces:
        np.testing.assert_array_equal(piece.end, blocks(complete.end, piece.stride))
    assert told == sorted(told)
    assert told[-1] == (130 * 130, 130 * 130)


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (33, 7), (512, 512), (100, 99)])
def test_every_cell_once(shape: tuple[int, int]) -> None:
    cells = np.concatenate([fresh for _, fresh in stages(shape)])
    assert np.array_equal(np.sort(cells), np.arange(shape[0] * shape[1]))
    first = next(stages(shape))[1]
    assert first.size <= 64 * 64


def test_can_be_called_off() -> None:
    cancel = Cancel()
    pieces = basins(experiment("gd", 10_000), 1, 128, cancel=cancel)
    assert next(pieces).stride > 1  # stays
    cancel.set()
    with pytest.raises(Cancelled):
        next(pieces)


@pytest.mark.parametrize("resolution", [0, -1, 100_000])
def test_impossible_resolutions(resolution: int) -> None:
    with pytest.raises(AnalysisError, match="resolution: must lie in"):
        basins(experiment("gd"), 1, resolution)


def test_a_part_of_the_domain_knows_the_places_of_the_whole() -> None:
    of = experiment("gd")
    corner = ((-0.5, 0.5), (-0.5, 0.5))  # no run ends in it
    found = last(of, 24, box=corner)
    assert found.places == last(of, 2).places
    assert min(found.shares()) >= 0
    assert found.shares()[int(found.end[0, 0])] > 0.1
    wider = last(of, 8, box=((-100.0, 4.0), (-5.0, 5.0)))
    assert wider.places == found.places
    waves = surface_problem(SurfaceSpec("line_sine_tilt"))
    run = Run(make("gd", {"learning_rate": 0.01}))
    (low, high) = waves.domain[0]
    inner, outer = (
        last(Experiment(waves, (run, run)), 16, box=((low, top),)).places for top in (high, high + 50.0)
    )
    assert outer[: len(inner)] == inner
    assert len(outer) > len(inner)
    assert all(place.point[0] > high for place in outer[len(inner) :])


def test_names_of_places_bear_no_noise_of_rounding() -> None:
    found = last(experiment("gd"), 4)
    points = ((8.882e-16, 0.8712), (-1e-12, 3e-7), (-0.00042, 1234.5))
    places = tuple(Place(point, 0.0, "minimum") for point in points)
    named = replace(found, places=places)
    assert [named.word(i) for i in range(3)] == [
        "minimum at (0, 0.8712)", "minimum at (0, 0)", "minimum at (-0.00042, 1234)",
    ]  # fmt: skip
    closer = replace(named, box=((0.0, 1e-5), (0.0, 1e-5)))
    assert closer.word(1) == "minimum at (0, 3e-07)"


def test_alone_a_run_has_the_same_map() -> None:
    of = experiment("noisy")
    one = replace(of, start=(1.0, 2.0)).alone(1)
    assert one == of.alone(1)
    assert one.start is None
    (complete,) = basins(one, 0, 12)
    np.testing.assert_array_equal(complete.loss, last(of, 12).loss)
