"""Ensembles as charts and as a table."""

from dataclasses import replace

import numpy as np
import pytest

from optexplorer.core.analysis.ensemble import Ensemble
from optexplorer.core.analysis.linear_escape import LinearEscape
from optexplorer.core.analysis.sweep import OUTCOMES
from optexplorer.core.history import Outcome
from optexplorer.scene.chart import Bars, Line
from optexplorer.scene.ensemble import (
    HEADER,
    Crowd,
    bin_edges,
    first_within,
    loss_chart,
    rows,
    survival_chart,
    times_chart,
)
from optexplorer.scene.palette import style

THEORY = LinearEscape(54.3, 0.4, 0.01, 0.05, -4.0)
DIVERGED = next(key for key, outcome in OUTCOMES.items() if outcome is Outcome.DIVERGED)


def crowd(*escaped: int, run=0, theory=None, quartiles=None, final=None) -> Crowd:
    k = len(escaped)
    ends = np.arange(k, dtype=np.float64) if final is None else np.array(final)
    found = Ensemble(
        escaped=np.array(escaped),
        outcomes=np.array([next(iter(OUTCOMES))] * (k - 1) + [DIVERGED]),
        final_loss=ends,
        best_loss=ends,
        at=np.array([0, 50, 100]),
        quartiles=np.array(quartiles or [[4.0, 1.0, 0.5], [4.0, 2.0, 1.0], [4.0, 3.0, 2.0]]),
        paths=np.empty((0, 3, 2)),
        complete=True,
    )
    return Crowd(run, f"run {run}", style(run), found, theory)


def test_survival_is_the_engines_with_the_theory_beside_it():
    of = crowd(10, 60, -1, -1, theory=THEORY)
    chart = survival_chart([of])
    (line,) = chart.marks
    assert isinstance(line, Line)
    np.testing.assert_array_equal(line.y, of.found.survival())
    assert line.step
    (rule,) = chart.rules
    assert (rule.at, rule.label, rule.style) == (54.3, "theory 54", style(0))
    assert rule.tip == "log(δ/σ) / log(1 + η|λ|): δ 0.4, σ 0.01, η 0.05, λ −4"


def test_what_theories_have_in_common_is_said_once():
    one, other = crowd(1, 2, theory=THEORY), crowd(1, 2, run=1, theory=THEORY)
    (rule,) = times_chart([one, other], log=False).rules
    assert rule.style is None
    assert not survival_chart([crowd(1, 2)]).rules


@pytest.mark.parametrize("log", [False, True])
def test_every_escape_is_in_one_bar_and_those_that_stay_in_none(log):
    escaped = (1, 1, 7, 40, 99, 317, -1, -1)
    (bars,) = times_chart([crowd(*escaped)], log).marks
    assert isinstance(bars, Bars)
    assert bars.heights.tolist() == np.histogram(escaped[:6], bars.edges)[0].tolist()
    assert bars.heights.sum() == 6
    assert bars.edges[-1] > 317
    assert (bars.edges == bars.edges.round()).all()
    assert (np.diff(bars.edges) > 0).all()
    assert bars.edges.size <= 43


def test_bars_of_several_runs_share_their_edges():
    first, second = times_chart([crowd(5, 9), crowd(100, 300, run=1)], False).marks
    assert isinstance(first, Bars)
    assert isinstance(second, Bars)
    assert first.edges is second.edges


def test_where_nobody_escapes_it_is_said():
    chart = times_chart([crowd(-1, -1)], False)
    assert chart.marks == ()
    assert chart.empty == "No member has escaped."


def test_edges_begin_at_zero_or_at_the_first_escape():
    assert bin_edges(0, 0, False).tolist() == [0.0, 1.0]
    assert bin_edges(0, 3, True).tolist() == [1.0, 2.0, 3.0, 4.0]


def test_the_first_member_of_a_bar():
    of, edges = crowd(30, 12, 14, -1, 19), np.array([0.0, 10.0, 20.0])
    assert first_within(of, edges, 15.0) == 1
    assert first_within(of, edges, 5.0) is None
    assert first_within(of, edges, 25.0) is None


def test_a_loss_that_explodes_does_not_squash_the_rest():
    calm = loss_chart([crowd(1, 2)])
    assert calm.y_log
    assert calm.y_range is None
    wild = loss_chart([crowd(1, 2), crowd(1, 2, run=1, quartiles=[[4.0, 1e9, np.inf]] * 3)])
    assert wild.y_range == (0.5, pytest.approx(4.0 + 0.5 * 3.5))
    assert not loss_chart([crowd(1, 2, quartiles=[[1.0, 0.0, -1.0]] * 3)]).y_log


def test_the_table():
    (row,) = rows([crowd(10, 60, 61, -1, theory=THEORY)])
    assert dict(zip((title for title, _ in HEADER), row.cells, strict=True)) == {
        "Escaped": "75.0 %",
        "95 % interval": "30.1 to 95.4 %",
        "Median steps": "60",
        "Theory": "54",
        "Final loss": "1.00 (0.50 to 2.0)",
        "Diverged": "1",
    }


def test_who_diverges_does_not_stay():
    gone = crowd(-1, -1, -1)
    (row,) = rows([replace(gone, found=replace(gone.found, outcomes=np.full(3, DIVERGED)))])
    assert row.cells[2] == "most diverge"


def test_members_without_chance_are_alike():
    (row,) = rows([crowd(-1, -1, final=(3.0, 3.0))])
    assert row.cells[:3] == ("0.0 %", "all alike", "most stay")
    assert not crowd(-1, -1).alike
