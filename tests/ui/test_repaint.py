"""The installed Qt binding survives being painted with.

PySide6 6.12 on Python 3.11 loses a reference to None in almost every call and ends the process
after little more than a hundred repaints of a plot; a new release may bring the like again.
"""

import os
import subprocess
import sys

REPAINTS = 300

PROGRAM = f"""
import sys
import pyqtgraph

app = pyqtgraph.mkQApp()


class Plot(pyqtgraph.PlotWidget):
    painted = 0

    def paintEvent(self, event):
        self.painted += 1
        super().paintEvent(event)


plot = Plot()
plot.plot(range(100))
plot.show()
app.processEvents()
held = sys.getrefcount(None)
for _ in range({REPAINTS}):
    plot.getViewBox().translateBy(x=0.1)
    plot.viewport().repaint()
    app.processEvents()
print(plot.painted, held - sys.getrefcount(None))
plot.close()
"""


def test_a_plot_repaints_without_losing_references() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    painted, lost = map(int, done.stdout.split())
    assert painted >= REPAINTS
    assert lost < REPAINTS, "each repaint loses references to None"
