"""Which signal asks the workbench for what, and who is told of the answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from optexplorer.core.cancel import Cancel
from optexplorer.core.problem import ProblemError
from optexplorer.problems.data import inspect
from optexplorer.scene.frame import Frame
from optexplorer.scene.view import Axis
from optexplorer.ui.basins_wiring import BasinsWiring
from optexplorer.ui.critical_wiring import CriticalWiring
from optexplorer.ui.document import Document
from optexplorer.ui.inside_wiring import InsideWiring
from optexplorer.ui.jobs import LatestWins
from optexplorer.ui.local_wiring import LocalWiring
from optexplorer.ui.picture_wiring import PictureWiring
from optexplorer.ui.quickening import Quickening
from optexplorer.ui.readout import Readout
from optexplorer.ui.runs_wiring import RunsWiring

if TYPE_CHECKING:
    from optexplorer.core.problem import ProblemSpec
    from optexplorer.ui.main_window import MainWindow


class Wiring(QObject):
    """Connects panels and views to the workbench; holds no state of the experiment."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._bench = window.workbench
        self._refusal = ""  # why the last problem asked for cannot be had
        data = window.problem_panel.data
        self._tables = LatestWins(lambda asked, _job: inspect(*asked), Cancel, self)
        self._tables.ready.connect(lambda asked, table: data.take_table(asked[0], asked[1], table))
        self._tables.failed.connect(
            lambda asked, why: data.refuse_table(asked[0], asked[1], _reason(why))
        )
        window.workbench.errands.dropped.connect(data.forget)
        self.pictures = PictureWiring(window)
        self.quickening = Quickening(window.workbench, self)
        self.readout = Readout(window.workbench, window.contour, window.graph, window.surface3d)
        self._views()
        self.runs = RunsWiring(window)
        self._problem()
        self._timeline()
        self.inside = InsideWiring(window)
        self.critical = CriticalWiring(window)
        self.basins = BasinsWiring(window)
        self.local = LocalWiring(window)
        self._answers()

    def stop(self) -> None:
        """Nothing is passed on any more."""
        self._tables.abandon()
        self.pictures.stop()
        self.quickening.stop()
        self.inside.stop()
        self.critical.stop()
        self.basins.stop()
        self.local.stop()
        self._bench.blockSignals(True)
        self.readout.stop()

    # From the pictures

    def _views(self) -> None:
        window, bench = self._window, self._bench
        for view in (window.contour, window.graph):
            view.startDragged.connect(lambda x, y: self._start(x, y, "drag start"))
            view.startDropped.connect(lambda x, y: self._start(x, y, "drag start", done=True))
            view.startRequested.connect(lambda x, y: self._start(x, y))
            view.runStartDragged.connect(self._own_start)
            view.runStartDropped.connect(lambda i, x, y: self._own_start(i, x, y, done=True))
            view.pathClicked.connect(self._to_point)
            view.boxChanged.connect(bench.set_box)
            view.fitRequested.connect(lambda: bench.set_box(None))
        window.surface3d.startRequested.connect(lambda x, y: self._start(x, y))
        window.curves.cursorRequested.connect(self._to_place)
        window.curves.axisRequested.connect(self._axis)

    def _point(self, x: float, y: float) -> tuple[float, ...]:
        return (x, y)[: self._bench.experiment.problem.size]

    def _start(self, x: float, y: float, gesture: str | None = None, *, done: bool = False) -> None:
        point = self._point(x, y)
        self._window.hide_hint()
        self._bench.edit("move the start", lambda d: d.with_start(point), gesture)
        if done:
            self._bench.close_gesture()

    def _own_start(self, run: int, x: float, y: float, *, done: bool = False) -> None:
        point = self._point(x, y)
        self._bench.edit("move a start", lambda d: d.with_own_start(run, point), f"start {run}")
        if done:
            self._bench.close_gesture()

    def _to_point(self, run: int, step: int) -> None:
        self._window.playback.pause()
        self._bench.select(run)
        self._bench.look_inside(open=True)
        self._bench.set_cursor(step)

    def _to_place(self, _panel: str, place: float) -> None:
        self._window.playback.pause()
        self._bench.set_cursor(self._bench.step_at(place))

    def _axis(self, panel: str, asked: str) -> None:
        if asked in ("log", "linear"):
            self._bench.set_log(panel, asked == "log")
        else:
            self._bench.set_axis(cast(Axis, asked))

    # From the problem panel

    def _problem(self) -> None:
        panel, bench = self._window.problem_panel, self._bench
        panel.surfaceRequested.connect(lambda spec: self._ask_problem("change the surface", spec))
        panel.formulaRequested.connect(lambda spec: self._ask_problem("change the formula", spec))
        panel.dataRequested.connect(lambda spec: self._ask_problem("change the data", spec))
        panel.startEdited.connect(
            lambda point: bench.edit("move the start", lambda d: d.with_start(tuple(point)), "start")
        )
        panel.stepsEdited.connect(
            lambda steps: bench.edit(
                "change the steps", lambda d: d.with_experiment(steps=steps), "steps"
            )
        )
        panel.seedEdited.connect(
            lambda seed: bench.edit("change the seed", lambda d: d.with_experiment(seed=seed), "seed")
        )
        panel.committed.connect(bench.close_gesture)
        panel.derivativesRequested.connect(self._window.actions_by_name["derivatives"].trigger)
        panel.fileRequested.connect(self._choose_table)
        panel.tableRequested.connect(lambda *asked: self._tables.submit(asked))
        bench.problemRefused.connect(lambda _spec, error: panel.show_error(_reason(error)))
        bench.problemRefused.connect(lambda _spec, _error: panel.surfaces.forget())
        bench.errands.dropped.connect(panel.surfaces.forget)

    def _ask_problem(self, text: str, spec: ProblemSpec) -> None:
        if spec != self._bench.experiment.problem.spec or self._bench.errands.building:
            self._bench.request_problem(text, spec, "problem")

    def _choose_table(self) -> None:
        with self._window.files.others_waiting():
            name, _ = QFileDialog.getOpenFileName(
                self._window,
                "Open a table",
                str(self._window.settings.folder()),
                "Tables (*.csv *.tsv *.txt);;All files (*)",
            )
            if name:
                self._window.settings.set_folder(Path(name).parent)
                self.open_table(Path(name))

    def open_table(self, path: Path) -> None:
        """A table was dropped on the window: look at it in the data panel."""
        self._window.problem_panel.open_table(path)

    # Timeline and answers

    def _timeline(self) -> None:
        bar, play, bench = self._window.timeline, self._window.playback, self._bench
        bar.playRequested.connect(play.play)
        bar.pauseRequested.connect(play.pause)
        bar.cursorRequested.connect(self._scrub)
        bar.speedRequested.connect(play.set_speed)
        bar.loopRequested.connect(play.set_loop)
        play.cursorMoved.connect(bench.set_cursor)
        play.playingChanged.connect(bar.show_playing)
        play.playingChanged.connect(self._window.inside_panel.show_playing)

    def _scrub(self, cursor: int) -> None:
        self._window.playback.pause()
        self._bench.set_cursor(cursor)

    def _answers(self) -> None:
        bench, window = self._bench, self._window
        bench.documentChanged.connect(self._show_document)
        bench.frameChanged.connect(self._show_frame)
        bench.viewChanged.connect(lambda view: window.runs_panel.show_selected(view.selected))
        bench.viewChanged.connect(lambda view: window.surface3d.look_from(view.camera))
        window.surface3d.cameraMoved.connect(bench.look_from)
        for view in (window.contour, window.graph):
            window.files.finishing.connect(view.end_nudge)
        window.files.finishing.connect(window.surface3d.settle)
        for told in (window.status, window.empty):
            bench.noticed.connect(told.show_notice)
            bench.said.connect(told.say)
        bench.problemRefused.connect(lambda _spec, error: self._say_refused(_reason(error)))
        window.files.said.connect(window.status.say)
        bench.haltedChanged.connect(window.status.show_halted)
        window.status.stopRequested.connect(bench.cancel)
        window.status.continueRequested.connect(bench.go_on)

    def _show_document(self, document: Document) -> None:
        window, experiment = self._window, document.experiment
        window.runs_panel.show_runs(
            experiment.runs,
            document.hidden,
            document.solo,
            experiment.problem.examples,
            experiment.steps,
            experiment.problem.names,
        )
        window.runs_panel.show_selected(self._bench.view.selected)  # its run may have another place
        problem = experiment.problem
        fit = problem.meaning(problem.minima[0]) if problem.minima else ""
        window.problem_panel.show_problem(
            problem,
            experiment.origin,
            experiment.steps,
            experiment.seed,
            f"Best fit: {fit}" if fit else "",
        )
        window.problem_panel.show_error("")
        window.status.take_back(self._refusal)
        self.pictures.gate.close()  # the frame is to come

    def _say_refused(self, reason: str) -> None:
        self._refusal = reason
        self._window.status.say(reason)

    def _show_frame(self, frame: Frame) -> None:
        window = self._window
        self.pictures.show_frame(frame)
        window.runs_panel.show_legend(frame.legend)
        window.timeline.show_position(frame.cursor, frame.last_step, frame.events)
        window.playback.set_last(frame.last_step)
        window.playback.set_cursor(frame.cursor)
        self.pictures.gate.open()


def _reason(error: Exception) -> str:
    return error.message if isinstance(error, ProblemError) else str(error)
