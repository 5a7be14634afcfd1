"""Arrays on the stack of a compiled function, of a size known when it is compiled.

The optimizer of LLVM keeps them in registers, which it cannot do for arrays that come from outside, and
knows that no two of them overlap. They live until the function returns: hand them down to what it
calls, never up.
"""

import math
from typing import Any

from llvmlite import ir
from numba import float64, types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np import arrayobj

_BYTES = 8


def stack_array(shape: tuple[int, ...], number: Any = float64) -> Any:
    """A function without arguments, for compiled code, that makes an array of this shape.

    ``number`` is a type of 8 bytes. What stands in the array at first is undefined. Call it once in a
    function, outside of loops.
    """
    kind = types.Array(number, len(shape), "C")
    strides = [_BYTES * math.prod(shape[axis + 1 :]) for axis in range(len(shape))]

    @intrinsic
    def make(_typing: Any) -> Any:
        def generate(context: Any, builder: Any, _signature: Any, _arguments: Any) -> Any:
            def constant(value: int) -> Any:
                return context.get_constant(types.intp, value)

            def constants(values: Any) -> Any:
                return cgutils.pack_array(builder, [constant(v) for v in values])

            element = context.get_data_type(number)
            with builder.goto_entry_block():
                room = builder.alloca(ir.ArrayType(element, max(1, math.prod(shape))))
            array = arrayobj.make_array(kind)(context, builder)
            arrayobj.populate_array(
                array,
                data=builder.bitcast(room, array.data.type),
                shape=constants(shape),
                strides=constants(strides),
                itemsize=constant(_BYTES),
                meminfo=None,
            )
            return array._getvalue()

        return kind(), generate

    return make
