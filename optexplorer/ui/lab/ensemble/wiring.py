"""Connects the page of ensembles to the workbench and to its worker."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from optexplorer.core.arrays import Mat
from optexplorer.core.cancel import Cancel
from optexplorer.scene.ensemble import Crowd, PathSample
from optexplorer.scene.layers import run_style
from optexplorer.storage.escape_table import write_escapes
from optexplorer.storage.png import write_png
from optexplorer.storage.session import MAX_SEED
from optexplorer.ui.jobs import LatestWins
from optexplorer.ui.lab.ensemble.page import EnsemblePage
from optexplorer.ui.lab.ensemble.settings import PICKED
from optexplorer.ui.lab.ensemble.work import (
    EnsembleAnswer,
    EnsembleRequest,
    Ensembles,
    Plan,
    Planner,
)
from optexplorer.ui.lab.exporter import image_pixels
from optexplorer.ui.lab.study_wiring import ASKED_FIRST, AnswerWiring

if TYPE_CHECKING:
    from collections.abc import Callable

    from optexplorer.ui.main_window import MainWindow

_EARLIER = "The charts are from before the change."


class EnsembleWiring(AnswerWiring):
    """Asks while the page is in view and the person has begun; the newest request wins."""

    page: EnsemblePage
    _answer: tuple[EnsembleRequest, EnsembleAnswer] | None

    def __init__(self, window: MainWindow) -> None:
        planner = Planner()
        super().__init__(window, EnsemblePage(), Ensembles(planner))
        self._plans = LatestWins(lambda request, job: planner(request, job.cancel), Cancel, self)
        self._plans.ready.connect(self._take_plan)
        self._plans.failed.connect(lambda _request, error: self.page.say(str(error), wrong=True))
        self._asked: EnsembleRequest | None = None
        self._visible: tuple[int, ...] = ()  # the runs on the page
        self._picked: tuple[int, int] | None = None
        self._paths_of: object = None  # what the paths on the page were made of
        page = self.page
        page.runRequested.connect(self._run)
        page.exportRequested.connect(self._export)
        page.memberPicked.connect(self._pick)
        page.raceRequested.connect(self._to_race)
        page.form.edited.connect(lambda _settings: self._follow())
        self._bench.documentChanged.connect(lambda _document: self._follow())
        self._bench.viewChanged.connect(lambda _view: self._follow())
        self._bench.frameChanged.connect(lambda _frame: self._show_paths())

    # Of the laboratory

    def enter(self) -> None:
        """Catch up."""
        super().enter()
        self._follow()

    def stop(self) -> None:
        """Nothing is passed on any more."""
        super().stop()
        self._plans.abandon()

    # What is asked

    def _request(self) -> EnsembleRequest:
        experiment, view = self._bench.experiment, self._bench.view
        runs = tuple(i for i in range(len(experiment.runs)) if view.shows(i))
        settings = self.page.form.settings
        picked = view.chosen if settings.place == PICKED else None
        return EnsembleRequest(experiment, runs, settings, picked)

    def _run(self) -> None:
        self._asked = self._request()
        self.study.ask(self._asked)

    def _follow(self) -> None:
        """The experiment, what is visible, or a setting may be another one."""
        if not self._in_view:
            return
        if self._bench.view.veiled:
            self._show()
            return
        request = self._request()
        if self._asked is None:
            self._plans.submit(request)
            return
        if not request.runs or not self._asked.covers(request):
            self._run()
        if request.runs != self._visible:
            self._show()

    # What is shown

    def _take_plan(self, request: EnsembleRequest, plan: Plan) -> None:
        if self._asked is None and not self._bench.view.veiled:
            self.page.say(_sentence(request, plan))

    def _put(self, answer: tuple[EnsembleRequest, EnsembleAnswer]) -> None:
        if self._answer is None or self._answer[0] is not answer[0]:
            self._pick(None)
        super()._put(answer)

    def _show(self) -> None:
        self._visible = self._request().runs
        self._show_state()
        self.page.show_crowds(self._crowds())
        self._show_paths()

    @property
    def _holds(self) -> bool:
        """Whether what is on the page answers what is asked now."""
        return self._answer is not None and self._answer[0].covers(self._request())

    def _crowds(self) -> list[Crowd]:
        """What the visible runs have so far."""
        if self._answer is None:
            return []
        (request, answer), view = self._answer, self._bench.view
        of = request.experiment
        return [
            Crowd(run, of.runs[run].name, run_style(of, run), found, theory)
            for run, found, theory in zip(request.runs, answer.found, answer.theory, strict=True)
            if found is not None and (now := self._now(run)) is not None and view.shows(now)
        ]

    def _now(self, run: int) -> int | None:
        """Where a run of the answer stands in the list now; None where it has gone."""
        assert self._answer is not None  # noqa: S101
        key, now = self._answer[0].experiment.stream_of(run), self._bench.experiment
        return next((i for i in range(len(now.runs)) if now.stream_of(i) == key), None)

    def _show_state(self) -> None:
        study, page = self.study, self.page
        page.show_progress(study.share)
        page.show_busy(study.busy)
        if self._bench.view.veiled:
            page.say(ASKED_FIRST)
        elif study.sentence and study.sentence != "Stopped":
            page.refuse(study.sentence, _EARLIER if self._crowds() and not self._holds else "")
        elif study.sentence and self._answer is None:
            page.say(study.sentence)
        elif self._answer is not None:
            request, answer = self._answer
            so_far = "" if answer.complete else f" · {answer.so_far} of them so far"
            stopped = f" · {study.sentence.lower()}" if study.sentence else ""
            before = "" if study.busy or self._holds else ", as it was before"
            page.say(_sentence(request, answer.plan) + so_far + stopped + before)

    def _show_paths(self) -> None:
        frame = self._bench.frame
        shown = None if frame is None else (frame.surface, frame.box)
        key = (shown, self._answer, self._visible)
        if self._in_view and key != self._paths_of:
            self._paths_of = key
            self.page.show_paths(self._sample())

    def _sample(self) -> PathSample | None:
        layers, frame = self._bench.layers, self._bench.frame
        if self._answer is None or frame is None:
            return None
        request, _ = self._answer
        if layers.experiment.problem != request.experiment.problem:
            return None  # the answer to the new one is to come
        crowds = [c for c in self._crowds() if len(c.found.paths)]
        if frame.graph is not None:
            return PathSample(
                None, (frame.box[0], (0.0, float(request.experiment.steps))),
                (frame.axes[0], "step"),
                tuple((c.run, c.style, _over_steps(c)) for c in crowds),
            )  # fmt: skip
        return PathSample(
            frame.surface, frame.box, (frame.axes[0], frame.axes[1]),
            tuple((c.run, c.style, _projected(layers.plane, c.found.paths)) for c in crowds),
        )  # fmt: skip

    # A member

    def _pick(self, run: int | None, member: int = 0) -> None:
        self._picked = None if run is None else (run, member)
        self.page.show_picked(self._picked, "" if run is None else self._name_of(member))

    def _name_of(self, member: int) -> str:
        request, answer = self._answer or (None, None)
        if request is None or answer is None:
            return ""
        return f"start {member + 1}" if answer.starts else f"seed {request.experiment.seed + member}"

    def _to_race(self) -> None:
        if self._picked is None or self._answer is None:
            return
        (run, member), (request, answer) = self._picked, self._answer
        experiment, now = self._bench.experiment, self._now(run)
        if now is None:
            name = request.experiment.runs[run].name
            self.page.say(f"{name} is no longer among the runs", wrong=True)
            return
        if not answer.starts:
            seed = request.experiment.seed + member
            if seed > MAX_SEED:
                self.page.say(f"Seed {seed} is past the last one of a race, {MAX_SEED}", wrong=True)
                return
            self._bench.edit(f"show seed {seed}", lambda d: d.with_experiment(seed=seed))
        elif experiment.problem != request.experiment.problem:
            self.page.say("This start belongs to the problem before", wrong=True)
            return
        else:
            start = tuple(answer.starts[request.runs.index(run)][member].tolist())
            own = experiment.runs[now].start is not None
            self._bench.edit(
                "show a start of the ensemble",
                lambda d: d.with_own_start(now, start) if own else d.with_start(start),
            )
        self._bench.select(now)
        self._bench.turn_to("race")

    # Files

    def _export(self) -> None:
        if self._answer is None:
            return
        if not self._crowds():
            self.page.say("Nothing is exported: no run is shown.", wrong=True)
            return
        if not self._holds:
            self.page.say("Nothing is exported: the picture is of earlier settings.", wrong=True)
            return
        kinds = "CSV (*.csv);;PNG (*.png)"
        with self.exporter.others_waiting():
            path = self.exporter.choose("Export ensemble", "ensemble.csv", kinds)
            if path is not None:
                self.exporter.write(path, self.writer(path.suffix.lower()))

    def writer(self, ending: str) -> Callable[[Path], None]:
        """What writes the answer on screen, to be called on a worker: a picture or a table."""
        if ending == ".png":
            return partial(write_png, pixels=image_pixels(self.page.pictures.grab().toImage()))
        assert self._answer is not None  # noqa: S101
        request, answer = self._answer
        shown = {crowd.run for crowd in self._crowds()}
        both = enumerate(zip(request.runs, answer.found, strict=True))
        known = [(i, e) for i, (run, e) in both if e is not None and run in shown]
        return partial(
            write_escapes,
            experiment=request.experiment,
            indices=[request.runs[i] for i, _ in known],
            found=[e for _, e in known],
            starts=[answer.starts[i] for i, _ in known] if answer.starts else (),
        )


def _sentence(request: EnsembleRequest, plan: Plan) -> str:
    """What is carried out, and what counts."""
    settings, seed = request.settings, request.experiment.seed
    several = settings.members != 1
    if plan.radius:
        starts = f"{settings.members:,} start{'s' * several} within {plan.radius:g}"
        members = f"{starts}, {'all ' * several}with seed {seed}"
    elif not several:
        members = f"seed {seed} alone"
    else:
        members = f"{settings.members:,} seeds from {seed} upwards"
    return f"{members} · escaped: {plan.words}"


def _over_steps(crowd: Crowd) -> Mat:
    """Paths (p, s, 2) of one variable: its value, and the step."""
    steps = np.broadcast_to(crowd.found.at[:, None].astype(np.float64), crowd.found.paths.shape)
    return np.concatenate([crowd.found.paths, steps], axis=2)


def _projected(plane: Any, paths: Mat) -> Mat:
    """Paths (p, s, 2) in the plane of the picture."""
    return np.asarray(plane.project(paths.reshape(-1, paths.shape[2])).reshape(*paths.shape[:2], 2))
