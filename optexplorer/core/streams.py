"""Seeded random streams, one per (seed, run, purpose).

The generator is SFC64 (Chris Doty-Humphrey, PractRand), bit for bit as in ``numpy.random.SFC64``,
and the seeding is numpy's ``SeedSequence``. A stream is four ``uint64`` words, so kernels take
it as a plain array and thousands of streams can run side by side. Separate purposes have separate
streams: noise or a perturbation never shifts the order of the mini-batches.
"""

import math
from enum import IntEnum

import numpy as np

from optexplorer.core.arrays import Ints, Vec, Words
from optexplorer.core.helper import helper


class Purpose(IntEnum):
    """What a stream is for; part of its key, so never renumber."""

    BATCHES = 0
    NOISE = 1
    OPTIMIZER = 2
    ESCAPE = 3


def stream(seed: int, run: int, purpose: Purpose) -> Words:
    """A fresh stream (4,) for this seed (≥ 0), run and purpose."""
    sequence = np.random.SeedSequence(seed, spawn_key=(run, int(purpose)))
    words = np.random.SFC64(sequence).state["state"]["state"]
    return np.array(words, dtype=np.uint64)


@helper
def next_word(words: Words) -> int:
    """The next 64 random bits."""
    a, b, c = words[0], words[1], words[2]
    result: int = a + b + words[3]
    words[3] += np.uint64(1)
    words[0] = b ^ (b >> np.uint64(11))
    words[1] = c + (c << np.uint64(3))
    words[2] = ((c << np.uint64(24)) | (c >> np.uint64(40))) + result
    return result


@helper
def uniform(words: Words) -> float:
    """Uniform on [0, 1) with 53 bits, as ``numpy.random.Generator.random``."""
    return float(next_word(words) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@helper
def below(words: Words, n: int) -> int:
    """Uniform on 0, ..., n - 1 without bias (rejection of the incomplete last block)."""
    m = np.uint64(n)
    limit = np.uint64(0xFFFFFFFFFFFFFFFF) - (np.uint64(0xFFFFFFFFFFFFFFFF) % m + np.uint64(1)) % m
    word = next_word(words)
    while word > limit:
        word = next_word(words)
    return int(word % m)


@helper
def fill_normal(words: Words, sigma: float, out: Vec) -> None:
    """Independent N(0, σ²) in every element (Box and Muller 1958, both members of the pair)."""
    for i in range(0, out.size, 2):
        r = sigma * math.sqrt(-2.0 * math.log(1.0 - uniform(words)))
        angle = 2.0 * math.pi * uniform(words)
        out[i] = r * math.cos(angle)
        if i + 1 < out.size:
            out[i + 1] = r * math.sin(angle)


@helper
def fill_ball(words: Words, radius: float, out: Vec) -> None:
    """A point uniform in the ball of this radius about 0: direction × radius · u^(1/n)."""
    fill_normal(words, 1.0, out)
    s = 0.0
    for i in range(out.size):
        s += out[i] * out[i]
    scale = radius * uniform(words) ** (1.0 / out.size) / math.sqrt(s)
    for i in range(out.size):
        out[i] *= scale


@helper
def shuffle(words: Words, order: Ints) -> None:
    """Every order equally likely (Fisher and Yates; Durstenfeld 1964), in place."""
    for i in range(order.size - 1, 0, -1):
        j = below(words, i + 1)
        order[i], order[j] = order[j], order[i]
