"""The maps of several runs, computed in turn: of each first the coarse picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from optexplorer.ui.basins_request import BasinsAnswer, BasinsRequest, Places, Progress, pieces


@dataclass(frozen=True)
class MapsRequest:
    """A map for each of several runs."""

    maps: tuple[BasinsRequest, ...]


Maps = tuple[BasinsAnswer, ...]


def new_maps() -> Callable[[MapsRequest, Any, Progress], Iterator[Maps]]:
    """The work of a study; a piece is the newest picture of each map that has one."""
    places = Places()

    def work(request: MapsRequest, cancel: Any, progress: Progress) -> Iterator[Maps]:
        from optexplorer.core.analysis.many import check_room

        starts = [m.resolution**m.experiment.problem.size for m in request.maps]
        check_room(sum(starts), 24)
        done = [0] * len(starts)

        def told(place: int) -> Progress:
            def tell(now: int, _of: int) -> None:
                done[place] = now
                progress(sum(done), sum(starts))

            return tell

        waiting = {i: pieces(m, places, cancel, told(i)) for i, m in enumerate(request.maps)}
        newest: dict[int, BasinsAnswer] = {}
        try:
            while waiting:
                for place, under_way in list(waiting.items()):
                    piece = next(under_way, None)
                    if piece is None:
                        del waiting[place]
                    else:
                        newest[place] = piece
                        yield tuple(newest.values())
        finally:  # called off, or one of them failed: the others end their threads
            for under_way in waiting.values():
                under_way.close()

    return work
