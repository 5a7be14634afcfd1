"""The speed the engine promises, as ratios within one run.

``python -m pytest tests/benchmarks --benchmark-enable`` measures and holds the limits; an ordinary
test run makes each call once and checks the numbers only. Times that are compared are taken in
turn, and the best of each counts: what else the machine does must not decide.
"""

import ctypes
import shutil
import subprocess
import threading
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from optexplorer.core.compute import Advance, Cancel, Cancelled, compute
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.fused import fuse_all
from optexplorer.core.history import History
from optexplorer.optimizers import CATALOGUE, make
from tests.support.objectives import FORMULAS, problem

HERE = Path(__file__).parent
STEPS = 1_000_000
RATE = 0.02
ROUNDS = 7
RACERS = [k for k in CATALOGUE if k != "newton"]  # it stands still on its stationary point


def adam(steps: int) -> Experiment:
    """One long run; its loop is compiled as one, as the window has it compiled for long runs."""
    run = Run(make("adam", {"learning_rate": RATE}))
    experiment = Experiment(problem(FORMULAS["rosenbrock"], (-1.2, 1.0)), (run,), steps=steps)
    fuse_all(experiment)
    return experiment


def race(count: int, steps: int) -> Experiment:
    runs = tuple(Run(make(RACERS[i % len(RACERS)], {})) for i in range(count))
    return Experiment(problem(FORMULAS["himmelblau"], (0.0, 0.5)), runs, steps=steps)


def best_times(rounds: int, *calls: Callable[[], object]) -> list[float]:
    """The shortest time of each call in seconds, taken in turn."""
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(rounds):
        for call, taken in zip(calls, times, strict=True):
            begun = time.perf_counter()
            call()
            taken.append(time.perf_counter() - begun)
    return [min(t) for t in times]


def report(benchmark: BenchmarkFixture, line: str, **numbers: float) -> None:
    benchmark.extra_info.update(numbers)
    print(f"\n{line}")  # noqa: T201  (the summary)


Columns = tuple[np.ndarray, ...]


@pytest.fixture(scope="module")
def c_loop(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Columns]:
    """The loop of ``adam_rosenbrock.c``; every call fills fresh columns, as the engine does."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler")
    library = tmp_path_factory.mktemp("c") / "adam_rosenbrock.so"
    source = HERE / "adam_rosenbrock.c"
    command = [compiler, "-O3", "-shared", "-fPIC", "-o", str(library), str(source), "-lm"]
    subprocess.run(command, check=True)
    function = ctypes.CDLL(str(library)).adam_rosenbrock
    function.restype = None
    function.argtypes = [ctypes.c_int64, ctypes.c_double, *[ctypes.c_void_p] * 6]

    def loop() -> Columns:
        rows = STEPS + 1
        columns = (
            np.empty((rows, 2)), np.empty(rows), np.empty(rows), np.empty(rows),
            np.empty((rows, 3), dtype=np.int64), np.empty(rows, dtype=np.int8),
        )  # fmt: skip
        function(rows, RATE, *(c.ctypes.data for c in columns))
        return columns

    return loop


def test_adam_on_rosenbrock_against_c(
    benchmark: BenchmarkFixture, c_loop: Callable[[], Columns]
) -> None:
    experiment = adam(STEPS)

    def engine() -> History:
        return compute(experiment)

    (run,) = engine().runs
    ours = (run.parameters, run.loss, run.gradient_norm, run.learning_rate, run.calls, run.events)
    for mine, theirs in zip(ours, c_loop(), strict=True):
        assert mine.shape == theirs.shape
        np.testing.assert_allclose(mine[:2_000], theirs[:2_000], rtol=1e-8)
    benchmark.pedantic(engine, rounds=3)
    if benchmark.disabled:
        return
    in_c, in_engine = best_times(ROUNDS, c_loop, engine)
    report(
        benchmark,
        f"Adam on Rosenbrock: {in_engine / STEPS * 1e9:.0f} ns a step, C {in_c / STEPS * 1e9:.0f} ns, "
        f"ratio {in_engine / in_c:.2f}",
        ratio_to_c=in_engine / in_c,
    )
    assert in_engine <= 3 * in_c


def test_adam_on_rosenbrock_against_optax(benchmark: BenchmarkFixture) -> None:
    jax = pytest.importorskip("jax", reason="optax and jax are not installed")
    optax = pytest.importorskip("optax", reason="optax and jax are not installed")
    jax.config.update("jax_enable_x64", val=True)
    rule = optax.adam(RATE)

    def objective(p):  # type: ignore[no-untyped-def]
        return (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2

    @jax.jit
    def path(p):  # type: ignore[no-untyped-def]
        def update(carry, _):  # type: ignore[no-untyped-def]
            p, state, calls = carry
            loss, g = jax.value_and_grad(objective)(p)
            change, state = rule.update(g, state)
            # Every column of the CSV, as the engine records it.
            row = (p, loss, jax.numpy.sqrt(g @ g), jax.numpy.float64(RATE), calls, jax.numpy.int8(0))
            calls += jax.numpy.array([0, 1, 0])
            return (optax.apply_updates(p, change), state, calls), row

        first = (p, rule.init(p), jax.numpy.zeros(3, dtype=jax.numpy.int64))
        return jax.lax.scan(update, first, None, length=STEPS + 1)[1]

    start = jax.numpy.array([-1.2, 1.0])
    experiment = adam(STEPS)

    def scan() -> object:
        return jax.block_until_ready(path(start))

    def engine() -> History:
        return compute(experiment)

    recorded = np.asarray(scan()[0])  # type: ignore[index]
    np.testing.assert_allclose(engine().runs[0].parameters[:1_000], recorded[:1_000], rtol=1e-6)
    benchmark.pedantic(engine, rounds=3)
    if benchmark.disabled:
        return
    in_optax, in_engine = best_times(ROUNDS, scan, engine)
    report(
        benchmark,
        f"against optax: {in_engine / STEPS * 1e9:.0f} ns a step, "
        f"optax {in_optax / STEPS * 1e9:.0f} ns",
        ratio_to_optax=in_engine / in_optax,
    )
    assert in_engine <= in_optax


def test_eight_short_runs_fit_in_a_drag(benchmark: BenchmarkFixture) -> None:
    experiment = race(8, 2_000)

    def drag() -> History:
        return compute(experiment)

    assert [run.rows for run in drag().runs] == [2_001] * 8
    benchmark.pedantic(drag, rounds=20)
    if benchmark.disabled:
        return
    (best,) = best_times(20, drag)
    report(benchmark, f"8 runs of 2,000 steps: {best * 1e3:.2f} ms", milliseconds=best * 1e3)
    assert best < 5e-3


def test_twelve_long_runs_in_time_and_memory(benchmark: BenchmarkFixture) -> None:
    experiment = race(12, 200_000)
    compute(race(12, 2))  # compiles
    told: list[Advance] = []
    tracemalloc.start()
    history = compute(experiment, progress=told.append)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    recorded = sum(run.nbytes for run in history.runs)
    assert sum(run.rows for run in history.runs) == 12 * 200_001
    assert told[-1].done == told[-1].total
    assert peak <= 1.5 * recorded
    benchmark.pedantic(compute, args=(experiment,), kwargs={"progress": told.append}, rounds=3)
    if benchmark.disabled:
        return
    (best,) = best_times(3, lambda: compute(experiment, progress=told.append))
    report(
        benchmark,
        f"12 runs of 200,000 steps: {best:.2f} s, peak {peak / recorded:.2f} times the columns",
        seconds=best,
        memory_ratio=peak / recorded,
    )
    assert best < 3.0


def test_a_long_run_stops_when_told(benchmark: BenchmarkFixture) -> None:
    compute(race(12, 2))  # compiles

    def latency() -> float:
        """From ``cancel.set()`` in one thread to the end of the computation in another, seconds."""
        cancel, running, stopped = Cancel(), threading.Event(), []

        def work() -> None:
            try:
                compute(race(12, 10_000_000), cancel, progress=lambda _: running.set())
            except Cancelled:
                stopped.append(time.perf_counter())

        thread = threading.Thread(target=work)
        thread.start()
        assert running.wait(60)
        asked = time.perf_counter()
        cancel.set()
        thread.join(60)
        return stopped[0] - asked

    benchmark.pedantic(latency, rounds=3)
    if benchmark.disabled:
        return
    worst = max(latency() for _ in range(5))
    report(benchmark, f"cancelled within {worst * 1e3:.1f} ms", milliseconds=worst * 1e3)
    assert worst < 0.05
