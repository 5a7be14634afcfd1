"""The layer of critical points: places, heights, directions, and which mark a place is at."""

import numpy as np
import pytest

from optexplorer.core.analysis.critical import CriticalPoint, CriticalPoints, critical_points
from optexplorer.core.analysis.spread import DRAWN
from optexplorer.core.plane import identity
from optexplorer.scene.critical import critical_layer, mark_at
from optexplorer.scene.critical_layer import CriticalLayer
from optexplorer.scene.mesh import height_at
from optexplorer.scene.surface_layer import surface_layer
from tests.support.objectives import FORMULAS, problem

SQUARE = ((-5.0, 5.0), (-5.0, 5.0))


def layer_of(found: CriticalPoints, chosen: tuple[float, ...] | None = None) -> CriticalLayer:
    return critical_layer(found, identity(2), SQUARE, None, chosen)


def himmelblau() -> CriticalPoints:
    return critical_points(problem(FORMULAS["himmelblau"], (1.0, 1.0)), SQUARE)


def test_eigenvalues_go_with_their_directions() -> None:
    for mark in layer_of(himmelblau()).marks:
        x, y = mark.parameters
        hessian = np.array(
            [[12 * x**2 + 4 * y - 42, 4 * (x + y)], [4 * (x + y), 12 * y**2 + 4 * x - 26]]
        )
        for value, direction in zip(mark.eigenvalues, mark.directions, strict=True):
            np.testing.assert_allclose(hessian @ direction, value * direction, atol=1e-6)
        count = {"minimum": 0, "saddle": 1, "maximum": 2}[mark.kind]
        assert sum(mark.unstable) == count


def test_a_direction_without_curvature_leads_nowhere() -> None:
    found = critical_points(problem("x^4 - y^2", (1.0, 1.0)), SQUARE)
    (mark,) = layer_of(found).marks
    assert mark.kind == "degenerate"
    down = [abs(direction[1]) == 1.0 for direction in mark.directions]
    assert list(mark.unstable) == down
    assert list(mark.flat) == [not d for d in down]


def test_marks_lie_on_the_drawn_surface() -> None:
    x = np.linspace(-5, 5, 51)
    values = (x[None, :] ** 2 + x[:, None] - 11) ** 2 + (x[None, :] + x[:, None] ** 2 - 7) ** 2
    surface = surface_layer(x, x, values, "linear")
    layer = critical_layer(himmelblau(), identity(2), SQUARE, surface)
    points = np.array([mark.point for mark in layer.marks])
    np.testing.assert_array_equal([mark.shade for mark in layer.marks], height_at(surface, points))


def test_the_chosen_one_is_found_again() -> None:
    found = himmelblau()
    x, y = found.points[5].point
    chosen = [mark.chosen for mark in layer_of(found, (x + 1e-6, y)).marks]
    assert chosen == [i == 5 for i in range(9)]
    assert not any(mark.chosen for mark in layer_of(found, (x + 0.1, y)).marks)


def test_the_mark_that_a_place_is_at() -> None:
    layer = layer_of(himmelblau())
    assert mark_at(layer, SQUARE, (3.05, 2.0)) is layer.marks[0]
    assert mark_at(layer, SQUARE, (1.5, 1.0)) is None
    assert mark_at(layer_of(CriticalPoints(())), SQUARE, (0.0, 0.0)) is None


def test_the_legend_names_the_kinds_that_are_there() -> None:
    assert layer_of(himmelblau()).kinds == ("minimum", "maximum", "saddle")


def many(side: int) -> CriticalPoints:
    """Minima and maxima in turn on a lattice over ``SQUARE``, its edge included."""
    at = np.linspace(-5.0, 5.0, side)
    points = [(x, y) for x in at.tolist() for y in at.tolist()]
    kinds = ["minimum" if i % 2 == 0 else "maximum" for i in range(len(points))]
    made = [
        CriticalPoint(point, float(i), 0.0, np.eye(2), np.ones(2), np.eye(2), kind)
        for i, (point, kind) in enumerate(zip(points, kinds, strict=True))
    ]
    return CriticalPoints(tuple(made))


def test_pictures_have_room_for_so_many_marks_and_the_chosen_one() -> None:
    few, crowd = many(22), many(151)
    layer = layer_of(few)
    assert layer.drawn == layer.marks[:]
    plain, layer = layer_of(crowd), layer_of(crowd, crowd.points[77].point)
    assert len(layer.marks) == 151**2
    assert 0.9 * DRAWN < len(plain.drawn) <= DRAWN
    assert layer.chosen == 77
    assert [mark for mark in layer.drawn if mark.chosen] == [layer.marks[77]]
    assert len(set(layer.drawn)) == len(layer.drawn)


@pytest.mark.parametrize("side", [44, 66, 150, 151])
def test_those_drawn_are_spread_over_the_picture_and_of_all_kinds(side: int) -> None:
    layer = layer_of(many(side))
    places = np.array([mark.point for mark in layer.drawn])
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)
    np.fill_diagonal(apart, np.inf)
    assert apart.min(axis=1).max() < 2.5 * 10.0 / DRAWN**0.5, "no hole"
    kinds = [mark.kind for mark in layer.drawn]
    assert 0.35 < kinds.count("minimum") / len(kinds) < 0.65
    assert layer.kinds == ("minimum", "maximum")


def test_marks_are_read_as_a_sequence() -> None:
    marks = layer_of(himmelblau()).marks
    assert marks[-1] is marks[8]
    assert marks[2:4] == (marks[2], marks[3])
    assert len(list(marks)) == 9
    with pytest.raises(IndexError):
        marks[9]


def test_it_is_said_that_starts_ran_out() -> None:
    assert not himmelblau().more
    assert critical_points(problem("sin(20*x)*sin(20*y)", (1.0, 1.0)), SQUARE).more
