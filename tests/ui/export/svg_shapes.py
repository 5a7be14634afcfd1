"""What an SVG of ours draws, and where, as a renderer that clips sees it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import numpy as np
from numpy.typing import NDArray

_NS = "{http://www.w3.org/2000/svg}"
_POINT = re.compile(r"(-?[\d.]+(?:e[+-]?\d+)?),(-?[\d.]+(?:e[+-]?\d+)?)")


@dataclass(frozen=True, eq=False)
class Shape:
    """The box round its points, and that of its clip."""

    kind: str
    stroke: str
    low: NDArray[np.float64]  # (2,)
    high: NDArray[np.float64]
    clip: NDArray[np.float64] | None  # (2, 2), low and high

    @property
    def shown(self) -> bool:
        """Whether any of the box lies within the clip."""
        if self.clip is None:
            return True
        return bool(np.all(self.low <= self.clip[1]) and np.all(self.high >= self.clip[0]))


def shapes(svg: bytes) -> list[Shape]:
    """All of them, the lowest first."""
    root = ET.fromstring(svg)  # noqa: S314  (our own)
    clips = {}
    for clip in root.iter(f"{_NS}clipPath"):
        points = _points(clip[0])
        clips[f"url(#{clip.get('id')})"] = np.array([points.min(axis=0), points.max(axis=0)])
    return list(_within(root, clips, None, np.eye(3), ""))


def _within(
    element: ET.Element,
    clips: dict[str, NDArray[np.float64]],
    clip: NDArray[np.float64] | None,
    place: NDArray[np.float64],
    stroke: str,
) -> Iterator[Shape]:
    for child in element:
        own = clips.get(child.get("clip-path", ""), clip)
        at, ink = place, child.get("stroke", stroke)
        if matrix := child.get("transform"):
            a, b, c, d, e, f = map(float, matrix[len("matrix(") : -1].split(","))
            at = place @ np.array([[a, c, e], [b, d, f], [0.0, 0.0, 1.0]])
        if child.get("fill-opacity") == "0" and ink == "none":
            continue  # clear all over
        if child.tag == f"{_NS}g":
            yield from _within(child, clips, own, at, ink)
        elif child.tag != f"{_NS}defs" and len(points := _points(child)):
            moved = points @ at[:2, :2].T + at[:2, 2]
            kind = child.tag.removeprefix(_NS)
            yield Shape(kind, ink, moved.min(axis=0), moved.max(axis=0), own)


def _points(shape: ET.Element) -> NDArray[np.float64]:
    """(k, 2) of them."""
    match shape.tag.removeprefix(_NS):
        case "rect":
            x, y, w, h = (float(shape.get(name, "0")) for name in ("x", "y", "width", "height"))
            return np.array([(x, y), (x + w, y + h)])
        case "circle":
            x, y, r = (float(shape.get(name, "0")) for name in ("cx", "cy", "r"))
            return np.array([(x - r, y - r), (x + r, y + r)])
        case _:
            text = shape.get("points") or shape.get("d") or ""
            return np.array(_POINT.findall(text), dtype=np.float64).reshape(-1, 2)
