"""Gives runs the settings that a person points at, each as one undo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from optexplorer.core.analysis.errors import AnalysisError
from optexplorer.core.declare import Parameter, SettingError
from optexplorer.ui.lab.settings.reading import setting_at
from optexplorer.ui.widgets.tooltips import first_word, parameter_label

if TYPE_CHECKING:
    from optexplorer.scene.chart import Mark
    from optexplorer.ui.lab.settings.chooser import Chooser
    from optexplorer.ui.lab.settings.display import SettingsDisplay
    from optexplorer.ui.workbench import Workbench

DRAG = "settings"  # the gesture of the mark


class Say(Protocol):
    """Tells the person a sentence."""

    def __call__(self, sentence: str, *, wrong: bool = False) -> None:
        """``wrong`` where something was refused."""


class Loader:
    """Reads places of the map and of the curves."""

    def __init__(self, bench: Workbench, chooser: Chooser, display: SettingsDisplay, say: Say) -> None:
        self._bench, self._chooser, self._display, self._say = bench, chooser, display, say

    def load(self, x: float, y: float, gesture: str | None = None) -> None:
        """Give the run the setting at a point of the map."""
        choice, run = self._chooser.choice, self._chooser.run
        if choice is not None and len(choice.axes) == 2:
            optimizer = self._bench.experiment.runs[run].optimizer
            values = setting_at(optimizer, choice.axes, self._display.map, x, y)
            self._edit(run, values, gesture)

    def load_on_curve(self, x: float, mark: Mark | None) -> None:
        """Give the run whose curve was clicked the value there."""
        choice, runs = self._chooser.choice, self._chooser.runs
        if mark is None and len(runs) != 1:
            self._say("Click on a curve to give its run the value there.")
            return
        run = runs[0] if mark is None else mark.run
        found = self._display.map_of(run)
        if choice is not None and found is not None:
            value = float(found.values[0][int(abs(found.values[0] - x).argmin())])
            whole = self._chooser.parameters[choice.across.name].kind == "int"
            self._edit(run, {choice.across.name: round(value) if whole else value}, None)

    def _edit(self, run: int, values: dict[str, float | int], gesture: str | None) -> None:
        try:
            optimizer = replace(self._bench.experiment.runs[run].optimizer, **values)
        except SettingError as error:
            self._say(sentence(error, self._chooser.parameters), wrong=True)
            return
        self._bench.edit("load a setting", lambda d: d.with_run(run, optimizer=optimizer), gesture)


def sentence(error: AnalysisError | SettingError, parameters: Mapping[str, Parameter]) -> str:
    """What is wrong with which setting."""
    known = parameters.get(error.name)
    name = parameter_label(known) if known else error.name.replace("_", " ")
    return f"{first_word(name)}: {error.message}."
