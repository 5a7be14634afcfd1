"""Which picture is shown which frame, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer

from optexplorer.scene.frame import Frame
from optexplorer.ui.paint_gate import PATIENCE, PaintGate
from optexplorer.ui.yielding_timer import TURN, YieldingTimer

if TYPE_CHECKING:
    from optexplorer.ui.main_window import MainWindow
    from optexplorer.ui.views.canvas import PlotCanvas
    from optexplorer.ui.views.curves import CurvesView

_LATEST = 2 * PATIENCE  # milliseconds; where a frame changes nothing that has to be painted


class PictureWiring(QObject):
    """The flat picture and the curves show a frame at once; 3-D shows the newest after their painting.

    Together they would keep a hand that moves waiting for twice as long. A picture that is hidden
    catches up when it is shown.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._frame: Frame | None = None
        self._in_3d: Frame | None = None  # the one that 3-D shows
        self.gate = PaintGate(window)
        self.gate.painted.connect(self._come_next)
        self._follow = YieldingTimer(TURN, self)
        self._follow.timeout.connect(self._show_in_3d)
        self._latest = QTimer(self, singleShot=True, interval=_LATEST)
        self._latest.timeout.connect(self._follow.start)
        self._asking = QTimer(self, singleShot=True, interval=0)  # until the gate knows of 3-D
        for picture in (window.middle, window.flat, window.surface3d, window.curves):
            picture.installEventFilter(self)

    @property
    def following(self) -> bool:
        """Whether 3-D is still to show the newest frame."""
        return self._follow.active or self._latest.isActive()

    @property
    def waiting(self) -> bool:
        """Whether something of the newest frame is still to be shown or painted."""
        return self.following or self._asking.isActive() or self.gate.waiting

    def stop(self) -> None:
        """Show nothing any more."""
        self._follow.stop()
        self._latest.stop()
        self._frame = self._in_3d = None

    def show_frame(self, frame: Frame) -> None:
        """Show it in the pictures that are there for it, so far as they are to be seen."""
        self._frame, window = frame, self._window
        window.flat.setCurrentWidget(window.contour if frame.graph is None else window.graph)
        window.show_pictures(frame.graph is not None)
        self._show(frame)

    def _show(self, frame: Frame) -> None:
        window = self._window
        flat: PlotCanvas = window.contour if frame.graph is None else window.graph
        pictures: tuple[PlotCanvas | CurvesView, ...] = (flat, window.curves)
        for picture in pictures:
            if picture.isVisibleTo(window):
                picture.show_frame(frame)
        # Begun once only: frames that come quickly would put it off for ever.
        if self._is_due_in_3d(frame) and not self.following:
            self._latest.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A picture that was hidden catches up."""
        if event.type() == QEvent.Type.ShowToParent and self._frame is not None:
            self._show(self._frame)
            self._follow.stop()
            self._latest.stop()
            self._show_in_3d(at_once=False)  # but before the painting: nothing old is to be seen
        return super().eventFilter(watched, event)

    def _come_next(self) -> None:
        """The window has been painted, and what was shown before is on its way."""
        if self._latest.isActive():
            self._latest.stop()
            self._follow.start()

    def _is_due_in_3d(self, frame: Frame) -> bool:
        return frame is not self._in_3d and self._window.surface3d.isVisibleTo(self._window)

    def _show_in_3d(self, *, at_once: bool = True) -> None:
        if self._frame is not None and self._is_due_in_3d(self._frame):
            self._in_3d = self._frame
            self._window.surface3d.show_frame(self._frame, at_once=at_once)
            self._asking.start()
