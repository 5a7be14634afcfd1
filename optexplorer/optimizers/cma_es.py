"""CMA-ES: a cloud of samples whose shape follows the surface."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import SettingError, integer, number
from optexplorer.core.helper import helper
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Optimizer, Step, step
from optexplorer.core.oracle import norm
from optexplorer.core.status import OK
from optexplorer.core.streams import fill_normal
from optexplorer.optimizers import settings
from optexplorer.optimizers.line_search import dot, same
from optexplorer.optimizers.linear_algebra import eigen
from optexplorer.optimizers.nelder_mead import measured, sort

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

FEWEST = 4  # points of a generation: the default for one parameter
_VECTORS = ("y", "z", "p_sigma", "p_c")
_MEMORIES = ("sigma_t", "h", "mu_eff", "c_sigma", "d_sigma", "c_c", "c_1", "c_mu", "chi")
_SIGMA, _H, _MU_EFF, _C_SIGMA, _D_SIGMA, _C_C, _C_1, _C_MU, _CHI = range(9)
_KEPT = len(_MEMORIES)  # the first weight


@helper
def constants(n: int, memory: Vec, w: Vec) -> None:
    """The weights ``w`` (λ,) and the rates of learning, by table 1 of the tutorial (α_cov = 2)."""
    best, best2, rest, rest2 = 0.0, 0.0, 0.0, 0.0
    for i in range(w.size):
        w[i] = math.log(0.5 * (w.size + 1.0)) - math.log(i + 1.0)
        if i < max(1, w.size // 2):
            best += w[i]
            best2 += w[i] * w[i]
        else:
            rest += w[i]
            rest2 += w[i] * w[i]
    mu_eff = best * best / best2 if best2 > 0.0 else 1.0
    c_1 = 2.0 / ((n + 1.3) ** 2 + mu_eff)
    c_mu = min(1.0 - c_1, 2.0 * (0.25 + mu_eff + 1.0 / mu_eff - 2.0) / ((n + 2.0) ** 2 + mu_eff))
    mu_negative = rest * rest / rest2 if rest2 > 0.0 else 0.0
    most = min(
        1.0 + c_1 / c_mu,
        1.0 + 2.0 * mu_negative / (mu_eff + 2.0),
        (1.0 - c_1 - c_mu) / (n * c_mu),
    )
    for i in range(w.size):
        if i < max(1, w.size // 2):
            w[i] = w[i] / best if best > 0.0 else 1.0
        else:
            w[i] *= most / abs(rest) if rest < 0.0 else 0.0
    c_sigma = (mu_eff + 2.0) / (n + mu_eff + 5.0)
    memory[_MU_EFF], memory[_C_SIGMA], memory[_C_1], memory[_C_MU] = mu_eff, c_sigma, c_1, c_mu
    memory[_D_SIGMA] = (
        1.0 + 2.0 * max(0.0, math.sqrt(max(mu_eff - 1.0, 0.0) / (n + 1.0)) - 1.0) + c_sigma
    )
    memory[_C_C] = (4.0 + mu_eff / n) / (n + 4.0 + 2.0 * mu_eff / n)
    memory[_CHI] = math.sqrt(n) * (1.0 - 1.0 / (4.0 * n) + 1.0 / (21.0 * n * n))


@helper
def by_root(A: Mat, B: Mat, v: Vec, out: Vec, inverse: bool) -> None:
    """C^½ v, or C^−½ v, with C = B diag(A) Bᵀ; a direction that C does not have counts as 0."""
    n = v.size
    for i in range(n):
        out[i] = 0.0
    for k in range(n):
        root = math.sqrt(max(A[k, k], 0.0))
        if root == 0.0:
            continue
        share = 0.0
        for i in range(n):
            share += B[i, k] * v[i]
        share = share / root if inverse else share * root
        for i in range(n):
            out[i] += share * B[i, k]


@helper
def sample(
    oracle: "Oracle", x: Vec, sigma: float, P: Mat, f: Vec, A: Mat, B: Mat, z: Vec, y: Vec,
    words: Words,
) -> bool:  # fmt: skip
    """Fill ``P`` (λ, n) with x + σ C^½ z, z ~ N(0, I), the lowest first; whether any differs from x."""
    differs = False
    for i in range(f.size):
        fill_normal(words, 1.0, z)
        by_root(A, B, z, y, False)
        for k in range(x.size):
            P[i, k] = x[k] + sigma * y[k]
        differs = differs or not same(P[i], x)
        f[i] = measured(oracle, P[i])
    sort(P, f)
    return differs


@helper
def reshape(
    C: Mat, A: Mat, B: Mat, P: Mat, x: Vec, memory: Vec, w: Vec, p_c: Vec, v: Vec, u: Vec
) -> None:
    """C ← (1 + c₁ δ − c₁ − c_μ Σ w) C + c₁ p_c p_cᵀ + c_μ Σ w° y yᵀ, with y = (p − x) / σ.

    δ = (1 − h) c_c (2 − c_c); w° = w, and w n / ‖C^−½ y‖² where w < 0. ``v`` and ``u`` (n,) are used.
    """
    n = x.size
    c_1, c_mu, c_c = memory[_C_1], memory[_C_MU], memory[_C_C]
    kept = 1.0 + c_1 * (1.0 - memory[_H]) * c_c * (2.0 - c_c) - c_1
    for i in range(w.size):
        kept -= c_mu * w[i]
    for j in range(n):
        for k in range(n):
            C[j, k] = kept * C[j, k] + c_1 * p_c[j] * p_c[k]
    for i in range(w.size):
        for k in range(n):
            v[k] = (P[i, k] - x[k]) / memory[_SIGMA]
        share = c_mu * w[i]
        if w[i] < 0.0:
            by_root(A, B, v, u, True)
            length = dot(u, u)
            share *= n / length if length > 0.0 else 0.0
        for j in range(n):
            for k in range(n):
                C[j, k] += share * v[j] * v[k]


@step
def _cma_es(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    n = x.size
    size = (memory.size - _KEPT) // 2
    w, f = memory[_KEPT : _KEPT + size], memory[_KEPT + size :]
    y, z, p_sigma, p_c = state[0], state[1], state[2], state[3]
    P, C = state[4 : 4 + size], state[4 + size : 4 + size + n]
    A, B = state[4 + size + n : 4 + size + 2 * n], state[4 + size + 2 * n :]
    if t == 1:
        constants(n, memory, w)
        memory[_SIGMA] = hyper[0]
        for i in range(n):
            C[i, i] = 1.0
    sigma, c_sigma, c_c, mu_eff = memory[_SIGMA], memory[_C_SIGMA], memory[_C_C], memory[_MU_EFF]
    for j in range(n):
        for k in range(n):
            A[j, k] = C[j, k]
    eigen(A, B)
    differs = sample(oracle, x, sigma, P, f, A, B, z, y, words)
    for k in range(n):
        y[k] = 0.0
    if not differs:
        return OK
    for i in range(size):
        for k in range(n):
            y[k] += max(w[i], 0.0) * (P[i, k] - x[k]) / sigma
    by_root(A, B, y, z, True)
    for k in range(n):
        p_sigma[k] = (1.0 - c_sigma) * p_sigma[k] + math.sqrt(c_sigma * (2.0 - c_sigma) * mu_eff) * z[k]
    length = norm(p_sigma)
    settled = math.sqrt(1.0 - (1.0 - c_sigma) ** (2.0 * t))
    memory[_H] = 1.0 if length < (1.4 + 2.0 / (n + 1.0)) * memory[_CHI] * settled else 0.0
    for k in range(n):
        p_c[k] = (1.0 - c_c) * p_c[k] + memory[_H] * math.sqrt(c_c * (2.0 - c_c) * mu_eff) * y[k]
    reshape(C, A, B, P, x, memory, w, p_c, g, z)
    by_root(A, B, y, z, True)
    for k in range(n):
        x[k] += rate * sigma * y[k]
    memory[_SIGMA] *= math.exp(c_sigma / memory[_D_SIGMA] * (length / memory[_CHI] - 1.0))
    return OK


@dataclass(frozen=True)
class CMAES(Optimizer):
    """One generation an update: λ points p ~ N(x, σ² C), sorted by f, pull the mean x, the path p_σ,
    the path p_c, the covariance C and the spread σ after the better half of them:

        y = Σ wᵢ (pᵢ − x) / σ over the better half,   x ← x + η σ y
        p_σ ← (1 − c_σ) p_σ + √(c_σ (2 − c_σ) μ_eff) C^−½ y
        p_c ← (1 − c_c) p_c + h √(c_c (2 − c_c) μ_eff) y
        C ← (1 + c₁ δ − c₁ − c_μ Σ w) C + c₁ p_c p_cᵀ + c_μ Σ w° yᵢ yᵢᵀ
        σ ← σ exp(c_σ / d_σ (‖p_σ‖ / χ − 1)),   χ = E‖N(0, I)‖

    h is 0 while p_σ is unusually long. Weights and constants are those of the tutorial's table 1, with
    negative weights for the worse half in C. Samples are x + σ C^½ z with the symmetric root. Where no
    sample differs from x any more, nothing changes.
    """

    key: ClassVar[str] = "cma_es"
    title: ClassVar[str] = "CMA-ES"
    family: ClassVar[str] = "Without gradients"
    summary: ClassVar[str] = "Samples a cloud that learns size and shape from its better half."
    strengths: ClassVar[str] = (
        "Needs only the order of values; copes with ravines, noise and many local minima, and rotating "
        "or stretching the surface changes little."
    )
    weaknesses: ClassVar[str] = (
        "Several values an update, and an n × n matrix to decompose: not for thousands of parameters."
    )
    when: ClassVar[str] = "No gradients, up to some hundred parameters, and a surface that is rugged."
    reference: ClassVar[str] = (
        "Hansen 2016, The CMA evolution strategy: a tutorial, https://arxiv.org/abs/1604.00772"
    )
    variant: ClassVar[str] = (
        "The tutorial's algorithm of figure 6 with its default constants; η is its c_m. A population "
        "of 0 means 4 + ⌊3 ln n⌋. The matrix is decomposed in every generation."
    )
    update: ClassVar[Step] = _cma_es
    pictures: ClassVar[tuple[Picture, ...]] = (
        Picture("cloud", "p", "population"),
        Picture("segment", "sigma_t*p_c", "evolution path"),
    )
    states: ClassVar[tuple[str, ...]] = _VECTORS
    memories: ClassVar[tuple[str, ...]] = _MEMORIES
    constants: ClassVar[tuple[str, ...]] = (*_MEMORIES[_MU_EFF:], "w")
    uses_gradient: ClassVar[bool] = False
    draws: ClassVar[bool] = True
    finds_rate: ClassVar[bool] = True

    learning_rate: float = settings.learning_rate(
        1.0, "How far the mean follows the better half: 1 all the way."
    )
    sigma: float = number(
        0.5, "σ₀", "The spread of the first cloud; best about a third of the way to the minimum.",
        low=0.0, low_open=True, log=True, span=(1e-3, 10.0),
    )  # fmt: skip
    population: int = integer(
        0, "λ", "How many points a generation has, at least 4; 0 takes what suits the parameters.",
        low=0, high=10_000, span=(0, 50),
    )  # fmt: skip

    def __post_init__(self) -> None:
        """A cloud needs a better half and a worse one."""
        super().__post_init__()
        if 0 < self.population < FEWEST:
            raise SettingError(
                "population", f"must be 0 or lie in [{FEWEST}, 10000], got {self.population}"
            )

    def _members(self, n: int) -> range:
        return range(self.population or 4 + int(3.0 * math.log(n)))

    def states_of(self, n: int) -> tuple[str, ...]:
        """Paths and mean step, the population, the best first, C, and its decomposition."""
        rows = range(n)
        return (
            *_VECTORS,
            *(f"p{i}" for i in self._members(n)),
            *(f"C{i}" for i in rows),
            *(f"A{i}" for i in rows),
            *(f"B{i}" for i in rows),
        )

    def memories_of(self, n: int) -> tuple[str, ...]:
        """Spread, constants, and weight and value of each point."""
        members = self._members(n)
        return (*_MEMORIES, *(f"w{i}" for i in members), *(f"f{i}" for i in members))

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (
            op("sigma_t = where(t == 1, sigma, sigma_t)", "How wide the cloud is."),
            op(
                "p = told_rows(p)",
                "The cloud, drawn at random and sorted by value.",
                shown=r"x + \sigma_t\,C^{1/2}\,z,\ z \sim \mathcal{N}(0, I),\ \lambda\ \text{times}",
            ),
            op(
                "y = told(y)",
                "The mean step to the better half, the best counting most.",
                shown=r"\sum_i \max(w_i, 0)\,\frac{p_i - x}{\sigma_t}",
            ),
            op("z = told(z)", "The same with the shape taken out.", shown=r"C^{-1/2}\,y"),
            op(
                "p_sigma = (1 - told(c_sigma))*p_sigma + "
                "sqrt(told(c_sigma)*(2 - told(c_sigma))*told(mu_eff))*z",
                "The path: long where steps agree, short where they cancel.",
            ),
            op(
                "p_c = (1 - told(c_c))*p_c + told(h)*sqrt(told(c_c)*(2 - told(c_c))*told(mu_eff))*y",
                "The path with the shape in it; it pauses while the other is unusually long.",
            ),
            op(
                "C = told_rows(C)",
                "The shape stretches along the path and the good steps, and shrinks along bad ones.",
                shown=r"(1 + c_1\,\delta - c_1 - c_{\mu} \sum_i w_i)\,C + c_1\,p_c p_c^\top + "
                r"c_{\mu} \sum_i w_i\,y_i y_i^\top",
            ),
            op("s = rate*sigma_t*y", "The step of the mean."),
            op(
                "sigma_t = sigma_t*exp(told(c_sigma)/told(d_sigma)*(norm(p_sigma)/told(chi) - 1))",
                "The cloud grows where the path is longer than chance would make it, and shrinks where "
                "it is shorter.",
            ),
            op("x = x + s", "The mean moves."),
        )
