"""The frames of a race at other cursors, all else as it is on screen."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from optexplorer.scene.frame import Frame
from optexplorer.scene.resolve import Resolver
from optexplorer.scene.view import InsideView, View

_MOVING = ("cursor", "heads", "legend", "curve_cursors", "best")


def moments(layers: Any, view: View, shown: Frame, cursors: list[int]) -> list[Callable[[], Frame]]:
    """What makes the frame of each of ``cursors``; ``shown`` is the one on screen.

    The inside of a step belongs to the step that was looked into, so it is left out.
    """
    resolver, plain = Resolver(), replace(view, inside=InsideView())

    def frame(cursor: int) -> Frame:
        made = resolver.frame(layers, replace(plain, cursor=cursor))
        moved = {name: getattr(made, name) for name in _MOVING}
        return replace(shown, inside=None, **moved)

    return [partial(frame, cursor) for cursor in cursors]
