"""Whatever a file holds: a session or one sentence; and what is written reads back the same."""

import copy
import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optexplorer.core.around import AROUND
from optexplorer.core.declare import Declared, Parameter, SettingError
from optexplorer.core.escape import ESCAPES
from optexplorer.core.experiment import MAX_STEPS, Experiment, Run
from optexplorer.core.gradient import Clip, Full, Noisy
from optexplorer.core.problem import FormulaSpec, SurfaceSpec, Transform
from optexplorer.core.schedule import SCHEDULES, Warmup
from optexplorer.optimizers import CATALOGUE
from optexplorer.problems import build_problem
from optexplorer.problems.catalogue import catalogue
from optexplorer.storage.errors import SessionError
from optexplorer.storage.session import Session, dumps, loads

SAMPLE = json.loads((Path(__file__).parent / "samples/version-1.optx").read_text("utf-8"))
KEYS = sorted({
    *SAMPLE, *SAMPLE["problem"], *SAMPLE["runs"][1], "kind", "expression", "data", "beta1",
})  # fmt: skip
WORDS = ["surface", "formula", "rosenbrock", "x + y", "adam", "step", "optexplorer-experiment"]

finite = st.floats(allow_nan=False, allow_infinity=False)
text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.sampled_from(WORDS)
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=4), inner, max_size=6)
    ),
    max_leaves=20,
)


def loaded(content: str) -> Session | str:
    """The session, or the sentence that refuses it."""
    try:
        return loads(content, "")
    except SessionError as error:
        return str(error)


def sound(content: str) -> None:
    """Loading gives a session that reads back the same, or one line."""
    found = loaded(content)
    if isinstance(found, Session):
        again(found)
    else:
        assert found.isprintable()
        assert len(found) < 400


def again(session: Session) -> None:
    written = dumps(session.experiment, session.view)
    read = loads(written, "")
    assert read == session
    assert dumps(read.experiment, read.view) == written


@settings(deadline=None)
@given(values)
def test_any_json(value: Any) -> None:
    sound(json.dumps(value))
    if isinstance(value, dict):
        sound(json.dumps({"format": "optexplorer-experiment", "version": 1} | value))


@settings(deadline=None)
@given(st.text(max_size=200) | st.text('{}[]",:0123456789.eE+-\\u tfn', max_size=200))
def test_any_text(content: str) -> None:
    sound(content)


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    children = value.items() if isinstance(value, dict) else enumerate(value)
    inner = [
        place
        for key, child in children
        for place in [(*path, key), *(places(child, (*path, key)) if child_of(child) else [])]
    ]
    return [path, *inner] if not path else inner


def child_of(value: Any) -> bool:
    return isinstance(value, dict | list)


@settings(deadline=None)
@given(st.sampled_from(places(SAMPLE)[1:]), values, st.sampled_from(["replace", "remove", "add"]))
def test_a_good_file_with_one_change(place: tuple[str | int, ...], value: Any, how: str) -> None:
    document = copy.deepcopy(SAMPLE)
    holder = document
    for key in place[:-1]:
        holder = holder[key]
    if how == "remove":
        del holder[place[-1]]
    elif how == "add" and isinstance(holder, dict):
        holder[f"{place[-1]}_"] = value
    else:
        holder[place[-1]] = value
    sound(json.dumps(document))


@settings(deadline=None)
@given(st.binary(max_size=6), st.integers(0, 1400), st.integers(0, 6))
def test_a_good_file_with_damaged_bytes(new: bytes, first: int, gone: int) -> None:
    content = json.dumps(SAMPLE).encode()
    damaged = content[:first] + new + content[first + gone :]
    sound(damaged.decode("utf-8", "replace"))


def setting(parameter: Parameter) -> st.SearchStrategy[Any]:
    match parameter.kind:
        case "bool":
            return st.booleans()
        case "choice":
            return st.sampled_from(parameter.choices)
        case "int":
            return st.integers(int(parameter.low), int(parameter.high))
        case "ints":
            return st.lists(st.integers(int(parameter.low), 10**9), max_size=20).map(tuple)
        case "nested":
            return st.just(parameter.default)
    low, high = (None if abs(b) == float("inf") else b for b in (parameter.low, parameter.high))
    number = st.floats(
        low, high, exclude_min=parameter.low_open, exclude_max=parameter.high_open,
        allow_nan=False, allow_infinity=False,
    )  # fmt: skip
    return number | st.none() if parameter.optional else number


def declared(kind: type[Declared], **more: Any) -> st.SearchStrategy[Any]:
    drawn = {p.name: setting(p) for p in kind.parameters()} | more
    return st.fixed_dictionaries(drawn).map(partial(made, kind)).filter(bool)


def made(kind: type[Declared], values: dict[str, Any]) -> Declared | None:
    """None where settings, each of them legal, do not go together."""
    try:
        return kind(**values)
    except SettingError:
        return None


points = st.tuples(finite, finite)
clips = st.none() | declared(Clip)
plain_schedules = st.one_of([declared(s) for s in SCHEDULES.values() if s is not Warmup])
schedules = plain_schedules | declared(Warmup, then=plain_schedules)
gradients = declared(Full, clip=clips) | declared(Noisy, clip=clips)
problems = st.sampled_from([
    *(SurfaceSpec(entry.key) for entry in catalogue() if entry.size == 2),
    SurfaceSpec("rosenbrock", (("a", 2.0),), ((-1.0, 0.1), (0.0, 3.0)), Transform(1.0, (1.0, 0.3))),
    FormulaSpec("x^2 + a*y", (("a", 0.1 + 0.2),), ((-1.0, 1.0), (0.0, 1e-300))),
]).map(build_problem)  # fmt: skip
runs = st.builds(
    Run,
    optimizer=st.one_of([declared(kind) for kind in CATALOGUE.values()]),
    label=text,
    schedule=schedules,
    gradient=gradients,
    start=st.none() | points,
    stream=st.none() | st.integers(0, 2**31 - 1),
    around=st.lists(st.one_of([declared(kind) for kind in AROUND.values()]), max_size=3).map(tuple),
    escape=st.one_of([declared(kind) for kind in ESCAPES.values()]),
)
experiments = st.builds(
    Experiment,
    problem=problems,
    runs=st.lists(runs, max_size=4).map(tuple),
    start=st.none() | points,
    steps=st.integers(1, MAX_STEPS),
    seed=st.integers(0, 2**64 - 1),
)
views = st.dictionaries(
    text, st.none() | st.booleans() | st.integers(-(10**30), 10**30) | finite | text, max_size=5
)


@settings(deadline=None)
@given(experiments, views)
def test_any_experiment_reads_back_the_same(experiment: Experiment, view: dict[str, Any]) -> None:
    again(Session(experiment, view))


def test_numbers_beyond_float64_are_refused_in_the_view_too() -> None:
    with pytest.raises(SessionError, match=r"view\.zoom: must be a finite number, got inf"):
        loads(json.dumps(SAMPLE).replace('"log": true', '"zoom": 1e999'), "")
