"""The kernels of a formula, made on first use."""

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from optexplorer.problems.expression.emit import module_text
from optexplorer.problems.expression.module import load
from optexplorer.problems.expression.parse import parse

if TYPE_CHECKING:
    from types import ModuleType

    from optexplorer.core.abi import Kernel


class FormulaKernels:
    """Value, gradient and Hessian of a generated module; numba is imported on first use."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _module(self) -> "ModuleType":
        return load(self._text)

    @cached_property
    def value(self) -> "Kernel":
        """Signature VALUE."""
        from optexplorer.core import abi

        return abi.Kernel(abi.VALUE, self._module.value)

    @cached_property
    def gradient(self) -> "Kernel":
        """Signature GRADIENT."""
        from optexplorer.core import abi

        return abi.Kernel(abi.GRADIENT, self._module.gradient)

    @cached_property
    def hessian(self) -> "Kernel":
        """Signature HESSIAN."""
        from optexplorer.core import abi

        return abi.Kernel(abi.HESSIAN, self._module.hessian)


@lru_cache(maxsize=256)
def formula_kernels(text: str, parameters: tuple[str, ...], transformed: bool) -> FormulaKernels:
    """The kernels of a formula; the same object for the same formula, whatever its numbers.

    Raises `ExpressionError` when the text is no formula or its derivatives are too large.
    """
    return FormulaKernels(module_text(parse(text, parameters), transformed))
