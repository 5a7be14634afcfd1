"""How the window's parts are made: catalogues go in here, so that panels need not know them."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from optexplorer.core.cancel import Cancel
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.problem import FormulaSpec
from optexplorer.core.resources import folder
from optexplorer.optimizers import CATALOGUE, PRESETS
from optexplorer.problems import build_problem
from optexplorer.problems.catalogue import catalogue
from optexplorer.problems.data import data_sets
from optexplorer.problems.expression.errors import ExpressionError
from optexplorer.problems.expression.functions import FUNCTIONS
from optexplorer.problems.expression.parse import parse
from optexplorer.storage.session import Session, load
from optexplorer.ui.diagnosis import troubles
from optexplorer.ui.document import Document
from optexplorer.ui.engine import new_engine
from optexplorer.ui.panels.problem import ProblemPanel
from optexplorer.ui.panels.runs import RunsPanel
from optexplorer.ui.workbench import Workbench

FIRST = "first.optx"


def first_session() -> Session:
    """What an untouched start shows: the shipped experiment, or a plain one where that is missing."""
    file = folder() / "experiments" / FIRST
    return troubles.shipped(f"The first experiment {file}", lambda: load(file)) or _plain()


def _plain() -> Session:
    runs = tuple(Run(CATALOGUE[key]()) for key in ("gd", "momentum", "adam"))
    return Session(Experiment(build_problem(FormulaSpec("x^4 - 2*x^2 + y^2")), runs))


def new_workbench(session: Session, parent: QObject) -> Workbench:
    """A workbench with its workers, holding ``session``."""
    return Workbench(Document(session.experiment), new_engine(), Cancel, build_problem, parent)


def make_problem_panel() -> ProblemPanel:
    """The problem panel with the surfaces, the formula parser and the shipped tables."""
    surfaces = troubles.shipped("The catalogue of surfaces", catalogue) or ()
    tables = troubles.shipped("The list of data sets", data_sets) or {}
    return ProblemPanel(surfaces, _formula_error, FUNCTIONS, tables)


def _formula_error(text: str, parameters: Sequence[str]) -> ExpressionError | None:
    try:
        parse(text, parameters)
    except ExpressionError as error:
        return error
    return None


def make_runs_panel() -> RunsPanel:
    """The runs panel with the catalogue and the presets."""
    return RunsPanel(tuple(CATALOGUE.values()), PRESETS)
