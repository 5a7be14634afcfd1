"""Every surface of the catalogue against the recorded facts, finite differences and itself."""

import dataclasses
import math
import subprocess
import sys
from collections.abc import Sequence
from itertools import groupby

import numpy as np
import pytest

from optexplorer.core.problem import Problem, ProblemError, SurfaceSpec
from optexplorer.problems.catalogue import SurfaceEntry, catalogue
from optexplorer.problems.surfaces import surface_problem
from tests.support.formulas import Derivatives, reference, run

ENTRIES = catalogue()
each = pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.key)


def problem_of(entry: SurfaceEntry, **parameters: float) -> Problem:
    return surface_problem(SurfaceSpec(entry.key, tuple(parameters.items())))


def at(problem: Problem, point: Sequence[float], *, compiled: bool = False) -> Derivatives:
    return run(problem.kernels, point, problem.data, compiled=compiled)


def check_samples(entry: SurfaceEntry, *, compiled: bool) -> None:
    problem = problem_of(entry)
    for point, value, gradient, hessian in reference()[entry.key]["samples"]:
        f, g, h = at(problem, point, compiled=compiled)
        assert f == pytest.approx(value, rel=1e-10, abs=0)
        np.testing.assert_allclose(g, gradient, rtol=1e-10)
        np.testing.assert_allclose(h, hessian, rtol=1e-10)


def test_the_catalogue_is_the_recorded_forty() -> None:
    assert {e.key for e in ENTRIES} == reference().keys()
    assert len(ENTRIES) == 40


def test_each_family_stands_together() -> None:
    runs = [family for family, _ in groupby(e.family for e in ENTRIES)]
    assert len(runs) == len(set(runs))


@each
def test_samples(entry: SurfaceEntry) -> None:
    check_samples(entry, compiled=False)


@pytest.mark.slow
@each
def test_samples_compiled(entry: SurfaceEntry) -> None:
    check_samples(entry, compiled=True)


@each
def test_critical_points(entry: SurfaceEntry) -> None:
    problem = problem_of(entry)
    for _, point, value, eigenvalues in reference()[entry.key]["critical"]:
        f, g, h = at(problem, point)
        scale = max(1.0, float(np.abs(h).max()))
        assert f == pytest.approx(value, rel=1e-10, abs=1e-12)
        np.testing.assert_allclose(g, 0, atol=1e-13 * scale * (1 + np.abs(point).max()))
        np.testing.assert_allclose(np.linalg.eigvalsh(h), eigenvalues, rtol=1e-8, atol=1e-8)


@each
def test_finite_differences_over_the_domain(entry: SurfaceEntry) -> None:
    problem = problem_of(entry)
    low, high = np.array(entry.domain).T
    points = np.random.default_rng(0).uniform(low, high, (25, entry.size))
    for point in points:
        _, g, h = at(problem, point)
        for i in range(entry.size):
            step = np.zeros(entry.size)
            step[i] = 1e-5 * max(1.0, abs(point[i]))
            (f2, g2, _), (f1, g1, _) = at(problem, point + step), at(problem, point - step)
            _, _, h2 = at(problem, point + step)
            width = 2 * step[i]
            bend = 1 + np.abs(h2).max() + np.abs(h).max()
            assert (f2 - f1) / width == pytest.approx(g[i], rel=1e-4, abs=1e-6 * bend)
            np.testing.assert_allclose((g2 - g1) / width, h[i], rtol=1e-4, atol=1e-4 * bend)


@each
def test_declared_minima(entry: SurfaceEntry) -> None:
    problem = problem_of(entry)
    far = 1e-3 * np.diff(np.array(entry.domain), axis=1).ravel()
    random = np.random.default_rng(1)
    for point in problem.minima:
        f, g, h = at(problem, point, compiled=_needs_compiling(entry))
        assert math.isfinite(f)
        assert np.isfinite(h).all()
        assert np.abs(g).max() <= 1e-12 * (1 + np.abs(h).max())
        if problem.minimum is not None:
            assert f >= problem.minimum - 1e-12
        for shift in random.uniform(-far, far, (20, entry.size)):
            assert at(problem, np.array(point) + shift)[0] >= f - 1e-12 * max(1.0, abs(f))


def _needs_compiling(entry: SurfaceEntry) -> bool:
    """Python refuses the division by zero that the kernels resolve."""
    return entry.key in ("ackley", "bukin_n6")


@each
def test_global_minimum(entry: SurfaceEntry) -> None:
    facts, problem = reference()[entry.key], problem_of(entry)
    if facts["minimum"] is None:
        assert (problem.minimum, problem.minima) == (None, ())
        return
    assert problem.minimum == pytest.approx(facts["minimum"], rel=1e-14, abs=1e-14)
    if entry.key != "matrix_factorization":  # a curve: ours are its two balanced points
        for minimiser in facts["minimisers"]:
            assert any(np.allclose(m, minimiser, rtol=1e-14, atol=1e-14) for m in problem.minima)
    values = [at(problem, m, compiled=_needs_compiling(entry))[0] for m in problem.minima]
    assert min(values) == pytest.approx(problem.minimum, rel=1e-12, abs=1e-12)


@each
def test_minima_for_other_parameters(entry: SurfaceEntry) -> None:
    for parameter in entry.parameters:
        assert parameter.span is not None
        for value in {*parameter.span, sum(parameter.span) / 2} - {parameter.default}:
            problem = problem_of(entry, **{parameter.name: value})
            assert len(problem.minima) == len(entry.minima)
            for point in problem.minima:
                f, g, h = at(problem, point, compiled=_needs_compiling(entry))
                assert f == pytest.approx(problem.minimum, abs=1e-9)
                assert np.abs(g).max() <= 1e-9 * (1 + np.abs(h).max())


@each
def test_entry_is_fit_to_show(entry: SurfaceEntry) -> None:
    facts = reference()[entry.key]
    assert np.array_equal(entry.domain, facts["domain"])
    assert 0 < len(entry.caption) <= 20
    assert entry.about.endswith(".")
    assert "  " not in entry.about
    assert len(entry.about) <= 140
    assert entry.scale in ("linear", "log", "rank")
    for parameter in entry.parameters:
        assert parameter.span is not None
        assert parameter.span[0] <= parameter.default <= parameter.span[1]
        assert parameter.help
        assert parameter.check(parameter.default) == parameter.default
    problem = problem_of(entry)
    inner = [low < s < high for s, (low, high) in zip(entry.start, entry.domain, strict=True)]
    assert all(inner)
    _, g, _ = at(problem, entry.start)
    assert np.linalg.norm(g) > 1e-3
    assert problem.names == ("x", "y")[: entry.size]
    assert not problem.data.flags.writeable


def test_every_declared_parameter_matters() -> None:
    for entry in ENTRIES:
        for parameter in entry.parameters:
            assert parameter.span is not None
            values = {at(problem_of(entry, **{parameter.name: v}), entry.start)[0]
                      for v in parameter.span}  # fmt: skip
            assert len(values) == 2, (entry.key, parameter.name)


def test_rosenbrock_minimum_follows_its_parameters() -> None:
    problem = surface_problem(SurfaceSpec("rosenbrock", (("a", -1.25), ("b", 7.0))))
    assert problem.minima == ((-1.25, 1.5625),)
    assert problem.data.tolist() == [[-1.25, 7.0]]


def test_no_minimum_is_claimed_where_none_is_known() -> None:
    for spec in [
        SurfaceSpec("himmelblau", (("a", 10.5),)),
        SurfaceSpec("rosenbrock", (("b", -100.0),)),
        SurfaceSpec("monkey_saddle"),
    ]:
        problem = surface_problem(spec)
        assert problem.minima == ()
        assert problem.minimum is None


def test_equal_specs_make_equal_problems_with_shared_kernels() -> None:
    first = surface_problem(SurfaceSpec("rosenbrock", (("a", 0.5),)))
    assert first == surface_problem(SurfaceSpec("rosenbrock", (("a", 0.5),)))
    other = surface_problem(SurfaceSpec("rosenbrock", (("a", 0.75),)))
    assert first != other
    assert first.kernels is other.kernels


@pytest.mark.parametrize(
    ("spec", "path", "message"),
    [
        (SurfaceSpec("rosenbrok"), "name", "'rosenbrock'"),
        (SurfaceSpec("rosenbrock", (("c", 1.0),)), "parameters.c", "unknown parameter 'c'"),
        (SurfaceSpec("sphere", (("a", 1.0),)), "parameters.a", "sphere has no parameters"),
        (SurfaceSpec("rosenbrock", (("a", math.nan),)), "parameters.a", "finite"),
        (SurfaceSpec("gaussian_well", (("w", 0.0),)), "parameters.w", "(0, inf)"),
        (SurfaceSpec("sphere", domain=((0.0, 1.0),)), "domain", "two intervals"),
        (SurfaceSpec("sphere", domain=((0.0, 1.0), (2.0, 2.0))), "domain[1]", "below"),
        (SurfaceSpec("sphere", domain=((0.0, math.inf), (0.0, 1.0))), "domain[0]", "finite"),
        (SurfaceSpec("line_abs", domain=((0.0, 1.0), (0.0, 1.0))), "domain", "one interval"),
    ],
)
def test_refusals(spec: SurfaceSpec, path: str, message: str) -> None:
    with pytest.raises(ProblemError) as caught:
        surface_problem(spec)
    assert caught.value.path == path
    assert message in caught.value.message


def test_building_problems_compiles_and_imports_nothing_heavy() -> None:
    code = (
        "import sys; from optexplorer.core.problem import SurfaceSpec;"
        "from optexplorer.problems.surfaces import catalogue, surface_problem;"
        "[surface_problem(SurfaceSpec(entry.key)) for entry in catalogue()];"
        "assert not {'numba', 'sympy', 'PySide6'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_a_domain_without_the_usual_start_has_its_own() -> None:
    domain = ((10.0, 20.0), (-8.0, -7.0))
    problem = surface_problem(dataclasses.replace(SurfaceSpec("sphere"), domain=domain))
    assert all(low < p < high for p, (low, high) in zip(problem.start, domain, strict=True))
