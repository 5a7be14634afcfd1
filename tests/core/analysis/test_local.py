"""The profile of a surface and of its quadratic model along a line."""

import numpy as np
import pytest

from optexplorer.core.analysis.local import curvature_along, profile, quadratic_model
from optexplorer.core.cancel import Cancel, Cancelled
from tests.support.objectives import FORMULAS, problem

HIMMELBLAU = problem(FORMULAS["himmelblau"], (0.0, 0.0))


def himmelblau(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def test_the_profile_is_of_the_surface_and_of_the_parabola() -> None:
    model = quadratic_model(HIMMELBLAU, (2.0, -1.0))
    assert model is not None
    v = np.array([0.6, 0.8])
    line = profile(HIMMELBLAU, model, v, 1.5, count=31)
    np.testing.assert_allclose(line.t, np.linspace(-1.5, 1.5, 31))
    np.testing.assert_allclose(line.value, himmelblau(2.0 + 0.6 * line.t, -1.0 + 0.8 * line.t))
    bent = curvature_along(model.hessian, v).curvature
    parabola = model.value + line.t * (model.gradient @ v) + 0.5 * line.t**2 * bent
    np.testing.assert_allclose(line.model, parabola)
    assert line.value[15] == line.model[15]


def test_it_can_be_called_off() -> None:
    model = quadratic_model(HIMMELBLAU, (2.0, -1.0))
    assert model is not None
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        profile(HIMMELBLAU, model, np.array([1.0, 0.0]), 1.0, cancel=cancel)


def test_eigenvectors_are_rows_in_the_order_of_their_eigenvalues() -> None:
    model = quadratic_model(HIMMELBLAU, (2.0, -1.0))
    assert model is not None
    values, vectors = model.eigen
    assert values[0] < values[1]
    for value, v in zip(values, vectors, strict=True):
        along = model.along(3.0 * v)
        assert along.curvature == pytest.approx(value)
        np.testing.assert_allclose(along.change, value * v, atol=1e-9)
