"""An experiment: one problem, one start, and the runs that race from it."""

from dataclasses import dataclass, replace

from optexplorer.core.around import Wrapper, row_names
from optexplorer.core.escape import NO_ESCAPE, Escape
from optexplorer.core.gradient import Full, Gradient
from optexplorer.core.optimizer import Optimizer
from optexplorer.core.problem import Point, Problem
from optexplorer.core.schedule import Constant, Schedule

MAX_STEPS = 100_000_000


@dataclass(frozen=True)
class Run:
    """An optimizer with its schedule, its gradient, and whatever else a run may have of its own.

    ``stream`` keys the run's random numbers together with the seed; None stands for its place in
    the list. Fixed numbers keep a run's luck when others are added, moved or removed.
    """

    optimizer: Optimizer
    label: str = ""  # empty: named after the optimizer
    schedule: Schedule = Constant()
    gradient: Gradient = Full()
    start: Point | None = None
    stream: int | None = None
    around: tuple[Wrapper, ...] = ()  # in the order in which they act
    escape: Escape = NO_ESCAPE

    @property
    def name(self) -> str:
        """What the run is called on screen and in the CSV."""
        return self.label or self.optimizer.title

    @property
    def by_chance(self) -> bool:
        """Whether its seed matters: every perturbation and every restart draws, some methods do."""
        return self.gradient.stochastic or self.escape != NO_ESCAPE or self.optimizer.draws

    def states_of(self, n: int) -> tuple[str, ...]:
        """The names of the recorded state's rows: the optimizer's own, then those around it."""
        own = self.optimizer.states_of(n)
        return own + row_names(self.around, own)


@dataclass(frozen=True)
class Experiment:
    """What a file describes and `compute` turns into a history."""

    problem: Problem
    runs: tuple[Run, ...]
    start: Point | None = None  # None: the problem's own
    steps: int = 200
    seed: int = 0

    def start_of(self, run: Run) -> Point:
        """Where a run begins."""
        return run.start or self.origin

    @property
    def origin(self) -> Point:
        """The common start."""
        return self.start or self.problem.start

    def stream_of(self, index: int) -> int:
        """The stream key of the run at this place."""
        own = self.runs[index].stream
        return index if own is None else own

    def alone(self, index: int) -> "Experiment":
        """A run by itself and with its own luck, but without a start or a name.

        What it does from given starts is all that matters: such experiments are equal where that is.
        """
        run = replace(self.runs[index], label="", start=None, stream=self.stream_of(index))
        return replace(self, runs=(run,), start=None)
