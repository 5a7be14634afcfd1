"""The settings of a grid: the same numbers as an optimizer for every cell has."""

import numpy as np
import pytest

from optexplorer.core.analysis.settings_grid import SettingsGrid
from optexplorer.core.declare import SettingError
from optexplorer.core.optimizer import Optimizer
from optexplorer.optimizers import CATALOGUE


def _values(optimizer: Optimizer, name: str) -> list[float | int]:
    """A few legal values, one at a time."""
    parameter = next(p for p in optimizer.parameters() if p.name == name)
    now = parameter.default if parameter.default is not None else 1
    values = []
    for value in (now, now + 5, now + 8, 0.7 * now + 0.1, 0.9 * now, *(parameter.span or ())):
        try:
            legal = parameter.check(value)
            SettingsGrid(optimizer, (name,), ([legal],), 2, None).at(0)
            values.append(legal)
        except SettingError:
            continue
    return values[:3]


@pytest.mark.parametrize("key", CATALOGUE)
def test_every_cell_has_the_numbers_of_its_optimizer(key: str) -> None:
    optimizer = CATALOGUE[key]()
    names = [p.name for p in optimizer.parameters() if p.kind in ("float", "int")]
    for first, second in zip(names, names[1:] or names, strict=False):
        chosen = (first, second)[: 1 + (second != first)]
        values = tuple(_values(optimizer, name) for name in chosen)
        grid = SettingsGrid(optimizer, chosen, values, 2, minimum=-1.5)
        count = int(np.prod([len(v) for v in values]))
        cells = np.arange(count)[::-1]
        seen = []
        for packed in grid.packed(cells):
            for place, hypers, rate in zip(*packed[:1], packed.hypers, packed.rates, strict=True):
                row, column = divmod(int(cells[place]), len(values[0]))
                alone = grid.at(*(column, row)[: len(chosen)]).fitted(-1.5)
                np.testing.assert_array_equal(hypers, alone.packed())
                assert rate == alone.rate
                assert alone.states_of(2) == packed.optimizer.states_of(2)
                seen.append(int(place))
        assert sorted(seen) == list(range(count))


def test_a_large_grid_needs_an_optimizer_for_each_row_and_column_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = []
    monkeypatch.setattr(SettingsGrid, "at", lambda grid, *i: made.append(i) or _AT(grid, *i))
    values = [0.01 * i for i in range(1, 65)]
    grid = SettingsGrid(CATALOGUE["adam"](), ("learning_rate", "beta1"), (values, values), 2, None)
    (packed,) = grid.packed(np.arange(64 * 64))
    assert packed.hypers.shape == (64 * 64, len(packed.optimizer.packed()))
    assert len(made) == 128


_AT = SettingsGrid.at
