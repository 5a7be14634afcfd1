"""Problems made from a typed formula."""

from optexplorer.core.nearest import short
from optexplorer.core.problem import FormulaSpec, Problem, ProblemError
from optexplorer.problems.domains import checked_domain, checked_numbers, chosen_start
from optexplorer.problems.expression.errors import ExpressionError
from optexplorer.problems.expression.evaluate import evaluate
from optexplorer.problems.expression.kernels import formula_kernels
from optexplorer.problems.expression.parse import check_parameter_name, parse
from optexplorer.problems.expression.pretty import pretty
from optexplorer.problems.surfaces import data_row

DEFAULT_INTERVAL = (-5.0, 5.0)


def formula_problem(spec: FormulaSpec) -> Problem:
    """The problem that a specification describes.

    Raises `ProblemError`; where the formula is at fault its path is ``expression``, its position
    the character, and its cause the `ExpressionError` that also has the length of the mistake.
    """
    for name, _ in spec.parameters:
        try:
            check_parameter_name(name)
        except ExpressionError as error:
            raise ProblemError(f"parameters.{short(name)}", error.message) from error
    values = checked_numbers(spec.parameters)
    names = tuple(values)
    try:
        expression = parse(spec.expression, names)
        if not expression.variables:
            raise ExpressionError("The formula has no x: there is nothing to minimise.")
        kernels = formula_kernels(spec.expression, names, transformed=False)
    except ExpressionError as error:
        raise ProblemError("expression", error.message, error.position) from error
    variables = expression.variables
    domain = (DEFAULT_INTERVAL,) * len(variables) if spec.domain is None else spec.domain
    domain = checked_domain(domain, len(variables))
    start = chosen_start(
        domain, lambda p: evaluate(expression, values | dict(zip(variables, p, strict=True)))
    )
    return Problem(
        spec=spec,
        title="Formula",
        formula=pretty(expression),
        names=variables,
        domain=domain,
        start=start,
        kernels=kernels,
        data=data_row(values.values()),
    )
