"""The chart under the inside of a step shows numbers of any size."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from optexplorer.ui.panels.inside_chart import Chart, InsideChart
from tests.ui.tools import shown


@pytest.mark.parametrize(
    "values",
    [
        [1.0, 2.0, 3.0],
        [-1.7e308, 1.7e308, 0.0],
        [5e-324, 1.7e308, 1.0],
        [5e-324, 1e-323, 5e-324],
        [1e305, 2e305, 3e305],
        [1.7e308, 1.7e308, 1.7e308],
        [-3e305, -1e305, -2e305],
        [np.inf, np.nan, -np.inf],
        [1e16, 1e16 + 2.0, 1e16],
    ],
)
def test_it_paints_numbers_of_any_size(qtbot: QtBot, values: list[float]) -> None:
    chart = InsideChart()
    chart.resize(300, 160)
    chart.show_chart(Chart(np.arange(3), np.array(values)[:, None], ("x",)), "#336699", 1)
    shown(qtbot, chart)
    picture = chart.grab().toImage()
    assert len({picture.pixel(x, y) for x in range(0, 300, 3) for y in range(0, 160, 3)}) > 1
