"""The catalogue of landscapes: surfaces, typed formulas, and fits to data."""

from optexplorer.core.problem import DataSpec, FormulaSpec, Problem, ProblemSpec, SurfaceSpec


def build_problem(spec: ProblemSpec) -> Problem:
    """The problem that ``spec`` describes; raises `ProblemError` with one clear sentence."""
    match spec:
        case SurfaceSpec():
            from optexplorer.problems.surfaces import surface_problem

            return surface_problem(spec)
        case FormulaSpec():
            from optexplorer.problems.formula import formula_problem

            return formula_problem(spec)
        case DataSpec():
            from optexplorer.problems.data import data_problem

            return data_problem(spec)


def derivatives_of(problem: Problem) -> list[tuple[str, str]]:
    """(left, right) sides in TeX of f, its gradient and its Hessian.

    For a surface the formula is the catalogue's, before rotation and stretch. Not for a data problem,
    which is a mean over its rows.
    """
    from optexplorer.problems.expression.display import show_derivatives
    from optexplorer.problems.expression.parse import parse
    from optexplorer.problems.surfaces import surface

    spec = problem.spec
    assert not isinstance(spec, DataSpec)  # noqa: S101
    if isinstance(spec, SurfaceSpec):
        entry = surface(spec.name)
        text, names = entry.expression, [p.name for p in entry.parameters]
    else:
        text, names = spec.expression, [name for name, _ in spec.parameters]
    shown = show_derivatives(parse(text, names))
    x = problem.names
    lines = [("f", shown.value)]
    lines += [
        (rf"\frac{{\partial f}}{{\partial {a}}}", g) for a, g in zip(x, shown.gradient, strict=True)
    ]
    for i, a in enumerate(x):
        for b, second in list(zip(x, shown.hessian[i], strict=True))[i:]:
            below = rf"\partial {a}^2" if a == b else rf"\partial {a}\,\partial {b}"
            lines.append((rf"\frac{{\partial^2 f}}{{{below}}}", second))
    return lines
