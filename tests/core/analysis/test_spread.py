"""The order in which points come where not all can be drawn."""

import numpy as np
import pytest

from optexplorer.core.analysis.spread import spread
from optexplorer.core.arrays import Mat

COUNT = 500


def lattice(side: int, low: float = -5.0, high: float = 5.0) -> Mat:
    at = np.linspace(low, high, side)
    return np.stack(np.meshgrid(at, at), axis=-1).reshape(-1, 2)


def first(points: Mat) -> set[tuple[float, ...]]:
    """The first of ``points``, as far as findings agree."""
    return {tuple(row) for row in np.round(points[spread(points, COUNT)][:COUNT], 7).tolist()}


@pytest.mark.parametrize(
    "points",
    [
        lattice(151),
        lattice(66),
        np.column_stack([np.linspace(0.0, 1.0, 501), np.zeros(501)]),  # the grid of cells is a line
        np.column_stack([np.zeros(2000), np.linspace(0.0, 1.0, 2000)]),
        np.repeat(np.linspace(-1.0, 1.0, 700)[:, None], 2, axis=1),  # a diagonal
        np.linspace(0.0, 1.0, 5000)[:, None],
    ],
    ids=["lattice", "coarse lattice", "row", "column", "diagonal", "one variable"],
)
def test_the_first_are_spread_over_all(points: Mat) -> None:
    order = spread(points, COUNT)
    assert sorted(order.tolist()) == list(range(len(points)))
    chosen = points[order[:COUNT]]
    nearest = np.array([np.abs(chosen - point).max(axis=1).min() for point in points])
    dimensions = np.linalg.matrix_rank(points - points.mean(axis=0))
    assert nearest.max() < 3.0 * np.ptp(points) / COUNT ** (1.0 / dimensions), "no hole"


def test_few_stay_in_their_order() -> None:
    assert spread(lattice(22), COUNT).tolist() == list(range(484))


def test_points_found_again_come_in_the_same_order() -> None:
    points = lattice(151)
    random = np.random.default_rng(0)
    again = random.permutation(points) + random.uniform(-1e-11, 1e-11, points.shape)
    assert len(first(points) & first(again)) > 0.97 * COUNT


def test_nearly_all_stay_as_the_box_moves_a_little() -> None:
    points = lattice(401, -20.0, 20.0)
    seen = [points[(np.abs(points - at) <= 5.0).all(axis=1)] for at in (0.0, 0.2)]
    stayed = first(seen[0]) & first(seen[1])
    assert len(stayed) > 0.85 * COUNT


@pytest.mark.parametrize("scale", [1e-300, 1e300, 5e307])
def test_the_ends_of_the_range_raise_no_warning(scale: float) -> None:
    points = lattice(30) / 5.0 * scale
    assert sorted(spread(points, COUNT).tolist()) == list(range(900))
    beside = lattice(30) * 1e-12 + 1.0
    assert sorted(spread(beside, COUNT).tolist()) == list(range(900))
    assert sorted(spread(np.zeros((900, 2)), COUNT).tolist()) == list(range(900))
