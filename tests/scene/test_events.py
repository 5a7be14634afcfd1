"""The marks of escape modes: which steps have one, where it stands, and the best point so far."""

import numpy as np
import pytest

from optexplorer.core.compute import compute
from optexplorer.core.escape import (
    NO_ESCAPE,
    Escape,
    PerturbAlways,
    PerturbAtIntervals,
    RestartAtIntervals,
)
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.history import Event
from optexplorer.core.plane import identity
from optexplorer.optimizers import make
from optexplorer.scene.events import MOST, MOST_IN_ALL, best_rows, marked, shared, told
from optexplorer.scene.frame import EventLayer, Frame
from optexplorer.scene.layers import Background, Options, build
from optexplorer.scene.palette import style
from optexplorer.scene.resolve import Resolver
from optexplorer.scene.surface_layer import surface_layer
from optexplorer.scene.view import View
from tests.support.objectives import FORMULAS, problem

WHOLE = View()
SQUARE = ((-5.0, 5.0), (-5.0, 5.0))


def frame_of(*escapes: Escape, view: View = WHOLE, steps: int = 60) -> tuple[Frame, Experiment]:
    runs = tuple(Run(make("gd", {"learning_rate": 0.005}), escape=escape) for escape in escapes)
    experiment = Experiment(problem(FORMULAS["himmelblau"], (1.0, 1.0)), runs, steps=steps)
    x = np.linspace(-5, 5, 51)
    values = (x[None, :] ** 2 + x[:, None] - 11) ** 2 + (x[None, :] + x[:, None] ** 2 - 7) ** 2
    surface = surface_layer(x, x, values, "linear")
    history = compute(experiment)
    layers = build(experiment, history, identity(2), Background(SQUARE, surface, None), Options())
    return Resolver().frame(layers, view), experiment


def test_marks_stand_where_it_happened() -> None:
    frame, experiment = frame_of(NO_ESCAPE, PerturbAtIntervals(every=20), RestartAtIntervals(every=9))
    perturbed, restarted = frame.events
    history = compute(experiment)
    assert (perturbed.run, restarted.run) == (1, 2)
    assert perturbed.steps.tolist() == [20, 40]
    assert perturbed.shapes == ("perturbed",) * 2
    assert restarted.shapes == ("restarted",) * 6
    np.testing.assert_array_equal(perturbed.points, history.runs[1].parameters[[20, 40]])
    np.testing.assert_array_equal(restarted.loss, history.runs[2].loss[restarted.steps])
    assert np.isfinite(restarted.shade).all()
    assert frame.event_shapes == ("perturbed", "restarted", "best")
    loss = frame.curves[0].curves
    assert loss[0].events == ()
    assert loss[1].events == ((20.0, "perturbed"), (40.0, "perturbed"))
    assert frame.legend[1].events == "perturbed 2 times"
    assert told(history.runs[0]) == ""


def test_the_best_point_is_that_up_to_the_cursor() -> None:
    escape = RestartAtIntervals(every=9)
    for cursor in (0, 5, 30, 60):
        frame, experiment = frame_of(NO_ESCAPE, escape, view=View(cursor=cursor))
        (best,) = frame.best
        loss = compute(experiment).runs[1].loss[: cursor + 1]
        assert best.run == 1
        assert best.loss == loss.min()


def test_hidden_runs_have_no_marks() -> None:
    frame, _ = frame_of(NO_ESCAPE, RestartAtIntervals(every=9), view=View(hidden=frozenset({1})))
    assert frame.events == frame.best == frame.event_shapes == ()


def test_noise_at_every_step_is_not_marked_and_many_events_are_thinned() -> None:
    frame, experiment = frame_of(PerturbAlways(), PerturbAtIntervals(every=2), steps=2_000)
    (layer,) = frame.events
    assert layer.run == 1
    assert layer.steps.size == MOST
    assert (layer.steps[0], layer.steps[-1]) == (2, 1998)
    run = compute(experiment).runs[0]
    assert marked(run).size == 0
    assert run.count(Event.PERTURBED) == 2_000


def test_many_runs_share_the_marks_of_a_picture() -> None:
    escapes = [PerturbAtIntervals(every=2), RestartAtIntervals(every=900), PerturbAlways()]
    escapes += [PerturbAtIntervals(every=3)] * 5
    frame, _ = frame_of(*escapes, steps=2_000)
    sizes = {layer.run: layer.steps.size for layer in frame.events}
    assert sizes[1] == 2
    assert sorted(set(sizes.values()) - {2}) == [99, 100], (
        "of the 598 that are left six have equal shares"
    )
    assert sum(sizes.values()) == MOST_IN_ALL
    for panel in frame.curves:
        assert {c.run: len(c.events) for c in panel.curves if c.events} == sizes
    at = [place for place, _ in frame.curves[0].curves[0].events]
    assert at == frame.events[0].steps.tolist(), "the same steps on curves as on the path"
    assert (at[0], at[-1]) == (2, 1998)


def test_runs_that_are_hidden_leave_their_marks_to_the_others() -> None:
    escapes = [PerturbAtIntervals(every=2)] * 6
    frame, _ = frame_of(*escapes, steps=2_000)
    assert [layer.steps.size for layer in frame.events] == [MOST_IN_ALL // 6] * 6
    frame, _ = frame_of(*escapes, steps=2_000, view=View(solo=2))
    assert [(layer.run, layer.steps.size) for layer in frame.events] == [(2, MOST)]


@pytest.mark.parametrize(
    ("sizes", "shares"),
    [
        ([], []),
        ([190, 1, 1, 1], [190, 1, 1, 1]),
        ([150] + [1] * 11, [150] + [1] * 11),
        ([200, 200, 200], [200, 200, 200]),
        ([200, 10, 200, 200, 200], [147, 10, 147, 148, 148]),
    ],
)
def test_what_short_runs_leave_the_long_ones_take(sizes: list[int], shares: list[int]) -> None:
    layers = [layer(run, size) for run, size in enumerate(sizes)]
    assert [shared(layers)[run].size for run in range(len(sizes))] == shares


def test_more_runs_than_marks() -> None:
    room = shared([layer(run, 10) for run in range(MOST_IN_ALL + 1)])
    assert sum(which.size for which in room.values()) == MOST_IN_ALL


def layer(run: int, size: int) -> EventLayer:
    nothing = np.zeros(size)
    kinds = np.full(size, Event.PERTURBED, dtype=np.int8)
    return EventLayer(run, style(run), np.arange(size), kinds, np.zeros((size, 2)), nothing, nothing)


@pytest.mark.parametrize(
    ("loss", "rows"),
    [
        ([3.0, 2.0, 2.0, 5.0, 1.0], [0, 1, 1, 1, 4]),
        ([np.nan, 2.0, np.inf, 1.0], [0, 1, 1, 3]),
        ([np.inf, np.nan], [0, 0]),
    ],
)
def test_best_rows(loss: list[float], rows: list[int]) -> None:
    assert best_rows(np.array(loss)).tolist() == rows
