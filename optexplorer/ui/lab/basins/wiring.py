"""Connects the page of basins: what it asks of the worker, and of the workbench."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from optexplorer.scene.layers import run_style
from optexplorer.scene.map_layer import MapMark
from optexplorer.ui.basins_request import BasinsAnswer, BasinsRequest, affordable, request_for
from optexplorer.ui.lab.basins.page import USUAL, BasinsPage
from optexplorer.ui.lab.basins.shares import share_rows
from optexplorer.ui.lab.basins.work import Maps, MapsRequest, new_maps
from optexplorer.ui.lab.study_wiring import ASKED_FIRST, StudyWiring
from optexplorer.ui.panels.basins import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from optexplorer.core.experiment import Experiment
    from optexplorer.ui.main_window import MainWindow

_FILTERS = {".png": "PNG (*.png)", ".csv": "CSV (*.csv)", ".npz": "NPZ (*.npz)"}
_WORK = 2_400_000_000  # updates, times rows of data, that a map may take if no run settles
_COARSEST = 64  # starts along a side, whatever they take
_NAMED = 3  # maps up to which the axes of each have names


class BasinsPageWiring(StudyWiring):
    """Maps of the visible runs over the part in view; runs are known by the keys of their streams."""

    page: BasinsPage

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, BasinsPage(), new_maps())
        self._side = USUAL
        self._wanted: dict[int, BasinsRequest] = {}
        self._answers: dict[int, BasinsAnswer] = {}
        self._connect()

    def _connect(self) -> None:
        page, atlas, bench = self.page, self.page.atlas, self._bench
        self.study.answered.connect(self._take)
        self.study.changed.connect(self._show_state)
        page.computeRequested.connect(self._compute)
        page.resolutionChosen.connect(self._choose_side)
        page.fitRequested.connect(lambda: bench.set_box(None))
        page.exportRequested.connect(self._export_front)
        page.exportAllRequested.connect(self._export_all)
        atlas.boxChanged.connect(bench.set_box)
        atlas.clicked.connect(lambda x, y: self._start(None, x, y))
        atlas.markDragged.connect(lambda key, mark, x, y: self._drag(key, mark, x, y))
        atlas.markDropped.connect(lambda key, mark, x, y: self._drag(key, mark, x, y, done=True))
        atlas.exportRequested.connect(self._export)
        bench.documentChanged.connect(lambda _document: self._follow())
        bench.viewChanged.connect(lambda _view: self._follow())

    def enter(self) -> None:
        """In view from now on."""
        super().enter()
        self._follow()

    # What is computed

    def _follow(self) -> None:
        """Show the runs as they are now; compute the maps that other settings have made another."""
        if not self._in_view:
            return
        experiment, view, box = self._bench.experiment, self._bench.view, self._bench.box
        shown = {experiment.stream_of(i): i for i in range(len(experiment.runs)) if view.shows(i)}
        wanted = {
            key: request_for(experiment, i, box, self._resolution(experiment))
            for key, i in shown.items()
        }
        fresh = wanted != self._wanted
        if fresh and {r.experiment.problem for r in wanted.values()} != {
            r.experiment.problem for r in self._wanted.values()
        }:
            self._answers.clear()
        self._wanted = wanted
        self._answers = {key: answer for key, answer in self._answers.items() if key in wanted}
        self._show_maps(experiment, shown)
        if fresh:
            self._compute()
        self._show_state()

    def _resolution(self, experiment: Experiment) -> int:
        """One variable has a start for every pixel; else no more than can be waited for."""
        if experiment.problem.size == 1:
            return max(self._side, 1024)
        each = experiment.steps * max(experiment.problem.examples, 1)
        return affordable(self._side, _COARSEST, each, _WORK)

    def _compute(self) -> None:
        missing = [r for key, r in self._wanted.items() if not self._complete(key)]
        if missing:
            self.study.ask(MapsRequest(tuple(missing)))
        elif self.study.busy:
            self.study.cancel()

    def _complete(self, key: int) -> bool:
        answer = self._answers.get(key)
        return answer is not None and answer.complete and answer.request == self._wanted[key]

    def _choose_side(self, side: int) -> None:
        self._side = side
        self._follow()

    def _take(self, _request: MapsRequest, maps: Maps) -> None:
        for answer in maps:
            self._keep(answer)
        if self._in_view:  # else runs may have gone: what is there is shown on coming back
            self._show_shares()
            self._show_state()

    def _keep(self, answer: BasinsAnswer) -> None:
        key = answer.request.stream
        wanted = self._wanted.get(key)
        if wanted is None or wanted.experiment.problem != answer.request.experiment.problem:
            return
        self._answers[key] = answer
        if self._in_view:
            self._show_answer(key)

    # What is shown

    def _show_maps(self, experiment: Experiment, shown: dict[int, int]) -> None:
        atlas = self.page.atlas
        atlas.show_keys(list(shown))
        if shown:
            atlas.show_box(self._bench.box)
        for key, index in shown.items():
            run, view, style = experiment.runs[index], atlas.maps[key], run_style(experiment, index)
            marks = [MapMark(view.place(experiment.origin))]
            if run.start is not None:
                marks.append(MapMark(view.place(run.start), style))
            view.set_marks(marks)
            self._show_answer(key)
        self._show_shares()

    def _show_answer(self, key: int) -> None:
        view, answer = self.page.atlas.maps[key], self._answers.get(key)
        view.set_title(self._title(key), run_style(self._bench.experiment, self._index(key)))
        if answer is None:
            view.clear_answer()
        else:
            names = self._bench.experiment.problem.names
            view.show_answer(answer, names if len(self._wanted) <= _NAMED else ("", ""))
        self.page.atlas.say_again()

    def _show_shares(self) -> None:
        keys = list(self._wanted)
        layers = [a.layer if (a := self._answers.get(key)) else None for key in keys]
        self.page.shares.show_rows([self._title(key) for key in keys], share_rows(layers))

    def _show_state(self) -> None:
        if not self._in_view:
            return
        study, page = self.study, self.page
        page.show_progress(study.share if study.busy else None)
        stopped = study.sentence == "Stopped"
        page.compute.setVisible(stopped and not study.busy)
        page.export.setEnabled(bool(self._answers))
        wrong = bool(study.sentence) and not stopped
        page.say(study.sentence if wrong else self._words(stopped), wrong=wrong)

    def _words(self, stopped: bool) -> str:
        if self._bench.view.veiled:
            return ASKED_FIRST
        if not self._wanted:
            return "Show a run to see where its starts end."
        words = ["Stopped."] if stopped else []
        behind = [key for key in self._wanted if self._behind(key)]
        if behind:
            words.append(f"{self._names(behind)}: as before, not as set now.")
        now = [answer for key, answer in self._answers.items() if key not in behind]
        if now:
            coarsest = max(now, key=lambda answer: answer.layer.found.stride)
            so_far = "" if coarsest.complete else " so far"
            other = "other " if behind else ""
            words.append(
                f"{counted(coarsest.layer)} in each {other}map{so_far}, darker the more steps it takes."
            )
        if self._resolution(self._bench.experiment) < self._side:
            words.append("More starts would take minutes.")
        if chance := [key for key, answer in self._answers.items() if answer.by_chance]:
            verb = "draws" if len(chance) == 1 else "draw"
            seed = self._bench.experiment.seed
            words.append(f"{self._names(chance)} {verb} at random, with seed {seed} from every start.")
        return " ".join(words) or "Looking for where runs may end…"

    def _behind(self, key: int) -> bool:
        """Whether the map on screen is of other settings, or of another part, than those in force."""
        answer = self._answers.get(key)
        return answer is not None and answer.request != self._wanted[key]

    def _index(self, key: int) -> int:
        """Where the run stands in the list."""
        experiment = self._bench.experiment
        return next(i for i in range(len(experiment.runs)) if experiment.stream_of(i) == key)

    def _name(self, key: int) -> str:
        return self._bench.experiment.runs[self._index(key)].name

    def _names(self, keys: list[int]) -> str:
        return ", ".join(self._name(key) for key in keys)

    def _title(self, key: int) -> str:
        """The name of a run, and what its map lacks."""
        if self._behind(key):
            return f"{self._name(key)}, as before"
        answer = self._answers.get(key)
        return f"{self._name(key)}{'' if answer is None or answer.complete else ', coarse'}"

    # What a person does

    def _start(self, run: int | None, x: float, y: float, gesture: str | None = None) -> None:
        point = (x, y)[: self._bench.experiment.problem.size]
        if run is None:
            self._bench.edit("move the start", lambda d: d.with_start(point), gesture)
        else:
            self._bench.edit("move a start", lambda d: d.with_own_start(run, point), gesture)

    def _drag(self, key: int, mark: int, x: float, y: float, *, done: bool = False) -> None:
        """The first mark is the common start, the second the run's own."""
        experiment = self._bench.experiment
        places = {experiment.stream_of(i): i for i in range(len(experiment.runs))}
        if key in places:
            run = places[key] if mark else None
            self._start(run, x, y, "drag start" if run is None else f"start {run}")
        if done:
            self._bench.close_gesture()

    # Files

    def _export_front(self, ending: str) -> None:
        experiment = self._bench.experiment
        if experiment.runs:
            front = self._bench.view.front(len(experiment.runs))
            self._export(experiment.stream_of(front), ending)

    def _export(self, key: int, ending: str) -> None:
        if self._finished([key]):
            name = f"basins-{_plain(self._name(key))}{ending}"
            self.exporter.ask("Export a map", name, _FILTERS[ending], self.writer([key]))

    def _export_all(self, ending: str) -> None:
        keys = list(self._wanted)
        if self._finished(keys):
            self.exporter.ask(
                "Export each map", f"basins{ending}", _FILTERS[ending], self.writer(keys),
                partial(_files, [self._name(key) for key in keys]),
            )  # fmt: skip

    def _finished(self, keys: list[int]) -> bool:
        """Whether these maps are whole and of the settings in force; says it where not."""
        missing = [key for key in keys if key not in self._wanted or not self._complete(key)]
        if missing:
            self.exporter.refuse(
                f"{self._names(missing)}: there is no complete map of the settings in force yet. "
                "Show the run, and let the map be computed to its end."
            )
        return not missing

    def writer(self, keys: list[int]) -> Callable[[Path], None]:
        """What writes the maps of these runs, to be called on a worker."""
        parameters = self._bench.experiment.problem.names
        names = [self._name(key) for key in keys]
        maps = [self._answers[key].layer.found for key in keys]

        def write(path: Path) -> None:
            from optexplorer.storage.basins import write_basins

            for file, found in zip(_files(names, path), maps, strict=True):
                write_basins(file, found, parameters)

        return write


def _files(names: list[str], path: Path) -> list[Path]:
    """Where the maps of these runs go: several into files named after them."""
    if len(names) == 1:
        return [path]
    return [path.with_stem(f"{path.stem}-{i}-{_plain(name)}") for i, name in enumerate(names)]


def _plain(name: str) -> str:
    """A name as part of a file's name."""
    return re.sub(r"\W+", "-", name.lower()).strip("-") or "run"
