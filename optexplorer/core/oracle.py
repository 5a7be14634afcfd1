"""What an update asks of the problem: counted, and with noise and clipping applied.

With ``ξ`` the rows and ``e`` the noise of the update, and ``C`` the clipping,

    value_at      f(x; ξ)
    gradient_at   C(∇f(x; ξ) + e)

Clipping by norm (Pascanu, Mikolov and Bengio 2013): ``g ← g · min(1, θ / ‖g‖)``; by value:
``gᵢ ← min(max(gᵢ, -θ), θ)``.
"""

import math
from typing import TYPE_CHECKING

from optexplorer.core.arrays import Mat, Vec
from optexplorer.core.helper import helper

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

SMALL = 1e-145  # lengths below it have lost digits, as their squares have
CLIP_NONE, CLIP_NORM, CLIP_VALUE = 0.0, 1.0, 2.0


@helper
def norm(v: Vec) -> float:
    """Euclidean length of ``v`` (n,); 0 where it is below 1e-162, at which a method is at rest."""
    s = 0.0
    for i in range(v.size):
        s += v[i] * v[i]
    return scaled_norm(v) if math.isinf(s) else math.sqrt(s)


@helper
def recorded_norm(v: Vec) -> float:
    """The same with all its digits, however small: what is told, and nothing is decided by."""
    length = norm(v)
    return scaled_norm(v) if length < SMALL else length


@helper
def scaled_norm(v: Vec) -> float:
    """The length of a ``v`` whose squares overflow or vanish; the length itself need not."""
    largest = 0.0
    for i in range(v.size):
        largest = max(largest, abs(v[i]))
    if largest == 0.0 or math.isinf(largest):
        return largest
    s = 0.0
    for i in range(v.size):
        s += (v[i] / largest) ** 2
    return largest * math.sqrt(s)


@helper
def disturb(g: Vec, noise: Vec, clip: Vec) -> None:
    """Add the noise to ``g`` and clip it, in place."""
    for i in range(g.size):
        g[i] += noise[i]
    if clip[0] == CLIP_NORM:
        length = norm(g)
        if length > clip[1]:
            for i in range(g.size):
                g[i] *= clip[1] / length
    elif clip[0] == CLIP_VALUE:
        for i in range(g.size):
            g[i] = min(max(g[i], -clip[1]), clip[1])


@helper
def value_at(oracle: "Oracle", x: Vec) -> float:
    """``f(x; ξ)``; one value call."""
    oracle.calls[0] += 1
    return oracle.value(x, oracle.data, oracle.rows)


@helper
def gradient_at(oracle: "Oracle", x: Vec, g: Vec) -> float:
    """Write the gradient the optimizer sees to ``g`` (n,); return ``f(x; ξ)``; one gradient call."""
    oracle.calls[1] += 1
    f = oracle.gradient(x, oracle.data, oracle.rows, g)
    disturb(g, oracle.noise, oracle.clip)
    return f


@helper
def hessian_at(oracle: "Oracle", x: Vec, g: Vec, h: Mat) -> float:
    """Write gradient (n,) and Hessian (n, n) of ``f(·; ξ)``; one Hessian call.

    ``g`` is the undisturbed gradient: the one handed to the step has noise and clipping in it.
    """
    oracle.calls[2] += 1
    return oracle.hessian(x, oracle.data, oracle.rows, g, h)
