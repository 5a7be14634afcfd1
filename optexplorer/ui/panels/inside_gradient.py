"""The first line of every step: the gradient, and what was made of it before it was given."""

from typing import TYPE_CHECKING

import numpy as np

from optexplorer.core.experiment import Run
from optexplorer.core.gradient import Gradient, Minibatch, Noisy
from optexplorer.core.operations.numbers import value_piece
from optexplorer.scene.labels import tick

if TYPE_CHECKING:
    from optexplorer.core.inspect.report import Line, StepReport

_DIGITS = 4


def gradient_line(report: "StepReport", run: Run, coordinate: int | None) -> "Line":
    """The evaluation of the gradient as an operation."""
    from optexplorer.core.inspect.report import Line

    formula = rf"g = {_formula(run.gradient)}"
    given = _numbers(report.given_gradient, coordinate)
    numbers = f"g = {given}"
    if not np.array_equal(report.given_gradient, report.true_gradient):
        numbers += rf"\quad\text{{exact }} {_numbers(report.true_gradient, coordinate)}"
    return Line(formula, numbers, f"{report.escape} {gradient_words(run)}".lstrip())


def gradient_words(run: Run) -> str:
    """How the gradient came about, in a sentence or two."""
    gradient = run.gradient
    if not run.optimizer.uses_gradient:
        return "The slope at the point, to compare with; the method asks for what it needs itself."
    words = "Evaluate the gradient at the point"
    if isinstance(gradient, Minibatch):
        examples = "one example" if gradient.batch_size == 1 else f"{gradient.batch_size} examples"
        words += f", averaged over {examples}"
    elif isinstance(gradient, Noisy):
        words += f", with noise of standard deviation {tick(gradient.sigma)} in each coordinate"
    if gradient.clip is not None:
        limit = tick(gradient.clip.threshold)
        if gradient.clip.kind == "norm":
            words += f"; where it is longer than {limit}, it is shortened to that"
        else:
            words += f"; each part is cut at ±{limit}"
    return words + "."


def _formula(gradient: Gradient) -> str:
    text = r"{\nabla} f(x)"
    if isinstance(gradient, Minibatch):
        text = r"{\nabla} f_{B}(x)"
    elif isinstance(gradient, Noisy):
        text += r" + \sigma\,\xi"
    return text if gradient.clip is None else rf"\operatorname{{clip}}({text})"


def _numbers(vector: np.ndarray, coordinate: int | None) -> str:
    return value_piece(vector if coordinate is None else vector[coordinate], _DIGITS).tex
