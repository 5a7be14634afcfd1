"""The pages of the centre as a table: one row a page. The first is the race itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from optexplorer.scene.view import PageName

if TYPE_CHECKING:
    from optexplorer.ui.main_window import MainWindow
    from optexplorer.ui.tokens import ThemeTokens


class PageWiring(Protocol):
    """What the laboratory needs of what stands behind a page."""

    @property
    def page(self) -> QWidget:
        """What is in view."""

    def enter(self) -> None:
        """The page is in view from now on."""

    def leave(self) -> None:
        """It is not any more; what it computes may go on."""

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""

    @property
    def busy(self) -> bool:
        """Whether it computes something."""

    def cancel(self) -> None:
        """Call that off; what is there stays."""

    def stop(self) -> None:
        """Nothing is passed on any more."""

    def deleteLater(self) -> None:
        """Let go of it."""


Load = Callable[[], "Callable[[MainWindow], PageWiring]"]


@dataclass(frozen=True)
class PageRow:
    """A page: its name in files, what it is called, and what loads its code; None for the race."""

    name: PageName
    title: str
    tip: str
    load: Load | None = None

    @property
    def action(self) -> str:
        """The name of the action that turns to it."""
        return f"page_{self.name}"


def _basins() -> Callable[[MainWindow], PageWiring]:
    from optexplorer.ui.lab.basins.wiring import BasinsPageWiring

    return BasinsPageWiring


def _ensemble() -> Callable[[MainWindow], PageWiring]:
    from optexplorer.ui.lab.ensemble.wiring import EnsembleWiring

    return EnsembleWiring


def _fair_race() -> Callable[[MainWindow], PageWiring]:
    from optexplorer.ui.lab.fair_race.wiring import FairRaceWiring

    return FairRaceWiring


def _settings() -> Callable[[MainWindow], PageWiring]:
    from optexplorer.ui.lab.settings.wiring import SettingsWiring

    return SettingsWiring


def parts_of(row: PageRow) -> list[Callable[[], object]]:
    """What loads the row's code a module at a time."""
    if row.load is None:
        return []
    return [*modules_of(f"optexplorer.ui.lab.{row.name}"), row.load]


def modules_of(package: str) -> list[Callable[[], object]]:
    """What loads the code of a package a module at a time."""
    path = import_module(package).__path__
    return [partial(import_module, f"{package}.{module.name}") for module in iter_modules(path)]


PAGES: tuple[PageRow, ...] = (
    PageRow("race", "Race", "The runs on the surface, step by step"),
    PageRow("basins", "Basins", "Where every start ends, a map for each run", _basins),
    PageRow("settings", "Settings", "What becomes of a run at other hyper-parameters", _settings),
    PageRow("ensemble", "Ensemble", "Many seeds or many starts: who leaves, and when", _ensemble),
    PageRow("fair_race", "Fair race", "Tune every run within one budget, then rank them", _fair_race),
)
