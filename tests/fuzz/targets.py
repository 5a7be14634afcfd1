"""What is fuzzed: everything that reads what a person, or who sent them a file, has written."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from optexplorer.core.problem import ProblemError
from optexplorer.optimizers import CATALOGUE
from optexplorer.problems.catalogue import catalogue
from optexplorer.problems.data import table
from optexplorer.problems.expression.errors import ExpressionError
from optexplorer.problems.expression.functions import FUNCTIONS
from optexplorer.problems.expression.parse import parse
from optexplorer.storage.errors import SessionError
from optexplorer.storage.session import dumps, loads
from tests.fuzz.mutate import Mutator, TreeMutator
from tests.support.program import ROOT

RESOURCES = ROOT / "resources"


def _nothing(_text: str) -> None:
    """There is nothing to prepare."""


@dataclass(frozen=True)
class Target:
    """A reader: it takes the text, or raises one of the errors that carry a sentence."""

    name: str
    mutator: Mutator
    read: Callable[[str], object]
    refusals: tuple[type[Exception], ...]
    prepare: Callable[[str], None] = _nothing  # what the reader needs beside the text, unwatched


def session() -> Target:
    """The loader of experiment files; what it takes must come back the same."""
    places = sorted((RESOURCES / "experiments").glob("*.optx"))
    places += sorted((ROOT / "tests" / "storage" / "samples").glob("*.optx"))
    samples = [path.read_text("utf-8") for path in places]
    keys = {f'"{key}"' for text in samples for key in _words(json.loads(text))}
    words = [
        *sorted(keys | {f'"{name}"' for name in CATALOGUE}),
        *"{}[],:0", "-1", "1e5", "true", "null", '"kind": "formula",', '"x + y"', '"hidden": [4],',
        '"data": "penguins_sex",', '"minibatch"', '"/dev/zero"', '"."',
    ]  # fmt: skip

    def read(text: str) -> object:
        found = loads(text, str(RESOURCES))
        again = dumps(found.experiment, found.view, RESOURCES, found.scenes)
        if loads(again, str(RESOURCES)) != found:
            raise ValueError("what was read does not come back the same")
        return found

    return Target("session", TreeMutator(samples, words), read, (SessionError,))


def formula() -> Target:
    """The parser of formulas; a position in a refusal lies in the text."""
    samples = [entry.expression for entry in catalogue() if len(entry.expression) < 400]
    samples += ["x^2 + a*y^2", "atan2(y, x)", "-x**-2**y", "min(x, max(y, 1e-3))", "2 x y", "|x|"]
    words = [
        *FUNCTIONS, *"+-*/^(),xyab#;", "**", "pi", "e", "1e-3", "2.5", ".5", "x y", "9^9^9^9", "0/0",
        "sin(", "atan2(x,", "x.real", "x[0]", "x if y else 1", "x:=1", "[x for x in y]",
    ]  # fmt: skip

    def read(text: str) -> object:
        try:
            return parse(text, ("a", "b"))
        except ExpressionError as error:
            if error.position is not None and not 0 <= error.position <= len(text):
                raise ValueError(f"the position {error.position} is outside of the text") from error
            raise

    return Target("formula", Mutator(samples, words), read, (ExpressionError,))


def csv(folder: Path) -> Target:
    """The reader of tables, on a file in ``folder``."""
    tables = sorted((RESOURCES / "data").glob("*.csv"))
    samples = ["\n".join(path.read_text("utf-8").splitlines()[:12]) for path in tables]
    samples += ["a,b\n1,2.5\n3,-4e3\n", "a;b\n1,5;2\n3;4\n", "1\t2\n3\t4\n", '"a","b"\n2,"x ""y"""\n']
    words = [
        *',;\t\n"a', "\r\n", '""', "NA", "nan", "1,5", "1.5", "-1e9", "1,234", "0,5", "a,b\n", "\n\n",
    ]  # fmt: skip
    path = folder / "own.csv"

    def prepare(text: str) -> None:
        path.write_bytes(text.encode("utf-8", "surrogatepass"))

    def read(_text: str) -> object:
        return table._read.__wrapped__(path, (0, 0))  # what stands before it knows files by their age

    return Target("csv", Mutator(samples, words), read, (ProblemError,), prepare)


def _words(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)
    elif isinstance(value, str) and value.isprintable() and '"' not in value:
        yield value
