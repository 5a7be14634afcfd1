"""Small dense linear algebra for use inside kernels, without LAPACK and without memory of its own."""

import math

from optexplorer.core.arrays import Mat, Vec
from optexplorer.core.helper import helper

_SWEEPS = 30  # more than ever needed: six or seven reach rounding


@helper
def solve(a: Mat, b: Vec) -> bool:
    """Solve a z = b in place: ``b`` (n,) becomes z, ``a`` (n, n) is used up. False: a is singular.

    Gaussian elimination with partial pivoting: an indefinite Hessian has no Cholesky factor.
    """
    n = b.size
    for k in range(n):
        pivot = k
        for i in range(k + 1, n):
            if abs(a[i, k]) > abs(a[pivot, k]):
                pivot = i
        if a[pivot, k] == 0.0:
            return False
        if pivot != k:
            for j in range(k, n):
                a[k, j], a[pivot, j] = a[pivot, j], a[k, j]
            b[k], b[pivot] = b[pivot], b[k]
        for i in range(k + 1, n):
            share = a[i, k] / a[k, k]
            for j in range(k + 1, n):
                a[i, j] -= share * a[k, j]
            b[i] -= share * b[k]
    for k in range(n - 1, -1, -1):
        for j in range(k + 1, n):
            b[k] -= a[k, j] * b[j]
        b[k] /= a[k, k]
    return True


@helper
def eigen(a: Mat, q: Mat) -> None:
    """Diagonalise a symmetric ``a`` (n, n) in place: a = q Λ qᵀ.

    On return the diagonal of ``a`` holds the eigenvalues, in no order, and the columns of ``q`` (n, n)
    the orthonormal eigenvectors. Jacobi's method, cyclic by rows (Golub and Van Loan 2013, Matrix
    Computations, section 8.5): each rotation by the angle with tan θ = s makes one pair a_jk zero.
    """
    n = a.shape[0]
    for j in range(n):
        for k in range(n):
            q[j, k] = 1.0 if j == k else 0.0
    for _ in range(_SWEEPS):
        largest, off = 0.0, 0.0
        for j in range(n):
            largest = max(largest, abs(a[j, j]))
            for k in range(j + 1, n):
                off = max(off, abs(a[j, k]))
        if not off > 1e-18 * largest:  # also where there is no number to go by
            return
        for j in range(n):
            for k in range(j + 1, n):
                if a[j, k] != 0.0:
                    _rotate(a, q, j, k)


@helper
def _rotate(a: Mat, q: Mat, j: int, k: int) -> None:
    """Turn the plane of the axes j < k so that a_jk becomes zero."""
    n = a.shape[0]
    tau = (a[k, k] - a[j, j]) / a[j, k] / 2.0
    s = 1.0 / (abs(tau) + math.hypot(1.0, tau))  # the smaller of the two roots
    if tau < 0.0:
        s = -s
    cosine = 1.0 / math.sqrt(1.0 + s * s)
    sine = s * cosine
    shift = s * a[j, k]
    a[j, j] -= shift
    a[k, k] += shift
    a[j, k] = a[k, j] = 0.0
    for i in range(n):
        if i != j and i != k:
            p, r = a[i, j], a[i, k]
            a[i, j] = a[j, i] = cosine * p - sine * r
            a[i, k] = a[k, i] = sine * p + cosine * r
        p, r = q[i, j], q[i, k]
        q[i, j] = cosine * p - sine * r
        q[i, k] = sine * p + cosine * r
