"""Shows answers on the page of settings: pictures, marks, the words under the mouse."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from optexplorer.core.cancel import Cancel
from optexplorer.scene.chart import Chart
from optexplorer.scene.layers import run_style
from optexplorer.scene.map_layer import MapLayer, MapLine, MapMark
from optexplorer.ui.jobs import LatestWins
from optexplorer.ui.lab.settings.choice import AxisChoice, Choice, value_of
from optexplorer.ui.lab.settings.pictures import Look, Shown, paint
from optexplorer.ui.lab.settings.reading import map_reading
from optexplorer.ui.tokens import LIGHT, ThemeTokens
from optexplorer.ui.widgets.tooltips import parameter_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optexplorer.core.analysis.sweep import Axis, SweepMap
    from optexplorer.core.experiment import Experiment
    from optexplorer.core.problem import Problem
    from optexplorer.ui.lab.settings.chooser import Chooser
    from optexplorer.ui.lab.settings.page import SettingsPage
    from optexplorer.ui.lab.settings.work import Answer, Request


class SettingsDisplay(QObject):
    """Keeps the newest answer with its request, as which it is shown, read and exported.

    Only what is asked for now follows the choice any further: another metric needs no other answer.
    """

    def __init__(self, page: SettingsPage, chooser: Chooser, parent: QObject) -> None:
        super().__init__(parent)
        self._page, self._chooser = page, chooser
        self._experiment: Experiment | None = None
        self._selected: int | None = None
        self._tokens: ThemeTokens = LIGHT
        self.answer: Answer | None = None
        self.request: Request | None = None  # that it answers
        self.choice: Choice | None = None  # as which it is shown
        self._wanted: Request | None = None  # what is asked for now
        self._kind: object = None  # what is looked at
        self._names = ("", "")  # of the axes
        self._painted: Look | None = None
        self._at: tuple[float, float] | None = None  # under the mouse
        self._pictures = LatestWins(paint, Cancel, self)
        self._pictures.ready.connect(self._show_picture)
        page.map.hovered.connect(self._read)
        page.map.hoverLeft.connect(self._leave)

    @property
    def busy(self) -> bool:
        """Whether a picture is still to come."""
        return self._pictures.busy

    @property
    def outdated(self) -> bool:
        """Whether what is shown answers another request than the one in force."""
        return self.answer is not None and self.request != self._wanted

    @property
    def bounded(self) -> bool:
        """Whether theory's border of some run is there."""
        return self.answer is not None and any(self.answer.borders)

    @property
    def map(self) -> SweepMap | None:
        """The map of two hyper-parameters, if that is what there is."""
        found = self.answer.maps[0] if self.answer is not None else None
        return found if found is not None and len(found.axes) == 2 else None

    def stop(self) -> None:
        """Nothing is shown any more."""
        self._pictures.abandon()

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self._tokens = tokens
        self._page.set_theme(tokens)
        self._paint()

    def look_at(self, experiment: Experiment, selected: int | None, wanted: Request | None) -> None:
        """What the runs are called and have, which is drawn with emphasis, and what is asked for."""
        self._experiment, self._selected, self._wanted = experiment, selected, wanted
        if not self.outdated:
            self.choice = self._chooser.choice
        self._show_mark()
        self._paint()

    def expect(self, experiment: Experiment) -> None:
        """What is about other axes, runs or problems is no picture of what is chosen now."""
        choice = self._chooser.choice
        assert choice is not None  # noqa: S101  (else there is nothing to expect)
        streams = [experiment.stream_of(run) for run in self._chooser.runs]
        kind = _kind(experiment.problem, streams, choice.axes)
        if kind != self._kind:
            self.clear()
            self._kind = kind
            names = [self._axis_name(axis) for axis in choice.axes]
            self._names = names[0], names[-1]
            if len(choice.axes) == 2:
                across, up = choice.axes
                self._page.map.set_axes(self._names, (across.log, up.log))

    def clear(self) -> None:
        """Nothing is shown."""
        self._kind = self.answer = self.request = self._painted = None
        self._page.show_map(None, ())
        self._page.map.set_marks([])
        self._page.show_chart()

    def take(self, request: Request, answer: Answer) -> None:
        """A newer answer; one about what is not looked at any more comes too late."""
        entries = request.entries
        streams = [entry.stream for entry in entries]
        if _kind(entries[0].experiment.problem, streams, entries[0].axes) != self._kind:
            return
        self.request, self.answer = request, answer
        self.choice = request.choice if self.outdated else self._chooser.choice
        self._paint()

    def map_of(self, run: int) -> SweepMap | None:
        """What was found for the run at this place."""
        return dict(self.found).get(run)

    @property
    def found(self) -> list[tuple[int, SweepMap]]:
        """The maps, each with the place that its run has now; without those of runs that are gone."""
        request, answer, experiment = self.request, self.answer, self._experiment
        if request is None or answer is None or experiment is None:
            return []
        places = {experiment.stream_of(i): i for i in range(len(experiment.runs))}
        pairs = zip(request.entries, answer.maps, strict=True)
        return [(places[entry.stream], m) for entry, m in pairs if entry.stream in places]

    def _paint(self) -> None:
        choice, answer, experiment = self.choice, self.answer, self._experiment
        if choice is None or answer is None or experiment is None:
            return
        found = self.found
        if len(found) < len(answer.maps):
            return  # a run is gone; what is asked for now is on its way
        runs: tuple[Shown, ...] = ()
        if self.map is None:
            runs = tuple(self._shown(experiment, run, choice.across.name) for run, _ in found)
        look = Look(
            answer,
            runs,
            choice.across,
            choice.measured,
            self._names,
            experiment.problem.minimum,
            self._tokens.dark,
        )
        if look != self._painted:
            self._painted = look
            self._pictures.submit(look)

    def _shown(self, experiment: Experiment, run: int, across: str) -> Shown:
        value = value_of(experiment.runs[run].optimizer, across)
        name, style = experiment.runs[run].name, run_style(experiment, run)
        return Shown(run, name, style, value, emphasised=run == self._selected)

    def _axis_name(self, axis: AxisChoice) -> str:
        parameter = self._chooser.parameters[axis.name]
        name = parameter_label(parameter)
        return name if parameter.symbol in ("", name) else f"{name} {parameter.symbol}"

    @Slot(object, object)
    def _show_picture(self, look: Look, picture: Chart | tuple[MapLayer, tuple[MapLine, ...]]) -> None:
        if look.answer is not self.answer:
            return
        if isinstance(picture, Chart):
            self._page.show_chart(picture)
        else:
            self._page.show_map(*picture)
            if self._at is not None:
                self._read(*self._at)

    def _show_mark(self) -> None:
        """The present setting on the map."""
        choice = self._chooser.choice
        places: list[float] = []
        for axis in choice.axes if choice else ():
            value = self._chooser.value(axis.name)
            if value is not None and (value > 0.0 or not axis.log):
                places.append(replace(axis, low=value, high=value).extent[0])
        marks = [MapMark((places[0], places[1]))] if len(places) == 2 else []
        self._page.map.set_marks(marks)

    def _read(self, x: float, y: float) -> None:
        self._at = (x, y)
        if self.map is not None and self.choice is not None:
            names = {name: parameter_label(p) for name, p in self._chooser.parameters.items()}
            self._page.map.set_readout(map_reading(self.map, self.choice.metric, x, y, names))

    def _leave(self) -> None:
        self._at = None
        self._page.map.set_readout(())


def _kind(problem: Problem, streams: list[int], axes: Sequence[Axis | AxisChoice]) -> object:
    """What two pictures have in common that may stand for each other for a while."""
    return problem, streams, [(axis.name, axis.log) for axis in axes]
