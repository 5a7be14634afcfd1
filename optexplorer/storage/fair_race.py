"""The result of a fair race as a file: the ranking as CSV, or the tuned experiment."""

import json
from pathlib import Path

import numpy as np

from optexplorer.core.analysis.fair_race import Entry, FairRace
from optexplorer.core.analysis.race_scores import Scores
from optexplorer.core.experiment import Experiment
from optexplorer.core.history import Outcome
from optexplorer.storage.declared import settings
from optexplorer.storage.session import save
from optexplorer.storage.tables import Column, write_table

ENDINGS = (".csv", ".optx")
_OUTCOMES = (Outcome.FINISHED, Outcome.CONVERGED, Outcome.DIVERGED, Outcome.STOPPED)


def write_fair_race(path: str | Path, experiment: Experiment, found: FairRace) -> None:
    """Write a complete result, whole or not at all: ``.optx`` is the experiment tuned, else CSV."""
    if Path(path).suffix.lower() == ".optx":
        save(path, found.applied(experiment), {})
    else:
        write_table(path, _columns(experiment, found))


def _columns(experiment: Experiment, found: FairRace) -> dict[str, Column]:
    rules, entries = found.rules, found.entries
    runs = [experiment.runs[entry.run] for entry in entries]
    tested = [_tested(entry) for entry in entries]
    fresh, untuned = [pair[0] for pair in tested], [pair[1] for pair in tested]

    def same(value: object) -> list[str]:
        return [str(value)] * len(entries)

    return {
        "rank": np.array([entry.rank for entry in entries]),
        "run": np.array([entry.run for entry in entries]),
        "label": [run.name for run in runs],
        "optimizer": [run.optimizer.key for run in runs],
        **_spread("", fresh),
        **_spread("untuned_", untuned),
        "cases": np.array([scores.values.size for scores in fresh]),
        **{o.value: np.array([scores.count(o) for scores in fresh]) for o in _OUTCOMES},
        "settings": [json.dumps(settings(entry.optimizer)) for entry in entries],
        "trials": np.array([entry.trials for entry in entries]),
        "evaluations": np.array([entry.evaluations for entry in entries]),
        "metric": same(rules.metric),
        "target": same("") if rules.target is None else np.full(len(entries), rules.target),
        "starts": same(rules.starts),
        "spread": same(repr(rules.spread)),
        "seeds": same(rules.seeds),
        "horizon": same(rules.horizon),
        "length": same(rules.length),
        "held_equal": same(found.held_equal),
    }


def _spread(prefix: str, scores: list[Scores]) -> dict[str, Column]:
    return {
        f"{prefix}median": np.array([s.median for s in scores]),
        f"{prefix}lower_quartile": np.array([s.quartiles[0] for s in scores]),
        f"{prefix}upper_quartile": np.array([s.quartiles[1] for s in scores]),
        f"{prefix}successes": np.array([s.successes for s in scores]),
    }


def _tested(entry: Entry) -> tuple[Scores, Scores]:
    if entry.fresh is None or entry.fresh_untuned is None:
        raise ValueError("the race is not over")
    return entry.fresh, entry.fresh_untuned
