"""An inside of a step to look at, with everything it has asked for."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from optexplorer.core.cancel import Cancel
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Full, Gradient
from optexplorer.core.problem import Problem
from optexplorer.optimizers import make
from optexplorer.scene.layers import run_style
from optexplorer.scene.view import InsideView
from optexplorer.ui import theme
from optexplorer.ui.inside import Inside, InsideRequest, new_insider
from optexplorer.ui.jobs import Job
from optexplorer.ui.panels.inside import InsidePanel
from tests.support.objectives import problem

PLAIN = InsideView()
STRETCHED = "(x^2 + 4*y^2)/2"
SIGNALS = (
    "runRequested", "stepRequested", "operationRequested", "picturesRequested", "formRequested",
    "coordinateRequested", "columnsWanted",
)  # fmt: skip


def experiment(*runs: Run, on: Problem | None = None, steps: int = 40) -> Experiment:
    return Experiment(on or problem(STRETCHED, (1.0, 1.0)), runs, steps=steps)


def run(key: str, gradient: Gradient = Full(), **values: Any) -> Run:
    return Run(make(key, values), gradient=gradient)


def looked(
    race: Experiment, update: int, *, at: int = 0, form: int | None = None, rows: int = 0
) -> Inside:
    request = InsideRequest(race, ((at, update),), rows, form, rows > 0)
    return new_insider().answer(request, Job(Cancel(), lambda _: None))


class Panel:
    """A panel with everything it has asked for."""

    def __init__(self, qtbot: QtBot) -> None:
        theme.apply(QApplication.instance(), "light")  # type: ignore[arg-type]
        self.qtbot = qtbot
        self.panel = InsidePanel()
        self.panel.resize(340, 650)
        self.asked: list[tuple[str, tuple[Any, ...]]] = []
        for name in SIGNALS:
            getattr(self.panel, name).connect(lambda *a, n=name: self.asked.append((n, a)))

    def show(
        self, race: Experiment, row: int = 0, view: InsideView = PLAIN, at: int = 0,
        inside: Inside | None = None,
    ) -> Inside:  # fmt: skip
        rows = 30 if view.curve else 0
        inside = inside or looked(race, row + 1, at=at, form=view.form, rows=rows)
        self.panel.show_inside(inside, race, at, view, row, race.steps, run_style(race, at))
        for _ in range(3):  # lists in lists
            QApplication.processEvents()
        return inside

    def click(self, widget: QWidget) -> None:
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)

    @property
    def formulas(self) -> list[str]:
        return [block.formula.tex for block in self.panel.lines.blocks]

    @property
    def numbers(self) -> list[str]:
        return [block.numbers.tex for block in self.panel.lines.blocks]

    def figures(self, label: str) -> list[tuple[str, ...]]:
        rows = [*self.panel.step.rows, *self.panel.state.table.rows]
        return [row.values for row in rows if row.label == label]


ADAM = experiment(run("adam", learning_rate=0.1, eps=0.0), run("momentum", learning_rate=0.1))
