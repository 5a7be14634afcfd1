"""One update of an optimizer as a sequence of assignments, which formula, numbers and pictures follow.

    op("m = beta1*m + (1 - beta1)*g", "The running mean of the gradients.")

Names: ``x`` and ``g`` (n,), ``t`` from 1, ``rate`` (learning rate times the schedule's factor), ``I``
(the n by n identity), hyper-parameters, states, memories, and the locals assigned so far. A family of
states ``H0``, ``H1``, ... is also the matrix ``H``. Everything works element by element but ``@``,
``norm dot sum mean outer solve diag`` and ``min max`` of one argument; ``absolute(A)`` is the symmetric
``A`` with the absolute values of its eigenvalues. ``where(a < b, yes, no)`` chooses;
``f grad hess`` ask about the sample of the update; ``told(name)`` is what the kernel left in a state
or memory, and ``told_rows(H)`` in a family, for what chance or a search decides.
"""

from optexplorer.core.operations.evaluate import (
    Environment,
    Questions,
    Result,
    after_all,
    evaluate,
    value_of,
)
from optexplorer.core.operations.figures import tex_with_numbers
from optexplorer.core.operations.letters import Notation, name_tex, notation, symbol_tex
from optexplorer.core.operations.operation import Operation, Picture, op
from optexplorer.core.operations.parse import OperationError
from optexplorer.core.operations.typeset import SEPARATOR, formula, tex

__all__ = [
    "SEPARATOR", "Environment", "Notation", "Operation", "OperationError", "Picture", "Questions",
    "Result", "after_all", "evaluate", "formula", "name_tex", "notation", "op", "symbol_tex", "tex",
    "tex_with_numbers", "value_of",
]  # fmt: skip
