"""A history that would not fit is refused before anything is computed."""

from dataclasses import replace

import pytest

from optexplorer.core import room
from optexplorer.core.compute import compute
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.problem import SurfaceSpec
from optexplorer.optimizers import make
from optexplorer.problems import build_problem

EXPERIMENT = Experiment(build_problem(SurfaceSpec("sphere")), (Run(make("adam", {})),) * 3, steps=999)


@pytest.mark.parametrize("state", [False, True])
def test_the_estimate_is_what_is_recorded(state: bool) -> None:
    history = compute(EXPERIMENT, record_state=state)
    recorded = sum(run.nbytes for run in history.runs)
    assert room.needed(EXPERIMENT, record_state=state) == recorded


def test_what_does_not_fit_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "physical", lambda: 2**30)
    large = replace(EXPERIMENT, steps=10_000_000)
    with pytest.raises(room.NoRoom, match=r"3 runs of 10,000,000 steps need 1[.]8 GiB"):
        compute(large)


def test_a_system_that_does_not_tell_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "physical", lambda: None)
    room.check_room(replace(EXPERIMENT, steps=100_000_000))


def test_this_computer_tells() -> None:
    there = room.physical()
    assert there is not None
    assert there > 2**28
