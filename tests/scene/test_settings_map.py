"""Hyper-parameter maps as pictures: places, colours, scales."""

from dataclasses import replace

import numpy as np
import pytest

from optexplorer.core.analysis.sweep import Axis, SweepMap
from optexplorer.scene.heatmaps import NOTHING
from optexplorer.scene.palette import colormap
from optexplorer.scene.settings_map import axis_extent, cell_at, metric_picture, settings_layer

AXES = Axis("learning_rate", 1e-3, 1e-1, 3, log=True), Axis("momentum", 0.0, 0.9, 2)
LOSS = np.array([[1.0, 2.0, np.inf], [3.0, 1e200, np.nan]])
FOUND = SweepMap(
    axes=AXES,
    values=tuple(axis.values() for axis in AXES),
    final_loss=LOSS,
    best_loss=LOSS,
    steps=np.array([[4, 8, -1], [12, -1, -1]]),
    outcome=np.array([[1, 2, 3], [1, 1, 3]], dtype=np.int8),
    start_loss=3.0,
)
NAMES = ("η", "μ")


def test_cells_lie_round_their_values_on_each_axis() -> None:
    assert axis_extent(AXES[0]) == pytest.approx((-3.5, -0.5))
    assert axis_extent(AXES[1]) == pytest.approx((-0.45, 1.35))
    for column, x in enumerate((-3.0, -2.0, -1.0)):
        for row, y in enumerate((0.0, 0.9)):
            assert cell_at(FOUND, x, y) == (row, column)
    assert cell_at(FOUND, -2.49, 0.46) == (1, 1)
    for outside in ((-3.6, 0.0), (-0.4, 0.0), (-2.0, -0.5), (-2.0, 1.4)):
        assert cell_at(FOUND, *outside) is None


def test_losses_beyond_that_at_the_start_share_a_colour_and_no_number_is_grey() -> None:
    picture = metric_picture(FOUND, "final_loss")[::-1]
    assert picture[0, 0].tolist() == colormap(False)[0].tolist()
    assert picture[1, 0].tolist() == picture[1, 1].tolist() == colormap(False)[255].tolist()
    assert picture[0, 2].tolist() == picture[1, 2].tolist() == list(NOTHING)
    assert 0 < int(np.abs(colormap(False).astype(int) - picture[0, 1]).sum(axis=1).argmin()) < 255
    layer = settings_layer(FOUND, "final_loss", NAMES, dark=True)
    assert layer.scale is not None
    assert layer.scale.ticks[-1] == (1.0, "≥ start")
    assert [s.text for s in layer.swatches] == ["no finite loss"]
    assert (layer.log, layer.names) == ((True, False), NAMES)
    bad = settings_layer(replace(FOUND, start_loss=0.5), "final_loss", NAMES, dark=False)
    assert bad.scale is not None
    assert "≥ start" not in [text for _, text in bad.scale.ticks]


def test_steps_and_outcomes_have_keys_of_their_own() -> None:
    steps = settings_layer(FOUND, "steps", NAMES, dark=False)
    assert steps.scale is not None
    assert steps.scale.scale_label == "steps"
    assert [s.text for s in steps.swatches] == ["not reached"]
    assert (steps.pixels[0, 1] == NOTHING).all()
    outcome = settings_layer(FOUND, "outcome", NAMES, dark=False)
    assert outcome.scale is None
    assert len({s.colour for s in outcome.swatches}) == len(outcome.swatches) == 3
    colour = "#{:02x}{:02x}{:02x}".format(*outcome.pixels[0, 2].tolist())
    assert {s.text: s.colour for s in outcome.swatches}["diverged"] == colour
