"""Scenes in files: written as they are read, and refused in words."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from optexplorer.core.resources import folder
from optexplorer.storage.errors import SessionError
from optexplorer.storage.scenes import WORDS
from optexplorer.storage.session import dumps, load, loads, save

EXPERIMENT: dict[str, Any] = {
    "problem": {"kind": "surface", "name": "rosenbrock"},
    "runs": [{"optimizer": "gd"}],
}
SCENE = EXPERIMENT | {"name": "Valley", "question": "How far?", "locked": ["runs"], "steps": 7}
FILE = EXPERIMENT | {"format": "optexplorer-experiment", "version": 1}


def read(*scenes: dict[str, Any]) -> Any:
    return loads(json.dumps(FILE | {"scenes": list(scenes)}), "")


def test_a_scene_is_an_experiment_with_words() -> None:
    (scene,) = read(SCENE | {"view": {"cursor": 3}, "note": "Far."}).scenes
    words = scene.name, scene.question, scene.note
    assert words == ("Valley", "How far?", "Far.")
    assert scene.locked == ("runs",)
    assert scene.experiment.steps == 7
    assert scene.view == {"cursor": 3}


def test_what_is_written_reads_back_as_it_was(tmp_path: Path) -> None:
    session = read(SCENE, EXPERIMENT | {"name": "Two", "start": [0.5, 0.5]})
    path = tmp_path / "lecture.optx"
    save(path, session.experiment, session.view, session.scenes)
    assert load(path) == session
    assert path.read_text() == dumps(session.experiment, {}, tmp_path, session.scenes)


def test_a_file_without_scenes_says_nothing_of_them() -> None:
    session = loads(json.dumps(FILE), "")
    assert session.scenes == ()
    assert "scenes" not in json.loads(dumps(session.experiment, {}))


def test_a_problem_of_many_scenes_is_built_once() -> None:
    first, second = read(SCENE, SCENE).scenes
    assert first.experiment.problem is second.experiment.problem


@pytest.mark.parametrize(
    ("scene", "message"),
    [
        (SCENE | {"qestion": "?"}, "scenes[0]: unknown key 'qestion'; the nearest is 'question'"),
        (EXPERIMENT, "scenes[0]: the key 'name' is missing"),
        (
            SCENE | {"locked": ["run"]},
            "scenes[0].locked[0]: unknown panel 'run'",
        ),
        (SCENE | {"name": 3}, "scenes[0].name: must be a string, got 3"),
        (SCENE | {"name": "n" * 201}, "scenes[0].name: must have at most 200 characters, got 201"),
        (SCENE | {"view": []}, "scenes[0].view: must be an object, got a list"),
        (SCENE | {"steps": 0}, "scenes[0].steps: must lie in [1, 100000000], got 0"),
        (
            SCENE | {"problem": {"kind": "formula", "expression": "x +"}},
            "scenes[0].problem.expression: ",
        ),
        (
            SCENE | {"runs": [{"optimizer": "gd", "gradient": {"kind": "minibatch"}}]},
            "scenes[0].runs[0].gradient.",
        ),
    ],
)
def test_what_is_wrong_in_a_scene_is_named_with_its_place(scene: dict[str, Any], message: str) -> None:
    with pytest.raises(SessionError) as caught:
        read(scene)
    assert str(caught.value).startswith(message)


def test_the_shipped_lecture_asks_before_it_answers() -> None:
    session = load(folder() / "experiments" / "lecture-saddles.optx")
    assert len(session.scenes) >= 5
    assert all(scene.question.endswith("?") and scene.note for scene in session.scenes)


@pytest.mark.parametrize(("key", "most"), WORDS.items())
def test_words_that_would_not_be_read_are_not_written(tmp_path: Path, key: str, most: int) -> None:
    session = read(SCENE)
    path = tmp_path / "lecture.optx"
    save(path, session.experiment, {}, session.scenes)
    before = path.read_bytes()
    long = replace(session.scenes[0], **{key: "w" * (most + 1)})
    with pytest.raises(SessionError, match=rf"scenes\[0\]\.{key}: must have at most {most} characters"):
        save(path, session.experiment, {}, (long,))
    assert path.read_bytes() == before
    save(path, session.experiment, {}, (replace(long, **{key: "w" * most}),))
    assert load(path).scenes[0].name
