"""Random streams: numpy's bits, and the distributions they promise (fixed seeds)."""

from collections import Counter

import numpy as np
import pytest
from scipy import stats

from optexplorer.core.streams import (
    Purpose,
    below,
    fill_ball,
    fill_normal,
    next_word,
    shuffle,
    stream,
    uniform,
)

SEEDS = [(0, 0, Purpose.BATCHES), (7, 3, Purpose.NOISE), (2**70, 11, Purpose.OPTIMIZER)]


def numpys(seed: int, run: int, purpose: Purpose) -> np.random.SFC64:
    return np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(run, int(purpose))))


@pytest.fixture(autouse=True)
def _wrap_like_hardware():
    with np.errstate(over="ignore"):  # uint64 scalars are meant to wrap
        yield


@pytest.mark.parametrize("key", SEEDS, ids=str)
@pytest.mark.parametrize("next_one", [next_word, next_word.compiled], ids=["python", "compiled"])
def test_words_are_numpys(key, next_one) -> None:
    words = stream(*key)
    assert [int(next_one(words)) for _ in range(300)] == numpys(*key).random_raw(300).tolist()


@pytest.mark.parametrize("key", SEEDS, ids=str)
@pytest.mark.parametrize("draw", [uniform, uniform.compiled], ids=["python", "compiled"])
def test_uniform_is_numpys(key, draw) -> None:
    words = stream(*key)
    expected = np.random.Generator(numpys(*key)).random(300)
    assert [draw(words) for _ in range(300)] == expected.tolist()


def test_streams_differ_by_seed_run_and_purpose() -> None:
    keys = [(s, r, p) for s in (0, 1) for r in (0, 1) for p in Purpose]
    assert len({stream(*k).tobytes() for k in keys}) == len(keys)


def test_below_is_uniform() -> None:
    words, draw = stream(1, 0, Purpose.BATCHES), below.compiled
    drawn = np.bincount([draw(words, 7) for _ in range(70_000)], minlength=7)
    assert drawn.size == 7
    assert stats.chisquare(drawn).pvalue > 1e-3


def test_below_rejects_the_incomplete_block() -> None:
    """2^64 is 8/3 of this n: plain remainders would give the upper third 2/3 of its share."""
    n, draw = 3 * 2**61, below.compiled
    words = stream(2, 0, Purpose.BATCHES)
    drawn = np.array([draw(words, n) for _ in range(30_000)]) // (n // 3)
    assert stats.chisquare(np.bincount(drawn, minlength=3)).pvalue > 1e-3


def test_below_one_and_powers_of_two() -> None:
    words, draw = stream(3, 0, Purpose.BATCHES), below.compiled
    assert {draw(words, 1) for _ in range(20)} == {0}
    assert {draw(words, 4) for _ in range(200)} == {0, 1, 2, 3}


def test_normal() -> None:
    out = np.empty(50_001)  # odd: the last pair is used by half
    fill_normal.compiled(stream(4, 0, Purpose.NOISE), 2.5, out)
    assert stats.kstest(out / 2.5, "norm").pvalue > 1e-3
    assert abs(np.corrcoef(out[0:-1:2], out[1::2])[0, 1]) < 0.02


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_ball_is_uniform(n: int) -> None:
    words, radius = stream(5, n, Purpose.OPTIMIZER), 0.7
    points = np.empty((20_000, n))
    for point in points:
        fill_ball.compiled(words, radius, point)
    length = np.linalg.norm(points, axis=1)
    assert length.max() <= radius * (1 + 1e-15)
    assert stats.kstest((length / radius) ** n, "uniform").pvalue > 1e-3
    positive = (points > 0).sum(axis=0)
    assert all(stats.binomtest(int(k), len(points)).pvalue > 1e-3 for k in positive)
    if n == 2:
        angle = np.arctan2(points[:, 1], points[:, 0])
        assert stats.kstest(angle / (2 * np.pi) + 0.5, "uniform").pvalue > 1e-3
        assert abs(stats.spearmanr(angle, length).statistic) < 0.03


def test_every_order_equally_likely() -> None:
    words, mix = stream(6, 0, Purpose.BATCHES), shuffle.compiled
    seen: Counter[tuple[int, ...]] = Counter()
    for _ in range(24_000):
        order = np.arange(4)
        mix(words, order)
        seen[tuple(order.tolist())] += 1
    assert len(seen) == 24
    assert stats.chisquare(list(seen.values())).pvalue > 1e-3


def test_shuffle_is_a_permutation() -> None:
    order = np.arange(1000)
    shuffle.compiled(stream(7, 0, Purpose.BATCHES), order)
    assert sorted(order.tolist()) == list(range(1000))
    assert order.tolist() != list(range(1000))
