"""A short soak; ``python -m tests.soak.soak`` is the long one."""

import json
import time

import pytest

from tests.soak.watch import Block, Heart
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


def test_a_block_is_seen_with_its_place(qtbot, capsys) -> None:
    heart = Heart()
    qtbot.waitUntil(lambda: heart.beats > 3)

    def work() -> None:
        begun = heart._now()[1]
        while heart._now()[1] - begun < 0.3:
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
    assert heart.late == heart.late_by_us == 1
    told = capsys.readouterr().err
    assert "s of own work, work\n" in told
    assert "test_soak.py" in told


def test_a_wait_for_others_is_late_and_not_ours(qtbot) -> None:
    heart = Heart()
    qtbot.waitUntil(lambda: heart.beats > 3)
    time.sleep(0.3)  # as a program that other programs give no core
    qtbot.waitUntil(lambda: bool(heart.worst))
    heart.stop()
    assert (heart.late, heart.late_by_us, heart.blocks) == (1, 0, 0)
