"""Every formula of the catalogue, with letters and with numbers, as the window paints it."""

import math

import pytest

from optexplorer.core.operations import tex, tex_with_numbers
from optexplorer.core.optimizer import Form, Optimizer
from optexplorer.optimizers import CATALOGUE
from optexplorer.ui.typeset.layout import lines, whole
from tests.catalogue.test_forms_of_methods import PAIRS
from tests.catalogue.test_operations import VARIATIONS, results_at

SIZE = 16.0
WIDTH = 320.0  # pixels, of the panel
pytestmark = pytest.mark.usefixtures("qapp")
every_variation = pytest.mark.parametrize(
    "optimizer", [o for _, o in VARIATIONS], ids=[name for name, _ in VARIATIONS]
)


def assert_set(line: str) -> None:
    """The line is read, in one piece and broken; what cannot be read raises."""
    for box in (whole(line, SIZE), *lines(line, SIZE, WIDTH)):
        assert 0 < box.width < math.inf
        assert 0 < box.height < math.inf


@every_variation
def test_the_operations_can_be_set(optimizer: Optimizer) -> None:
    notation = optimizer.notation()
    for operation in optimizer.operations():
        assert_set(tex(operation, notation))


@every_variation
@pytest.mark.parametrize("coordinate", [1, None], ids=["coordinate", "vectors"])
def test_the_numbers_can_be_set(optimizer: Optimizer, coordinate: int | None) -> None:
    notation = optimizer.notation()
    for result in results_at(optimizer, 3)[0]:
        assert_set(tex_with_numbers(result.operation, result.environment, notation, coordinate))


@pytest.mark.parametrize("form", [form for _, _, form in PAIRS], ids=[name for name, _, _ in PAIRS])
def test_the_other_forms_can_be_set(form: Form) -> None:
    notation = form.optimizer.notation()
    for operation in form.optimizer.operations():
        assert_set(tex(operation, notation))


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=CATALOGUE.keys())
def test_the_equation_can_be_set(kind: type[Optimizer]) -> None:
    assert kind.equation
    for line in kind.equation.split(r",\quad "):
        assert_set(line)
