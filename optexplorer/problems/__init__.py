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
