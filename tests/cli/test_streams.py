"""Standard output and error that are full, closed or pipes; and notes on what was done to a table."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.program import ROOT, program, start

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/dev/full and /dev/stdout")

FILE = ROOT / "resources" / "experiments" / "rosenbrock.optx"


def through_a_shell(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    """``command`` with PYTHON for the interpreter and FILE for an experiment."""
    script = f"import subprocess, sys; sys.exit(subprocess.call({command!r}, shell=True))"
    with start(folder, "-c", script, PYTHON=sys.executable, FILE=str(FILE)) as process:
        out, err = process.communicate()
    return subprocess.CompletedProcess(command, process.returncode, out, err)


@pytest.mark.parametrize("arguments", ['run "$FILE"', 'run "$FILE" --csv -', "list surfaces --json"])
def test_a_full_output_is_one_line(tmp_path: Path, arguments: str) -> None:
    done = through_a_shell(tmp_path, f'"$PYTHON" -m optexplorer {arguments} > /dev/full')
    assert done.returncode == 1
    assert done.stderr == "optexplorer: error: the output cannot be used (No space left on device)\n"


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_are_no_failure(tmp_path: Path, closed: str) -> None:
    done = through_a_shell(tmp_path, f'"$PYTHON" -m optexplorer run "$FILE" --csv out.csv {closed}')
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out.csv").stat().st_size > 0


def test_a_full_standard_error_keeps_the_exit_status(tmp_path: Path) -> None:
    done = through_a_shell(tmp_path, '"$PYTHON" -m optexplorer run none.optx 2> /dev/full')
    assert done.returncode == 2


def test_a_link_to_a_pipe_is_written_to(tmp_path: Path) -> None:
    done = program(tmp_path, "run", FILE, "--csv", "/dev/stdout")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("run,label,optimizer,step,x,y,loss,")


def test_a_full_disk_for_a_report_is_one_line(tmp_path: Path) -> None:
    done = program(tmp_path, "self-test", "--out", "/dev/full", QT_QPA_PLATFORM="offscreen")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "optexplorer: error: /dev/full cannot be written (No space left on device)\n"
    )


def test_rows_left_out_are_said(tmp_path: Path) -> None:
    (tmp_path / "gaps.csv").write_text("a,b\n1,2\n,3\n3,5\n4,NA\n5,1\n", encoding="utf-8")
    problem = {
        "kind": "data", "model": "linear", "data": "gaps.csv", "features": ["a"], "target": "b",
        "standardize": False,
    }  # fmt: skip
    experiment = {
        "format": "optexplorer-experiment", "version": 1, "problem": problem,
        "runs": [{"optimizer": "gd"}],
    }  # fmt: skip
    (tmp_path / "gaps.optx").write_text(json.dumps(experiment), encoding="utf-8")
    done = program(tmp_path, "run", "gaps.optx")
    assert done.returncode == 0
    assert done.stderr == "optexplorer: note: 2 of 5 rows left out: missing a, b\n"
