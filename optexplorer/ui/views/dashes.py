"""The part of a line near a rectangle, whole or in the dashes that the whole line has."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF

from optexplorer.core.arrays import Mat, Vec

if TYPE_CHECKING:
    from numpy.typing import NDArray


def near_room(points: Mat, room: QRectF, ratio: float) -> Mat:
    """The line through ``points`` (k, 2) with gaps (nan) where it is not in or near ``room``.

    Segments are cut short by whole device pixels, ``ratio`` to a pixel, along x or y, whichever is
    longer: Qt shifts a line by up to half a pixel according to the fraction at which it begins.
    """
    steps = np.diff(points, axis=0)
    begin, end = _inside(points[:-1], steps, room)
    seen = np.flatnonzero(begin <= end)
    steps, begin, end = steps[seen], begin[seen], end[seen]
    length = np.abs(steps).max(axis=1, initial=0.0) * ratio
    skipped, left = np.floor(begin * length), np.floor((1.0 - end) * length)
    unit = steps / np.maximum(length, 1e-300)[:, None]
    starts = points[seen] + skipped[:, None] * unit
    ends = points[seen + 1] - left[:, None] * unit
    goes_on = (np.diff(seen) == 1) & (left[:-1] == 0.0) & (skipped[1:] == 0.0)
    return _joined(starts, ends, goes_on)


def dashed(points: Mat, pattern: Vec, room: QRectF) -> Mat:
    """The dashes, with gaps (nan) between them, of the line through ``points`` (k, 2) near ``room``.

    ``pattern`` holds lengths of dashes and spaces by turns; it goes on round corners, and over a gap in
    the line as if it were not there.
    """
    steps = np.diff(points, axis=0)
    lengths = np.nan_to_num(np.hypot(steps[:, 0], steps[:, 1]))
    way = np.concatenate([[0.0], np.cumsum(lengths)])
    begin, end = _inside(points[:-1], steps, room)
    crossing = np.flatnonzero((lengths > 0.0) & (begin <= end))
    begin, end = (way[crossing] + part[crossing] * lengths[crossing] for part in (begin, end))
    period, bounds = float(pattern.sum()), np.concatenate([[0.0], np.cumsum(pattern)])
    found = []
    for on, off in zip(bounds[:-1:2].tolist(), bounds[1::2].tolist(), strict=True):
        first = np.floor((begin - off) / period) + 1.0  # the first period whose dash ends after begin
        last = np.ceil((end - on) / period) - 1.0
        count = np.maximum(last - first + 1.0, 0.0).astype(np.int64)
        which = np.repeat(np.arange(crossing.size), count)
        number = np.arange(which.size) - np.repeat(np.cumsum(count) - count, count)
        at = period * (first[which] + number)
        segment = crossing[which]
        start, stop = np.maximum(way[segment], at + on), np.minimum(way[segment + 1], at + off)
        found.append((segment, start, stop))
    segment, start, stop = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.argsort(start, kind="stable")
    segment, start, stop = segment[order], start[order], stop[order]
    places = [
        points[segment] + ((at - way[segment]) / lengths[segment])[:, None] * steps[segment]
        for at in (start, stop)
    ]
    goes_on = (start[1:] == stop[:-1]) & (segment[1:] == segment[:-1] + 1)
    return _joined(places[0], places[1], goes_on)


def _joined(starts: Mat, ends: Mat, goes_on: "NDArray[np.bool_]") -> Mat:
    """Pieces (n, 2) one after the other, with a gap after each but where it goes on in the next."""
    pieces = np.stack([starts, ends, np.full(starts.shape, np.nan)], axis=1)
    kept = np.ones(pieces.shape[:2], dtype=np.bool_)
    kept[1:, 0], kept[:-1, 2] = ~goes_on, ~goes_on
    return np.asarray(pieces[kept])


def _inside(a: Mat, steps: Mat, room: QRectF) -> tuple[Vec, Vec]:
    """From which to which share of it each segment is in ``room``; descending where it is not."""
    begin, end = np.zeros(len(a)), np.ones(len(a))
    for axis, (low, high) in enumerate(((room.left(), room.right()), (room.top(), room.bottom()))):
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            one, other = ((bound - a[:, axis]) / steps[:, axis] for bound in (low, high))
        level = steps[:, axis] == 0.0
        within = (a[:, axis] >= low) & (a[:, axis] <= high)
        enter = np.where(level, np.where(within, 0.0, 2.0), np.minimum(one, other))
        leave = np.where(level, np.where(within, 1.0, -1.0), np.maximum(one, other))
        begin, end = np.fmax(begin, enter), np.fmin(end, leave)
    unknown = ~np.isfinite(a + steps).all(axis=1)
    return np.where(unknown, 2.0, begin), np.where(unknown, -1.0, end)
