"""Every kernel against plain numpy, finite differences and the ends of its range."""

import dataclasses
import math

import numpy as np
import pytest

from optexplorer.core.arrays import Mat, Vec
from optexplorer.problems.data.kernels import KERNELS, packed

ROWS = 40
POINTS = [(0.3, -0.7), (-1.1, 0.4), (2.0, 1.5)]


def numpy_loss(name: str, z: Vec, y: Vec) -> Vec:
    """The loss of each example, written out once more."""
    r, s = z - y, 2 * y - 1
    match name:
        case "mse":
            return r**2
        case "mae":
            return np.abs(r)
        case "huber":
            return np.where(np.abs(r) <= 1, r**2 / 2, np.abs(r) - 0.5)
        case "log_loss":
            return np.logaddexp(0, -s * z)
    return np.maximum(0, 1 - s * z)


@dataclasses.dataclass
class Sample:
    name: str
    inputs: Mat
    target: Vec
    penalties: Vec

    def __post_init__(self) -> None:
        kernels = KERNELS[self.name]
        self.data = packed(self.inputs, self.target, self.penalties)
        self.rows = np.arange(self.target.size)
        self._value, self._gradient, self._hessian = (
            k.compiled for k in (kernels.value, kernels.gradient, kernels.hessian)
        )

    def value(self, x: Vec, rows: np.ndarray | None = None) -> float:
        return float(self._value(x, self.data, self.rows if rows is None else rows))

    def gradient(self, x: Vec, rows: np.ndarray | None = None) -> tuple[float, Vec]:
        g = np.full(2, np.nan)
        f = self._gradient(x, self.data, self.rows if rows is None else rows, g)
        return f, g

    def hessian(self, x: Vec) -> tuple[float, Vec, Mat]:
        g, h = np.full(2, np.nan), np.full((2, 2), np.nan)
        f = self._hessian(x, self.data, self.rows, g, h)
        return f, g, h


@pytest.fixture(params=sorted(KERNELS))
def sample(request: pytest.FixtureRequest) -> Sample:
    rng = np.random.default_rng(7)
    inputs = np.column_stack([np.ones(ROWS), rng.normal(size=ROWS)])
    y = inputs @ [0.2, 1.4] + rng.normal(size=ROWS)
    target = (y > 0) * 1.0 if request.param in ("log_loss", "hinge") else y
    return Sample(request.param, inputs, target, np.array([0.0, 0.3]))


@pytest.mark.parametrize("point", POINTS)
def test_value_is_the_mean_loss_plus_the_penalty(sample: Sample, point: tuple[float, float]) -> None:
    x = np.array(point)
    terms = numpy_loss(sample.name, sample.inputs @ x, sample.target)
    expected = terms.mean() + 0.3 / 2 * x[1] ** 2
    assert sample.value(x) == pytest.approx(expected, rel=1e-13)
    assert sample.gradient(x)[0] == pytest.approx(expected, rel=1e-13)
    assert sample.hessian(x)[0] == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("point", POINTS)
def test_gradient_and_hessian_agree_with_finite_differences(
    sample: Sample, point: tuple[float, float]
) -> None:
    x, e = np.array(point), 1e-6
    steps = e * np.eye(2)
    slopes = [(sample.value(x + d) - sample.value(x - d)) / (2 * e) for d in steps]
    _, g = sample.gradient(x)
    _, same, h = sample.hessian(x)
    np.testing.assert_allclose(g, slopes, rtol=1e-7, atol=1e-8)
    np.testing.assert_array_equal(same, g)
    turns = [(sample.gradient(x + d)[1] - sample.gradient(x - d)[1]) / (2 * e) for d in steps]
    np.testing.assert_allclose(h, turns, rtol=1e-6, atol=1e-8)


def test_mean_of_single_example_gradients_is_the_full_gradient(sample: Sample) -> None:
    x = np.array([0.5, -0.2])
    single = [sample.gradient(x, np.array([i])) for i in range(ROWS)]
    f, g = sample.gradient(x)
    np.testing.assert_allclose(np.mean([s[1] for s in single], axis=0), g, rtol=1e-12, atol=1e-14)
    assert np.mean([s[0] for s in single]) == pytest.approx(f, rel=1e-12)


def test_rows_choose_the_examples(sample: Sample) -> None:
    x, rows = np.array([0.5, -0.2]), np.array([3, 17, 3])
    terms = numpy_loss(sample.name, sample.inputs[rows] @ x, sample.target[rows])
    assert sample.value(x, rows) == pytest.approx(terms.mean() + 0.15 * 0.04, rel=1e-13)


def test_a_point_that_is_not_finite_gives_no_finite_loss(sample: Sample) -> None:
    assert not math.isfinite(sample.gradient(np.array([np.nan, 0.0]))[0])
    assert not math.isfinite(sample.value(np.array([np.inf, 0.0])))


@pytest.mark.parametrize("z", [40.0, 800.0, 1e6])
def test_log_loss_is_exact_far_out(z: float) -> None:
    sure = Sample("log_loss", np.array([[1.0, 0.0]]), np.array([1.0]), np.zeros(2))
    wrong = Sample("log_loss", np.array([[1.0, 0.0]]), np.array([0.0]), np.zeros(2))
    x = np.array([z, 0.0])
    assert sure.value(x) == pytest.approx(math.exp(-z), rel=1e-12, abs=0.0)
    assert wrong.value(x) == z
    assert wrong.gradient(x)[1][0] == 1.0
    assert wrong.gradient(-x)[1][0] == pytest.approx(math.exp(-z), rel=1e-12, abs=0.0)


@pytest.mark.parametrize(("name", "x0"), [("mae", 2.0), ("hinge", 1.0)])
def test_the_slope_at_a_kink_lies_between_the_two_sides(name: str, x0: float) -> None:
    target = 2.0 if name == "mae" else 1.0
    kink = Sample(name, np.array([[1.0, 0.0]]), np.array([target]), np.zeros(2))
    assert kink.gradient(np.array([x0, 0.0]))[1].tolist() == [0.0, 0.0]
