"""How the experiment is looked at, and the ways to look at it differently."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from optexplorer.core.experiment import Experiment
from optexplorer.core.problem import Box, is_side
from optexplorer.scene.frame import Frame
from optexplorer.scene.view import Axis, PageName, Place3D, ScaleChoice, SideName, View


class ViewKeeper(QObject):
    """Writes the view; a subclass knows what is looked at, and shows it."""

    viewChanged = Signal(object)  # View

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = View()

    @property
    def experiment(self) -> Experiment:
        """What is looked at."""
        raise NotImplementedError

    @property
    def view(self) -> View:
        """How it is looked at, with what belongs to the document."""
        raise NotImplementedError

    @property
    def frame(self) -> Frame | None:
        """What is on screen."""
        raise NotImplementedError

    def _submit(self) -> None:
        """Have it computed."""
        raise NotImplementedError

    def _resolve(self) -> None:
        """Show what is computed."""
        raise NotImplementedError

    def set_cursor(self, cursor: int | None) -> None:
        """Move the timeline; None is the end, and so is the last step, however long the race gets."""
        frame = self.frame
        if cursor is not None and frame is not None and cursor >= frame.last_step:
            cursor = None
        self._set_view(cursor=cursor)

    def select(self, run: int | None) -> None:
        """Draw one run with emphasis."""
        self._set_view(selected=run, inside=replace(self._view.inside, operation=None))

    def look_inside(self, **changes: Any) -> None:
        """Change what is shown of the inside of a step: fields of `InsideView`."""
        self._set_view(inside=replace(self._view.inside, **changes))

    def look_at_critical(self, **changes: Any) -> None:
        """Mark the critical points or not, or pick one out: fields of `View`."""
        self._set_view(**changes)

    def colour_basins(self, on: bool) -> None:
        """Colour every start in view by where the run in front ends, or no more."""
        self._set_view(basins=on)

    def turn_to(self, page: PageName) -> None:
        """Another page in the centre."""
        self._set_view(page=page)

    def look_closely(self, **changes: Any) -> None:
        """Change where the surface is looked at closely: fields of `LocalView`."""
        self._set_view(local=replace(self._view.local, **changes))

    def look_from(self, camera: Place3D | None) -> None:
        """Keep from where 3-D is looked at; nothing else is shown by that."""
        if camera != self._view.camera:
            self._view = replace(self._view, camera=camera)
            self.viewChanged.emit(self.view)

    def turn_side(self, side: SideName) -> None:
        """Another page on the right side."""
        self._set_view(side=side, inside=replace(self._view.inside, open=False))

    def reveal(self) -> None:
        """Draw the runs that a question kept back."""
        self._set_view(veiled=False)

    def set_scale(self, scale: ScaleChoice) -> None:
        """Another colour scale."""
        self._set_view(resubmit=True, scale=scale)

    def set_axis(self, axis: Axis) -> None:
        """Draw the curves against steps, work or epochs."""
        self._set_view(resubmit=True, axis=axis)

    def set_log(self, panel: str, log: bool) -> None:
        """A logarithmic or a linear axis for one panel of curves."""
        linear = self._view.linear - {panel} if log else self._view.linear | {panel}
        self._set_view(resubmit=True, linear=linear)

    def set_box(self, box: Box | None) -> None:
        """Look at another part of the plane; None is the problem's domain.

        A box of as many sides as another problem has comes late, from a picture that has gone. One
        that numbers have no room for is passed over as well.
        """
        if box is not None and len(box) != len(self.experiment.problem.domain):
            return
        if box is not None and not all(is_side(*side) for side in box):
            return
        self._set_view(resubmit=True, box=box)

    def _set_view(self, *, resubmit: bool = False, **changes: Any) -> None:
        view = replace(self._view, **changes)
        if view == self._view:
            return
        self._view = view
        self.viewChanged.emit(self.view)
        if resubmit:
            self._submit()
        else:
            self._resolve()
