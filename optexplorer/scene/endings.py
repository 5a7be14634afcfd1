"""How a run ended, in a sentence or two."""

import numpy as np

from optexplorer.core.history import Outcome, RunHistory
from optexplorer.scene.frame import Box
from optexplorer.scene.labels import number


def ending(run: RunHistory, domain: Box) -> str:
    """Why a run stopped, or where it diverged and left ``domain``; empty for ordinary ends."""
    if run.outcome is not Outcome.DIVERGED:
        return run.reason
    last = run.rows - 1
    what = "a parameter" if np.isfinite(run.loss[last]) else "the loss"
    sentence = f"Diverged: at step {last} {what} is no finite number any more."
    if last == 0:
        sentence = f"Diverged: where it starts {what} is no finite number."
    low, high = np.array(domain, dtype=np.float64).T
    outside = ~((run.parameters >= low) & (run.parameters <= high)).all(axis=1)  # nan is outside
    left = int(outside.argmax())
    if left == 0:
        return f"{sentence}\nIt began outside of the domain." if outside[0] else sentence
    place = ", ".join(number(float(value)) for value in run.parameters[left - 1])
    return f"{sentence}\nIt left the domain at step {left}, from ({place})."
