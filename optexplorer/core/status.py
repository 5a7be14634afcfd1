"""What a step returns; apart from `core.abi` so that optimizers are declared without numba.

Anything but ``OK`` ends the run as ``stopped``, with the sentence of ``STATUS_TEXT`` as the reason.
"""

OK = 0
SINGULAR = 1
LINE_SEARCH = 2
NO_WAY_DOWN = 3
TRUST_REGION = 4
STATUS_TEXT = {
    SINGULAR: "the Hessian could not be inverted",
    LINE_SEARCH: "the line search found no step that goes down",
    NO_WAY_DOWN: "a perturbation did not lower the loss enough: taken for a minimum",
    TRUST_REGION: "the trust region holds no step that goes down",
}
