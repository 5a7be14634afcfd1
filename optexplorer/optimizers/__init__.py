"""The catalogue of optimizers: one line each, in the order of the menu."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from optexplorer.core.declare import SettingError
from optexplorer.core.gradient import Full, Gradient, Minibatch, Noisy
from optexplorer.core.nearest import unknown
from optexplorer.core.optimizer import Optimizer
from optexplorer.optimizers.accelerated import NesterovConvex, OptimisticGradientDescent
from optexplorer.optimizers.accumulating import Adafactor, Madgrad, Sm3
from optexplorer.optimizers.adam import Adam, AdamW
from optexplorer.optimizers.adam_bounded import Adamax, AMSGrad, Yogi
from optexplorer.optimizers.adam_centered import ACProp, AdaBelief, DiffGrad
from optexplorer.optimizers.adam_lookahead import Adan, OptimisticAdam
from optexplorer.optimizers.adam_mixed import AdEMAMix, QHAdam, SimplifiedAdEMAMix
from optexplorer.optimizers.adam_steadied import ADOPT, RAdam
from optexplorer.optimizers.adam_to_sgd import SWATS, AdaBound
from optexplorer.optimizers.adaptive import Adadelta, AdaGrad, RMSProp
from optexplorer.optimizers.annealing import SimulatedAnnealing
from optexplorer.optimizers.averaging import AveragedSGD
from optexplorer.optimizers.cma_es import CMAES
from optexplorer.optimizers.coin_betting import Cocob
from optexplorer.optimizers.conjugate_gradient import NonlinearCG
from optexplorer.optimizers.d_adaptation import DAdaptAdaGrad, DAdaptSGD
from optexplorer.optimizers.d_adaptation_adam import DAdaptAdam, DAdaptLion
from optexplorer.optimizers.distance_over_gradients import DoG, DoWG
from optexplorer.optimizers.follow_the_leader import Ftrl
from optexplorer.optimizers.gradient_descent import GradientDescent
from optexplorer.optimizers.gradient_steps import BarzilaiBorwein, LineSearchGD
from optexplorer.optimizers.layerwise import Fromage, Lamb, Lars
from optexplorer.optimizers.lbfgs import LBFGS
from optexplorer.optimizers.momentum import Momentum, Nesterov, NesterovLookAhead
from optexplorer.optimizers.momentum_blends import AggregatedMomentum, QuasiHyperbolicMomentum
from optexplorer.optimizers.momo import Momo, MomoAdam
from optexplorer.optimizers.nadam import NAdam
from optexplorer.optimizers.nelder_mead import NelderMead
from optexplorer.optimizers.newton import Newton, SaddleFreeNewton
from optexplorer.optimizers.newton_cg import NewtonCG
from optexplorer.optimizers.novograd import NovoGrad
from optexplorer.optimizers.perturbed import NoisySGD, SharpnessAwareMinimization
from optexplorer.optimizers.polyak import Polyak
from optexplorer.optimizers.powell import Powell
from optexplorer.optimizers.prodigy import Prodigy
from optexplorer.optimizers.quasi_newton import BFGS
from optexplorer.optimizers.schedule_free import (
    ScheduleFreeAdamW,
    ScheduleFreeRAdam,
    ScheduleFreeSGD,
)
from optexplorer.optimizers.search import RandomSearch
from optexplorer.optimizers.signs import Lion, Rprop, SignSGD, Signum
from optexplorer.optimizers.sophia import Sophia
from optexplorer.optimizers.trust_region import TrustExact

CATALOGUE: dict[str, type[Optimizer]] = {
    optimizer.key: optimizer
    for optimizer in (
        GradientDescent,
        NoisySGD,
        OptimisticGradientDescent,
        Momentum,
        Nesterov,
        NesterovLookAhead,
        NesterovConvex,
        QuasiHyperbolicMomentum,
        AggregatedMomentum,
        SharpnessAwareMinimization,
        AdaGrad,
        RMSProp,
        Adadelta,
        Adafactor,
        Madgrad,
        Sm3,
        Ftrl,
        Adam,
        AdamW,
        AMSGrad,
        Adamax,
        NAdam,
        RAdam,
        Yogi,
        AdaBelief,
        Adan,
        QHAdam,
        ADOPT,
        AdEMAMix,
        SimplifiedAdEMAMix,
        OptimisticAdam,
        ACProp,
        DiffGrad,
        AdaBound,
        SWATS,
        Lamb,
        Lars,
        NovoGrad,
        Fromage,
        SignSGD,
        Signum,
        Lion,
        Rprop,
        AveragedSGD,
        ScheduleFreeSGD,
        ScheduleFreeAdamW,
        ScheduleFreeRAdam,
        Prodigy,
        DAdaptAdam,
        DAdaptSGD,
        DAdaptAdaGrad,
        DAdaptLion,
        DoG,
        DoWG,
        Cocob,
        Polyak,
        Momo,
        MomoAdam,
        LineSearchGD,
        BarzilaiBorwein,
        NonlinearCG,
        Newton,
        SaddleFreeNewton,
        NewtonCG,
        TrustExact,
        Sophia,
        BFGS,
        LBFGS,
        RandomSearch,
        SimulatedAnnealing,
        NelderMead,
        Powell,
        CMAES,
    )
}


class Preset(NamedTuple):
    """A method that people look for by a name of its own: an optimizer with a gradient."""

    title: str
    summary: str
    optimizer: str  # key
    data: Gradient  # for problems with examples
    otherwise: Gradient


PRESETS: tuple[Preset, ...] = (
    Preset("Batch GD", "Gradient descent by the gradient of all examples.", "gd", Full(), Full()),
    Preset(
        "SGD",
        "Gradient descent by one example at a time; on a surface, by noisy gradients.",
        "gd",
        Minibatch(batch_size=1),
        Noisy(),
    ),
    Preset(
        "Mini-batch GD",
        "Gradient descent by a few examples at a time; on a surface, by noisy gradients.",
        "gd",
        Minibatch(batch_size=32),
        Noisy(),
    ),
)


def make(key: str, values: Mapping[str, Any]) -> Optimizer:
    """The optimizer of this key with these hyper-parameters; the rest keep their defaults.

    Raises `SettingError` named "optimizer" for an unknown key, and named after the hyper-parameter
    for one that is unknown or out of range.
    """
    if key not in CATALOGUE:
        raise SettingError("optimizer", unknown("optimizer", key, CATALOGUE))
    kind = CATALOGUE[key]
    names = [p.name for p in kind.parameters()]
    for name in values:
        if name not in names:
            raise SettingError(name, unknown(f"hyper-parameter of {key}", name, names))
    return kind.from_mapping(values)


def describe() -> list[dict[str, Any]]:
    """The catalogue as plain values for JSON; an infinite bound is None."""
    return [
        {
            "key": kind.key,
            "name": kind.title,
            "family": kind.family,
            "summary": kind.summary,
            "formula": kind.equation,
            "reference": kind.reference,
            "strengths": kind.strengths,
            "weaknesses": kind.weaknesses,
            "when": kind.when,
            "variant": kind.variant,
            "hyperparameters": [p.described() for p in kind.parameters()],
            "state": list(kind.states),
        }
        for kind in CATALOGUE.values()
    ]
