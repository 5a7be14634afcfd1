"""Edits of the scenes of a document, and what turning to one of them shows."""

from dataclasses import replace
from typing import Any

from optexplorer.scene.view import View
from optexplorer.storage.scenes import Scene
from optexplorer.ui.document import Document, opened


def scene_of(document: Document, view: View, name: str) -> Scene:
    """What is on screen, as a scene."""
    return Scene(name, document.experiment, replace(view, scene=None).to_mapping())


def adding(document: Document, view: View, after: int | None) -> Document:
    """The same with what is on screen as a scene behind the one at ``after``, or at the end."""
    scenes = list(document.scenes)
    place = len(scenes) if after is None else after + 1
    scenes.insert(place, scene_of(document, view, f"Scene {len(scenes) + 1}"))
    return replace(document, scenes=tuple(scenes))


def updating(document: Document, view: View, index: int) -> Document:
    """The same with what is on screen in the place of a scene, under its name and words."""
    now = scene_of(document, view, "")
    return changing(document, index, experiment=now.experiment, view=now.view)


def changing(document: Document, index: int, **changes: Any) -> Document:
    """The same with fields of a scene replaced."""
    scenes = list(document.scenes)
    scenes[index] = replace(scenes[index], **changes)
    return replace(document, scenes=tuple(scenes))


def removing(document: Document, index: int) -> Document:
    """The same without a scene."""
    return replace(document, scenes=document.scenes[:index] + document.scenes[index + 1 :])


def moving(document: Document, index: int, to: int) -> Document:
    """The same with a scene at another place."""
    scenes = list(document.scenes)
    scenes.insert(max(0, min(to, len(scenes) - 1)), scenes.pop(index))
    return replace(document, scenes=tuple(scenes))


def turned(document: Document, index: int, view: View) -> tuple[Document, View]:
    """The document with a scene on screen, and how it is looked at from the ``view`` before.

    A question is asked first: with the start alone, at the first step.
    """
    scene = document.scenes[index]
    shown, looked = opened(scene.experiment, scene.view)
    looked = replace(looked, scene=index, side=view.side, veiled=bool(scene.question))
    if scene.question:
        looked = replace(looked, cursor=0)
    return replace(shown, scenes=document.scenes), looked


def current(document: Document, view: View) -> int | None:
    """The scene that was turned to last, if it is still there."""
    return view.scene if view.scene is not None and view.scene < len(document.scenes) else None
