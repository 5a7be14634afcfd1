import pytest
from hypothesis import given
from hypothesis import strategies as st

from optexplorer.core.declare import Parameter
from optexplorer.optimizers import CATALOGUE
from optexplorer.ui.widgets.scale import Scale, nudged

RATE = Scale(1e-5, 10.0, log=True)


@given(st.floats(0, 1))
def test_a_position_comes_back_within_the_rounding(position: float) -> None:
    assert RATE.position(RATE.value(position)) == pytest.approx(position, abs=2e-3)


def test_a_logarithmic_track_spends_equal_room_on_decades() -> None:
    assert RATE.position(1e-2) - RATE.position(1e-3) == pytest.approx(1 / 6)


def test_values_beyond_the_track_lie_at_its_ends() -> None:
    assert RATE.position(0.0) == 0.0
    assert RATE.position(500.0) == 1.0


def test_values_are_round() -> None:
    assert len(f"{RATE.value(0.437):.15g}".replace("0.", "").lstrip("0")) <= 3
    assert Scale(0.0, 1.0).value(1 / 3) == 0.333


def test_whole_numbers_stay_whole_and_move_by_one_at_least() -> None:
    steps = Scale(1, 512, log=True, whole=True)
    assert isinstance(steps.value(0.5), int)
    assert steps.moved(1, 0.001) == 2
    assert steps.moved(1, -0.01) == 1


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=lambda kind: kind.key)
def test_every_place_on_every_slider_is_a_legal_value(kind: type) -> None:
    for parameter in kind.parameters():
        scale = Scale.of(parameter)
        if parameter.kind in ("float", "int") and scale is not None:
            for position in (0.0, 0.001, 0.3, 0.999, 1.0):
                parameter.check(scale.value(position))


def test_open_bounds_are_not_on_the_track() -> None:
    scale = Scale.of(
        Parameter("p", "float", 0.5, "p", "", low=0, high=1, low_open=True, high_open=True)
    )
    assert scale is not None
    assert 0 < scale.value(0) < scale.value(1) < 1


def test_without_ends_there_is_no_track() -> None:
    assert Scale.of(Parameter("p", "float", 0.0, "p", "")) is None


@pytest.mark.parametrize(
    ("value", "steps", "flags", "expected"),
    [
        (0.01, 1, {"log": True}, 0.0126), (0.01, 10, {"log": True}, 0.1),
        (0.01, 1, {"log": True, "fine": True}, 0.0102), (0.5, 1, {}, 0.51),
        (0.5, -1, {"fine": True}, 0.499), (0.0, 1, {}, 0.1), (-3.0, 1, {}, -2.9),
        (200, 1, {"whole": True}, 210), (200, -1, {"whole": True, "fine": True}, 199),
        (5, 1, {"whole": True}, 6),
    ],
)  # fmt: skip
def test_steps_of_the_arrow_keys(
    value: float, steps: int, flags: dict[str, bool], expected: float
) -> None:
    settings = {"log": False, "whole": False, "fine": False} | flags
    assert nudged(value, steps, **settings) == pytest.approx(expected)
