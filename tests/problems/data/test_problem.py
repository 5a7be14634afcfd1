"""Fits: their optimum, their picture, their notes, and every way to ask for the wrong thing."""

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from optexplorer.core.compute import compute
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.history import Outcome
from optexplorer.core.problem import DataSpec, Problem, ProblemError
from optexplorer.optimizers.gradient_descent import GradientDescent
from optexplorer.problems import build_problem
from optexplorer.problems.data import LOSSES_OF, DataProblem, data_problem, data_sets, inspect
from optexplorer.problems.data.table import _read

PENGUINS = data_sets()["penguins_flipper_mass"].suggestion
SEX = data_sets()["penguins_sex"].suggestion
NILE = data_sets()["nile_year_volume"].suggestion


def gradient(problem: Problem, point: Any) -> tuple[float, np.ndarray]:
    g = np.empty(2)
    x = np.array(point, dtype=float)
    return problem.kernels.gradient.compiled(x, problem.data, problem.rows(), g), g


def write(folder: Path, text: str) -> str:
    (folder / "own.csv").write_text(text, encoding="utf-8")
    return "own.csv"


@pytest.mark.parametrize("key", sorted(data_sets()))
@pytest.mark.parametrize("standardize", [True, False])
@pytest.mark.parametrize("l2", [0.0, 0.7])
def test_the_marked_minimum_is_stationary(key: str, standardize: bool, l2: float) -> None:
    spec = dataclasses.replace(data_sets()[key].suggestion, standardize=standardize, l2=l2)
    problem = data_problem(spec)
    (minimum,) = problem.minima
    f, g = gradient(problem, minimum)
    assert f == pytest.approx(problem.minimum, rel=1e-12)
    slopes = np.abs(problem.data[1:, :2]).mean(axis=0)  # the size of a term of the gradient
    residual = np.sqrt(f) if spec.loss == "mse" else 1.0
    assert (np.abs(g) <= 1e-11 * slopes * residual).all()


@pytest.mark.parametrize("key", ["penguins_flipper_mass", "engel_income_food", "nile_year_volume"])
def test_gradient_descent_reaches_the_closed_form(key: str) -> None:
    spec = data_sets()[key].suggestion
    problem = data_problem(spec)
    run = Run(GradientDescent(learning_rate=0.2))
    (history,) = compute(Experiment(problem, (run,), steps=200)).runs
    table = inspect(key)
    x, y = (table.column(name).values for name in (spec.features[0], spec.target))
    slope, intercept = np.polyfit(x, y, 1)
    line = problem.line(history.parameters[-1])
    assert history.outcome is Outcome.CONVERGED
    assert history.loss[-1] == pytest.approx(problem.minimum, rel=1e-12)
    assert line.slopes[0] == pytest.approx(slope, rel=1e-9)
    assert line.intercept == pytest.approx(intercept, rel=1e-9)


@pytest.mark.parametrize("l2", [0.0, 0.05])
@pytest.mark.parametrize("features", [SEX.features, SEX.features[:1]])
def test_the_logistic_optimum_is_scipys(features: tuple[str, ...], l2: float) -> None:
    problem = data_problem(dataclasses.replace(SEX, features=features, l2=l2))
    table = inspect("penguins_sex")
    X = np.column_stack([table.column(name).values for name in features])
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    penalised = np.array([1.0, 1.0])
    if len(features) == 1:
        X, penalised = np.column_stack([np.ones(len(X)), X]), np.array([0.0, 1.0])
    s = 2 * table.column("male").values - 1

    def loss(w: np.ndarray) -> float:
        return float(np.logaddexp(0, -s * (X @ w)).mean() + l2 / 2 * (penalised * w**2).sum())

    def slope(w: np.ndarray) -> np.ndarray:
        return -(X.T @ (s / (1 + np.exp(s * (X @ w))))) / len(X) + l2 * penalised * w

    found = minimize(loss, np.zeros(2), jac=slope, method="BFGS", options={"gtol": 1e-11})
    assert problem.minima[0] == pytest.approx(found.x, abs=1e-8)
    assert problem.minimum == pytest.approx(found.fun, abs=1e-12)


@pytest.mark.parametrize("key", sorted(data_sets()))
@pytest.mark.parametrize("standardize", [True, False])
def test_the_picture_holds_optimum_and_start(key: str, standardize: bool) -> None:
    suggestion = dataclasses.replace(data_sets()[key].suggestion, standardize=standardize)
    for loss in ("mse", "mae", "huber") if suggestion.model == "linear" else ("log_loss", "hinge"):
        spec = dataclasses.replace(suggestion, loss=loss)
        problem = data_problem(spec)
        low, high = np.array(problem.domain).T
        margin = 0.1 * (high - low)
        f, _ = gradient(problem, problem.start)
        best = minimize(
            lambda x, p=problem: p.kernels.value.compiled(x, p.data, p.rows()),
            (low + high) / 2,
            method="Nelder-Mead",
            options={"initial_simplex": _simplex(low, high), "xatol": 1e-9, "fatol": 1e-9},
        )
        for point in (problem.start, best.x):
            assert (low + margin < point).all()
            assert (point < high - margin).all()
        assert f > 2 * best.fun


def _simplex(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    middle, step = (low + high) / 2, 0.1 * (high - low)
    return middle + np.array([[0, 0], [step[0], 0], [0, step[1]]])


def test_standardised_parameters_come_back_to_original_units() -> None:
    rng = np.random.default_rng(1)
    for spec in (PENGUINS, SEX):
        fitted = data_problem(spec)
        table = inspect(spec.data)
        raw = np.column_stack([table.column(name).values for name in spec.features])
        z = (raw - raw.mean(axis=0)) / raw.std(axis=0)
        y = table.column(spec.target).values
        for a, b in rng.normal(size=(5, 2)):
            if spec.model == "linear":
                score = y.mean() + y.std() * (a + b * z[:, 0])
            else:
                score = a * z[:, 0] + b * z[:, 1]
            np.testing.assert_allclose(fitted.line((a, b)).at(raw), score, rtol=1e-11, atol=1e-11)


def test_the_line_of_raw_columns_is_the_parameters() -> None:
    raw = data_problem(dataclasses.replace(PENGUINS, standardize=False))
    assert raw.standardization is None
    assert (raw.line((3.0, 2.0)).intercept, raw.line((3.0, 2.0)).slopes) == (3.0, (2.0,))


def test_names_and_words() -> None:
    one, two = data_problem(PENGUINS), data_problem(SEX)
    assert one.names == ("intercept", "slope")
    assert two.names == ("w_bill_depth_mm", "w_body_mass_g")
    assert one.formula == (
        "mean (body_mass_g − (intercept + slope · flipper_length_mm))², columns standardised"
    )
    assert one.notes == (
        "standardised: flipper_length_mm (mean 200.915, std 14.0411), "
        "body_mass_g (mean 4201.75, std 800.781)",
    )
    assert "features standardised" in two.formula
    penalised = data_problem(dataclasses.replace(PENGUINS, l2=0.5))
    assert "+ 0.25 · (slope²)" in penalised.formula


def test_the_same_specification_is_the_same_problem() -> None:
    assert build_problem(PENGUINS) == data_problem(dataclasses.replace(PENGUINS, folder="x"))
    assert build_problem(PENGUINS) != data_problem(dataclasses.replace(PENGUINS, l2=1.0))
    assert isinstance(build_problem(PENGUINS), DataProblem)


def test_a_given_domain_is_kept_and_holds_the_start() -> None:
    problem = data_problem(dataclasses.replace(PENGUINS, domain=((-1.0, 5.0), (0.0, 1.0))))
    assert problem.domain == ((-1.0, 5.0), (0.0, 1.0))
    assert all(low < s < high for s, (low, high) in zip(problem.start, problem.domain, strict=True))


def test_rows_with_gaps_are_left_out_and_counted(tmp_path: Path) -> None:
    data = write(tmp_path, "a,b,c\n1,2,x\n2,,x\n3,5,\nNA,1,y\n4,9,y\n")
    spec = DataSpec(data, ("a",), "b", standardize=False, folder=str(tmp_path))
    problem = data_problem(spec)
    assert problem.examples == 3
    assert problem.notes == ("2 of 5 rows left out: missing a, b",)
    np.testing.assert_array_equal(problem.data[1:], [[1, 1, 2], [1, 3, 5], [1, 4, 9]])


def test_two_words_can_be_a_logistic_target(tmp_path: Path) -> None:
    data = write(tmp_path, "a,kind\n1,yes\n2,no\n3,yes\n2.5,no\n")
    spec = DataSpec(data, ("a",), "kind", "logistic", "log_loss", folder=str(tmp_path))
    problem = data_problem(spec)
    assert problem.data[1:, 2].tolist() == [1, 0, 1, 0]
    assert "kind: 'no' counts as 0, 'yes' as 1" in problem.notes


def test_two_numbers_can_be_a_logistic_target(tmp_path: Path) -> None:
    data = write(tmp_path, "a,kind\n1,2\n2,1\n3,2\n2.5,1\n")
    spec = DataSpec(data, ("a",), "kind", "logistic", "log_loss", folder=str(tmp_path))
    problem = data_problem(spec)
    assert problem.data[1:, 2].tolist() == [1, 0, 1, 0]
    assert "kind: 1 counts as 0, 2 as 1" in problem.notes


@pytest.mark.parametrize("features", [("a",), ("a", "b")])
def test_classes_that_can_be_parted_have_no_minimum(tmp_path: Path, features: tuple[str, ...]) -> None:
    data = write(tmp_path, "a,b,y\n1,1,0\n2,1,0\n3,2,1\n4,2,1\n")
    spec = DataSpec(data, features, "y", "logistic", "log_loss", folder=str(tmp_path))
    problem = data_problem(spec)
    assert problem.minima == ()
    assert problem.minimum is None
    assert any("can be parted" in note for note in problem.notes)
    penalised = data_problem(dataclasses.replace(spec, l2=0.1))
    _, g = gradient(penalised, penalised.minima[0])
    assert np.abs(g).max() < 1e-12


def test_inputs_that_depend_on_each_other_have_no_single_minimum(tmp_path: Path) -> None:
    data = write(tmp_path, "a,b,y\n1,2,1\n2,4,3\n3,6,2\n")
    spec = DataSpec(data, ("a", "b"), "y", folder=str(tmp_path))
    problem = data_problem(spec)
    assert problem.minima == ()
    assert any("depend on each other" in note for note in problem.notes)
    assert all(low < high for low, high in problem.domain)
    assert len(data_problem(dataclasses.replace(spec, l2=0.1)).minima) == 1


@pytest.mark.parametrize("rows", ["0,0,1\n0,0,2\n", "5,0,0\n5,0,0\n", "1e-90,1e90,1e-90\n2,3,4\n"])
def test_odd_columns_still_make_a_picture(tmp_path: Path, rows: str) -> None:
    data = write(tmp_path, "a,b,y\n" + rows)
    for features in (("a",), ("b",), ("a", "b")):
        spec = DataSpec(data, features, "y", standardize=False, folder=str(tmp_path))
        problem = data_problem(spec)
        assert all(np.isfinite(b).all() and b[0] < b[1] for b in problem.domain)
        assert all(lo < s < hi for s, (lo, hi) in zip(problem.start, problem.domain, strict=True))


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"model": "network"}, "model", "networks come with a later version"),
        ({"model": "cubic"}, "model", "must be linear or logistic, got 'cubic'"),
        ({"loss": "hinge"}, "loss", "linear regression takes mse, mae or huber, got 'hinge'"),
        ({"model": "logistic"}, "loss", "logistic regression takes log_loss or hinge, got 'mse'"),
        ({"l2": -1.0}, "l2", "must lie in [0, inf), got -1"),
        ({"l2": float("nan")}, "l2", "must lie in [0, inf), got nan"),
        ({"features": ()}, "features", "one or two columns"),
        ({"features": ("a", "b", "c")}, "features", "more than two parameters come with networks"),
        ({"features": ("a", "a")}, "features", "named twice"),
        ({"features": ("a", "y")}, "target", "is a feature already"),
        ({"features": ("aa",)}, "features[0]", "unknown column 'aa'; the nearest is 'a'"),
        ({"target": "why"}, "target", "unknown column 'why'; the nearest is 'y'"),
        ({"features": ("a", "word")}, "features[1]", "is text with 3 different values ('p', 'q'"),
        ({"target": "two"}, "target", "logistic regression takes it"),
        ({"features": ("flat",)}, "features[0]", "holds 7 in every row"),
        ({"target": "flat"}, "target", "holds 7 in every row"),
        ({"features": ("far",)}, "features[0]", "column 'far', line 3: inf is not a finite number"),
        ({"features": ("big",)}, "features[0]", "column 'big', line 2: 1e+200 is larger than"),
        ({"features": ("none",)}, "features[0]", "column 'none' is empty"),
        ({"features": ("once",)}, "data", "one row in which no used column is missing"),
        ({"domain": ((0.0, 1.0),)}, "domain", "must be two intervals [low, high], got 1"),
        ({"domain": ((0.0, 1.0), (1.0, 1.0))}, "domain[1]", "low end must be below"),
        (
            {"model": "logistic", "loss": "log_loss", "target": "b"},
            "target",
            "has 3 different values in the rows used",
        ),
        (
            {"model": "logistic", "loss": "log_loss", "target": "flat"},
            "target",
            "has 1 different value in the rows used",
        ),
        (
            {"model": "logistic", "loss": "log_loss", "target": "word"},
            "target",
            "is text with 3 different values",
        ),
    ],
)
def test_what_cannot_be_fitted_is_refused(
    tmp_path: Path, changes: dict[str, Any], path: str, message: str
) -> None:
    text = (
        "a,b,c,y,word,two,flat,far,big,none,once\n"
        "1,3,5,1,p,u,7,1,1e200,,1\n"
        "2,5,4,3,q,v,7,inf,2,,\n"
        "4,4,1,2,r,u,7,2,3,,\n"
    )
    spec = DataSpec(write(tmp_path, text), ("a",), "y", folder=str(tmp_path))
    with pytest.raises(ProblemError) as caught:
        data_problem(dataclasses.replace(spec, **changes))
    assert caught.value.path == path
    assert message in caught.value.message


def test_a_name_that_is_neither_data_set_nor_file_is_refused() -> None:
    with pytest.raises(ProblemError, match="nearest data set is 'penguins_sex'"):
        data_problem(dataclasses.replace(SEX, data="penguin_sex"))


extremes = st.sampled_from([0.0, 1.0, -1.0, 1e-320, 1e-200, 1e-9, 1e9, 1e99, -1e100, 1e200, 1e308])
numbers = st.one_of(st.floats(allow_nan=False, width=32), extremes, st.integers(0, 2).map(float))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(numbers, numbers, numbers), min_size=1, max_size=8),
    fit=st.sampled_from([(model, loss) for model, losses in LOSSES_OF.items() for loss in losses]),
    features=st.sampled_from([("a",), ("a", "b")]),
    l2=st.sampled_from([0.0, 1e-300, 1e-3, 1.0, 1e6, 1e300]),
    standardize=st.booleans(),
)
def test_any_numbers_make_a_picture_or_one_sentence(
    tmp_path: Path,
    rows: list[tuple[float, float, float]],
    fit: Any,
    features: tuple[str, ...],
    l2: float,
    standardize: bool,
) -> None:
    text = "".join(f"{a!r},{b!r},{y!r}\n" for a, b, y in rows)
    (tmp_path / "any.csv").write_text("a,b,y\n" + text)
    _read.cache_clear()
    spec = DataSpec("any.csv", features, "y", *fit, l2, standardize, folder=str(tmp_path))
    try:
        problem = data_problem(spec)
    except ProblemError:
        return
    assert np.isfinite(problem.data).all()
    assert all(np.isfinite(b).all() and b[0] < b[1] for b in problem.domain)
    assert all(lo < s < hi for s, (lo, hi) in zip(problem.start, problem.domain, strict=True))
    assert np.isfinite(problem.minima).all()


def test_the_ravine_of_raw_years_is_steep() -> None:
    standard, raw = data_problem(NILE), data_problem(dataclasses.replace(NILE, standardize=False))
    conditions = []
    for problem in (standard, raw):
        h = np.empty((2, 2))
        x = problem.array(problem.start)
        problem.kernels.hessian.compiled(x, problem.data, problem.rows(), np.empty(2), h)
        conditions.append(np.linalg.cond(h))
    assert conditions[0] == pytest.approx(1.0, abs=1e-12)
    assert conditions[1] > 1e9


def test_a_point_is_said_in_the_units_of_the_table() -> None:
    spec = DataSpec("penguins_flipper_mass", ("flipper_length_mm",), "body_mass_g")
    problem = data_problem(spec)
    text = "body_mass_g = −5781 + 49.69·flipper_length_mm"
    assert problem.meaning(problem.minima[0]) == text
    raw = data_problem(dataclasses.replace(spec, standardize=False))
    assert raw.meaning(raw.minima[0]) == text
    sexes = data_sets()["penguins_sex"].suggestion
    assert data_problem(sexes).meaning((0.0, 0.0)).startswith("logit(male) = 0 + 0·")
