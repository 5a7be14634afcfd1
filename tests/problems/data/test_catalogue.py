"""The shipped data sets: as measured, and standardised as the reference says."""

import csv
import json
import sys
from pathlib import Path

import numpy as np
import pytest

from optexplorer.core.problem import ProblemError
from optexplorer.problems.data import data_problem, data_sets, inspect

REFERENCE = Path(__file__).parents[2] / "reference" / "data"
STANDARDISED = {
    "flipper_z": "flipper_length_mm",
    "mass_z": "body_mass_g",
    "bill_depth_z": "bill_depth_mm",
    "income_z": "income",
    "foodexp_z": "foodexp",
    "year_z": "year",
    "volume_z": "volume",
}


def reference(key: str) -> dict[str, list[str]]:
    with (REFERENCE / f"{key}.csv").open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    return dict(zip(header, map(list, zip(*rows, strict=True)), strict=True))


@pytest.mark.parametrize("key", sorted(data_sets()))
def test_columns_are_those_of_the_reference(key: str) -> None:
    table = inspect(key)
    expected = {n: c for n, c in reference(key).items() if not n.endswith("_z")}
    assert [c.name for c in table.columns] == list(expected)
    for column in table.columns:
        cells = expected[column.name]
        if column.kind == "text":
            assert [column.labels[int(i)] for i in column.values] == cells
        else:
            assert column.values.tolist() == list(map(float, cells))
    assert table.notes == ()


@pytest.mark.parametrize("key", sorted(data_sets()))
def test_standardising_gives_the_reference_values(key: str) -> None:
    spec = data_sets()[key].suggestion
    problem = data_problem(spec)
    used = spec.features if spec.model == "logistic" else (*spec.features, spec.target)
    places = range(len(used)) if len(spec.features) == 2 else (1, 2)
    columns = reference(key)
    for name, place in zip(used, places, strict=True):
        z = next(z for z, raw in STANDARDISED.items() if raw == name and z in columns)
        expected = np.array(columns[z], dtype=np.float64)
        np.testing.assert_allclose(problem.data[1:, place], expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("key", sorted(data_sets()))
def test_an_entry_says_all_there_is_to_say(key: str) -> None:
    data_set = data_sets()[key]
    entry = json.loads(json.dumps(data_set.to_mapping()))
    assert entry["key"] == key
    assert entry["rows"] == len(next(iter(reference(key).values())))
    assert set(data_set.units) == {c["name"] for c in entry["columns"]}
    assert entry["title"]
    assert entry["summary"].endswith(".")
    assert entry["source"]
    assert entry["licence"] in ("CC0 1.0", "Public domain")


def test_a_path_is_relative_to_its_folder(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "own.csv").write_text("a,b\n1,2\n")
    assert inspect("sub/own.csv", str(tmp_path)).rows == 1
    assert inspect(str(tmp_path / "sub" / "own.csv"), "elsewhere").rows == 1


def test_a_file_without_a_suffix_is_found(tmp_path: Path) -> None:
    (tmp_path / "own").write_text("a,b\n1,2\n")
    assert inspect("own", str(tmp_path)).rows == 1


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u3000", "👩\u200d🔬"])
def test_any_character_that_is_no_control_may_be_in_a_name(tmp_path: Path, space: str) -> None:
    folder = tmp_path / f"my{space}folder"
    folder.mkdir()
    (folder / f"my{space}own.csv").write_text("a,b\n1,2\n")
    assert inspect(f"{folder.name}/my{space}own.csv", str(tmp_path)).rows == 1


@pytest.mark.skipif(sys.platform != "linux", reason="names are Unicode")
def test_a_name_that_is_not_unicode_is_found_and_shown_on_one_line(tmp_path: Path) -> None:
    (tmp_path / "caf\udce9.csv").write_text("a,b\n1,2\n")
    assert inspect("caf\udce9.csv", str(tmp_path)).rows == 1
    with pytest.raises(ProblemError, match="there is no file") as caught:
        inspect("th\udce9.csv", str(tmp_path))
    assert caught.value.message.isprintable()


def test_no_name_is_refused() -> None:
    with pytest.raises(ProblemError, match="expected the name of a data set"):
        inspect("")


@pytest.mark.parametrize("name", ["a\nb.csv", "a\0.csv", "\ud800.csv"])
def test_a_name_that_no_file_has_is_shown_on_one_line(name: str) -> None:
    with pytest.raises(ProblemError, match="is not a file name") as caught:
        inspect(name)
    assert caught.value.message.isprintable()
