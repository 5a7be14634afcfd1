"""A short soak; ``python -m tests.soak.soak`` is the long one."""

import json
import time

import pytest

from tests.soak.watch import Block, Heart, clocks, without
from tests.support.program import ROOT, start


@pytest.mark.slow
@pytest.mark.usefixtures("qapp")  # the display
def test_random_use_meets_no_warning_and_no_exception() -> None:
    with start(ROOT, "-m", "tests.soak.soak", "--seconds", "20", "--seed", "7") as process:
        out, err = process.communicate(timeout=180)
    report = json.loads(out)
    assert report["findings"] == [], report["latest_moves"]
    assert "Traceback" not in err
    assert report["moves"] > 5
    assert sum(report["waits_for_the_interface"].values()) > 50
    assert report["memory_in_megabytes"]["most"] > 50.0
    assert 0.0 < report["milliseconds_of_the_same_work"]["best"] < 50.0
    assert report["seconds_of_choosing"] >= 0.0
    assert report["seconds_kept_by_the_host"] >= 0.0


def test_a_block_is_seen_with_its_place(qtbot, capsys) -> None:
    heart = Heart()
    qtbot.waitUntil(lambda: heart.beats > 3)

    def work() -> None:
        begun = time.thread_time()
        while time.thread_time() - begun < 0.3:
            pass

    heart.doing = "work"
    work()
    qtbot.waitUntil(lambda: bool(heart.worst))
    heart.stop()
    block: Block = heart.worst[0]
    assert block.doing == "work"
    assert heart.blocks == 1
    assert block.busy >= 0.3
    assert block.seconds >= block.busy - 0.02
    assert "in work" in block.stack
    assert 0.0 < block.pace < 50.0
    assert heart.late >= 1
    told = capsys.readouterr().err
    assert "s of own work, work\n" in told
    assert "test_soak.py" in told


def test_what_the_hand_looks_for_is_not_the_windows_work(qtbot) -> None:
    spent = [0.0]
    heart = Heart(without(lambda: spent[0]))
    qtbot.waitUntil(lambda: heart.beats > 3)
    begun = time.thread_time()
    while time.thread_time() - begun < 0.3:
        pass
    spent[0] += time.thread_time() - begun
    qtbot.waitUntil(lambda: heart.beats > 6)
    heart.stop()
    assert heart.blocks == 0
    assert without(lambda: 5.0)()[0] < clocks()[0]


@pytest.mark.parametrize(
    ("wall", "busy", "whole", "late", "ours", "blocks"),
    [
        (0.10, 0.09, 0.20, 0, 0, 0),  # a beat of 10 ms is what is waited for
        (0.31, 0.00, 0.02, 1, 0, 0),  # as where other programs have the cores
        (0.31, 0.05, 0.28, 1, 1, 0),  # as where threads of ours have them
        (0.16, 0.15, 0.15, 1, 1, 1),
    ],
)
def test_whose_wait_it_was(
    qapp: object, wall: float, busy: float, whole: float, late: int, ours: int, blocks: int
) -> None:
    now = [0.0, 0.0, 0.0]
    heart = Heart(lambda: (now[0], now[1], now[2]))
    heart.stop()
    now[:] = wall, busy, whole
    heart._beat()
    assert (heart.late, heart.late_by_us, heart.blocks) == (late, ours, blocks)
    assert heart.beats == 1
