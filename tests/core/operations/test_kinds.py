"""What the results of operations are on the picture."""

import pytest

from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.inspect.replay import Replay
from optexplorer.core.inspect.report import inspect_step
from optexplorer.core.operations.kinds import Kind
from optexplorer.optimizers import make
from tests.support.objectives import FORMULAS, problem

HIMMELBLAU = problem(FORMULAS["himmelblau"], (0.5, -1.0))


def kinds_of(key: str, **values: object) -> dict[str, Kind]:
    experiment = Experiment(HIMMELBLAU, (Run(make(key, values)),), steps=5)
    return inspect_step(Replay(experiment, 0), 2).kinds


@pytest.mark.parametrize(
    ("key", "values", "name", "kind"),
    [
        ("adam", {}, "m", Kind.GRADIENT),
        ("adam", {}, "m_hat", Kind.GRADIENT),
        ("adam", {}, "v", Kind.OTHER),
        ("momentum", {}, "v", Kind.GRADIENT),
        ("lion", {}, "x", Kind.PLACE),
        ("nag", {}, "x_ahead", Kind.PLACE),
        ("schedule_free_sgd", {}, "z", Kind.PLACE),
        ("bfgs", {}, "p", Kind.MOVE),
    ],
)
def test_kinds(key: str, values: dict[str, object], name: str, kind: Kind) -> None:
    assert kinds_of(key, **values)[name] is kind
