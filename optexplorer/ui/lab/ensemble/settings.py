"""What a person chooses on the page."""

from dataclasses import dataclass
from typing import ClassVar

from optexplorer.core.declare import Declared, choice, integer, number

SEEDS, STARTS = "seeds", "starts"
AUTOMATIC, DISTANCE, DECREASE = "automatic", "distance", "decrease"
START, PICKED = "start", "picked"


@dataclass(frozen=True)
class EnsembleSettings(Declared):
    """The members, and what counts as an escape. None stands for what suits."""

    key: ClassVar[str] = "ensemble"
    title: ClassVar[str] = "Ensemble"

    over: str = choice(SEEDS, (SEEDS, STARTS), "", "In what the members differ.")
    members: int = integer(1000, "K", "How many members each run has.", low=1, log=True)
    radius: float | None = number(
        None, "R", "No start is farther from the place. Empty: a quarter of the escape's distance.",
        low=0.0, low_open=True, log=True, optional=True,
    )  # fmt: skip
    counts: str = choice(
        AUTOMATIC, (AUTOMATIC, DISTANCE, DECREASE), "", "What counts as an escape.",
    )  # fmt: skip
    distance: float | None = number(
        None, "δ", "Escaped at this distance. Empty: a tenth of the domain's shorter side.",
        low=0.0, low_open=True, log=True, optional=True,
    )  # fmt: skip
    decrease: float | None = number(
        None, "Δf", "Escaped once the loss is lower by this. Empty: nine tenths of the way down.",
        low=0.0, low_open=True, log=True, optional=True,
    )  # fmt: skip
    place: str = choice(
        AUTOMATIC, (AUTOMATIC, START, PICKED), "",
        "From where the distance counts, and about what the starts lie.",
    )  # fmt: skip
