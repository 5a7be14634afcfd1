"""What is held equal in a fair race."""

import math
from dataclasses import dataclass
from typing import Literal, get_args

from optexplorer.core.analysis.errors import AnalysisError
from optexplorer.core.experiment import MAX_STEPS, Experiment

Metric = Literal["final_loss", "best_loss", "steps", "evaluations"]
Horizon = Literal["steps", "evaluations"]
METRICS: tuple[Metric, ...] = get_args(Metric)
TO_TARGET: tuple[Metric, ...] = ("steps", "evaluations")  # metrics that count up to the target
MOST_TRIALS, MOST_CASES = 10_000, 1_000
FRESH = 25  # cases that decide the rank


@dataclass(frozen=True)
class Rules:
    """The same for every run; refuses what cannot be with an `AnalysisError`."""

    trials: int = 100  # settings that are tried for each run
    starts: int = 9
    seeds: int = 3  # runs that draw nothing at random need one
    length: int = 200  # of the horizon
    horizon: Horizon = "steps"
    metric: Metric = "final_loss"
    target: float | None = None  # the loss to be reached, for the metrics that count
    spread: float = 1.0  # of the starts: 1: all over the domain; less: drawn towards the first

    def __post_init__(self) -> None:
        _check("budget", self.trials, MOST_TRIALS)
        _check("starts", self.starts, MOST_CASES)
        _check("seeds", self.seeds, MOST_CASES)
        _check(self.horizon, self.length, MAX_STEPS)
        if not 0.0 < self.spread <= 1.0:
            raise AnalysisError("spread", f"must lie in (0, 1], got {self.spread:g}")
        if self.metric in TO_TARGET and self.target is None:
            raise AnalysisError("target", f"is needed to count {self.metric} to it")
        if self.metric not in TO_TARGET and self.target is not None:
            raise AnalysisError("target", f"goes with the metrics {' and '.join(TO_TARGET)} only")
        if self.target is not None and not math.isfinite(self.target):
            raise AnalysisError("target", f"must be a finite number, got {self.target:g}")

    @property
    def metric_words(self) -> str:
        """The metric with its target."""
        words = {"final_loss": "final loss", "best_loss": "best loss"}
        return words.get(self.metric) or f"{self.metric} to a loss of {self.target}"


def held_equal(experiment: Experiment, rules: Rules) -> str:
    """What is the same for every run, and what is not, in words."""
    last = experiment.seed + rules.seeds - 1
    seeds = f"seed {experiment.seed}" if rules.seeds == 1 else f"seeds {experiment.seed} to {last}"
    fail = "diverge" if rules.target is None else "diverge or miss the target"
    unequal = (
        "evaluations, of which some methods ask several a step"
        if rules.horizon == "steps"
        else "steps, for which some methods ask several evaluations"
    )
    return (
        f"Held equal: {_counted(rules.trials, 'setting')} tried for each run by the same search; "
        f"{_counted(rules.length, rules.horizon[:-1])}; {_starts(rules)}; {seeds} (one where nothing "
        f"is drawn at random) and the random stream. Better: fewer runs that {fail}, then the lower "
        f"median of {rules.metric_words}. Ranked on {FRESH} other starts and seeds; runs that these do "
        f"not tell apart (sign test, 5 %) share a rank. Not equal: {unequal}. Not tuned: "
        "schedule, gradient, escape mode, and what stands around a method."
    )


def _starts(rules: Rules) -> str:
    if rules.starts == 1:
        return "the experiment's start"
    where = "the domain" if rules.spread == 1.0 else f"the domain shrunk towards it to {rules.spread:g}"
    return f"the experiment's start and {rules.starts - 1} drawn from {where}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def _check(name: str, value: int, most: int) -> None:
    if not 1 <= value <= most:
        raise AnalysisError(name, f"must lie in [1, {most}], got {value}")
