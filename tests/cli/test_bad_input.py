"""Bad input: exit status 2, one line on standard error, nothing written."""

import json
from pathlib import Path
from typing import Any

import pytest

from optexplorer.__main__ import main
from optexplorer.core import room
from optexplorer.core.analysis import many

GOOD: dict[str, Any] = {
    "format": "optexplorer-experiment",
    "version": 1,
    "problem": {"kind": "surface", "name": "rosenbrock"},
    "steps": 5,
    "runs": [{"optimizer": "gd"}, {"optimizer": "adam"}],
}


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The complaint, once it is sure that there was nothing else."""
    before = sorted(Path().iterdir())
    assert main(arguments) == 2
    assert sorted(Path().iterdir()) == before
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("optexplorer: error: ")
    assert err.count("\n") == 1
    assert err.endswith("\n")
    assert len(err) < 400
    return err.removeprefix("optexplorer: error: ").rstrip("\n")


def run_text(capsys: pytest.CaptureFixture[str], text: str) -> str:
    Path("bad.optx").write_text(text, encoding="utf-8", newline="")
    return refused(capsys, "run", "bad.optx", "--csv", "out.csv").removeprefix("bad.optx: ")


def formula(expression: str) -> str:
    return json.dumps(GOOD | {"problem": {"kind": "formula", "expression": expression}})


def test_the_line_that_is_promised(capsys: pytest.CaptureFixture[str]) -> None:
    runs = [{"optimizer": "gd"}, {"optimizer": "adam", "hyperparameters": {"beta1": 1.5}}]
    Path("bad.optx").write_text(json.dumps(GOOD | {"runs": runs}), encoding="utf-8")
    assert refused(capsys, "run", "bad.optx", "--csv", "out.csv") == (
        "bad.optx: runs[1].hyperparameters.beta1: must lie in [0, 1), got 1.5"
    )


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ('{"format": "optexplorer-experiment", ', "is not valid JSON"),
        (json.dumps(GOOD | {"steps": "many"}), "steps: must be a whole number, got 'many'"),
        (json.dumps(GOOD | {"runs": [{"optimizer": "Adamm"}]}),
         "runs[0].optimizer: unknown optimizer 'Adamm'; the nearest is 'adam'"),
        (json.dumps(GOOD | {"start": [float("nan"), 1]}), "start[0]: must be a finite number"),
        ("(" * 10_000_000, "is not valid JSON"),
        ("[" * 10_000_000, "is nested more than 32 deep"),
        (formula("(" * 10_000_000), "problem.expression: "),
        (formula("__import__('os').system('touch hacked')"), "problem.expression: "),
        (formula("x.__class__"), "problem.expression: "),
        (formula("9**9**9**9"), "problem.expression: "),
        (formula("sin(" * 200 + "x" + ")" * 200), "problem.expression: "),
        (json.dumps(GOOD | {"two\nlines": 1}), "unknown key 'two\\nlines'"),
        (json.dumps(GOOD | {"problem": {"kind": "surface", "name": "a\nb\x1b[2J"}}), "problem.name: "),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_texts(capsys: pytest.CaptureFixture[str], text: str, beginning: str) -> None:
    assert run_text(capsys, text).startswith(beginning)


def test_a_table_without_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    Path("words.csv").write_text("x,y\na,b\nc,d\n", encoding="utf-8")
    problem = {
        "kind": "data", "model": "linear", "data": "words.csv", "features": ["x"], "target": "y",
    }  # fmt: skip
    assert run_text(capsys, json.dumps(GOOD | {"problem": problem})).startswith("problem.")


@pytest.mark.parametrize("command", ["run", "probe"])
def test_no_such_file(capsys: pytest.CaptureFixture[str], command: str) -> None:
    at = ["--at", "1", "1"] if command == "probe" else []
    message = refused(capsys, command, "none.optx", *at)
    assert message == "none.optx: cannot be read (No such file or directory)"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none.optx"], "none.optx: there is no such file"),
        (["x" * 300], f"{'x' * 300}: there is no such file"),
        (["rum"], "rum: there is no such file, and no such command; the nearest is 'run'"),
        (["a.optx", "b.optx"], "one file at most can be opened (see optexplorer --help)"),
        (["rum", "a.optx"], "rum is no file, and no such command; the nearest is 'run'"),
        (["--colour"], "unrecognized arguments: --colour (see optexplorer --help)"),
        (["run"], "the following arguments are required: FILE (see optexplorer run --help)"),
        (["run", "good.optx", "--cs", "x"],
         "unrecognized arguments: --cs x (see optexplorer --help)"),
        (["run", "good.optx", "--state"], "--state needs --csv"),
        (["run", "good.optx", "--image", "none/a.png"], None),
        (["run", "good.optx", "--csv", "none/out.csv"], None),
        (["run", "good.optx", "--csv", "."], ". cannot be written (it is a folder)"),
        (["run", "good.optx", "--csv", "good.optx/out.csv"], None),
        (["run", "good.optx", "--csv", "good.optx"], "good.optx is the experiment itself"),
        (["run", "good.optx", "--csv", "./good.optx"], "./good.optx is the experiment itself"),
        (["probe", "good.optx"],
         "the following arguments are required: --at (see optexplorer probe --help)"),
        (["probe", "good.optx", "--at", "1"], "--at: must have 2 numbers (x, y), got 1"),
        (["probe", "good.optx", "--at", "1", "nan"], "--at: must be finite numbers"),
        (["probe", "good.optx", "--at", "-inf", "1"], "--at: must be finite numbers"),
        (["probe", "good.optx", "--at", "one", "two"], None),
        (["list", "surface"], None),
        (["critical-points"],
         "the following arguments are required: FILE (see optexplorer critical-points --help)"),
        (["basins", "good.optx", "--run", "0", "--resolution", "9", "--out", "a.gif"],
         "--out: must end with .png or .csv or .npz, got 'a.gif'"),
        (["basins", "good.optx", "--run", "2", "--resolution", "9", "--out", "a.png"],
         "--run: must lie in [0, 1], got 2"),
        (["basins", "good.optx", "--run", "0", "--resolution", "0", "--out", "a.png"],
         "--resolution: must lie in [1, 16384], got 0"),
        (["basins", "good.optx", "--run", "0", "--resolution", "9", "--out", "none/a.png"], None),
        (["sweep", "good.optx", "--run", "0", "--vary", "learning_rate=1:2", "--metric", "outcome",
          "--out", "a.csv"], "--vary: expected NAME=LOW:HIGH:COUNT[:log], got 'learning_rate=1:2'"),
        (["sweep", "good.optx", "--run", "1", "--vary", "beta1=0:1:5", "--metric", "outcome",
          "--out", "a.csv"], "--vary: beta1: must lie in [0, 1), got 1"),
        (["sweep", "good.optx", "--run", "1", "--vary", "beta=0:1:5", "--metric", "outcome",
          "--out", "a.csv"], "--vary: unknown hyper-parameter 'beta'; the nearest is 'beta2'"),
        (["sweep", "good.optx", "--run", "1", "--vary", "beta1=0:0.9:5", "--metric", "steps",
          "--out", "a.csv"], "--target goes with --metric steps, and only with it"),
        (["sweep", "good.optx", "--run", "0", "--vary", "learning_rate=0.1:0.1:10", "--metric",
          "outcome", "--out", "a.csv"],
         "--vary: learning_rate: 10 values need two ends, got 0.1 twice"),
        (["escape", "good.optx", "--seeds", "0", "--out", "a.csv"],
         "--seeds: must lie in [1, 100000], got 0"),
        (["escape", "good.optx", "--seeds", "9", "--out", "a.csv", "--distance", "-1"],
         "--distance: must lie in (0, inf), got -1"),
        (["fair-race", "good.optx", "--budget", "0", "--out", "a.csv"],
         "--budget: must lie in [1, 10000], got 0"),
        (["fair-race", "good.optx", "--budget", "9", "--starts", "0", "--out", "a.csv"],
         "--starts: must lie in [1, 1000], got 0"),
        (["fair-race", "good.optx", "--budget", "9", "--evaluations", "0", "--out", "a.csv"],
         "--evaluations: must lie in [1, 100000000], got 0"),
        (["fair-race", "good.optx", "--budget", "9", "--metric", "steps", "--out", "a.csv"],
         "--target: is needed to count steps to it"),
        (["fair-race", "good.optx", "--budget", "9", "--spread", "2", "--out", "a.csv"],
         "--spread: must lie in (0, 1], got 2"),
        (["fair-race", "good.optx", "--budget", "9", "--out", "a.png"],
         "--out: must end with .csv or .optx, got 'a.png'"),
        (["fair-race", "good.optx", "--budget", "9", "--out", "good.optx"],
         "good.optx is the experiment itself"),
        (["escape", "good.optx", "--seeds", "9", "--from", "1", "--out", "a.csv"],
         "--from: must have 2 finite numbers (x, y)"),
        (["escape", "good.optx", "--seeds", "9", "--from", "90", "0", "--distance", "2", "--out",
          "a.csv"],
         "--from: every run starts 91.21 away from there or farther, and 2 counts as an escape"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_arguments(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str | None
) -> None:
    Path("good.optx").write_text(json.dumps(GOOD), encoding="utf-8")
    complaint = refused(capsys, *arguments)
    if message is not None:
        assert complaint == message


@pytest.mark.parametrize(
    "arguments",
    [
        ["basins", "--run", "0", "--resolution", "9"],
        ["sweep", "--run", "0", "--vary", "learning_rate=0.1:0.2:3", "--metric", "outcome"],
        ["escape", "--seeds", "3"],
        ["fair-race", "--budget", "3"],
    ],
    ids=lambda value: value[0],
)
def test_no_run(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    Path("empty.optx").write_text(json.dumps(GOOD | {"runs": []}), encoding="utf-8")
    command, *rest = arguments
    said = refused(capsys, command, "empty.optx", *rest, "--out", "a.csv")
    assert said == "empty.optx: there is no run in it"


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"],
        ["basins", "--run", "0", "--resolution", "16384", "--out", "a.csv"],
        ["sweep", "--run", "1", "--vary", "beta1=0:0.9:16384", "--vary", "beta2=0:0.9:16384",
         "--metric", "outcome", "--out", "a.csv"],
        ["escape", "--seeds", "100000", "--out", "a.csv"],
        ["fair-race", "--budget", "9999", "--starts", "999", "--out", "a.csv"],
    ],
    ids=lambda value: value[0],
)  # fmt: skip
def test_what_cannot_fit(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    for asked in (many, room):
        monkeypatch.setattr(asked, "physical", lambda: 100_000_000)
    Path("long.optx").write_text(json.dumps(GOOD | {"steps": 10_000_000}), encoding="utf-8")
    command, *rest = arguments
    said = refused(capsys, command, "long.optx", *rest)
    assert "GiB of memory and this computer has 0.1 GiB: fewer" in said


@pytest.mark.parametrize(
    "text",
    ["{%s: 1, %s: 2}" % ((json.dumps("k" * 10_000),) * 2),
     json.dumps(GOOD | {"problem": {"kind": "surface", "name": "rosenbrock",
                                    "parameters": {"k" * 10_000: 1}}}),
     json.dumps(GOOD | {"problem": {"kind": "formula", "expression": "x",
                                    "parameters": {"k" * 10_000: "1"}}}),
     json.dumps(GOOD | {"problem": {"kind": "data", "model": "linear", "data": "k" * 10_000,
                                    "features": ["a"], "target": "b"}})],
    ids=["key twice", "surface parameter", "formula parameter", "data set"],
)  # fmt: skip
def test_a_long_name_is_cut(capsys: pytest.CaptureFixture[str], text: str) -> None:
    assert "kkk..." in run_text(capsys, text)


def test_a_long_column_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    Path("long.csv").write_text("k" * 10_000 + ",b\n1,2\n2,3\n", encoding="utf-8")
    problem = {"kind": "data", "model": "linear", "data": "long.csv", "features": ["kk"], "target": "b"}
    assert "kkk...'" in run_text(capsys, json.dumps(GOOD | {"problem": problem}))


def test_a_domain_too_wide_for_data(capsys: pytest.CaptureFixture[str]) -> None:
    problem = {
        "kind": "data", "model": "linear", "data": "engel_income_food", "features": ["income"],
        "target": "food", "domain": [[-1e308, 1e308], [0, 1]],
    }  # fmt: skip
    said = run_text(capsys, json.dumps(GOOD | {"problem": problem}))
    assert said == "problem.domain[0]: must be finite, got [-1e+308, 1e+308]"


def test_the_data_of_an_experiment_is_not_overwritten(capsys: pytest.CaptureFixture[str]) -> None:
    table = Path("table.csv")
    table.write_text("a,b\n1,2\n2,3\n3,5\n", encoding="utf-8")
    problem = {"kind": "data", "model": "linear", "data": "table.csv", "features": ["a"], "target": "b"}
    Path("fit.optx").write_text(json.dumps(GOOD | {"problem": problem}), encoding="utf-8")
    said = refused(capsys, "run", "fit.optx", "--csv", "./table.csv")
    assert said == "./table.csv is the data that the experiment fits"
    assert table.read_text(encoding="utf-8").startswith("a,b\n1,2")


def test_an_empty_target(capsys: pytest.CaptureFixture[str]) -> None:
    Path("good.optx").write_text(json.dumps(GOOD), encoding="utf-8")
    assert refused(capsys, "run", "good.optx", "--csv", "").startswith("--csv: expected the name")


def test_a_target_with_too_long_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    Path("good.optx").write_text(json.dumps(GOOD), encoding="utf-8")
    assert "cannot be written (" in refused(capsys, "run", "good.optx", "--csv", "k" * 300)
