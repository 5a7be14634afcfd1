"""What a card says of a run in a few words."""

import pytest

from optexplorer.core.experiment import Run
from optexplorer.core.gradient import Clip, Minibatch, Noisy
from optexplorer.core.schedule import Cosine
from optexplorer.optimizers import CATALOGUE
from optexplorer.ui.panels.run_summary import run_summary


@pytest.mark.parametrize(
    ("run", "text"),
    [
        (Run(CATALOGUE["momentum"]()), "μ 0.9"),
        (Run(CATALOGUE["gd"](), gradient=Minibatch(batch_size=1)), "SGD"),
        (Run(CATALOGUE["gd"](), gradient=Minibatch(), schedule=Cosine()), "mini-batch 32 · cosine"),
        (Run(CATALOGUE["gd"](), gradient=Noisy(clip=Clip(threshold=2))), "noise 0.1 · clip 2"),
        (Run(CATALOGUE["gd"]()), ""),
    ],
)
def test_what_sets_a_run_apart(run: Run, text: str) -> None:
    assert run_summary(run) == text


def test_changed_settings_come_first() -> None:
    run = Run(CATALOGUE["adam"](beta2=0.9, bias_correction=False))
    assert run_summary(run).startswith("β₂ 0.9 · no bias correction · β₁ 0.9")


def test_names_that_are_no_words_are_not_shown() -> None:
    for key, text in (("adam", "ε before the correction"), ("adamw", "AMSGrad")):
        switch = {"adam": "eps_hat", "adamw": "amsgrad"}[key]
        assert text in run_summary(Run(CATALOGUE[key](**{switch: True})))
