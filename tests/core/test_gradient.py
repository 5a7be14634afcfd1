"""A gradient that the problem cannot give is refused before the compiled loop sees it."""

import pytest

from optexplorer.core.compute import compute
from optexplorer.core.declare import SettingError
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Minibatch
from optexplorer.optimizers import make
from tests.support.objectives import FORMULAS, problem


@pytest.mark.parametrize("order", ["shuffle", "random"])
def test_no_mini_batches_without_examples(order: str) -> None:
    run = Run(make("gd", {}), gradient=Minibatch(batch_size=4, order=order))
    with pytest.raises(SettingError, match="minibatch needs a data problem"):
        compute(Experiment(problem(FORMULAS["bowl"], (1.0, 1.0)), (run,), steps=5))
