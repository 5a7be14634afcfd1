"""The commands: what they print, what they write, and how little they load."""

import json
import signal
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import optexplorer
from optexplorer.__main__ import main
from optexplorer.optimizers import CATALOGUE
from tests.support.program import ROOT, program, start
from tests.support.tables import exact_table

HEAVY = {"numba", "PySide6", "pyqtgraph", "OpenGL", "sympy", "pandas", "scipy", "contourpy"}

RACE: dict[str, Any] = {
    "format": "optexplorer-experiment",
    "version": 1,
    "problem": {"kind": "surface", "name": "rosenbrock"},
    "start": [-1.2, 1.0],
    "steps": 30,
    "seed": 3,
    "runs": [
        {"optimizer": "gd", "label": "stéep\n↓", "hyperparameters": {"learning_rate": 1.0}},
        {"optimizer": "adam", "gradient": {"kind": "noisy", "sigma": 0.5}},
        {"optimizer": "momentum", "hyperparameters": {"learning_rate": 0.0005}},
    ],
}


@pytest.fixture
def race(tmp_path: Path) -> Path:
    path = tmp_path / "race.optx"
    path.write_text(json.dumps(RACE), encoding="utf-8")
    return path


def test_run_prints_a_table(race: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(race)]) == 0
    header, *rows = capsys.readouterr().out.splitlines()
    assert header.split() == ["run", "label", "outcome", "steps", "final", "loss", "best", "loss"]
    assert [row.split()[0] for row in rows] == ["0", "1", "2"]
    assert "stéep\\n↓" in rows[0]
    assert "diverged" in rows[0]
    assert "finished" in rows[1]
    assert len({len(row) for row in rows}) == 1


def test_run_writes_the_same_csv_every_time(race: Path) -> None:
    outputs = []
    for number, threads in enumerate(["1", "2", "2"]):
        out = race.parent / f"{number}.csv"
        done = program(race.parent, "run", race, "--csv", out, "--state", NUMBA_NUM_THREADS=threads)
        assert (done.returncode, done.stderr) == (0, "")
        outputs.append(out.read_bytes())
    assert outputs[0] == outputs[1] == outputs[2]
    table = exact_table((race.parent / "0.csv").read_bytes().decode())
    assert table["label"].unique().tolist() == ["stéep\n↓", "Adam", "Momentum"]
    assert table[table["run"] == 1]["step"].tolist() == list(range(31))
    assert table.iloc[0][["x", "y"]].tolist() == [-1.2, 1.0]
    assert table.groupby("run")["event"].last().tolist() == ["diverged", "finished", "finished"]
    assert table[table["run"] == 0].filter(like=".").isna().all(axis=None)
    assert table[table["run"] == 1][["m.x", "m.y", "v.x", "v.y"]].notna().all(axis=None)


def test_a_runs_numbers_depend_on_it_alone(race: Path, tmp_path: Path) -> None:
    alone = RACE | {"runs": [RACE["runs"][1] | {"stream": 1}]}
    (tmp_path / "alone.optx").write_text(json.dumps(alone), encoding="utf-8")
    for name in ("race", "alone"):
        assert main(["run", str(tmp_path / f"{name}.optx"), "--csv", str(tmp_path / name)]) == 0
    together = pd.read_csv(tmp_path / "race").query("run == 1").drop(columns="run")
    single = pd.read_csv(tmp_path / "alone").drop(columns="run")
    pd.testing.assert_frame_equal(together.reset_index(drop=True), single)


def test_csv_on_standard_output(race: Path) -> None:
    done = program(race.parent, "run", race, "--csv", "-")
    assert done.returncode == 0
    assert done.stdout.startswith("run,label,optimizer,step,x,y,loss,")
    assert done.stderr.startswith("run  label")


def test_no_runs_print_the_header(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "none.optx"
    path.write_text(json.dumps(RACE | {"runs": []}), encoding="utf-8")
    assert main(["run", str(path), "--csv", str(tmp_path / "out.csv")]) == 0
    assert capsys.readouterr().out == "run  label  outcome  steps  final loss  best loss\n"
    assert (tmp_path / "out.csv").read_text("utf-8").startswith("run,label,")


def test_a_label_in_a_narrow_encoding(race: Path) -> None:
    done = program(race.parent, "run", race, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, "")
    assert "st\\xe9ep\\n\\u2193" in done.stdout


def test_probe(race: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probe", str(race), "--at", "1", "1"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert list(report) == ["value", "gradient", "hessian", "eigenvalues", "classification"]
    assert report["value"] == 0
    assert report["gradient"] == [0, 0]
    assert report["hessian"] == [[802, -400], [-400, 200]]
    assert report["eigenvalues"] == pytest.approx(np.linalg.eigvalsh([[802, -400], [-400, 200]]))
    assert report["classification"] == "minimum"


@pytest.mark.parametrize("x", ["-1.2", "-1", "-.5", "-1e-3", "-1E2"])
def test_probe_takes_negative_numbers(race: Path, capsys: pytest.CaptureFixture[str], x: str) -> None:
    assert main(["probe", str(race), "--at", x, "-2"]) == 0
    value = json.loads(capsys.readouterr().out)["value"]
    assert value == pytest.approx(100 * (-2 - float(x) ** 2) ** 2 + (1 - float(x)) ** 2)


def test_probe_has_null_for_what_json_cannot_say(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "overflow.optx"
    problem = {"kind": "formula", "expression": "exp(x) + y^2"}
    path.write_text(json.dumps(RACE | {"problem": problem}), encoding="utf-8")
    assert main(["probe", str(path), "--at", "1000", "2"]) == 0
    report = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert report["value"] is None
    assert report["gradient"] == [None, 4]
    assert report["eigenvalues"] == [None, None]
    assert report["classification"] == "not finite"


def test_list_optimizers_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "optimizers", "--json"]) == 0
    entries = {e["key"]: e for e in json.loads(capsys.readouterr().out)}
    assert list(entries) == list(CATALOGUE)
    promised = {
        "key", "name", "family", "summary", "formula", "reference", "hyperparameters", "state",
    }  # fmt: skip
    assert all(promised <= set(e) for e in entries.values())
    rate, beta1, *_ = entries["adam"]["hyperparameters"]
    assert rate["name"] == "learning_rate"
    assert {k: beta1[k] for k in ("name", "default", "low", "high", "kind")} == {
        "name": "beta1", "default": 0.9, "low": 0.0, "high": 1.0, "kind": "float",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("what", "known"),
    [
        ("surfaces", "rosenbrock"),
        ("optimizers", "adam"),
        ("schedules", "cosine_restarts"),
        ("data", "engel_income_food"),
    ],
)
def test_lists(what: str, known: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", what]) == 0
    header, *lines = capsys.readouterr().out.splitlines()
    assert header.startswith("key  ")
    keys = [line.split()[0] for line in lines]
    assert known in keys
    assert main(["list", what, "--json"]) == 0
    assert [e["key"] for e in json.loads(capsys.readouterr().out)] == keys


def test_version(tmp_path: Path) -> None:
    assert program(tmp_path, "--version").stdout == f"optexplorer {optexplorer.__version__}\n"


def test_help_names_every_command(tmp_path: Path) -> None:
    done = program(tmp_path, "--help")
    assert done.returncode == 0
    assert all(f"\n    {name}" in done.stdout for name in ("run", "probe", "list", "self-test"))
    assert "[FILE]" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [["--version"], ["--help"], ["list", "optimizers"], ["list", "schedules", "--json"],
     ["list", "surfaces", "--json"], ["list", "data"], ["run", "none.optx"], ["none.optx"]],
    ids=" ".join,
)  # fmt: skip
def test_what_needs_no_kernel_loads_none(arguments: list[str]) -> None:
    script = (
        "import sys\n"
        "from optexplorer.__main__ import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    with start(ROOT, "-c", script, *arguments) as process:
        _, err = process.communicate()
    loaded = set(err.split())
    assert "optexplorer.cli.parser" in loaded
    assert loaded & HEAVY == set()


def test_a_reader_that_stops_is_no_error(tmp_path: Path) -> None:
    long = RACE | {"steps": 20_000, "runs": RACE["runs"][2:]}
    (tmp_path / "long.optx").write_text(json.dumps(long), encoding="utf-8")
    with start(tmp_path, "-m", "optexplorer", "run", "long.optx", "--csv", "-") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
def test_interrupting_says_so_in_one_line(tmp_path: Path) -> None:
    endless = RACE | {"steps": 50_000_000, "runs": RACE["runs"][2:]}
    (tmp_path / "endless.optx").write_text(json.dumps(endless), encoding="utf-8")
    script = (
        "import signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # shells take it from jobs behind
        "import optexplorer.core.compute as c\n"
        "advance = c.Runner.advance\n"
        "def first(self, rows):\n"
        "    advance(self, rows)\n"
        "    signal.raise_signal(signal.SIGINT)\n"
        "c.Runner.advance = first\n"
        "from optexplorer.__main__ import main\n"
        "sys.exit(main(['run', 'endless.optx', '--csv', 'out.csv']))"
    )
    with start(tmp_path, "-c", script) as process:
        out, err = process.communicate()
    assert process.returncode == 128 + signal.SIGINT
    assert (out, err) == ("", "optexplorer: error: interrupted\n")
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_FSIZE is POSIX")
def test_a_full_disk_leaves_the_old_csv(race: Path) -> None:
    old = race.parent / "out.csv"
    old.write_text("old", encoding="utf-8")
    script = (
        "import resource, signal, sys\n"
        "from optexplorer.__main__ import main\n"
        "main(['run', 'race.optx'])\n"  # compiled kernels are in the cache from here on
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
        "sys.exit(main(['run', 'race.optx', '--csv', 'out.csv']))"
    )
    with start(race.parent, "-c", script) as process:
        _, err = process.communicate()
    assert process.returncode == 1
    assert err == "optexplorer: error: out.csv cannot be written (File too large)\n"
    assert old.read_text(encoding="utf-8") == "old"
    assert sorted(p.name for p in race.parent.iterdir()) == ["out.csv", "race.optx"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
@pytest.mark.parametrize("arguments", [[], ["race.optx"], ["self-test"]], ids=" ".join)
def test_without_a_display_the_window_says_what_to_do(race: Path, arguments: list[str]) -> None:
    none = dict.fromkeys(["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"], "")
    done = program(race.parent, *arguments, **none)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "optexplorer: error: there is no display for the window; "
        "`optexplorer run FILE --csv OUT` needs none\n"
    )


def test_a_report_that_cannot_be_written_is_refused_before_the_test(tmp_path: Path) -> None:
    out = tmp_path / "none" / "report.json"
    done = program(tmp_path, "self-test", "--out", out, QT_QPA_PLATFORM="none")  # which Qt would refuse
    assert (done.returncode, done.stdout) == (2, "")
    said = f"optexplorer: error: {out} cannot be written (there is no folder {out.parent})\n"
    assert done.stderr == said


def test_the_table_says_what_the_escapes_did(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "paths.csv"
    file = ROOT / "resources" / "experiments" / "escape-restart.optx"
    assert main(["run", str(file), "--csv", str(out)]) == 0
    header, *rows = capsys.readouterr().out.splitlines()
    assert header.endswith("perturbed  restarted  best at")
    counts = [row.split("(")[0].split()[-2:] for row in rows]
    assert counts == [["0", "0"], ["0", "60"], ["0", "60"], ["0", "0"]]
    assert all(", step " in row for row in rows)
    table = pd.read_csv(out)
    assert (table["event"] == "restarted").groupby(table["run"]).sum().tolist() == [0, 60, 60, 0]
