"""Many runs on all cores: one plan after another."""

import os
import sys
import threading
import time
from unittest import mock

import numpy as np
import pytest

from optexplorer.core.analysis.many import Plan, carry_on, carry_out, cores, no_watch
from optexplorer.core.analysis.watching import Ends
from optexplorer.core.cancel import Cancel, Cancelled
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.problem import SurfaceSpec
from optexplorer.optimizers import make
from optexplorer.problems.surfaces import surface_problem

HIMMELBLAU = surface_problem(SurfaceSpec("himmelblau"))
OF = Experiment(HIMMELBLAU, (Run(make("adam", {})),), steps=100)
STARTS = np.random.default_rng(0).uniform(-5, 5, (70, 2))


def test_plans_in_their_order() -> None:
    parts = np.split(STARTS, [1, 30])
    told: list[int] = []
    found = list(carry_on([Plan(OF, 0, part) for part in parts], no_watch(2), progress=told.append))
    whole = carry_out(Plan(OF, 0, STARTS), no_watch(2))
    assert [ends.loss.size for ends in found] == [1, 29, 40]
    for name in Ends._fields:
        joined = np.concatenate([getattr(ends, name) for ends in found])
        assert joined.tobytes() == getattr(whole, name).tobytes()
    assert told == sorted(told)
    assert told[-1] == 70


def test_the_next_plan_is_under_way_and_no_other() -> None:
    asked: list[int] = []

    def plan(number: int) -> Plan:
        asked.append(number)
        return Plan(OF, 0, STARTS)

    carried = carry_on(map(plan, range(5)), no_watch(2))
    for done in range(5):
        next(carried)
        assert asked == list(range(min(done + 2, 5)))


def test_called_off_between_two_plans() -> None:
    cancel = Cancel()
    carried = carry_on([Plan(OF, 0, STARTS)] * 3, no_watch(2), cancel)
    next(carried)
    cancel.set()
    with pytest.raises(Cancelled):
        next(carried)  # the second, whether it is there already or not


def test_who_does_not_want_the_rest_calls_it_off() -> None:
    cancel = Cancel()
    carried = carry_on([Plan(OF, 0, STARTS)] * 3, no_watch(2), cancel)
    next(carried)
    carried.close()  # type: ignore[attr-defined]
    assert cancel.is_set


def test_a_thread_of_its_own_may_close_it() -> None:
    """As the collector does, where whoever asked for it was called off and forgot it."""
    cancel = Cancel()
    carried = carry_on([Plan(OF, 0, STARTS)] * 3, no_watch(2), cancel)
    next(carried)
    pool = carried.gi_frame.f_locals["pool"]  # type: ignore[attr-defined]
    pool.submit(carried.close).result()  # type: ignore[attr-defined]
    assert cancel.is_set


class Counted:
    """Takes turns that do nothing but last, and says how many are taken at once."""

    runs, updates = 1, 1

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.now = self.most = self.taken = 0
        self.nice = set[int]()

    def call(self, first: int, last: int) -> int:
        with self._lock:
            self.now, self.taken = self.now + 1, self.taken + 1
            self.most = max(self.most, self.now)
            if sys.platform == "linux":
                self.nice.add(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        time.sleep(0.002)  # a turn that takes no time is never beside another
        with self._lock:
            self.now -= 1
        return last - first


def test_analyses_beside_each_other_take_no_more_turns_than_there_are_cores() -> None:
    counted = Counted()
    patient = mock.patch("optexplorer.core.analysis.turnstile.PATIENCE", 60.0)
    with patient, mock.patch("optexplorer.core.analysis.many.carrier", return_value=counted):
        analyses = [
            threading.Thread(target=carry_out, args=(Plan(OF, 0, STARTS), no_watch(2)))
            for _ in range(4)
        ]
        for analysis in analyses:
            analysis.start()
        for analysis in analyses:
            analysis.join()
    assert counted.taken == 4 * len(STARTS)
    assert min(cores(), 2) <= counted.most <= cores()
    if sys.platform == "linux":
        mine = os.getpriority(os.PRIO_PROCESS, 0)
        assert counted.nice == {max(10, mine)}, "the window goes before them"
