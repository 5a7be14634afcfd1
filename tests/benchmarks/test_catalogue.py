"""What an update of every method costs, beside gradient descent's."""

import time

from pytest_benchmark.fixture import BenchmarkFixture

from optexplorer.core.compute import compute
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.history import History
from optexplorer.optimizers import CATALOGUE, make
from tests.support.objectives import FORMULAS, problem

STEPS = 2_000
RUNS = 45  # what the limit is stated for; the catalogue has more
HIMMELBLAU = problem(FORMULAS["himmelblau"], (0.0, 0.5))


def race(*keys: str) -> Experiment:
    return Experiment(HIMMELBLAU, tuple(Run(make(key, {})) for key in keys), steps=STEPS)


def seconds(experiment: Experiment, rounds: int = 5) -> float:
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        compute(experiment)
        times.append(time.perf_counter() - begun)
    return min(times)


def test_the_whole_catalogue(benchmark: BenchmarkFixture) -> None:
    experiment = race(*CATALOGUE)

    def all_of_them() -> History:
        return compute(experiment)

    assert len(all_of_them().runs) == len(CATALOGUE) >= RUNS
    benchmark.pedantic(all_of_them, rounds=3)
    if benchmark.disabled:
        return
    taken = seconds(experiment) * RUNS / len(CATALOGUE)
    benchmark.extra_info["milliseconds"] = taken * 1e3
    print(f"\n{RUNS} runs of {STEPS:,} steps across the catalogue: {taken * 1e3:.1f} ms")  # noqa: T201
    assert taken < 0.06


def test_each_method_beside_gradient_descent(benchmark: BenchmarkFixture) -> None:
    experiments = {key: race(key) for key in CATALOGUE}
    for experiment in experiments.values():
        assert compute(experiment).runs[0].rows > 1
    benchmark.pedantic(compute, args=(experiments["gd"],), rounds=3)
    if benchmark.disabled:
        return
    cost = {key: seconds(e) / (compute(e).runs[0].rows - 1) * 1e9 for key, e in experiments.items()}
    print("\nnanoseconds an update, and times that of gradient descent")  # noqa: T201
    for key, value in sorted(cost.items(), key=lambda item: item[1]):
        print(f"{key:22}{value:8.0f}{value / cost['gd']:8.1f} ×")  # noqa: T201
    benchmark.extra_info.update(cost)
    assert cost["adam"] < 3 * cost["gd"]
