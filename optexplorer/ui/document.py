"""The document: an experiment, which of its runs are switched off, and the scenes of a lecture.

Pure edits; undo keeps these.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from optexplorer.core.around import Wrapper
from optexplorer.core.escape import Escape
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Full, Gradient, Minibatch, Noisy, within
from optexplorer.core.optimizer import Optimizer
from optexplorer.core.problem import FormulaSpec, Point, Problem
from optexplorer.core.schedule import Schedule
from optexplorer.scene.view import View
from optexplorer.storage.scenes import Scene


@dataclass(frozen=True)
class Document:
    """What one entry of the undo list holds."""

    experiment: Experiment
    hidden: frozenset[int] = frozenset()
    solo: int | None = None
    scenes: tuple[Scene, ...] = ()
    scene: int | None = None  # the one that was turned to last

    @property
    def runs(self) -> tuple[Run, ...]:
        """The experiment's runs."""
        return self.experiment.runs

    @property
    def on_scene(self) -> Scene | None:
        """The scene that was turned to last, if it is still there."""
        if self.scene is None or self.scene >= len(self.scenes):
            return None
        return self.scenes[self.scene]

    def with_experiment(self, **changes: object) -> "Document":
        """The same with fields of the experiment replaced."""
        return replace(self, experiment=replace(self.experiment, **changes))  # type: ignore[arg-type]

    def with_run(self, index: int, **changes: object) -> "Document":
        """The same with fields of one run replaced."""
        runs = list(self.runs)
        runs[index] = replace(runs[index], **changes)  # type: ignore[arg-type]
        return self.with_experiment(runs=tuple(runs))

    def with_hyper(self, index: int, name: str, value: object) -> "Document":
        """The same with one hyper-parameter of one run replaced."""
        optimizer = replace(self.runs[index].optimizer, **{name: value})
        return self.with_run(index, optimizer=optimizer)

    def with_schedule(self, index: int, schedule: Schedule) -> "Document":
        """The same with another schedule for one run."""
        return self.with_run(index, schedule=schedule)

    def with_gradient(self, index: int, gradient: Gradient) -> "Document":
        """The same with another gradient for one run."""
        return self.with_run(index, gradient=gradient)

    def with_around(self, index: int, around: tuple[Wrapper, ...]) -> "Document":
        """The same with something else around the optimizer of one run."""
        return self.with_run(index, around=around)

    def with_escape(self, index: int, escape: Escape) -> "Document":
        """The same with another escape mode for one run."""
        return self.with_run(index, escape=escape)

    def with_rates(self, asked: Experiment, rates: tuple[float | None, ...]) -> "Document":
        """The same with the learning rates that suit the runs of ``asked``; None leaves a run's own.

        Meanwhile runs may have come, gone and moved; rates for another problem suit none of them.
        """
        document, now = self, self.experiment
        if asked.problem != now.problem:
            return document
        places = {now.stream_of(i): i for i in range(len(now.runs))}
        for i, (run, rate) in enumerate(zip(asked.runs, rates, strict=True)):
            place = places.get(asked.stream_of(i))
            if rate is None or place is None:
                continue
            if type(now.runs[place].optimizer) is type(run.optimizer):
                document = document.with_hyper(place, "learning_rate", rate)
        return document

    def with_start(self, start: Point) -> "Document":
        """The same from another common start."""
        return self.with_experiment(start=start)

    def with_own_start(self, index: int, start: Point | None) -> "Document":
        """The same with a start of its own for one run, or without."""
        return self.with_run(index, start=start)

    def with_shown(self, index: int, shown: bool) -> "Document":
        """The same with one run switched on or off; nobody is alone any more."""
        hidden = self.hidden - {index} if shown else self.hidden | {index}
        return replace(self, hidden=hidden, solo=None)

    def with_solo(self, index: int | None) -> "Document":
        """The same with one run alone in view; the same run again brings the others back."""
        if index is None or index == self.solo:
            return replace(self, solo=None)
        return replace(self, solo=index, hidden=self.hidden - {index})

    def adding(self, optimizer: Optimizer, gradient: Gradient, label: str = "") -> "Document":
        """The same with one more run at the end."""
        if examples := self.experiment.problem.examples:
            gradient = within(gradient, examples)
        run = Run(optimizer, label, gradient=gradient, stream=self._free_stream())
        return self._rearranged([*range(len(self.runs)), None], run)

    def duplicating(self, index: int) -> "Document":
        """The same with a copy of a run below it; the copy has luck and looks of its own."""
        run = replace(self.runs[index], stream=self._free_stream())
        order: list[int | None] = list(range(len(self.runs)))
        order.insert(index + 1, None)
        return self._rearranged(order, run)

    def removing(self, index: int) -> "Document":
        """The same without a run."""
        return self._rearranged([i for i in range(len(self.runs)) if i != index])

    def moving(self, index: int, to: int) -> "Document":
        """The same with a run at another place."""
        order: list[int | None] = [i for i in range(len(self.runs)) if i != index]
        order.insert(max(0, min(to, len(order))), index)
        return self._rearranged(order)

    def with_problem(self, problem: Problem) -> "Document":
        """The same runs on another problem.

        The start stays while it is about the same surface; gradients that the problem cannot give
        are replaced: mini-batches by noise.
        """
        old = self.experiment
        same = same_landscape(old.problem, problem)
        runs = tuple(
            replace(
                run,
                gradient=_suited(run.gradient, problem),
                start=run.start if same else None,
            )
            for run in old.runs
        )
        return self.with_experiment(problem=problem, runs=runs, start=old.start if same else None)

    def _free_stream(self) -> int:
        streams = [self.experiment.stream_of(i) for i in range(len(self.runs))]
        return next(s for s in range(len(streams) + 1) if s not in streams)

    def _rearranged(self, order: "list[int | None] | list[int]", new: Run | None = None) -> "Document":
        """Runs in a new order, None standing for the new one; each keeps its stream."""
        runs, places = [], {}
        for place, index in enumerate(order):
            if index is None:
                assert new is not None  # noqa: S101
                run, stream = new, new.stream
            else:
                run, stream = self.runs[index], self.experiment.stream_of(index)
                places[index] = place
            runs.append(replace(run, stream=None if stream == place else stream))
        return replace(
            self,
            experiment=replace(self.experiment, runs=tuple(runs)),
            hidden=frozenset(places[i] for i in self.hidden if i in places),
            solo=places.get(self.solo) if self.solo is not None else None,
        )


def opened(experiment: Experiment, values: Mapping[str, Any]) -> tuple[Document, View]:
    """A document and how it is looked at, from a file's experiment and ``view`` object.

    What the view says of runs and axes that are not there is passed over.
    """
    view, count = View.from_mapping(values), len(experiment.runs)
    if view.box is not None and len(view.box) != experiment.problem.size:
        view = replace(view, box=None)
    solo = view.solo if view.solo is not None and view.solo < count else None
    hidden = frozenset(i for i in view.hidden if i < count)
    return Document(experiment, hidden, solo, scene=view.scene), view


def same_landscape(one: Problem, other: Problem) -> bool:
    """Whether the other problem is a variant of one, so that starts carry over.

    A formula over the same domain is one: it is how a surface's own formula is edited.
    """
    edited = isinstance(other.spec, FormulaSpec) and one.domain == other.domain
    return one.names == other.names and (one.title == other.title or edited)


def _suited(gradient: Gradient, problem: Problem) -> Gradient:
    if not isinstance(gradient, Minibatch):
        return gradient
    if not problem.examples:
        return Noisy(clip=gradient.clip)
    if gradient.batch_size < problem.examples:
        return gradient
    return Full(clip=gradient.clip)


Edit = Callable[[Document], Document]
