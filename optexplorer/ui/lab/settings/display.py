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
from optexplorer.ui.lab.settings.pictures import Look, Shown, paint
from optexplorer.ui.lab.settings.reading import map_reading
from optexplorer.ui.theme import LIGHT, ThemeTokens
from optexplorer.ui.widgets.tooltips import parameter_label

if TYPE_CHECKING:
    from optexplorer.core.analysis.sweep import SweepMap
    from optexplorer.core.experiment import Experiment
    from optexplorer.ui.lab.settings.choice import AxisChoice
    from optexplorer.ui.lab.settings.chooser import Chooser
    from optexplorer.ui.lab.settings.page import SettingsPage
    from optexplorer.ui.lab.settings.work import Answer, Request


class SettingsDisplay(QObject):
    """Keeps the newest answer; it is shown as the chooser's choice has it."""

    def __init__(self, page: SettingsPage, chooser: Chooser, parent: QObject) -> None:
        super().__init__(parent)
        self._page, self._chooser = page, chooser
        self._experiment: Experiment | None = None
        self._selected: int | None = None
        self._tokens: ThemeTokens = LIGHT
        self.answer: Answer | None = None
        self._streams: tuple[int, ...] = ()  # of the answer's runs
        self._kind: object = None  # what the answer is about
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

    def look_at(self, experiment: Experiment, selected: int | None) -> None:
        """What the runs are called and have, and which is drawn with emphasis."""
        self._experiment, self._selected = experiment, selected
        self._show_mark()
        self._paint()

    def expect(self, request: Request) -> None:
        """What is about other axes, runs or problems is no picture of what is asked for now."""
        kind = [
            (e.experiment.problem, e.stream, [(a.name, a.log) for a in e.axes]) for e in request.entries
        ]
        if kind != self._kind:
            self.clear()
            self._kind = kind
            choice = self._chooser.choice
            if choice is not None and len(choice.axes) == 2:
                across, up = choice.axes
                names = self._axis_name(across), self._axis_name(up)
                self._page.map.set_axes(names, (across.log, up.log))

    def clear(self) -> None:
        """Nothing is shown."""
        self._kind = self.answer = self._painted = None
        self._page.show_map(None, ())
        self._page.map.set_marks([])
        self._page.show_chart(Chart(""))

    def take(self, request: Request, answer: Answer) -> None:
        """A newer answer."""
        self._streams, self.answer = tuple(e.stream for e in request.entries), answer
        self._paint()

    def map_of(self, run: int) -> SweepMap | None:
        """What was found for the run at this place."""
        if self.answer is None or self._experiment is None:
            return None
        stream = self._experiment.stream_of(run)
        places = [i for i, known in enumerate(self._streams) if known == stream]
        return self.answer.maps[places[0]] if places else None

    def _paint(self) -> None:
        choice, answer, experiment = self._chooser.choice, self.answer, self._experiment
        if choice is None or answer is None or experiment is None:
            return
        places = {experiment.stream_of(i): i for i in range(len(experiment.runs))}
        if not all(stream in places for stream in self._streams):
            return  # a run is gone; what is asked for now is on its way
        names = [self._axis_name(axis) for axis in choice.axes]
        runs: tuple[Shown, ...] = ()
        if self.map is None:
            runs = tuple(self._shown(experiment, places[stream]) for stream in self._streams)
        look = Look(
            answer,
            runs,
            choice.across,
            choice.measured,
            (names[0], names[-1]),
            experiment.problem.minimum,
            self._tokens.dark,
        )
        if look != self._painted:
            self._painted = look
            self._pictures.submit(look)

    def _shown(self, experiment: Experiment, run: int) -> Shown:
        choice = self._chooser.choice
        value = self._chooser.value(choice.across.name, run) if choice else None
        name, style = experiment.runs[run].name, run_style(experiment, run)
        return Shown(run, name, style, value, emphasised=run == self._selected)

    def _axis_name(self, axis: AxisChoice) -> str:
        parameter = self._chooser.parameters[axis.name]
        name = parameter_label(parameter)
        return f"{name} {parameter.symbol}" if parameter.symbol else name

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
        choice = self._chooser.choice
        if self.map is not None and choice is not None:
            self._page.map.set_readout(map_reading(self.map, choice.metric, x, y))

    def _leave(self) -> None:
        self._at = None
        self._page.map.set_readout(())
