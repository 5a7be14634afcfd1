"""Maps of several runs under way together, called off: nothing waits for a collection of garbage."""

import gc
import threading
from collections.abc import Iterator

import pytest

from optexplorer.core.cancel import Cancel, Cancelled
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.problem import SurfaceSpec
from optexplorer.optimizers import make
from optexplorer.problems import build_problem
from optexplorer.ui.basins_request import BasinsRequest
from optexplorer.ui.lab.basins.work import MapsRequest, new_maps

PROBLEM = build_problem(SurfaceSpec("himmelblau"))


def threads() -> list[threading.Thread]:
    return [t for t in threading.enumerate() if t.name.startswith("ThreadPoolExecutor")]


@pytest.fixture
def no_collection() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def request() -> MapsRequest:
    runs = [Run(make("gd", {"learning_rate": rate})) for rate in (0.001, 0.002, 0.003)]
    races = [Experiment(PROBLEM, (run,), steps=3000) for run in runs]
    return MapsRequest(tuple(BasinsRequest(race, PROBLEM.domain, 128) for race in races))


@pytest.mark.usefixtures("no_collection")
@pytest.mark.parametrize("pieces", [1, 3, 5])
def test_threads_of_all_maps_end_when_one_is_called_off(pieces: int) -> None:
    before, cancel = len(threads()), Cancel()
    work = new_maps()(request(), cancel, lambda _done, _of: None)
    for _ in range(pieces):
        next(work)
    assert len(threads()) > before
    cancel.set()
    with pytest.raises(Cancelled):
        for _ in work:
            pass
    for thread in threads():
        thread.join(5.0)
    assert len(threads()) == before


@pytest.mark.usefixtures("no_collection")
def test_threads_of_all_maps_end_when_nobody_wants_the_rest() -> None:
    before = len(threads())
    work = new_maps()(request(), Cancel(), lambda _done, _of: None)
    next(work)
    del work
    for thread in threads():
        thread.join(5.0)
    assert len(threads()) == before
