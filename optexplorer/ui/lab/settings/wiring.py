"""Connects the page of settings: what it asks of the worker, and of the workbench."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer

from optexplorer.core.analysis.errors import AnalysisError
from optexplorer.storage.png import write_png
from optexplorer.storage.sweeps import write_sweep, write_sweeps
from optexplorer.ui.document import same_landscape
from optexplorer.ui.lab.exporter import image_pixels
from optexplorer.ui.lab.settings.chooser import Chooser
from optexplorer.ui.lab.settings.display import SettingsDisplay
from optexplorer.ui.lab.settings.loader import DRAG, Loader, sentence
from optexplorer.ui.lab.settings.page import ALL_RUNS, SettingsPage
from optexplorer.ui.lab.settings.reading import held_equal
from optexplorer.ui.lab.settings.work import work
from optexplorer.ui.lab.study_wiring import StudyWiring

if TYPE_CHECKING:
    from collections.abc import Callable

    from optexplorer.core.analysis.sweep import Metric
    from optexplorer.core.problem import Box, Problem
    from optexplorer.ui.lab.settings.choice import AxisChoice
    from optexplorer.ui.lab.settings.work import Answer, Request
    from optexplorer.ui.main_window import MainWindow
    from optexplorer.ui.tokens import ThemeTokens

_SETTLE = 200  # milliseconds without a change of size
_STEADY = 0.1  # share by which the page may grow or shrink without being computed anew
_BESIDE, _BESIDE_CURVES = (130, 70), (75, 70)  # pixels that axes and colour bar take, about
_FILTERS = {".csv": "CSV (*.csv)", ".png": "PNG (*.png)", ".npz": "NPZ (*.npz)"}


class SettingsWiring(StudyWiring):
    """Asks for what was chosen; the run is the one that the workbench looks into."""

    page: SettingsPage

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, SettingsPage(), work)
        self.chooser = Chooser()
        self.display = SettingsDisplay(self.page, self.chooser, self)
        self.loader = Loader(self._bench, self.chooser, self.display, self.page.say)
        self._asked: Request | None = None  # the newest request
        self._problem: Problem | None = None  # that was looked at
        self._ranged: tuple[AxisChoice, ...] = ()  # the axes that are in view
        self._size = (0, 0)  # of the page that is computed for
        self.study.answered.connect(self._take)
        self.study.changed.connect(self._show_state)
        self._sized = QTimer(self, singleShot=True, interval=_SETTLE)
        self._sized.timeout.connect(self.follow)
        self._connect()

    def _connect(self) -> None:
        page, chooser, bench = self.page, self.chooser, self._bench
        page.resized.connect(self._sized.start)
        page.computeRequested.connect(self._compute)
        page.runChosen.connect(self._choose_run)
        page.across.nameChosen.connect(lambda name: self._do(chooser.take_across, name))
        page.up.nameChosen.connect(lambda name: self._do(chooser.take_up, name))
        for controls, which in ((page.across, "across"), (page.up, "up")):
            controls.logChosen.connect(lambda log, w=which: self._do(chooser.take_log, w, log))
            controls.rangeEdited.connect(
                lambda low, high, w=which: self._do(chooser.take_range, w, low, high)
            )
        page.metricChosen.connect(self._choose_metric)
        page.targetEdited.connect(lambda target: self._do(chooser.change, target=target))
        page.cellChosen.connect(lambda cell: self._do(chooser.change, cell=cell))
        page.fitRequested.connect(lambda: self._do(chooser.take_whole))
        page.exportRequested.connect(self._export)
        page.map.boxChanged.connect(self._zoom)
        page.map.clicked.connect(self.loader.load)
        page.map.markDragged.connect(lambda _mark, x, y: self.loader.load(x, y, DRAG))
        page.map.markDropped.connect(lambda _mark, x, y: self._drop(x, y))
        page.chart.clicked.connect(self.loader.load_on_curve)
        bench.documentChanged.connect(lambda _document: self.follow())
        bench.viewChanged.connect(lambda _view: self.follow())
        bench.frameChanged.connect(lambda _frame: self._find_target())

    # The page comes and goes

    def enter(self) -> None:
        """In view from now on."""
        super().enter()
        if self._look():
            self.display.expect(self._bench.experiment)
        self._sized.start()  # once the page has its size

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self.display.set_theme(tokens)

    def stop(self) -> None:
        """Nothing is passed on any more."""
        super().stop()
        self.display.stop()

    @property
    def busy(self) -> bool:
        """Whether a picture is still to come."""
        return self.study.busy or self.display.busy or self._sized.isActive()

    # What is computed

    def follow(self) -> None:
        """Compute what is chosen, unless it is there or on its way."""
        if not self._in_view or not self._look():
            return
        display, experiment = self.display, self._bench.experiment
        display.expect(experiment)
        selected = self._bench.view.selected
        try:
            request = self.chooser.request(self._counts())
        except AnalysisError as error:
            display.look_at(experiment, selected, None)
            self._refuse(error)
            return
        display.look_at(experiment, selected, request)
        self._show_range()
        if request != self._asked:
            self._asked = request
            self.study.ask(request)
        else:
            self._show_state()

    def _look(self) -> bool:
        """Show what there is to choose; whether there is anything."""
        page, chooser, runs = self.page, self.chooser, self._bench.experiment.runs
        if not runs:
            return self._rest("Add a run to see what becomes of it at other settings.")
        view = self._bench.view
        drawn = tuple(i for i in range(len(runs)) if view.shows(i))
        chooser.look_at(self._bench.experiment, view.front(len(runs)), drawn)
        page.show_runs([run.name for run in runs], ALL_RUNS if chooser.everything else chooser.run)
        if chooser.choice is None:
            if chooser.everything and not drawn:
                return self._rest("No run is switched on.")
            name = runs[chooser.run].name
            return self._rest(f"{name} has no hyper-parameter with a range of values.")
        problem, before = self._bench.experiment.problem, self._problem
        self._problem = problem
        if before is not None and not same_landscape(before, problem):
            chooser.take_whole()
            chooser.change(target=None)
        if chooser.choice.metric == "steps" and chooser.choice.target is None:
            chooser.change(target=self._usual_target())
        page.show_choice(chooser.parameters, chooser.choice)
        return True

    def _rest(self, sentence: str) -> bool:
        """There is nothing to compute: say why."""
        self.study.cancel()
        self._asked = None
        self.display.clear()
        self.page.show_progress(None)
        self.page.compute.hide()
        self.page.say(sentence)
        return False

    def _usual_target(self) -> float | None:
        """A hundredth of the way from the known minimum up to the loss at the start."""
        layers, problem = self._bench.layers, self._bench.experiment.problem
        if layers is None or layers.experiment.problem != problem or problem.minimum is None:
            return None
        if not layers.history.runs:  # the first one is on its way
            return None
        start = float(layers.history.runs[0].loss[0])
        target = problem.minimum + 0.01 * (start - problem.minimum)
        return float(f"{target:.3g}") if start > problem.minimum else None

    def _find_target(self) -> None:
        """The loss at the start is known now."""
        choice = self.chooser.choice
        if choice is not None and choice.metric == "steps" and choice.target is None:
            self.follow()

    def _counts(self) -> tuple[float, float]:
        """For how many settings there is room; a few pixels do not matter."""
        choice = self.chooser.choice
        assert choice is not None  # noqa: S101  (`_look` found one)
        size = (self.page.stack.width(), self.page.stack.height())
        if any(abs(n - then) > _STEADY * then for n, then in zip(size, self._size, strict=True)):
            self._size = size
        room = _BESIDE if len(choice.axes) == 2 else _BESIDE_CURVES
        width, height = (max(n - r, 1) for n, r in zip(self._size, room, strict=True))
        return width / choice.cell, height / choice.cell

    def _refuse(self, error: AnalysisError) -> None:
        self.study.cancel()
        self._asked = None
        self.page.show_progress(None)
        self.page.compute.hide()
        self.page.say(sentence(error, self.chooser.parameters) + self._caution(), wrong=True)

    def _compute(self) -> None:
        self._asked = None
        self.follow()

    def _show_state(self) -> None:
        study, page = self.study, self.page
        page.show_progress(study.share)
        page.show_busy(study.busy or self.display.busy)
        stopped = study.sentence == "Stopped"
        page.compute.setVisible(stopped)
        caution = self._caution()
        if study.sentence:
            page.say((f"{study.sentence}." if caution else study.sentence) + caution, wrong=not stopped)
        elif self._asked is not None:
            page.say(held_equal(self._asked.entries, self._names(self._asked)) + self._dashes())

    def _caution(self) -> str:
        """That what is seen is not what is chosen, where nothing newer is to come."""
        return " The picture is of earlier settings." if self.display.outdated else ""

    def _names(self, request: Request) -> list[str]:
        """What its runs are called now; one that has gone meanwhile, what it was called."""
        experiment = self._bench.experiment
        names = {experiment.stream_of(i): run.name for i, run in enumerate(experiment.runs)}
        return [names.get(e.stream, e.experiment.runs[0].name) for e in request.entries]

    def _take(self, request: Request, answer: Answer) -> None:
        self.display.take(request, answer)
        self._show_state()

    def _dashes(self) -> str:
        """What the upright lines of a chart are."""
        choice = self.chooser.choice
        curves = choice is not None and len(choice.axes) == 1
        return " · dashed: theory's largest stable rate" if curves and self.display.bounded else ""

    def _show_range(self) -> None:
        """Bring the axes into view where they are not a zoom of the person's own."""
        choice = self.chooser.choice
        if choice is not None and len(choice.axes) == 2 and choice.axes != self._ranged:
            self._ranged = choice.axes
            self.page.map.show_range(tuple(axis.extent for axis in choice.axes))

    # What the person does

    def _do(self, change: Callable[..., None], *arguments: Any, **named: Any) -> None:
        if self.chooser.choice is not None:
            change(*arguments, **named)
            self.follow()

    def _choose_run(self, run: int) -> None:
        self.chooser.change(all_runs=run == ALL_RUNS)
        if run != ALL_RUNS:
            self._bench.select(run)
        self.follow()

    def _choose_metric(self, metric: Metric) -> None:
        self._do(self.chooser.change, metric=metric)

    def _zoom(self, box: Box) -> None:
        choice = self.chooser.choice
        if choice is None or len(choice.axes) != 2:
            return
        try:
            self.chooser.take_box(box)
        except AnalysisError as error:
            self._ranged = ()
            self._show_range()  # back to what is computed
            self.page.say(sentence(error, self.chooser.parameters), wrong=True)
            return
        self._ranged = self.chooser.choice.axes if self.chooser.choice else ()
        self.follow()

    def _drop(self, x: float, y: float) -> None:
        self.loader.load(x, y, DRAG)
        self._bench.close_gesture()
        self.follow()  # the mark stands where its setting is

    def _export(self, ending: str) -> None:
        self.follow()
        display = self.display
        answer, choice = display.answer, display.choice
        if display.outdated and not self.study.busy:
            self.page.say("Nothing is exported: the picture is of earlier settings.", wrong=True)
            return
        if answer is None or choice is None or display.outdated or not answer.complete:
            self.page.say("There is nothing complete to export yet.", wrong=True)
            return
        names = [run.name for run in self._bench.experiment.runs]
        runs = [(i, names[i], found) for i, found in display.found]
        metric = choice.measured
        if len(choice.axes) == 1 and ending == ".png":
            write: Any = partial(write_png, pixels=image_pixels(self.page.chart.grab().toImage()))
        elif choice.all_runs:
            write = partial(write_sweeps, runs=runs, metric=metric)
        else:
            write = partial(write_sweep, found=answer.maps[0], metric=metric)
        self.exporter.ask("Export the settings", f"settings{ending}", _FILTERS[ending], write)
