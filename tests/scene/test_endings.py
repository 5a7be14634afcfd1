"""What is said of a run that left the finite numbers."""

import numpy as np

from optexplorer.core.history import Outcome, RunHistory
from optexplorer.scene.endings import ending

DOMAIN = ((-2.0, 2.0), (-2.0, 2.0))


def run(points: list[tuple[float, float]], outcome: Outcome, reason: str = "") -> RunHistory:
    places = np.array(points)
    ones, calls = np.ones(len(points)), np.zeros((len(points), 3), np.int64)
    loss = np.where(np.abs(places).max(axis=1) < 1e9, 1.0, np.inf)
    events = np.zeros(len(points), np.int8)
    return RunHistory(places, loss, ones, ones, calls, events, outcome, reason)


def test_where_and_why_a_run_diverged() -> None:
    gone = run([(1.0, 0.5), (-1.5, 0.5), (40.0, 0.5), (1e200, 0.5)], Outcome.DIVERGED)
    first, second = ending(gone, DOMAIN).split("\n")
    assert first == "Diverged: at step 3 the loss is no finite number any more."
    assert second == "It left the domain at step 2, from (−1.500, 0.5000)."


def test_a_start_outside_of_the_domain_left_nothing() -> None:
    gone = run([(9.0, 0.5), (1.0, 0.5), (np.nan, 0.5)], Outcome.DIVERGED)
    assert ending(gone, DOMAIN).endswith("It began outside of the domain.")


def test_from_the_midst_of_the_domain_to_nowhere() -> None:
    gone = run([(1.0, 0.5), (np.nan, 0.5)], Outcome.DIVERGED)
    assert ending(gone, DOMAIN).endswith("It left the domain at step 1, from (1.000, 0.5000).")


def test_other_ends_have_their_own_words() -> None:
    assert ending(run([(1.0, 0.5)], Outcome.FINISHED), DOMAIN) == ""
    assert ending(run([(9.0, 0.5)], Outcome.STOPPED, "No way down."), DOMAIN) == "No way down."


def test_a_start_without_a_value_is_not_said_to_have_lost_it() -> None:
    gone = run([(1e10, 1e10)], Outcome.DIVERGED)
    assert ending(gone, DOMAIN).startswith("Diverged: where it starts the loss is no finite number.")
