"""Line searches, second-order methods and methods without gradients."""

from typing import Any

from tests.support.calls import Call


def _torch_lbfgs(values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return "lbfgs", {"learning_rate": values["learning_rate"], "search": "none", "history": 100}


CALLS: dict[str, Call] = {
    "torch.optim.LBFGS": Call(
        "lbfgs", adapt=_torch_lbfgs, rounding=1e-11
    ),  # max_iter 1: one iteration a call
    "scipy.optimize.minimize:BFGS": Call("bfgs", searches=True),
    "scipy.optimize.minimize:Nelder-Mead": Call("nelder_mead", searches=True),
    "scipy.optimize.minimize:Powell": Call("powell", searches=True),
    "scipy.optimize.minimize:CG": Call("nonlinear_cg", searches=True),
    "scipy.optimize.minimize:Newton-CG": Call("newton_cg", searches=True),
    "scipy.optimize.minimize:trust-exact": Call("trust_exact", searches=True),
    "scipy.optimize.minimize:L-BFGS-B": Call(
        "lbfgs", {"armijo": 1e-3, "curvature": 0.9}, searches=True
    ),
}
