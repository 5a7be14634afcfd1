"""A formula as people write it, in plain characters: ``100·(y − x²)² + (1 − x)²``."""

from optexplorer.problems.expression.tree import (
    Binary,
    Call,
    Constant,
    Expression,
    Negative,
    Node,
    Number,
    Parameter,
    Variable,
    postorder,
)

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_SIGNS = {"+": " + ", "-": " − ", "*": "·", "/": "/"}
_SUM, _PRODUCT, _POWER, _ATOM = range(1, 5)  # how tightly the text holds together
_TIGHTNESS = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT}
_LONGEST = 400

_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eta": "η",
    "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "pi": "π", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "phi": "φ", "omega": "ω",
}  # fmt: skip


def symbol(name: str) -> str:
    """A name as people write it: ``κ`` for ``kappa``."""
    return _GREEK.get(name, name)


def pretty(expression: Expression) -> str:
    """The formula in one line; "a formula of 512 operations" where it would be very long."""
    texts: dict[Node, tuple[str, int]] = {}
    for node in postorder(expression.root):
        texts[node] = _text(node, texts)
        if len(texts[node][0]) > _LONGEST:
            total = sum(1 for _ in postorder(expression.root))
            return f"a formula of {total} terms and operations"
    return texts[expression.root][0]


def _text(node: Node, known: dict[Node, tuple[str, int]]) -> tuple[str, int]:
    """The text of a node and how tightly it holds together."""

    def within(child: Node, tightness: int) -> str:
        text, own = known[child]
        return text if own >= tightness else f"({text})"

    match node:
        case Number(value):
            return f"{value:.15g}", _ATOM
        case Constant(name) | Variable(name) | Parameter(name):
            return symbol(name), _ATOM
        case Negative(operand):
            text = within(operand, _PRODUCT)
            return f"−({text})" if text.startswith("−") else f"−{text}", _PRODUCT
        case Binary("^", base, Number(value)) if value.is_integer() and abs(value) < 1000:
            raised = str(int(value)).translate(_SUPERSCRIPTS)
            return f"{within(base, _ATOM)}{raised}", _POWER
        case Binary("^", base, exponent):
            return f"{within(base, _ATOM)}^{within(exponent, _ATOM)}", _POWER
        case Binary(operator, left, right):
            tightness = _TIGHTNESS[operator]
            right_tightness = tightness + (operator in "-/")
            first, second = within(left, tightness), within(right, right_tightness)
            if second.startswith("−"):
                second = f"({second})"
            return f"{first}{_SIGNS[operator]}{second}", tightness
        case Call("sqrt", (argument,)):
            return f"√{within(argument, _ATOM)}", _POWER
        case Call("abs", (argument,)):
            return f"|{known[argument][0]}|", _ATOM
        case Call(function, arguments):
            return f"{function}({', '.join(known[a][0] for a in arguments)})", _ATOM
