"""Which lines in 3-D have casings."""

import numpy as np
import pytest

from optexplorer.core.arrays import Mat
from optexplorer.ui.views.line_geometry import PADDING, Line, ribbons


def line(points: Mat) -> Line:
    return Line(points, np.arange(len(points), dtype=float), (255, 0, 0, 255), 3.0)


def walk(count: int) -> Mat:
    return np.random.default_rng(0).normal(size=(count, 3)).cumsum(axis=0)


SPIRAL = np.column_stack([f(np.linspace(0.0, 60.0, 2000)) for f in (np.cos, np.sin, np.abs)])
ZIGZAG = np.array([[i, i % 2, 0.0] for i in range(60)])  # to and fro in a ravine


@pytest.mark.parametrize(("points", "bare"), [(walk(2000), True), (SPIRAL, False), (ZIGZAG, False)])
def test_what_a_casing_would_cover_has_none(points: Mat, bare: bool) -> None:
    records, _ = ribbons([line(SPIRAL[:5]), line(points)])
    ends = records["traits"][PADDING:-PADDING, 1].astype(int)
    assert not (ends[:10] & 4).any()
    assert ((ends[10:] & 4) != 0).all() == bare
    assert ((ends[10:] & 4) != 0).any() == bare
    assert ends[0] & 1
    assert ends[-1] & 2
