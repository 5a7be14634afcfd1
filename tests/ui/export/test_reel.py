"""Films made beside the window, frame by frame."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from optexplorer.core.cancel import Cancelled
from optexplorer.scene.frame import Frame
from optexplorer.scene.view import View
from optexplorer.ui.export.encode import Raster
from optexplorer.ui.export.look import Film, Look
from optexplorer.ui.export.moments import moments
from optexplorer.ui.export.reel import Reel, _encode, _Order
from optexplorer.ui.export.stage import Stage
from optexplorer.ui.jobs import Job
from optexplorer.ui.theme import apply
from tests.ui.export.tools import frame, layers

LOOK = Look(width=480, height=320, scale=1.0, in_3d=False, curves=False, legend=False, formula=False)
_LONG = 60_000  # milliseconds


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> None:
    apply(qapp, "light")


def test_frames_go_evenly_from_the_first_step_to_the_last_which_stays() -> None:
    cursors = Film(rate=10, seconds=1.0, hold=0.5).cursors(90)
    assert cursors == [0, 10, 20, 30, 40, 50, 60, 70, 80, 90] + 5 * [90]


def test_moments_move_the_heads_and_nothing_else() -> None:
    shown = frame()
    at_start = moments(layers(), View(), shown, [0])[0]()
    assert at_start.cursor == 0
    assert {head.point for head in at_start.heads} == {shown.marks.start}
    assert at_start.surface is shown.surface
    assert at_start.curves[0].curves == shown.curves[0].curves


@pytest.mark.parametrize("kind", [".gif", ".webp"])
def test_a_film_of_the_race(qtbot: QtBot, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"race{kind}"
    film = Film(rate=10, seconds=0.8, hold=0.0)
    reel = Reel()
    stage = Stage(LOOK, frame())
    with qtbot.waitSignal(reel.done, timeout=_LONG):
        reel.make(path, stage, moments(layers(), View(), frame(), film.cursors(160)), film.rate)
    assert not reel.busy
    with Image.open(path) as made:
        assert made.size == (480, 320)
        assert made.n_frames == 8
        made.seek(0)
        first = made.convert("RGB").tobytes()
        made.seek(7)
        assert made.convert("RGB").tobytes() != first
    reel.stop()


def test_called_off_it_leaves_nothing_behind(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "race.gif"
    shown = moments(layers(), View(), frame(), Film(seconds=60.0).cursors(160))
    reel = Reel()
    with qtbot.waitSignal(reel.progressed, timeout=_LONG):
        reel.make(path, Stage(LOOK, frame()), shown, 20)
    reel.cancel()
    assert not reel.busy
    reel.stop()
    assert list(tmp_path.iterdir()) == []


def test_called_off_after_its_last_frame_it_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "race.gif"
    path.write_bytes(b"old")
    order = _Order(path, 3, 20)
    for shade in (0, 100, 200):
        order.frames.put(Raster(48, 32, bytes((shade, shade, shade, 255)) * (48 * 32)))

    class Late:
        """Is set as soon as the last frame has been taken."""

        @property
        def is_set(self) -> bool:
            return order.frames.empty()

    with pytest.raises(Cancelled):
        _encode(order, Job(Late(), lambda _news: None))
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"race.gif": b"old"}


def test_what_goes_wrong_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    reel = Reel()
    shown = moments(layers(), View(), frame(), [0, 1])
    with qtbot.waitSignal(reel.failed, timeout=_LONG) as told:
        reel.make(tmp_path / "none" / "race.gif", Stage(LOOK, frame()), shown, 20)
    assert "there is no folder" in str(told.args[1])
    assert not reel.busy
    reel.stop()


def test_a_frame_that_cannot_be_painted_ends_the_film(qtbot: QtBot, tmp_path: Path) -> None:
    def broken() -> Frame:
        raise MemoryError("no room for the frame")

    reel = Reel()
    shown = [broken, *moments(layers(), View(), frame(), [0, 1])]
    with qtbot.waitSignal(reel.failed, timeout=_LONG) as told:
        reel.make(tmp_path / "race.gif", Stage(LOOK, frame()), shown, 20)
    assert told.args == [tmp_path / "race.gif", told.args[1]]
    assert "no room for the frame" in str(told.args[1])
    assert not reel.busy
    reel.stop()
    assert list(tmp_path.iterdir()) == []
