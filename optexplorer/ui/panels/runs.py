"""The runs that race: a card each, in the order of the experiment."""

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from optexplorer.core.experiment import Run
from optexplorer.core.optimizer import Optimizer
from optexplorer.scene.frame import LegendEntry
from optexplorer.ui.panels.card_matching import Shown, match, shown
from optexplorer.ui.panels.method_picker import MethodPicker, Preset
from optexplorer.ui.panels.run_card import RunCard
from optexplorer.ui.widgets.arranging import arranged_once
from optexplorer.ui.widgets.card import note
from optexplorer.ui.widgets.scroll_column import ScrollColumn
from optexplorer.ui.widgets.themed import set_role

WIDTH = 300  # preferred, in pixels
SPARE = 12  # cards that are kept for runs to come
_EMPTY = "No runs yet. Add an optimizer and its path appears on the picture."


class RunsPanel(QFrame):
    """Shows the runs and asks for changes; runs are named by their place in the list.

    Everything ``...Edited`` comes live, and ``committed`` when such an edit is complete.
    Everything ``...Requested`` is complete at once.
    """

    addRequested = Signal(object)  # the key of an optimizer, or a preset
    removeRequested = Signal(int)
    duplicateRequested = Signal(int)
    moveRequested = Signal(int, int)  # from, to
    hyperEdited = Signal(int, str, object)
    scheduleEdited = Signal(int, object)
    gradientEdited = Signal(int, object)
    aroundEdited = Signal(int, object)
    escapeEdited = Signal(int, object)
    labelEdited = Signal(int, str)
    enabledRequested = Signal(int, bool)
    soloRequested = Signal(int, bool)
    ownStartRequested = Signal(int, bool)
    ownStartEdited = Signal(int, tuple)
    selected = Signal(int)
    committed = Signal()
    made = Signal(QWidget)  # a card: another part

    def __init__(
        self,
        optimizers: Sequence[type[Optimizer]],
        presets: Sequence[Preset] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        set_role(self, "panel")
        self.cards: list[RunCard] = []
        self._shown: list[Shown] = []  # by the cards
        self._spare: list[RunCard] = []  # out of the list, the oldest first
        self._dropping: int | None = None
        self.add_button = QPushButton("+ Add optimizer")
        set_role(self.add_button, "dashed")
        self.add_button.setToolTip("Add a run: another optimizer from the same start")
        self.picker = MethodPicker(optimizers, presets, self)
        self.picker.chosen.connect(self.addRequested)
        self.add_button.clicked.connect(lambda: self.picker.open_at(self.add_button))
        self._empty = note(_EMPTY)
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(12, 0, 4, 12)
        self._column.setSpacing(6)
        self._column.addWidget(self._empty)
        self._column.addWidget(self.add_button)
        self._column.addStretch(1)
        self._line = QFrame(self._list)  # where a dragged card would go
        set_role(self._line, "drop")
        self._line.hide()
        self.scroll_area = ScrollColumn(self._list, bar_always=True)
        # What it consists of, but for what only divides the room, and for the cards, which are to come.
        bar = self.scroll_area.verticalScrollBar()
        self.parts = bar, self.add_button, self.picker, self._empty, self._line
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.scroll_area, 1)
        self.setMinimumWidth(260)
        self.resize(WIDTH, 600)

    def show_runs(
        self,
        runs: tuple[Run, ...],
        hidden: frozenset[int] = frozenset(),
        solo: int | None = None,
        examples: int = 0,
        steps: int = 200,
        names: tuple[str, ...] = ("x", "y"),
    ) -> None:
        """Show these runs; cards of runs that stay are kept, with their focus and their folds."""
        before, self._shown = self._shown, shown(runs)
        places = match(before, self._shown)
        cards = [
            self._card_for(run) if place is None else self.cards[place]
            for place, run in zip(places, runs, strict=True)
        ]
        old, self.cards = self.cards, cards  # what a field that loses its focus tells comes too late
        with arranged_once(self._list):
            self._show_cards(old)
        for index, (card, run) in enumerate(zip(cards, runs, strict=True)):
            visible = index == solo if solo is not None else index not in hidden
            card.show_run(
                run, index, shown=visible, solo=index == solo, last=index == len(runs) - 1,
                examples=examples, steps=steps, names=names,
            )  # fmt: skip
        self._empty.setVisible(not cards)

    def _show_cards(self, old: list[RunCard]) -> None:
        for card in old:
            if card not in self.cards:
                self._put_aside(card)
        for index, card in enumerate(self.cards):
            if self._column.indexOf(card) != index:
                self._column.insertWidget(index, card)
                card.show()

    def fold(self) -> None:
        """Hide all settings again: other runs are to come, which have nothing to do with these."""
        for card in self.cards:
            card.unfold(False)

    def show_legend(self, entries: Iterable[LegendEntry]) -> None:
        """Show how the runs stand at the cursor."""
        for entry in entries:
            if entry.run < len(self.cards):
                self.cards[entry.run].show_entry(entry)

    def show_selected(self, index: int | None) -> None:
        """Ring one card."""
        for place, card in enumerate(self.cards):
            card.show_selected(place == index)

    def _put_aside(self, card: RunCard) -> None:
        """Out of the list. One that nobody works at serves again: to make one takes some 10 ms."""
        useful = not card.at_work
        self._column.removeWidget(card)
        card.hide()
        gone = [card]
        if useful:
            self._spare.append(card)
            gone, self._spare = self._spare[:-SPARE], self._spare[-SPARE:]
        for old in gone:
            old.deleteLater()

    def _card_for(self, run: Run) -> RunCard:
        for card in self._spare:
            if card.optimizer is type(run.optimizer):
                self._spare.remove(card)
                card.forget()
                return card
        return self._make_card(run)

    def _make_card(self, run: Run) -> RunCard:
        card = RunCard(type(run.optimizer), self._list)
        told: tuple[tuple[SignalInstance, SignalInstance], ...] = (
            (card.hyperEdited, self.hyperEdited),
            (card.scheduleEdited, self.scheduleEdited),
            (card.gradientEdited, self.gradientEdited),
            (card.aroundEdited, self.aroundEdited),
            (card.escapeEdited, self.escapeEdited),
            (card.labelEdited, self.labelEdited),
            (card.enabledRequested, self.enabledRequested),
            (card.soloRequested, self.soloRequested),
            (card.ownStartRequested, self.ownStartRequested),
            (card.ownStartEdited, self.ownStartEdited),
            (card.duplicateRequested, self.duplicateRequested),
            (card.removeRequested, self.removeRequested),
            (card.selected, self.selected),
        )
        for source, target in told:
            source.connect(partial(self._tell, card, target))
        card.committed.connect(self.committed)
        card.moveRequested.connect(partial(self._move, card))
        card.dragged.connect(partial(self._on_dragged, card))
        card.dropped.connect(partial(self._on_dropped, card))
        self.made.emit(card)
        return card

    def _tell(self, card: RunCard, target: SignalInstance, *values: object) -> None:
        if card in self.cards:  # a field that loses its focus with its card may still tell
            target.emit(self.cards.index(card), *values)

    def _move(self, card: RunCard, by: int) -> None:
        if card not in self.cards:
            return
        place = self.cards.index(card)
        if 0 <= place + by < len(self.cards):
            self.moveRequested.emit(place, place + by)

    def _on_dragged(self, card: RunCard, y: int) -> None:
        local = self._list.mapFromGlobal(QPoint(0, y)).y()
        others = [other for other in self.cards if other is not card]
        self._dropping = sum(local > other.geometry().center().y() for other in others)
        if self._dropping < len(others):
            top = others[self._dropping].y() - 4
        else:
            top = self.cards[-1].geometry().bottom() + 3
        self._line.setGeometry(card.x(), top, card.width(), 2)
        self._line.raise_()
        self._line.show()

    def _on_dropped(self, card: RunCard) -> None:
        target, self._dropping = self._dropping, None
        self._line.hide()
        if card not in self.cards:
            return
        place = self.cards.index(card)
        if target is not None and target != place:
            self.moveRequested.emit(place, target)
