"""A run's settings in a few words."""

from optexplorer.core.declare import Parameter
from optexplorer.core.escape import NO_ESCAPE
from optexplorer.core.experiment import Run
from optexplorer.core.gradient import Gradient, Minibatch, Noisy
from optexplorer.core.optimizer import Optimizer
from optexplorer.core.schedule import Constant
from optexplorer.ui.widgets.number_text import number_text
from optexplorer.ui.widgets.tooltips import parameter_label


def primary_parameter(optimizer: type[Optimizer]) -> Parameter | None:
    """The setting at hand on a card: the learning rate, else the first number.

    None where the method finds its rate: what is left of it is a factor, one setting among others.
    """
    if optimizer.finds_rate:
        return None
    numbers = [p for p in optimizer.parameters() if p.kind in ("float", "int")]
    rates = [p for p in numbers if p.name == "learning_rate"]
    return next(iter(rates or numbers), None)


def run_summary(run: Run) -> str:
    """What sets the run apart: gradient, schedule, escape, wrappers, changed settings, then the others.

    "mini-batch 32 · cosine · γ 0.9"
    """
    parts = [_gradient(run.gradient)]
    if not isinstance(run.schedule, Constant):
        parts.append(run.schedule.title)
    if run.escape != NO_ESCAPE:
        parts.append(run.escape.title)
    parts += [wrapper.title for wrapper in run.around]
    parts += _settings(run.optimizer)
    return " · ".join(part for part in parts if part)


def _gradient(gradient: Gradient) -> str:
    text = ""
    if isinstance(gradient, Minibatch):
        text = "SGD" if gradient.batch_size == 1 else f"mini-batch {gradient.batch_size}"
    elif isinstance(gradient, Noisy):
        text = f"noise {number_text(gradient.sigma)}"
    if gradient.clip is not None:
        clip = f"clip {number_text(gradient.clip.threshold)}"
        text = f"{text} · {clip}" if text else clip
    return text


def _settings(optimizer: Optimizer) -> list[str]:
    primary = primary_parameter(type(optimizer))
    changed: list[str] = []
    others: list[str] = []
    for parameter in optimizer.parameters():
        value = getattr(optimizer, parameter.name)
        if parameter == primary:
            continue
        name = parameter.symbol or parameter_label(parameter)
        if parameter.kind == "bool":
            text = parameter_label(parameter) if value else f"no {name}"
        elif parameter.kind == "choice":
            text = str(value).replace("_", " ")
        else:
            text = f"{name} {number_text(value)}" if value is not None else ""
        if value != parameter.default:
            changed.append(text)
        elif parameter.kind == "float" and value and parameter.name != "learning_rate":
            others.append(text)
    return changed + others
