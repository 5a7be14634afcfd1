"""What gradient the optimizer is given. The recorded loss is always that of the true objective."""

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from optexplorer.core.arrays import Ints, Vec
from optexplorer.core.declare import Declared, SettingError, choice, integer, nested, number
from optexplorer.core.problem import Problem


@dataclass(frozen=True)
class Clip(Declared):
    """Clipping, applied last (Pascanu, Mikolov and Bengio 2013 for the norm)."""

    key: ClassVar[str] = "clip"
    title: ClassVar[str] = "Clipping"

    kind: str = choice("norm", ("norm", "value"), "", "Scale the whole gradient, or cut each part.")
    threshold: float = number(
        1.0, "θ", "The largest length or part that passes.", low=0.0, low_open=True, log=True,
        span=(1e-3, 1e3),
    )  # fmt: skip


@dataclass(frozen=True)
class Gradient(Declared):
    """Base of the gradient oracles."""

    clip: Clip | None = nested(None, "Limit the gradient before the optimizer sees it.")

    @property
    def stochastic(self) -> bool:
        """Whether the gradient differs from the true one by chance."""
        return False


@dataclass(frozen=True)
class Full(Gradient):
    """The gradient of the whole objective."""

    key: ClassVar[str] = "full"
    title: ClassVar[str] = "full gradient"


@dataclass(frozen=True)
class Minibatch(Gradient):
    """The mean over a few examples; size 1 is stochastic gradient descent proper."""

    key: ClassVar[str] = "minibatch"
    title: ClassVar[str] = "mini-batch"

    batch_size: int = integer(
        32, "b", "Examples a gradient is averaged over.", low=1, log=True, span=(1, 512)
    )
    order: str = choice(
        "shuffle",
        ("shuffle", "random"),
        "",
        "shuffle: every example once an epoch, in a new order; random: drawn with replacement.",
    )

    @property
    def stochastic(self) -> bool:
        """Always."""
        return True


@dataclass(frozen=True)
class Noisy(Gradient):
    """The true gradient plus independent Gaussian noise in each coordinate."""

    key: ClassVar[str] = "noisy"
    title: ClassVar[str] = "noisy gradient"

    sigma: float = number(
        0.1, "σ", "Standard deviation of the noise.", low=0.0, log=True, span=(1e-4, 1e2)
    )

    @property
    def stochastic(self) -> bool:
        """Unless σ is 0."""
        return self.sigma > 0


GRADIENTS: dict[str, type[Gradient]] = {g.key: g for g in (Full, Minibatch, Noisy)}


def check_gradient(problem: Problem, gradient: Gradient) -> None:
    """Raise `SettingError` where ``problem`` cannot give such a gradient."""
    if not isinstance(gradient, Minibatch):
        return
    if problem.examples == 0:
        raise SettingError(
            "kind", "minibatch needs a data problem: this objective has no examples to draw from"
        )
    if gradient.batch_size > problem.examples:
        raise SettingError(
            "batch_size", f"must lie in [1, {problem.examples}], got {gradient.batch_size}"
        )


def within(gradient: Gradient, examples: int) -> Gradient:
    """The same, with no larger batch than there are ``examples``."""
    if not isinstance(gradient, Minibatch) or gradient.batch_size <= examples:
        return gradient
    return replace(gradient, batch_size=examples)


def epochs_done(gradient: Gradient, examples: int, updates: Ints) -> Vec:
    """Epochs after so many ``updates`` (k,): passes over all ``examples``.

    A full or noisy gradient passes over all of them at every update. In shuffled order the last
    batch of an epoch holds what is left, so an epoch ends with it exactly.
    """
    if not isinstance(gradient, Minibatch):
        return updates.astype(np.float64)
    if gradient.order == "random":
        return np.asarray(updates * (gradient.batch_size / examples))
    batches = -(-examples // gradient.batch_size)
    epochs, begun = np.divmod(updates, batches)
    return np.asarray(epochs + begun * (gradient.batch_size / examples))
