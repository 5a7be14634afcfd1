"""Small dense linear algebra for use inside kernels, without LAPACK and without memory of its own."""

import math

from optexplorer.core.arrays import Mat, Vec
from optexplorer.core.helper import helper
from optexplorer.core.oracle import norm

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


@helper
def cholesky(a: Mat) -> int:
    """Write U with a = Uᵀ U over the upper triangle of a symmetric ``a`` (n, n); −1 if it exists.

    Else the row at which ``a`` shows that it is not positive definite; the columns up to it are
    those of U above the diagonal.
    """
    for k in range(a.shape[0]):
        for i in range(k):
            for j in range(i):
                a[i, k] -= a[j, i] * a[j, k]
            a[i, k] /= a[i, i]
        for j in range(k):
            a[k, k] -= a[j, k] * a[j, k]
        if not a[k, k] > 0.0:
            return k
        a[k, k] = math.sqrt(a[k, k])
    return -1


@helper
def solve_lower(U: Mat, b: Vec) -> None:
    """Solve Uᵀ y = b in place for an upper triangular ``U`` (n, n)."""
    for i in range(b.size):
        for j in range(i):
            b[i] -= U[j, i] * b[j]
        b[i] /= U[i, i]


@helper
def solve_upper(U: Mat, b: Vec, n: int) -> None:
    """Solve U y = b in place with the first ``n`` rows and columns of an upper triangular ``U``."""
    for i in range(n - 1, -1, -1):
        for j in range(i + 1, n):
            b[i] -= U[i, j] * b[j]
        b[i] /= U[i, i]


@helper
def flattest(U: Mat, z: Vec, y: Vec) -> float:
    """An estimate of the smallest singular value of ``U``, and in ``z`` (n,) its vector of length 1.

    Solves Uᵀ y = e with each eᵢ = ±1 chosen so that y grows, then U z = y (Golub and Van Loan 2013,
    Matrix Computations, section 3.5.4). ``y`` (n,) is room to work.
    """
    n = z.size
    for i in range(n):
        z[i] = 0.0  # at first the sums Σ U_ji y_j of the rows solved
    for k in range(n):
        plus, minus = (1.0 - z[k]) / U[k, k], (-1.0 - z[k]) / U[k, k]
        grown_plus, grown_minus = abs(plus), abs(minus)
        for i in range(k + 1, n):
            grown_plus += abs(z[i] + U[k, i] * plus)
            grown_minus += abs(z[i] + U[k, i] * minus)
        y[k] = plus if grown_plus >= grown_minus else minus
        for i in range(k + 1, n):
            z[i] += U[k, i] * y[k]
    for i in range(n):
        z[i] = y[i]
    solve_upper(U, z, n)
    length = norm(z)
    for i in range(n):
        z[i] /= length
    return norm(y) / length
