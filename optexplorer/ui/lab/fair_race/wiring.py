"""Connects the page of the fair race: its study, the workbench and the files it writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optexplorer.core.analysis.errors import AnalysisError
from optexplorer.core.analysis.race_rules import Rules
from optexplorer.core.experiment import Experiment
from optexplorer.scene.race_chart import race_chart
from optexplorer.ui.document import Document
from optexplorer.ui.lab.fair_race.page import FairRacePage
from optexplorer.ui.lab.fair_race.rows import Row, rows_of, same_race
from optexplorer.ui.lab.study import Progress
from optexplorer.ui.lab.study_wiring import AnswerWiring

if TYPE_CHECKING:
    from optexplorer.core.analysis.fair_race import FairRace
    from optexplorer.ui.main_window import MainWindow

_FILTERS = "Ranking (*.csv);;Tuned experiment (*.optx)"


@dataclass(frozen=True)
class RaceRequest:
    """What is to be raced, and how."""

    experiment: Experiment
    rules: Rules


def race(request: RaceRequest, cancel: Any, progress: Progress) -> Iterator[FairRace]:
    """The race, beside the interface."""
    from optexplorer.core.analysis.fair_race import fair_race

    return fair_race(request.experiment, request.rules, cancel=cancel, progress=progress)


class FairRaceWiring(AnswerWiring):
    """A race begins when it is asked for, and goes on when another page is turned to."""

    page: FairRacePage
    _answer: tuple[RaceRequest, FairRace] | None
    _complete: tuple[RaceRequest, FairRace] | None

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, FairRacePage(), race)
        self._asked: RaceRequest | None = None
        self.page.raceRequested.connect(self._race)
        self.page.useRequested.connect(lambda run: self._use([r for r in self._rows() if r.run == run]))
        self.page.useAllRequested.connect(lambda: self._use(self._rows()))
        self.page.exportRequested.connect(self._export)
        self._bench.documentChanged.connect(self._show_document)
        self._show_document(self._bench.document)

    def write(self, path: Path) -> None:
        """Write the result, as the command does."""
        if self._complete is None:  # another one began while the file was being named
            self.page.say("The race is not over, so there is nothing to write yet.", wrong=True)
            return
        request, found = self._complete

        def write(target: Path) -> None:
            from optexplorer.storage.fair_race import write_fair_race

            write_fair_race(target, request.experiment, found)

        self.exporter.write(path, write)

    def _race(self) -> None:
        experiment = self._bench.experiment
        if not experiment.runs:
            self.page.refuse("There is no run to race.", self._caution())
            return
        try:
            rules = self.page.rules.rules()
        except AnalysisError as error:
            self.page.refuse(_sentence(error), self._caution())
            return
        self._asked = RaceRequest(experiment, rules)
        self.study.ask(self._asked)

    def _show(self) -> None:
        assert self._answer is not None  # noqa: S101
        request, found = self._answer
        self.page.chart.show_chart(race_chart(found, request.experiment))
        self.page.show_equal(found.held_equal)
        self._show_rows()
        self._show_state()

    def _rows(self) -> tuple[Row, ...]:
        if self._answer is None:
            return ()
        request, found = self._answer
        return rows_of(found, request.experiment, self._bench.experiment)

    def _use(self, rows: tuple[Row, ...] | list[Row]) -> None:
        tuned = {row.place: row.optimizer for row in rows if row.place is not None}

        def edit(document: Document) -> Document:
            for place, optimizer in tuned.items():
                document = document.with_run(place, optimizer=optimizer)
            return document

        self._bench.edit("use tuned settings", edit)

    def _export(self) -> None:
        with self.exporter.others_waiting():
            path = self.exporter.choose("Export the fair race", "fair-race.csv", _FILTERS)
            if path is not None:
                self.write(path)

    def _show_document(self, document: Document) -> None:
        self.page.rules.show_steps(document.experiment.steps)
        if self._answer is not None:
            self._show_rows()
            self._show_state()

    def _show_rows(self) -> None:
        self.page.show_rows(self._rows())

    def _show_state(self) -> None:
        study, page = self.study, self.page
        page.show_progress(study.share)
        page.show_busy(study.busy)
        page.export.setVisible(self._answer is not None and self._answer[1].complete)
        if study.sentence and study.sentence != "Stopped":
            page.refuse(study.sentence, self._caution())
        else:
            page.say(self._state())

    def _caution(self) -> str:
        """That the ranking does not hold for the present experiment."""
        if self._answer is None or same_race(self._answer[0].experiment, self._bench.experiment):
            return ""
        return "The ranking is of the experiment before the change."

    def _state(self) -> str:
        waiting = self._answer is None or self._answer[0] is not self._asked
        if self.study.busy and waiting:
            return "Trying settings…"
        if self._answer is None:
            return self.study.sentence
        found = self._answer[1]
        tried = found.entries[0].trials
        if self.study.busy:
            return f"{tried} of {found.rules.trials} settings tried for each run; the ranking so far"
        if not found.complete:
            return f"Stopped after {tried} settings for each run: the ranking of the search so far"
        stale = " The experiment has changed since: race again." if self._caution() else ""
        said = f"{tried} settings tried for each run, ranked on fresh cases.{stale}"
        return f"Stopped: below is the race before. {said}" if waiting else said


def _sentence(error: AnalysisError) -> str:
    return f"{error.name.replace('_', ' ').capitalize()} {error.message}."
