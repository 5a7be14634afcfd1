"""What an optimizer is: declared hyper-parameters, the names of its state, and one compiled step.

To write one: derive a frozen dataclass from `Optimizer`, declare its hyper-parameters, name what it
remembers, and decorate the update with ``@step``::

    @step
    def _momentum(oracle, x, g, state, memory, hyper, rate, words, t):
        momentum = hyper[0]
        v = state[0]
        for i in range(x.size):
            v[i] = momentum * v[i] + g[i]
            x[i] -= rate * v[i]
        return OK

``x`` (n,) is moved in place. ``g`` (n,) is the gradient the optimizer is given at ``x`` and may be
overwritten. ``state`` (rows named by `states_of`, n) and ``memory`` (named by `memories_of`) start at
zero and persist.
``hyper`` holds the hyper-parameters after ``learning_rate`` in declaration order. ``rate`` is the
learning rate times the schedule's factor. ``words`` is the run's own random stream. ``t`` counts
updates from 1. An update that makes arrays, slices copied by ``a[:] = b`` included, is an
`allocating_step`.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

import numpy as np

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import Declared, Parameter
from optexplorer.core.operations import Notation, Operation, Picture, formula, notation

if TYPE_CHECKING:
    from optexplorer.core.abi import Kernel, Oracle

StepFunction = Callable[["Oracle", Vec, Vec, Mat, Vec, Vec, float, Words, int], int]


# What a suitable learning rate is proportional to (1 over the curvature, or the domain's width).
RateRule = tuple[Literal["curvature", "width", "none"], float]


class Step:
    """An update in plain Python; its kernel is made when first asked for."""

    def __init__(self, function: StepFunction, *, allocates: bool = False) -> None:
        self.function = function
        self.allocates = allocates
        self._kernel: Kernel | None = None

    @property
    def kernel(self) -> "Kernel":
        """The kernel of signature STEP."""
        if self._kernel is None:
            from optexplorer.core.abi import step_kernel  # numba stays out of the start

            self._kernel = step_kernel(self.function, allocates=self.allocates)
        return self._kernel


def step(function: StepFunction) -> Step:
    """Declare ``function`` as the update of an optimizer."""
    return Step(function)


def allocating_step(function: StepFunction) -> Step:
    """As `step`, for an update that makes arrays of its own; it costs some 50 ns more."""
    return Step(function, allocates=True)


class _DerivedEquation:
    """The operations as one line, unless a class declares a line of its own."""

    def __get__(self, _: object, owner: "type[Optimizer]") -> str:
        optimizer = owner(**{p.name: _working(p) for p in owner.parameters()})
        return formula(optimizer.operations(), optimizer.notation())


def _derived_equation() -> Any:
    return _DerivedEquation()


@dataclass(frozen=True)
class Form:
    """The same method in another common convention."""

    title: str  # whose, or which
    optimizer: "Optimizer"
    differs: str  # one sentence, true in both directions


def _working(p: Parameter) -> Any:
    """The default; where that is 0 or None, so that a term drops out, a value at which it shows."""
    return p.span[1] if p.span and not p.default else p.default


@dataclass(frozen=True)
class Optimizer(Declared):
    """Base of every optimizer; a value, never a process."""

    family: ClassVar[str]
    summary: ClassVar[str]  # one plain sentence
    equation: ClassVar[str] = _derived_equation()  # the update, TeX
    strengths: ClassVar[str]
    weaknesses: ClassVar[str]
    when: ClassVar[str]  # to choose it: a sentence or two
    reference: ClassVar[str]  # the source
    variant: ClassVar[str]  # which form of it
    update: ClassVar[Step]
    states: ClassVar[tuple[str, ...]] = ()  # names of the rows of ``state``, one value a coordinate
    places: ClassVar[tuple[str, ...]] = ()  # states from which x is computed: moved where x is
    memories: ClassVar[tuple[str, ...]] = ()  # names of the scalars in ``memory``
    constants: ClassVar[tuple[str, ...]] = ()  # memories, or families of them, that never change
    rate_rule: ClassVar[RateRule] = ("none", 1.0)  # see core.analysis.rates
    uses_gradient: ClassVar[bool] = True  # False: asks the oracle itself, or needs no gradient
    effective_rate: ClassVar[str] = ""  # what multiplies the gradient, in the names of operations
    pictures: ClassVar[tuple[Picture, ...]] = ()  # of a step, beside those that all have
    draws: ClassVar[bool] = False  # True: its updates draw random numbers of their own
    finds_rate: ClassVar[bool] = False  # True: the learning rate is a mere factor, best left at 1
    lengthens: ClassVar[bool] = False  # True: its steps grow with t alone, and may throw it out

    def operations(self) -> tuple[Operation, ...]:
        """One update as assignments in order (see `core.operations`); the last assigns ``x``.

        Every state that a person would care about is assigned by its name. A test compares the
        results with the kernel's.
        """
        return ()

    def forms(self) -> tuple[Form, ...]:
        """The same method as other libraries or papers write it, with these hyper-parameters."""
        return ()

    def turned(self, name: str, titles: tuple[str, str], differs: str) -> Form:
        """The form with one switch turned; ``titles`` name the forms without and with it."""
        on = not getattr(self, name)
        return Form(titles[on], replace(self, **{name: on}), differs)

    def states_of(self, n: int) -> tuple[str, ...]:  # noqa: ARG002
        """The names of the rows of ``state`` for ``n`` parameters.

        More than ``states`` where a method keeps a matrix, a history or a population.
        """
        return self.states

    def memories_of(self, n: int) -> tuple[str, ...]:  # noqa: ARG002
        """The names of the scalars in ``memory`` for ``n`` parameters."""
        return self.memories

    def rate_expression(self) -> str:
        """The effective rate, where options change it; empty: step by gradient is shown."""
        return self.effective_rate

    def notation(self, n: int = 2) -> Notation:
        """How its operations are written for ``n`` parameters."""
        return notation(self.parameters(), (*self.states_of(n), *self.memories_of(n)))

    def fitted(self, minimum: float | None) -> Self:  # noqa: ARG002
        """This optimizer with what it takes from the problem filled in.

        ``minimum`` is the lowest value of the objective, None where it is not known.
        """
        return self

    def stable_rate(self, curvature: float) -> float | None:  # noqa: ARG002
        """The learning rate below which it converges on a quadratic of no more than this curvature.

        ``curvature`` is the largest eigenvalue of the Hessian (> 0); gradient full, rate constant. None
        where theory has no such simple bound.
        """
        return None

    @property
    def rate(self) -> float:
        """The learning rate before the schedule; 1 for methods without one."""
        return float(getattr(self, "learning_rate", 1.0))

    def packed(self) -> Vec:
        """The hyper-parameters after ``learning_rate``, as kernels receive them.

        An optimizer may append what else its kernel needs.
        """
        return np.array(
            [
                _as_float(getattr(self, p.name), p.choices)
                for p in self.parameters()
                if p.name != "learning_rate"
            ],
            dtype=np.float64,
        )


def _as_float(value: Any, choices: tuple[str, ...]) -> float:
    if value is None:
        return math.nan
    return float(choices.index(value)) if choices else float(value)
