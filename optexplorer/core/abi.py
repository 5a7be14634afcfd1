"""The compiled interface: one signature per role, shared by every kernel.

===========  =====================================================================
role         call
===========  =====================================================================
VALUE        ``f = value(x, data, rows)``
GRADIENT     ``f = gradient(x, data, rows, g)``       writes the gradient (n,) to ``g``
HESSIAN      ``f = hessian(x, data, rows, g, h)``     writes gradient (n,), Hessian (n, n)
STEP         ``status = step(oracle, x, g, state, memory, hyper, rate, words, t)``
===========  =====================================================================

``x`` (n,) is the point; ``data`` holds what the objective needs: parameters of a formula in row 0,
or a data set with one example a row; ``rows`` names the examples to average over (empty for
objectives without examples). Arrays that a kernel must not change are read-only in the signature.
Kernels never raise; a step returns a status (`core.status`).
"""

import sys
from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from optexplorer.core import kernel_cache  # noqa: F401  (sets the cache folder before numba)

# isort: split
from numba import float64, int64, njit, types, uint64

from optexplorer.core.arrays import Ints, Mat, Vec, Words
from optexplorer.core.cancel import Cancelled
from optexplorer.core.helper import bound

if sys.platform == "darwin":
    from optexplorer.core import mac_kernels  # noqa: F401  (before the first kernel)

VEC, MAT, INTS, WORDS = float64[::1], float64[:, ::1], int64[::1], uint64[::1]
RO_VEC, RO_MAT, RO_INTS = (t.copy(readonly=True) for t in (VEC, MAT, INTS))

ValueFunction: TypeAlias = Callable[[Vec, Mat, Ints], float]
GradientFunction: TypeAlias = Callable[[Vec, Mat, Ints, Vec], float]
HessianFunction: TypeAlias = Callable[[Vec, Mat, Ints, Vec, Mat], float]


class Oracle(NamedTuple):
    """Everything a step may ask of the problem.

    Within one update every question is about the same sample: the same rows and the same noise.
    Ask through ``core.oracle`` (``value_at``, ``gradient_at``, ``hessian_at``), which counts the
    work and applies noise and clipping.
    """

    value: ValueFunction
    gradient: GradientFunction
    hessian: HessianFunction
    data: Mat
    rows: Ints
    noise: Vec  # (n,), added to every gradient of this update; zeros when there is none
    clip: Vec  # (2,): kind (0 none, 1 norm, 2 value) and threshold
    calls: Ints  # (3,): value, gradient and Hessian calls so far
    stochastic: bool  # whether the sample changes from update to update


VALUE = float64(RO_VEC, RO_MAT, RO_INTS)
GRADIENT = float64(RO_VEC, RO_MAT, RO_INTS, VEC)
HESSIAN = float64(RO_VEC, RO_MAT, RO_INTS, VEC, MAT)
ORACLE = types.NamedTuple(
    (
        types.FunctionType(VALUE),
        types.FunctionType(GRADIENT),
        types.FunctionType(HESSIAN),
        RO_MAT,
        RO_INTS,
        RO_VEC,
        RO_VEC,
        INTS,
        types.boolean,
    ),
    Oracle,
)
STEP = int64(ORACLE, VEC, VEC, MAT, VEC, RO_VEC, float64, WORDS, int64)
StepFunction: TypeAlias = Callable[[Oracle, Vec, Vec, Mat, Vec, Vec, float, Words, int], int]

OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy"}
# For functions that allocate nothing: the arrays are the caller's, so nobody need count references
# to them. The counting is atomic and costs as much as a simple update. numba refuses to compile an
# allocation under these options.
BORROWING: dict[str, Any] = OPTIONS | {"_nrt": False}

# Has a dispatcher compiled for a signature and kept on disk by other means, if it is not; may fail
# without a word. The window sets it (`ui.compiling`).
compile_ahead: Callable[[Any, Any], None] | None = None


def compile_cached(signature: Any, function: Callable[..., Any], options: dict[str, Any]) -> Any:
    """``function`` compiled with its helpers for one signature, and kept on disk.

    A damaged cache raises whatever its bytes unpickle to; then it is compiled anew, for this start.
    """
    function = bound(function)
    try:
        dispatcher = njit(**options)(function)
        if compile_ahead is not None:
            compile_ahead(dispatcher, signature)
        dispatcher.compile(signature)
        dispatcher.disable_compile()  # it takes this signature alone
    except Cancelled:
        raise
    except Exception:  # noqa: BLE001
        return njit(signature, **options | {"cache": False})(function)
    return dispatcher


class Kernel:
    """A function in plain Python, compiled the first time ``compiled`` is asked for.

    ``compiled`` costs 0.1 to 0.5 s on a cold cache and some milliseconds on a warm one, so ask
    for it on a worker thread only.
    """

    def __init__(
        self, signature: Any, function: Callable[..., Any], *, allocates: bool = False
    ) -> None:
        self.signature = signature
        self.function = function
        self._options = OPTIONS if allocates else BORROWING

    @property
    def ready(self) -> bool:
        """Whether it has been compiled."""
        return "compiled" in self.__dict__

    @cached_property
    def compiled(self) -> "Pointer":
        """The compiled function, to be handed to other compiled functions."""
        return Pointer(compile_cached(self.signature, self.function, self._options), self.signature)


class Pointer(types.WrapperAddressProtocol):  # type: ignore[misc]
    """The address of a compiled function.

    numba looks a dispatcher's address up anew, in Python, each time it is passed as an argument;
    for a drag over many short runs that would cost more than their steps.
    """

    def __init__(self, dispatcher: Any, signature: Any) -> None:
        self.dispatcher = dispatcher  # keeps the machine code alive; callable from Python
        self._signature = signature
        result = dispatcher.get_compile_result(signature)
        self._address = result.library.get_pointer_to_function(result.fndesc.llvm_cfunc_wrapper_name)

    def __wrapper_address__(self) -> int:
        """Where the function stands in memory."""
        return int(self._address)

    def signature(self) -> Any:
        """What it takes and gives."""
        return self._signature

    def __call__(self, *args: Any) -> Any:
        """Call it from Python."""
        return self.dispatcher(*args)


def step_kernel(function: StepFunction, *, allocates: bool = False) -> Kernel:
    """Declare ``function`` as the update of an optimizer."""
    return Kernel(STEP, function, allocates=allocates)
