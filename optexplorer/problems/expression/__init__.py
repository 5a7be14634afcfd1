"""Formulas: text to checked tree, tree to derivatives, derivatives to kernels."""

from optexplorer.problems.expression.display import Derivatives, show_derivatives
from optexplorer.problems.expression.errors import ExpressionError
from optexplorer.problems.expression.evaluate import evaluate
from optexplorer.problems.expression.kernels import FormulaKernels, formula_kernels
from optexplorer.problems.expression.parse import check_parameter_name, parse
from optexplorer.problems.expression.pretty import pretty
from optexplorer.problems.expression.tree import Expression

__all__ = [
    "Derivatives",
    "Expression",
    "ExpressionError",
    "FormulaKernels",
    "check_parameter_name",
    "evaluate",
    "formula_kernels",
    "parse",
    "pretty",
    "show_derivatives",
]
