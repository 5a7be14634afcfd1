"""Runs stay apart for colour-blind eyes and through the compression of a video call."""

import io
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from optexplorer.scene.palette import style

RUNS = 8
CANVASES = ("#ffffff", "#15181e")
# Machado, Oliveira and Fernandes 2009, "A physiologically-based model for simulation of color vision
# deficiency", severity 1.0; they act on linear RGB.
BLINDNESS = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
# Björn Ottosson 2020, "A perceptual color space for image processing" (Oklab).
TO_LMS = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
          [0.0883024619, 0.2817188376, 0.6299787005]]  # fmt: skip
TO_LAB = [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
          [0.0259040371, 0.7827717662, -0.8086757660]]  # fmt: skip
TOLD_APART = 0.05  # in Oklab: about two and a half just noticeable differences


def linear(colour: str) -> NDArray[np.float64]:
    return to_linear(np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255.0)


def oklab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array(TO_LAB) @ np.cbrt(np.array(TO_LMS) @ np.clip(rgb, 0.0, 1.0))


def seen(colour: str, blindness: str) -> NDArray[np.float64]:
    rgb = linear(colour)
    return oklab(rgb if blindness == "none" else np.array(BLINDNESS[blindness]) @ rgb)


@pytest.mark.parametrize("blindness", ["none", *BLINDNESS])
def test_any_two_of_the_first_runs_differ_in_colour_or_in_shape(blindness: str) -> None:
    looks = [style(run) for run in range(RUNS)]
    alike = 0
    for one, other in combinations(looks, 2):
        apart = np.linalg.norm(seen(one.colour, blindness) - seen(other.colour, blindness))
        assert one.marker != other.marker, "shape never fails"
        alike += bool(apart < TOLD_APART)
    assert alike <= (0 if blindness == "none" else 3), "and colour seldom does"


def to_linear(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


@pytest.mark.parametrize("canvas", CANVASES)
@pytest.mark.parametrize("quality", [20, 35])
def test_markers_keep_their_colours_through_jpeg(canvas: str, quality: int) -> None:
    """As large as in a presentation, a marker's middle stays nearest to its own run's colour.

    Lines as thin as three pixels do not all: what is left of their colour is told by their marker.
    """
    looks = [style(run) for run in range(RUNS)]
    picture = Image.new("RGB", (40 * RUNS + 11, 61), canvas)
    draw = ImageDraw.Draw(picture)
    for place, look in enumerate(looks):
        left = 40 * place + 13
        draw.ellipse([left, 21, left + 18, 39], fill=look.colour)
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=quality)
    after = np.asarray(Image.open(data).convert("RGB"), dtype=np.float64) / 255.0
    own = np.array([oklab(linear(look.colour)) for look in looks])
    for place in range(RUNS):
        middle = to_linear(after[27:34, 40 * place + 19 : 40 * place + 26].reshape(-1, 3))
        mean = np.mean([oklab(colour) for colour in middle], axis=0)
        assert int(np.linalg.norm(own - mean, axis=1).argmin()) == place
