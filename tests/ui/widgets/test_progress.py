from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from optexplorer.ui.widgets.progress import Progress
from tests.ui.tools import shown


class _Counted(QWidget):
    painted = 0

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        self.painted += 1


def test_progress_paints_nothing_before_the_next_painting(qtbot: QtBot) -> None:
    window, beside, progress = QWidget(), _Counted(), Progress()
    column = QVBoxLayout(window)
    for part in (beside, progress.share, progress.stop):
        column.addWidget(part)
    beside.setMinimumSize(40, 40)
    progress.show_share(0.1)
    shown(qtbot, window)
    qtbot.waitUntil(lambda: beside.painted > 0)
    before = beside.painted
    beside.update()
    progress.show_share(0.7)
    assert beside.painted == before
    qtbot.waitUntil(lambda: beside.painted > before)
    assert progress.share.value() == 700
    colours = {
        progress.share.grab().toImage().pixelColor(x, 3).name() for x in range(progress.share.width())
    }
    assert len(colours) >= 2  # the part that is done, and the rest
