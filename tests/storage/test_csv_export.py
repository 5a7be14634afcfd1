"""The CSV: exact, readable by pandas, harmless in a spreadsheet, whole or not there."""

import csv
import dataclasses
import io
import locale
import math
import os
import struct
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optexplorer.core.experiment import Experiment
from optexplorer.core.history import Event, History, Outcome, RunHistory
from optexplorer.storage.csv_export import ExportCancelled, text_cell, write_csv
from optexplorer.storage.session import loads
from tests.support.tables import exact_table

PLAIN = (
    "run,label,optimizer,step,x,y,loss,gradient_norm,learning_rate,"
    "value_calls,gradient_calls,hessian_calls,event"
)


def experiment(*runs: str) -> Experiment:
    listed = ", ".join(runs)
    return loads(
        '{"format": "optexplorer-experiment", "version": 1,'
        f' "problem": {{"kind": "surface", "name": "rosenbrock"}}, "runs": [{listed}]}}',
        "",
    ).experiment


GD = experiment('{"optimizer": "gd"}')


def recorded(values: np.ndarray, outcome: Outcome = Outcome.FINISHED) -> RunHistory:
    """A run whose every recorded number is taken from ``values`` (rows,)."""
    rows = len(values)
    return RunHistory(
        parameters=np.stack([values, values[::-1]], axis=1),
        loss=values,
        gradient_norm=values[::-1],
        learning_rate=values,
        calls=np.arange(3 * rows).reshape(rows, 3),
        events=np.zeros(rows, dtype=np.int8),
        outcome=outcome,
    )


def written(experiment: Experiment, *runs: RunHistory, state: bool = False) -> str:
    stream = io.BytesIO()
    write_csv(stream, experiment, History(runs), state=state)
    return stream.getvalue().decode()


def labelled(label: str) -> Experiment:
    run = dataclasses.replace(GD.runs[0], label=label)
    return dataclasses.replace(GD, runs=(run,))


def from_bits(bits: int) -> float:
    return struct.unpack("<d", struct.pack("<Q", bits))[0]


def test_layout() -> None:
    text = written(GD, recorded(np.array([0.1, -0.0])))
    assert text == (
        f"{PLAIN}\r\n"
        f"0,{GD.runs[0].name},gd,0,0.1,-0.0,0.1,-0.0,0.1,0,1,2,\r\n"
        f"0,{GD.runs[0].name},gd,1,-0.0,0.1,-0.0,0.1,-0.0,3,4,5,finished\r\n"
    )


def test_no_runs_leave_the_header() -> None:
    assert written(dataclasses.replace(GD, runs=())) == PLAIN + "\r\n"


@settings(deadline=None)
@given(st.lists(st.integers(0, 2**64 - 1).map(from_bits), min_size=1, max_size=50))
def test_every_float_reads_back_to_the_same_bits(numbers: list[float]) -> None:
    values = np.array(numbers)
    text = written(GD, recorded(values))
    table = exact_table(text, keep_default_na=False, na_values=["nan"])
    expected = np.where(np.isnan(values), np.nan, values)  # one nan stands for all
    for column in ("x", "loss", "learning_rate"):
        assert table[column].to_numpy(dtype=np.float64).tobytes() == expected.tobytes()
    assert table["y"].to_numpy(dtype=np.float64).tobytes() == expected[::-1].tobytes()


def test_what_is_no_number_has_its_name() -> None:
    text = written(GD, recorded(np.array([math.nan, math.inf, -math.inf])))
    rows = csv.DictReader(io.StringIO(text))
    assert [row["loss"] for row in rows] == ["nan", "inf", "-inf"]


def test_numbers_are_the_shortest_text() -> None:
    cells = written(GD, recorded(np.array([0.1 + 0.2, 5e-324, 1e23, 2.0]))).split("\r\n")
    assert [line.split(",")[6] for line in cells[1:5]] == [
        "0.30000000000000004", "5e-324", "1e+23", "2.0",
    ]  # fmt: skip


def test_a_decimal_comma_in_the_locale_changes_nothing() -> None:
    before = written(GD, recorded(np.array([0.5])))
    for name in ("de_DE.UTF-8", "de_DE", "fr_FR.UTF-8"):
        try:
            locale.setlocale(locale.LC_ALL, name)
        except locale.Error:
            continue
        try:
            assert locale.localeconv()["decimal_point"] == ","
            assert written(GD, recorded(np.array([0.5]))) == before
        finally:
            locale.setlocale(locale.LC_ALL, "C")
        return
    pytest.skip("no locale with a decimal comma is installed")


@pytest.mark.parametrize(
    "label",
    ["a,b", 'say "hi"', "two\nlines", "two\r\nlines", "🏔️ 下降", "100 %d", "%", " ", "{}", "a;b"],
)
def test_labels_survive(label: str) -> None:
    text = written(labelled(label), recorded(np.array([1.0, 2.0])))
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["label"] for row in rows] == [label, label]
    assert [row["loss"] for row in rows] == ["1.0", "2.0"]
    table = pd.read_csv(io.BytesIO(text.encode()))
    assert table["label"].tolist() == [label, label]


@pytest.mark.parametrize("label", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=cmd|"x"!A1'])
def test_a_label_is_no_formula(label: str) -> None:
    text = written(labelled(label), recorded(np.array([-1.0])))
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["label"] == "'" + label
    assert row["loss"] == "-1.0"


def test_cells_are_quoted_only_where_needed() -> None:
    assert text_cell("plain = fine") == "plain = fine"
    assert text_cell('a "b"') == '"a ""b"""'


def test_events_and_the_outcome() -> None:
    events = np.array([Event.NONE, Event.PERTURBED, Event.RESTARTED, Event.PERTURBED], np.int8)
    run = dataclasses.replace(recorded(np.arange(4.0), Outcome.DIVERGED), events=events)
    rows = csv.DictReader(io.StringIO(written(GD, run)))
    assert [row["event"] for row in rows] == ["", "perturbed", "restarted", "diverged"]


def test_a_run_still_running_has_no_outcome() -> None:
    text = written(GD, recorded(np.arange(2.0), Outcome.RUNNING))
    assert [row["event"] for row in csv.DictReader(io.StringIO(text))] == ["", ""]


def test_state_columns_are_the_union_over_the_runs() -> None:
    mixed = experiment('{"optimizer": "gd"}', '{"optimizer": "adam"}', '{"optimizer": "momentum"}')
    plain = recorded(np.array([1.0]))
    runs = []
    for number, run in enumerate(mixed.runs):
        states = run.optimizer.states
        values = 100.0 * number + np.arange(2.0 * len(states)).reshape(1, len(states), 2)
        runs.append(dataclasses.replace(plain, state=values))
    text = written(mixed, *runs, state=True)
    header, *rows = csv.reader(io.StringIO(text))
    adam, momentum = (run.optimizer.states for run in mixed.runs[1:])
    names = list(dict.fromkeys([*adam, *momentum]))
    assert header == [*PLAIN.split(","), *(f"{s}.{p}" for s in names for p in "xy")]
    states = [dict(zip(header, row, strict=True)) for row in rows]
    for cells in states:
        assert len(cells) == len(header)
    for run, history, cells in zip(mixed.runs, runs, states, strict=True):
        for s in names:
            for j, p in enumerate("xy"):
                own = run.optimizer.states
                expected = repr(float(history.state[0, own.index(s), j])) if s in own else ""
                assert cells[f"{s}.{p}"] == expected


def test_states_that_were_not_recorded_are_refused() -> None:
    with pytest.raises(ValueError, match="without recording states"):
        written(experiment('{"optimizer": "adam"}'), recorded(np.array([1.0])), state=True)


def test_pieces_join_without_a_seam() -> None:
    values = np.random.default_rng(0).normal(size=45_000)
    table = exact_table(written(GD, recorded(values)))
    assert table["step"].tolist() == list(range(45_000))
    assert np.array_equal(table["loss"].to_numpy(), values)
    assert table["event"].dropna().tolist() == ["finished"]


def test_progress_reaches_the_end() -> None:
    told: list[tuple[int, int]] = []
    history = History((recorded(np.zeros(3_000)), recorded(np.zeros(5))))
    two = dataclasses.replace(GD, runs=GD.runs * 2)
    write_csv(io.BytesIO(), two, history, progress=lambda done, total: told.append((done, total)))
    assert told == [(2_000, 3_005), (3_000, 3_005), (3_005, 3_005)]


def test_cancelling_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old", encoding="utf-8")
    asked = iter([False, True])
    history = History((recorded(np.zeros(60_000)),))
    with pytest.raises(ExportCancelled):
        write_csv(path, GD, history, cancel=lambda: next(asked))
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_called_off_while_it_goes_to_the_disk_it_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old", encoding="utf-8")
    off: list[bool] = []
    monkeypatch.setattr(os, "fsync", lambda _file: off.append(True))
    with pytest.raises(ExportCancelled):
        write_csv(path, GD, History((recorded(np.zeros(5)),)), cancel=lambda: bool(off))
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]
