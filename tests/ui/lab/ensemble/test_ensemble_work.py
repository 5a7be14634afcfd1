"""The work behind the page of ensembles, without the page."""

from optexplorer.core.cancel import Cancel
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.problem import SurfaceSpec
from optexplorer.optimizers import make
from optexplorer.problems import build_problem
from optexplorer.ui.lab.ensemble.settings import EnsembleSettings
from optexplorer.ui.lab.ensemble.work import EnsembleRequest, Ensembles, Planner


def test_the_members_so_far_are_those_of_every_run() -> None:
    run = Run(make("gd", {"learning_rate": 0.05}), "quiet")
    wells = Experiment(build_problem(SurfaceSpec("double_well")), (run, run), (0.0, 0.0), steps=3)
    request = EnsembleRequest(wells, (0, 1), EnsembleSettings(members=1500))
    pieces = list(Ensembles(Planner())(request, Cancel(), lambda _done, _of: None))
    sizes = [[0 if e is None else e.size for e in piece.found] for piece in pieces]
    assert sizes[:2] == [[256, 0], [256, 256]]
    assert [piece.so_far for piece in pieces[:2]] == ["0 to 256", "256"]
    assert pieces[-1].so_far == "1,500"
