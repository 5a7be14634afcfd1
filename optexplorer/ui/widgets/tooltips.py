"""What a control says about the setting it edits."""

import math

from optexplorer.core.declare import Parameter
from optexplorer.ui.widgets.number_text import number_text

_IN_WORDS = {
    "amsgrad": "AMSGrad",
    "eps_hat": "ε before the correction",
    "eps_inside": "ε inside the root",
    "final_lr": "final rate",
    "lr_decay": "rate decay",
    "silent_sgd_phase": "silent SGD phase",
}
# Names that are no words, beside those with a figure at the end: cards have only their symbols.
_LETTERS = (
    "alpha", "beta", "d_coef", "eps", "eps_root", "eta", "eta_minus", "eta_plus", "f_min", "gamma",
    "lambd", "nu", "reps_rel", "rho", "sigma", "xtol",
)  # fmt: skip


def parameter_label(parameter: Parameter) -> str:
    """The setting's name in words, "learning rate"; its symbol where the name is no word, "β₁"."""
    name = parameter.name
    if parameter.symbol and (name in _LETTERS or name[-1:].isdigit()):
        return parameter.symbol
    return _IN_WORDS.get(name, name.replace("_", " "))


def first_word(text: str) -> str:
    """As the beginning of a sentence; letters of formulas stay small."""
    return text[:1].upper() + text[1:] if text.isascii() else text


def range_sentence(parameter: Parameter) -> str:
    """The legal values in words."""
    low, high = parameter.low, parameter.high
    if parameter.kind == "int" and high >= 1e9:
        high = math.inf
    if math.isinf(low) and math.isinf(high):
        return "any number"
    if math.isinf(high):
        return f"{'above' if parameter.low_open else 'at least'} {number_text(low)}"
    if math.isinf(low):
        return f"{'below' if parameter.high_open else 'at most'} {number_text(high)}"
    left, right = "(" if parameter.low_open else "[", ")" if parameter.high_open else "]"
    return f"in {left}{number_text(low)}, {number_text(high)}{right}"


def parameter_tooltip(parameter: Parameter) -> str:
    """Symbol and name, what the setting does, the legal range and the default."""
    name = parameter_label(parameter)
    head = f"{parameter.symbol} · {name}" if parameter.symbol not in ("", name) else name
    lines = [head, parameter.help]
    if parameter.kind in ("float", "int"):
        facts = [range_sentence(parameter)]
        if parameter.default is not None:
            facts.append(f"default {number_text(parameter.default)}")
        if parameter.span is not None:
            facts.append(f"slider {' … '.join(number_text(end) for end in parameter.span)}")
        lines.append(" · ".join(facts))
    return "\n".join(line for line in lines if line)
