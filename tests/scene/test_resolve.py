"""What stays the same from one frame to the next is the same object: no view looks at it again."""

from dataclasses import replace

import numpy as np

from optexplorer.core.compute import compute
from optexplorer.core.escape import RestartAtIntervals
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.plane import identity
from optexplorer.optimizers import make
from optexplorer.scene.layers import Background, Layers, Options, build
from optexplorer.scene.resolve import Resolver
from optexplorer.scene.surface_layer import surface_layer
from optexplorer.scene.view import View
from tests.support.objectives import FORMULAS, problem


def layers_of(steps: int) -> Layers:
    runs = tuple(
        Run(make("gd", {"learning_rate": rate}), escape=RestartAtIntervals(every=9))
        for rate in (0.005, 0.01)
    )
    experiment = Experiment(problem(FORMULAS["himmelblau"], (1.0, 1.0)), runs, steps=steps)
    x = np.linspace(-5.0, 5.0, 51)
    values = (x[None, :] ** 2 + x[:, None] - 11) ** 2 + (x[None, :] + x[:, None] ** 2 - 7) ** 2
    background = Background(((-5.0, 5.0), (-5.0, 5.0)), surface_layer(x, x, values, "linear"), None)
    return build(experiment, compute(experiment), identity(2), background, Options())


def test_paths_and_heads_stay_while_something_else_is_looked_at() -> None:
    layers, resolver, view = layers_of(60), Resolver(), View(cursor=20)
    first = resolver.frame(layers, view)
    looked = resolver.frame(layers, replace(view, local=replace(view.local, open=True)))
    assert looked.local is not first.local
    assert (looked.paths, looked.heads, looked.best) == (first.paths, first.heads, first.best)
    assert first.heads
    assert first.best


def test_heads_follow_the_cursor_the_runs_and_the_steps() -> None:
    layers, resolver, view = layers_of(60), Resolver(), View(cursor=20)
    first = resolver.frame(layers, view)
    moved = resolver.frame(layers, replace(view, cursor=21))
    assert [head.point for head in moved.heads] != [head.point for head in first.heads]
    assert len(resolver.frame(layers, replace(view, cursor=21, hidden=frozenset({0}))).heads) == 1
    longer, end = layers_of(90), View()
    assert not any(head.ended for head in moved.heads)
    assert resolver.frame(longer, end).cursor == 90
    assert all(head.ended for head in resolver.frame(longer, end).heads)
