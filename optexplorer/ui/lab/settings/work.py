"""The sweeps of the page of settings, beside the interface."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import zip_longest

from optexplorer.core.analysis.stability import Border, stable_border
from optexplorer.core.analysis.sweep import Axis, SweepMap, sweep
from optexplorer.core.cancel import Cancel
from optexplorer.core.declare import SettingError
from optexplorer.core.experiment import Experiment
from optexplorer.ui.lab.settings.choice import Choice


@dataclass(frozen=True)
class Entry:
    """One run alone with the values that it takes."""

    experiment: Experiment
    axes: tuple[Axis, ...]
    stream: int  # of the run, whatever its place


@dataclass(frozen=True)
class Request:
    """One run over one or two hyper-parameters, or several over one."""

    entries: tuple[Entry, ...]
    target: float | None
    choice: Choice = field(compare=False)  # that led to it: what its answer is shown as


@dataclass(frozen=True, eq=False)
class Answer:
    """The maps of all entries so far, and theory's borders."""

    maps: tuple[SweepMap, ...]
    borders: tuple[Border | None, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing finer is to come."""
        return all(found.stride == 1 for found in self.maps)


def entry(experiment: Experiment, index: int, axes: tuple[Axis, ...]) -> Entry:
    """What the sweep of a run depends on, and nothing else of the experiment."""
    run = experiment.runs[index]
    names = [axis.name for axis in axes]
    swept = {p.name: p.default for p in run.optimizer.parameters() if p.name in names}
    optimizer = run.optimizer
    with suppress(SettingError):  # the defaults do not go with the other settings
        optimizer = replace(optimizer, **swept)
    stream = experiment.stream_of(index)
    alone = replace(run, optimizer=optimizer, label="", start=None, stream=stream)
    return Entry(replace(experiment, runs=(alone,), start=experiment.start_of(run)), axes, stream)


def work(request: Request, cancel: Cancel, progress: Callable[[int, int], None]) -> Iterator[Answer]:
    """All sweeps, a stage of each at a time."""
    total = sum(_size(entry.axes) for entry in request.entries)
    done = [0] * len(request.entries)

    def tell(place: int, now: int, _: int) -> None:
        done[place] = now
        progress(sum(done), total)

    sweeps = [
        sweep(e.experiment, 0, e.axes, target=request.target, cancel=cancel, progress=partial(tell, i))
        for i, e in enumerate(request.entries)
    ]
    newest: list[SweepMap] = []
    borders: tuple[Border | None, ...] = (None,) * len(sweeps)
    for number, stage in enumerate(zip_longest(*sweeps)):
        newest = [piece or before for piece, before in zip_longest(stage, newest)]
        yield Answer(tuple(newest), borders)
        if number == 0:  # after the first picture: a Hessian may have to be compiled
            borders = tuple(stable_border(e.experiment, 0, e.axes) for e in request.entries)
            if any(borders):
                yield Answer(tuple(newest), borders)


def _size(axes: tuple[Axis, ...]) -> int:
    size = 1
    for axis in axes:
        size *= axis.count
    return size
