r"""Rules for values that carry their gradient and Hessian (second-order jets).

Entries that are zero by structure are None and cost nothing. For :math:`v = f(u)`

.. math::
    v_i = f'(u)\, u_i, \qquad v_{ij} = f''(u)\, u_i u_j + f'(u)\, u_{ij}

and for a function of two arguments the same with its mixed terms (Griewank and Walther,
*Evaluating Derivatives*, 2008, chapters 3 and 13).
"""

from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import TypeAlias

from optexplorer.problems.expression.graph import Graph, Ref

Entry: TypeAlias = Ref | None  # None: zero by structure


@dataclass(frozen=True, slots=True)
class Jet:
    """A value with its derivatives in n variables.

    ``hessian`` lists the upper triangle row by row: (xx,) or (xx, xy, yy).
    """

    value: Ref
    gradient: tuple[Entry, ...]
    hessian: tuple[Entry, ...]

    @property
    def is_constant(self) -> bool:
        """Whether no derivative is left."""
        return all(e is None for e in (*self.gradient, *self.hessian))


def upper_triangle(n: int) -> tuple[tuple[int, int], ...]:
    """Index pairs in the order of `Jet.hessian`."""
    return tuple(combinations_with_replacement(range(n), 2))


class Jets:
    """Arithmetic on jets in n variables; the operations go to ``graph``."""

    def __init__(self, graph: Graph, n: int) -> None:
        self.graph = graph
        self.n = n
        self.pairs = upper_triangle(n)

    def constant(self, value: Ref) -> Jet:
        """A value that does not depend on the variables."""
        return Jet(value, (None,) * self.n, (None,) * len(self.pairs))

    def variable(self, value: Ref, i: int) -> Jet:
        """The i-th variable."""
        one = self.graph.constant(1.0)
        unit = tuple(one if j == i else None for j in range(self.n))
        return Jet(value, unit, (None,) * len(self.pairs))

    def negative(self, u: Jet) -> Jet:
        """``-u``."""
        return Jet(
            self.graph.negative(u.value),
            tuple(self.minus(e) for e in u.gradient),
            tuple(self.minus(e) for e in u.hessian),
        )

    def sum(self, u: Jet, w: Jet) -> Jet:
        """``u + w``."""
        return Jet(
            self.graph.add(u.value, w.value),
            tuple(self.plus(a, b) for a, b in zip(u.gradient, w.gradient, strict=True)),
            tuple(self.plus(a, b) for a, b in zip(u.hessian, w.hessian, strict=True)),
        )

    def product(self, u: Jet, w: Jet) -> Jet:
        """``u w`` for different u and w."""
        return Jet(
            self.graph.multiply(u.value, w.value),
            tuple(
                self.plus(self.times(ui, w.value), self.times(u.value, wi))
                for ui, wi in zip(u.gradient, w.gradient, strict=True)
            ),
            tuple(
                self.plus(
                    self.times(uij, w.value),
                    self.times(u.value, wij),
                    self.crossed(u, w, i, j),
                )
                for (i, j), uij, wij in zip(self.pairs, u.hessian, w.hessian, strict=True)
            ),
        )

    def quotient(self, u: Jet, w: Jet) -> Jet:
        """``q = u / w``: ``q_i = (u_i - q w_i) / w``, flat where the denominator is infinite."""
        g = self.graph
        q = g.divide(u.value, w.value)
        if w.is_constant:
            return Jet(
                q,
                tuple(None if e is None else g.divide(e, w.value) for e in u.gradient),
                tuple(None if e is None else g.divide(e, w.value) for e in u.hessian),
            )
        inverse = g.divide(g.constant(1.0), w.value)

        def over(a: Entry) -> Entry:
            return None if a is None else g.scaled(inverse, a)

        first = Jet(
            q,
            tuple(
                over(self.plus(ui, self.minus(self.times(q, wi))))
                for ui, wi in zip(u.gradient, w.gradient, strict=True)
            ),
            (),
        )
        second = tuple(
            over(
                self.plus(
                    uij,
                    self.minus(self.times(q, wij)),
                    self.minus(self.crossed(first, w, i, j)),
                )
            )
            for (i, j), uij, wij in zip(self.pairs, u.hessian, w.hessian, strict=True)
        )
        return Jet(q, first.gradient, second)

    def chain(self, value: Ref, u: Jet, slope: Ref, curvature: Ref) -> Jet:
        """``f(u)`` from f(u), f'(u), f''(u)."""
        inner = tuple(e for e in u.gradient if e is not None)
        slope, curvature = self.graph.still(slope, inner), self.graph.still(curvature, inner)
        return Jet(
            value,
            tuple(self.times(slope, ui) for ui in u.gradient),
            tuple(
                self.plus(
                    self.times(curvature, self.times(u.gradient[i], u.gradient[j])),
                    self.times(slope, uij),
                )
                for (i, j), uij in zip(self.pairs, u.hessian, strict=True)
            ),
        )

    def chain_two(
        self,
        value: Ref,
        arguments: tuple[Jet, Jet],
        slopes: tuple[Ref, Ref],
        curvatures: tuple[Ref, Ref, Ref],
    ) -> Jet:
        """``f(u, w)`` from its value, (f_u, f_w) and (f_uu, f_uw, f_ww)."""
        (u, w), (fu, fw), (fuu, fuw, fww) = arguments, slopes, curvatures
        t = self.times
        return Jet(
            value,
            tuple(
                self.plus(t(fu, ui), t(fw, wi)) for ui, wi in zip(u.gradient, w.gradient, strict=True)
            ),
            tuple(
                self.plus(
                    t(fuu, t(u.gradient[i], u.gradient[j])),
                    t(fuw, self.crossed(u, w, i, j)),
                    t(fww, t(w.gradient[i], w.gradient[j])),
                    t(fu, uij),
                    t(fw, wij),
                )
                for (i, j), uij, wij in zip(self.pairs, u.hessian, w.hessian, strict=True)
            ),
        )

    def choose(self, condition: Ref, then: Jet, otherwise: Jet) -> Jet:
        """Value and derivatives of one of two jets."""
        g = self.graph
        zero = g.constant(0.0)

        def pick(a: Entry, b: Entry) -> Entry:
            if a is None and b is None:
                return None
            return g.choose(condition, zero if a is None else a, zero if b is None else b)

        return Jet(
            g.choose(condition, then.value, otherwise.value),
            tuple(map(pick, then.gradient, otherwise.gradient)),
            tuple(map(pick, then.hessian, otherwise.hessian)),
        )

    # Entries: zeros by structure never reach the program.

    def minus(self, a: Entry) -> Entry:
        """``-a``."""
        return None if a is None else self.graph.negative(a)

    def plus(self, *terms: Entry) -> Entry:
        """The sum of the terms."""
        total: Entry = None
        for term in terms:
            if term is not None:
                total = term if total is None else self.graph.add(total, term)
        return total

    def times(self, a: Entry, b: Entry) -> Entry:
        """``a b``, zero by structure when a factor is."""
        if a is None or b is None or 0.0 in (self.graph.value_of(a), self.graph.value_of(b)):
            return None
        return self.graph.multiply(a, b)

    def crossed(self, u: Jet, w: Jet, i: int, j: int) -> Entry:
        """``u_i w_j + u_j w_i``."""
        first = self.times(u.gradient[i], w.gradient[j])
        second = self.times(u.gradient[j], w.gradient[i])
        if first is not None and first == second:
            return self.graph.multiply(self.graph.constant(2.0), first)
        return self.plus(first, second)
