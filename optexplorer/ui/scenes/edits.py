"""Edits of the scenes of a document, and what turning to one of them shows.

The document knows which scene was turned to last; it stays the same scene when others come and go.
"""

from dataclasses import replace
from typing import Any

from optexplorer.scene.view import View
from optexplorer.storage.scenes import Scene
from optexplorer.ui.document import Document, opened


def _on_screen(document: Document, view: View) -> dict[str, Any]:
    """The fields of a scene that hold what is shown."""
    kept = replace(view, scene=None).to_mapping()
    return {"experiment": document.experiment, "view": kept}


def adding(document: Document, view: View, after: int | None) -> Document:
    """The same with what is on screen as a scene behind the one at ``after``, or at the end."""
    scenes = list(document.scenes)
    place = len(scenes) if after is None else after + 1
    scenes.insert(place, Scene(f"Scene {len(scenes) + 1}", **_on_screen(document, view)))
    return replace(document, scenes=tuple(scenes), scene=place)


def updating(document: Document, view: View, index: int) -> Document:
    """The same with what is on screen in the place of a scene, under its name and words."""
    return replace(changing(document, index, **_on_screen(document, view)), scene=index)


def changing(document: Document, index: int, **changes: Any) -> Document:
    """The same with fields of a scene replaced."""
    scenes = list(document.scenes)
    scenes[index] = replace(scenes[index], **changes)
    return replace(document, scenes=tuple(scenes))


def removing(document: Document, index: int) -> Document:
    """The same without a scene."""
    order = [i for i in range(len(document.scenes)) if i != index]
    return _ordered(document, order)


def moving(document: Document, index: int, to: int) -> Document:
    """The same with a scene at another place."""
    order = [i for i in range(len(document.scenes)) if i != index]
    order.insert(max(0, min(to, len(order))), index)
    return _ordered(document, order)


def _ordered(document: Document, order: list[int]) -> Document:
    scenes = tuple(document.scenes[i] for i in order)
    scene = None if document.scene not in order else order.index(document.scene)
    return replace(document, scenes=scenes, scene=scene)


def turned(document: Document, index: int, view: View) -> tuple[Document, View]:
    """The document with a scene on screen, and how it is looked at from the ``view`` before."""
    scene = document.scenes[index]
    shown, looked = opened(scene.experiment, scene.view)
    shown = replace(shown, scenes=document.scenes, scene=index)
    return shown, asked(shown, replace(looked, side=view.side))


def asked(document: Document, view: View) -> View:
    """The question of the scene on screen comes first: with the start alone, at the first step."""
    scene = document.on_scene
    if scene is None or not scene.question or is_changed(document):
        return view
    return replace(view, veiled=True, cursor=0)


def is_changed(document: Document) -> bool:
    """Whether the scene on screen is not as it is kept."""
    scene = document.on_scene
    return scene is not None and scene.experiment != document.experiment


def refusal(before: Document, after: Document) -> str:
    """Why the scene on screen does not let an edit happen; empty where it does."""
    scene = before.on_scene
    if scene is None:
        return ""
    locked, one, other = scene.locked, before.experiment, after.experiment
    problem = (one.problem, one.origin, one.steps, one.seed)
    if "problem" in locked and problem != (other.problem, other.origin, other.steps, other.seed):
        return (
            "This scene keeps its problem, start, steps and seed (Lecture > Unlock the panels, Ctrl+U)"
        )
    if "runs" in locked and one.runs != other.runs:
        return "This scene keeps its runs as they are (Lecture > Unlock the panels, Ctrl+U)"
    return ""
