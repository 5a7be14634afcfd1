"""The CSV reader: what people's files look like, one oddity at a time."""

import os
import stat
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optexplorer.core.problem import ProblemError
from optexplorer.problems.data import Table, read_table
from optexplorer.problems.data import table as table_module
from optexplorer.problems.data import text as text_module


@pytest.fixture
def read(tmp_path: Path):
    def read(content: str | bytes) -> Table:
        path = tmp_path / "own.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_table(path)

    return read


def columns(table: Table) -> dict[str, list[float | str | None]]:
    """Every column as plain values, None where missing."""
    return {
        c.name: [
            None if np.isnan(v) else c.labels[int(v)] if c.kind == "text" else v
            for v in c.values.tolist()
        ]
        for c in table.columns
    }


PLAIN = {"a": [1.0, 3.0], "b": [2.5, -4e3]}


@pytest.mark.parametrize(
    "content",
    [
        "a,b\n1,2.5\n3,-4e3\n",
        "a,b\n1,2.5\n3,-4e3",
        "a,b\r\n1,2.5\r\n3,-4e3\r\n",
        "a,b\r1,2.5\r3,-4e3\r",
        "a;b\n1;2.5\n3;-4e3\n",
        "a\tb\n1\t2.5\n3\t-4e3\n",
        '"a","b"\n"1","2.5"\n"3","-4e3"\n',
        " a , b \n 1 , 2.5\n 3 ,-4e3 \n",
        "\n\na,b\n\n1,2.5\n   \n3,-4e3\n\n\n",
        "a,b\n1,2.5,\n3,-4e3, ,\n",
        "\ufeffa,b\n1,2.5\n3,-4e3\n",
        "a,b\n1,2.5\n3,-4e3\n".encode("utf-16"),
    ],
)
def test_the_same_table_in_many_ways(read, content: str | bytes) -> None:
    table = read(content)
    assert columns(table) == PLAIN
    assert table.notes == ()
    assert table.numeric == ("a", "b")


def test_decimal_commas_between_semicolons(read) -> None:
    table = read("a;b\n1;2,5\n3;-4,0e3\n")
    assert columns(table) == PLAIN
    assert table.notes == ("commas in numbers read as decimal points",)


def test_decimal_commas_without_a_header(read) -> None:
    table = read("1,5;2,5\n3,5;4,5\n")
    assert columns(table) == {"column_1": [1.5, 3.5], "column_2": [2.5, 4.5]}
    assert table.notes == (
        "no header line, so the columns are named column_1 to column_2",
        "commas in numbers read as decimal points",
    )
    assert [c.name for c in read("a\tNA\n1,5\t2,5\n").columns] == ["a", "NA"]


def test_a_comma_that_could_be_a_thousand_is_not_guessed(read) -> None:
    table = read("a;b\n1;1,234\n3;2,500\n")
    assert columns(table) == {"a": [1, 3], "b": ["1,234", "2,500"]}
    assert table.notes == (
        "column b is taken as text: '1,234' could be a decimal number or a thousand",
    )


def test_one_plain_decimal_settles_the_others(read) -> None:
    assert columns(read("a;b\n1,5;1,234\n3;2,500\n")) == {"a": [1.5, 3], "b": [1.234, 2.5]}


def test_points_and_commas_together_are_not_decimal_commas(read) -> None:
    assert read("a;b\n1;2,5\n3;2.5\n").columns[1].kind == "text"


def test_a_list_in_quotes_does_not_make_a_delimiter(read) -> None:
    table = read('name,x\n"Smith; John",1\n"Doe; Jane",2\n')
    assert columns(table) == {"name": ["Smith; John", "Doe; Jane"], "x": [1, 2]}


def test_quotes_hold_commas_quotes_and_line_breaks(read) -> None:
    table = read('x,note\n1,"a ""b"", c"\n2,"two\nlines"\n3,🐧\n')
    assert columns(table)["note"] == ['a "b", c', "two\nlines", "🐧"]
    assert table.lines.tolist() == [2, 3, 5]


def test_text_that_is_not_utf8_is_latin1_with_a_note(read) -> None:
    table = read("größe,b\n1,2\n".encode("latin-1"))
    assert [c.name for c in table.columns] == ["größe", "b"]
    assert table.notes == ("not UTF-8, so read as Latin-1: check accented letters",)


def test_a_table_without_header_gets_names(read) -> None:
    table = read("1,2,x\n3,4,y\n")
    assert [c.name for c in table.columns] == ["column_1", "column_2", "column_3"]
    assert table.rows == 2
    assert "no header line" in table.notes[0]


def test_names_are_made_distinct(read) -> None:
    table = read("a,a,,a_2,a,the\n1,2,3,4,5,6\n".replace("the", '"the\nlast"'))
    names = [c.name for c in table.columns]
    assert names == ["a", "a_3", "column_3", "a_2", "a_4", "the last"]
    assert table.notes == ("column names used more than once were numbered: a",)


def test_missing_cells(read) -> None:
    table = read("a,b\n1,x\n,NA\nNaN,\nnull,N/A\n#N/A,y\nNone,x\n")
    a, b = table.columns
    assert (a.kind, a.missing, a.distinct) == ("numeric", 5, 1)
    assert (b.kind, b.missing, b.distinct, b.labels) == ("text", 3, 2, ("x", "y"))


def test_text_columns_hold_positions_in_sorted_order(read) -> None:
    column = read("x,s\n1,male\n2,female\n3,male\n").columns[1]
    assert column.labels == ("female", "male")
    assert column.values.tolist() == [1, 0, 1]


def test_digit_groups_and_words_are_text(read) -> None:
    table = read("x,a,b\n1,1_000,12a\n2,5,13\n")
    assert [c.kind for c in table.columns] == ["numeric", "text", "text"]


def test_numbers_keep_every_bit(read) -> None:
    values = np.random.default_rng(0).normal(size=200) * 10.0 ** np.arange(-100, 100)
    table = read("x\n" + "\n".join(map(repr, values.tolist())))
    assert table.columns[0].values.tolist() == values.tolist()


def test_arrays_are_read_only(read) -> None:
    table = read("x,s\n1,a\n")
    for array in (table.lines, *(c.values for c in table.columns)):
        assert not array.flags.writeable


def test_short_rows_are_filled_and_named(read) -> None:
    table = read("a,b,c\n1,2,3\n4,5\n6\n7,8,9\n1\n2\n")
    assert columns(table)["c"] == [3, None, None, 9, None, None]
    assert table.notes == ("rows with too few cells, the rest taken as missing: line 3, 4, 6, ...",)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "own.csv is empty; expected a CSV file with numbers"),
        (b" \n\r\n", "own.csv is empty"),
        (b"\xef\xbb\xbf\n", "own.csv is empty"),
        (b"\xff\xfe", "own.csv is empty"),
        (b"a,b\n", "own.csv has a header line but no rows below it"),
        (b",,\n", "own.csv has a header line but no rows below it"),
        (b"a,b\nx,y\n", "own.csv has no numeric column"),
        (b"a,b\n,\n", "own.csv has no numeric column"),
        (b"PK\x03\x04\x00\x00rest", "own.csv is a binary file; expected CSV text"),
        (b"\x89PNG\r\n\x1a\n", "own.csv is a binary file"),
        (b"a,b\n1,2\n3,4,5\n", "own.csv, line 3: 3 cells, expected 2 as in line 1"),
        (b'a,b\n1,"2\n3,4\n', "own.csv, line 2: a quoted field is never closed"),
        (b'a,b\n1,"2"x\n', "own.csv, line 2: text follows the closing quote of a field"),
        (b"a,b\n1," + b"x" * 140_000, "own.csv, line 2: a field is longer than"),
    ],
)
def test_what_is_no_table_is_refused(read, content: bytes, message: str) -> None:
    with pytest.raises(ProblemError) as caught:
        read(content)
    assert caught.value.path == "data"
    assert message in caught.value.message


def test_paths_that_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, message in [
        ("none.csv", "there is no file"),
        ("", "is a folder; expected a CSV file"),
        ("pipe", "is not a regular file"),
        ("a\0b", "is not a file name"),
        ("x" * 5000, "cannot read"),
    ]:
        with pytest.raises(ProblemError, match=message):
            read_table(tmp_path / name)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root reads everything")
def test_a_file_one_may_not_read(tmp_path: Path) -> None:
    path = tmp_path / "secret.csv"
    path.write_text("a\n1\n")
    path.chmod(stat.S_IWUSR)
    with pytest.raises(ProblemError, match="cannot read"):
        read_table(path)


def test_limits(read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_module, "MAX_CELLS", 5)
    with pytest.raises(ProblemError, match="more than 5 cells"):
        read("a,b\n1,2\n3,4\n")
    sparse = tmp_path / "huge.csv"
    with sparse.open("wb") as file:
        file.truncate(text_module.MAX_BYTES + 1)
    with pytest.raises(ProblemError, match=r"huge.csv has 200 MB; at most 200 MB are read"):
        read_table(sparse)


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("a\n1\n")
    first = read_table(path)
    assert read_table(path) is first
    path.write_text("a\n1\n2\n")
    assert read_table(path).rows == 2


def test_a_long_table(read) -> None:
    values = np.random.default_rng(0).normal(size=(20_000, 3))
    rows = "\n".join(",".join(map(repr, row)) for row in values.tolist())
    table = read("a,b,c\n" + rows)
    np.testing.assert_array_equal(np.column_stack([c.values for c in table.columns]), values)


cells = st.one_of(
    st.floats().map(repr),
    st.integers().map(str),
    st.sampled_from(["", "NA", "1,5", "1;5", '"', '"a,b"', "x", "inf", "1e999", "٣", "\t", "\0", "'"]),
    st.text(max_size=5),
)
lines = st.lists(st.lists(cells, max_size=4), max_size=6)
texts = st.builds(
    lambda rows, delimiter, end: end.join(delimiter.join(row) for row in rows),
    lines, st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n", "\r"]),
)  # fmt: skip
hostile = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@hostile
@given(content=st.one_of(texts.map(lambda t: t.encode("utf-8", "surrogatepass")), st.binary()))
def test_any_bytes_give_a_table_or_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    table_module._read.cache_clear()
    try:
        table = read_table(path)
    except ProblemError as error:
        message = str(error)
    else:
        message = "data: "
        _check_whole(table)
    assert message.startswith("data: ")
    assert message.isprintable()


def _check_whole(table: Table) -> None:
    names = [c.name for c in table.columns]
    assert len(set(names)) == len(names)
    assert table.numeric
    for column in table.columns:
        assert column.values.shape == (table.rows,)
        assert np.isnan(column.values).sum() == column.missing


@hostile
@given(
    values=st.lists(
        st.tuples(*[st.floats(allow_nan=False, allow_infinity=False)] * 2), min_size=1, max_size=20
    ),
    delimiter=st.sampled_from(",;\t"),
)
def test_written_numbers_read_back(
    tmp_path: Path, values: list[tuple[float, float]], delimiter: str
) -> None:
    path = tmp_path / "any.csv"
    path.write_text(f"p{delimiter}q\n" + "\n".join(delimiter.join(map(repr, row)) for row in values))
    table_module._read.cache_clear()
    table = read_table(path)
    assert list(zip(*(c.values.tolist() for c in table.columns), strict=True)) == values
