"""One run: how it stands, its learning rate at hand where it needs one, the rest on demand."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from optexplorer.core.experiment import Run
from optexplorer.core.optimizer import Optimizer
from optexplorer.scene.frame import LegendEntry
from optexplorer.scene.palette import style
from optexplorer.ui.form_rows import NumberRow
from optexplorer.ui.panels.method_help import MethodHelp
from optexplorer.ui.panels.run_details import RunDetails
from optexplorer.ui.panels.run_header import RunHeader
from optexplorer.ui.panels.run_menu import RunMenu
from optexplorer.ui.panels.run_summary import primary_parameter
from optexplorer.ui.widgets.card import Card


class RunCard(Card):
    """Shows one run of this optimizer; the panel knows its place in the list."""

    hyperEdited = Signal(str, object)  # name, value
    scheduleEdited = Signal(object)  # Schedule
    gradientEdited = Signal(object)  # Gradient
    aroundEdited = Signal(object)  # tuple of wrappers
    escapeEdited = Signal(object)  # Escape
    ownStartEdited = Signal(tuple)  # Point
    committed = Signal()
    labelEdited = Signal(str)
    enabledRequested = Signal(bool)
    soloRequested = Signal(bool)
    ownStartRequested = Signal(bool)
    duplicateRequested = Signal()
    removeRequested = Signal()
    moveRequested = Signal(int)  # places down; negative is up
    selected = Signal()
    dragged = Signal(int)  # global y of the mouse
    dropped = Signal()

    def __init__(self, optimizer: type[Optimizer], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.optimizer = optimizer
        self._run: Run | None = None
        self._told: tuple[object, ...] = ()
        self._shown, self._solo = True, False
        self._first = self._last = False  # of the list
        self._examples, self._steps = 0, 200
        self._names: tuple[str, ...] = ()
        self._pressed: QPoint | None = None
        self._dragging = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.header = RunHeader()
        self.header.shownRequested.connect(self.enabledRequested)
        self.header.renamed.connect(self._on_renamed)
        self.header.unfoldRequested.connect(self.unfold)
        self.header.menuRequested.connect(self._open_menu)
        self.column.addWidget(self.header)
        primary = primary_parameter(optimizer)
        self.rate: NumberRow | None = None
        if primary is not None:
            self.rate = NumberRow(primary)
            self.rate.edited.connect(lambda value: self.hyperEdited.emit(primary.name, value))
            self.rate.committed.connect(self.committed)
            self.column.addWidget(self.rate)
        self.details: RunDetails | None = None

    @property
    def run(self) -> Run | None:
        """The run shown."""
        return self._run

    def show_run(
        self,
        run: Run,
        index: int,
        *,
        shown: bool,
        solo: bool,
        last: bool,
        examples: int,
        steps: int,
        names: tuple[str, ...],
    ) -> None:
        """Show a run of this card's optimizer at its place in the list."""
        told = (run, index, shown, solo, last, examples, steps, names)
        if told == self._told:
            return
        self._told = told
        look = style(index if run.stream is None else run.stream)
        self._run, self._shown, self._solo = run, shown, solo
        self._first, self._last = index == 0, last
        self._examples, self._steps, self._names = examples, steps, names
        self.setAccessibleName(run.name)
        self.header.show_run(run, look, shown=shown)
        if self.rate is not None:
            self.rate.show_value(getattr(run.optimizer, self.rate.parameter.name))
            self.rate.show_colour(look.colour)
        if self.details is not None:
            self._show_details(self.details, run)

    def show_entry(self, entry: LegendEntry) -> None:
        """Show how the run stands at the cursor."""
        self.header.show_entry(entry)

    @property
    def at_work(self) -> bool:
        """Whether somebody has begun something here that ends with the run."""
        focus, parts = self.window().focusWidget(), self.findChildren(QWidget)
        opened = any(part.isWindow() and part.isVisible() for part in parts)
        return self.details is not None or focus is self or focus in parts or opened or self._dragging

    def forget(self) -> None:
        """Be as good as new for another run of the optimizer."""
        self._told, self._pressed = (), None
        self.show_selected(False)
        self.header.forget()
        if self.rate is not None:
            self.rate.field.take_back()

    @property
    def unfolded(self) -> bool:
        """Whether every setting is shown."""
        return self.details is not None and not self.details.isHidden()

    def unfold(self, unfolded: bool) -> None:
        """Show or hide the settings beyond the rate; they are made when first asked for."""
        if unfolded and self.details is None:
            self.details = RunDetails(self.optimizer, self)
            self.details.hyperEdited.connect(self.hyperEdited)
            self.details.scheduleEdited.connect(self.scheduleEdited)
            self.details.gradientEdited.connect(self.gradientEdited)
            self.details.aroundEdited.connect(self.aroundEdited)
            self.details.escapeEdited.connect(self.escapeEdited)
            self.details.startEdited.connect(self.ownStartEdited)
            self.details.committed.connect(self.committed)
            self.column.addWidget(self.details)
            if self._run is not None:
                self._show_details(self.details, self._run)
        if self.details is not None:
            self.details.setVisible(unfolded)
        self.header.show_unfolded(unfolded)

    def _show_details(self, details: RunDetails, run: Run) -> None:
        details.show_run(run, examples=self._examples, steps=self._steps, names=self._names)

    def menu(self) -> RunMenu:
        """The card's menu, for the run as it is."""
        menu = RunMenu(
            self, self._run, shown=self._shown, solo=self._solo, first=self._first, last=self._last
        )
        menu.soloRequested.connect(self.soloRequested)
        menu.shownRequested.connect(self.enabledRequested)
        menu.renameRequested.connect(self.header.rename)
        menu.duplicateRequested.connect(self.duplicateRequested)
        menu.moveRequested.connect(self.moveRequested)
        menu.ownStartRequested.connect(self._give_own_start)
        menu.helpRequested.connect(self.show_help)
        menu.removeRequested.connect(self.removeRequested)
        return menu

    def _give_own_start(self, own: bool) -> None:
        self.ownStartRequested.emit(own)
        if own:
            self.unfold(True)  # its fields are there

    def show_help(self) -> None:
        """Tell about the method."""
        MethodHelp(self.optimizer, self).open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and the space bar select the run, Alt with up and down moves it, F2 renames it."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        match event.key():
            case Qt.Key.Key_Up if alt:
                self.moveRequested.emit(-1)
            case Qt.Key.Key_Down if alt:
                self.moveRequested.emit(1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space if self.hasFocus():
                self.selected.emit()
            case Qt.Key.Key_F2:
                self.header.rename()
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A drag of the card's free ground moves the run in the list."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.globalPosition().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the panel where the card is dragged to."""
        if self._pressed is None:
            return
        y = event.globalPosition().toPoint().y()
        if abs(y - self._pressed.y()) >= QApplication.startDragDistance():
            self._dragging = True
        if self._dragging:
            self.dragged.emit(y)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """The end of a drag, or of a click, which selects the run."""
        was_pressed, self._pressed = self._pressed is not None, None
        was_dragging, self._dragging = self._dragging, False
        if was_dragging:
            self.dropped.emit()
        elif was_pressed:
            self.selected.emit()

    def _on_renamed(self, name: str) -> None:
        self.labelEdited.emit("" if name == self.optimizer.title else name)
        self.committed.emit()

    def _open_menu(self) -> None:
        button = self.header.menu
        self.menu().popup(button.mapToGlobal(QPoint(0, button.height())))
