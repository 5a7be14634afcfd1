"""What a file keeps of how an experiment is looked at."""

import math

import pytest

from optexplorer.core.problem import Box
from optexplorer.scene.view import View

PLACE = (12.5, 30.0, 2.25, 0.1, -0.2, 0.3)


def test_the_camera_is_kept_in_files() -> None:
    view = View(camera=PLACE)
    assert view.to_mapping() == {"camera": list(PLACE)}
    assert View.from_mapping(view.to_mapping()) == view
    assert View().to_mapping() == {}


@pytest.mark.parametrize(
    "odd",
    [None, 3, "home", [], [1.0] * 5, [1.0] * 7, [*PLACE[:5], "x"], [*PLACE[:5], math.nan], {"a": 1},
     [*PLACE[:5], True], [*PLACE, None]],
)  # fmt: skip
def test_a_camera_that_is_none_is_passed_over(odd: object) -> None:
    assert View.from_mapping({"camera": odd}) == View()


@pytest.mark.parametrize(
    "odd",
    [None, 3, "all", [], [[0.0, 1.0]] * 3, [[1.0, 0.0]], [[0.0]], [[0.0, "x"]], [[0.0, math.nan]],
     [[0.0, math.inf]], [[0, 10**350], [0, 1]], [[-1.7e308, 1.7e308], [-1, 1]], [[1.0, 1.0]],
     [[1.0, 1.0000000000000002]], [[0.0, 1.0], [-1.0, -1.0 + 1e-14]], [[0.0, 1e-300]]],
)  # fmt: skip
def test_a_box_that_no_picture_has_room_for_is_passed_over(odd: object) -> None:
    assert View.from_mapping({"box": odd}) == View()


@pytest.mark.parametrize("box", [((1.0, 1.0 + 1e-11),), ((0.0, 1e-200), (-8e307, 8e307))])
def test_a_box_of_any_size_is_kept(box: Box) -> None:
    assert View.from_mapping(View(box=box).to_mapping()) == View(box=box)
