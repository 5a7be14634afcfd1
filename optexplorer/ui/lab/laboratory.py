"""Turns to pages, and makes each of them at its first visit, piece by piece: the window answers.

Their code, which takes longer to load than a page to make, is loaded before while nobody is waiting,
a module at a time; then that of the dialog for pictures.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from optexplorer.scene.view import PageName, View
from optexplorer.ui.lab.pages import PAGES, PageRow, PageWiring, modules_of, parts_of
from optexplorer.ui.steps import Steps
from optexplorer.ui.turns import Turns
from optexplorer.ui.yielding_timer import TURN, YieldingTimer

REST = 700  # milliseconds without a new frame before code of pages is loaded
_BETWEEN = 50  # and from one module to the next
_NOTHING = 0.002  # seconds, in which a module was there already

if TYPE_CHECKING:
    from optexplorer.ui.main_window import MainWindow
    from optexplorer.ui.tokens import ThemeTokens


class Laboratory(QObject):
    """Which page is in view is part of the `View`; this shows it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._bench = window, window.workbench
        self.wirings: dict[str, PageWiring] = {}  # of the pages made so far
        self._shown = PAGES[0]
        self._made: PageRow | None = None  # the page that is being made
        self._making = Turns(self)
        self._ended = False
        window.centre.pageRequested.connect(lambda index: self._turn_to(PAGES[index].name))
        for row in PAGES:
            action = window.actions_by_name[row.action]
            action.triggered.connect(partial(self._turn_to, row.name))
        window.theme.follow(self._dress)
        window.actions_by_name["stop"].triggered.connect(self.cancel)
        self._bench.viewChanged.connect(self._follow)
        self._to_load: list[Callable[[], object]] = [partial(self._unfold, row) for row in PAGES]
        self._to_load.append(lambda: self._load_first(modules_of("optexplorer.ui.export")))
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._load_next)
        self._late = YieldingTimer(TURN, self)  # making a page takes as long as showing a frame
        self._late.timeout.connect(lambda: self._show(self._bench.view))
        self._bench.frameChanged.connect(lambda _frame: self._follow_frame())

    def stop(self) -> None:
        """Nothing is passed on any more."""
        self._rest.stop()
        self._late.stop()
        self._making.stop()
        self._ended = True
        for wiring in self.wirings.values():
            wiring.stop()

    @property
    def busy(self) -> bool:
        """Whether the page in view computes something."""
        wiring = self.wirings.get(self._shown.name)
        return wiring is not None and wiring.busy

    @property
    def coming(self) -> bool:
        """Whether the page that is asked for is still to be shown."""
        return self._late.active or self._making.busy

    def finish(self) -> None:
        """Be done with what is being made now."""
        self._making.finish()

    def cancel(self) -> None:
        """Call off what the page in view computes."""
        if wiring := self.wirings.get(self._shown.name):
            wiring.cancel()

    def _turn_to(self, name: PageName, _checked: bool = False) -> None:
        self._bench.turn_to(name)
        self._show(self._bench.view)  # also where it is there already: the strip may be ahead

    def _show(self, view: View) -> None:
        row = next(row for row in PAGES if row.name == view.page)
        window = self._window
        window.actions_by_name[row.action].setChecked(True)
        if row is self._shown:
            window.centre.strip.show_choice(PAGES.index(row))
            return
        if row.load is not None and self._bench.frame is None:
            return  # the first frame shows it: until then a worker loads what the page's code needs
        if row is self._made or (row.load is not None and row.name not in self.wirings):
            window.centre.strip.show_choice(PAGES.index(row))
            if not self._making.busy:
                self._making.begin(self._make(row))
            return
        self._bring(row)
        if wiring := self.wirings.get(row.name):
            wiring.enter()

    def _bring(self, row: PageRow) -> None:
        """To the front."""
        if before := self.wirings.get(self._shown.name):
            before.leave()
        self._shown, window = row, self._window
        page = window.middle if row.load is None else self.wirings[row.name].page
        window.centre.show_page(PAGES.index(row), page)

    def _make(self, row: PageRow) -> Steps[None]:
        """Make a page, and show the one that is asked for by then."""
        assert row.load is not None  # noqa: S101
        self._made = row
        try:
            for load in parts_of(row):
                begun = time.perf_counter()
                load()
                if time.perf_counter() - begun > _NOTHING:
                    yield
            wiring = self.wirings[row.name] = row.load()(self._window)
            self._window.centre.add_page(wiring.page)
            yield
            self._window.theme.dress(wiring.page)
            wiring.set_theme(self._window.theme.tokens)
            yield
        except Exception:
            self._give_up(row)
            raise
        finally:
            self._made = None
        if self._bench.view.page == row.name:
            self._bring(row)
            yield  # it is laid out and painted before it asks
            if self._shown is row:
                wiring.enter()
        self._making.stop()
        self._show(self._bench.view)

    def _give_up(self, row: PageRow) -> None:
        """It could not be made: the page on screen is in view again, and it is tried when asked for."""
        if wiring := self.wirings.pop(row.name, None):
            wiring.stop()
            wiring.page.deleteLater()
            wiring.deleteLater()
        if self._bench.view.page == row.name:
            self._bench.turn_to(self._shown.name)
        else:  # another has been asked for meanwhile
            self._show_soon()

    def _follow(self, view: View) -> None:
        """The page of a file or a scene has a turn of its own, after that of what it is about."""
        if view.page == self._shown.name:
            self._show(view)
        else:
            self._show_soon()

    def _follow_frame(self) -> None:
        if self._bench.view.page != self._shown.name:
            self._show_soon()
        self._wait()

    def _show_soon(self) -> None:
        if not (self._late.active or self._ended):
            self._late.start()

    def _wait(self) -> None:
        """Something moves: begin to rest anew."""
        if self._to_load:
            self._rest.start(REST)

    def _load_next(self) -> None:
        """One module at a time, while nothing is computed or held by the mouse."""
        busy = self._bench.busy or any(wiring.busy for wiring in self.wirings.values())
        held = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if busy or held:
            self._wait()
            return
        try:
            self._to_load.pop(0)()
        finally:
            if self._to_load:
                self._rest.start(_BETWEEN)

    def _unfold(self, row: PageRow) -> None:
        self._load_first(parts_of(row))

    def _load_first(self, parts: list[Callable[[], object]]) -> None:
        self._to_load[:0] = parts

    def _dress(self, tokens: ThemeTokens) -> Steps[None]:
        for wiring in list(self.wirings.values()):
            wiring.set_theme(tokens)
            yield
