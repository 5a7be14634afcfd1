"""The program killed while it is edited; ``python -m tests.soak.kill`` does it fifty times."""

import random
from pathlib import Path

import pytest

from tests.soak.kill import Rounds


@pytest.mark.usefixtures("qapp")  # the display
def test_what_was_edited_outlives_a_kill(tmp_path: Path) -> None:
    rounds = Rounds(tmp_path, random.Random(8), most=3.5)
    outcomes = [rounds.round() for _ in range(4)]
    assert sum(outcome.edits for outcome in outcomes) > 20
    assert any(outcome.restored for outcome in outcomes)
