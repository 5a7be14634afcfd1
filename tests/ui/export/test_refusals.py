"""What cannot be made is refused in words."""

import pytest

from optexplorer.ui.export.look import ANIMATION, PICTURE, WINDOW, Film, Look
from optexplorer.ui.export.refusals import Subject, refusal

PLANE = Subject(line=False, largest_3d=16_384, window=(1280, 720))
LINE = Subject(line=True, largest_3d=16_384, window=(1280, 720))
NO_3D = Subject(line=False, largest_3d=0, window=(1280, 720))
ONLY_3D = Look(contour=False, curves=False)
LARGE = Look(width=8192, height=8192, scale=8.0)
WIDE = Look(width=8192, height=480, scale=4.2, contour=False)
CLEAR = Look(background="transparent")
LONG = Film(rate=60, seconds=600.0)


@pytest.mark.parametrize(
    ("look", "subject", "words"),
    [
        (Look(contour=False, in_3d=False, curves=False), PLANE, "Nothing to show: choose"),
        (ONLY_3D, LINE, "no 3-D picture of one variable"),
        (ONLY_3D, NO_3D, "3-D is not drawn now"),
        (LARGE, PLANE, "65536 × 65536 pixels are too many: 100 million fit"),
        (WIDE, PLANE, "The 3-D picture can be 16384 pixels across"),
    ],
)
def test_a_picture_that_cannot_be(look: Look, subject: Subject, words: str) -> None:
    assert words in refusal(PICTURE, ".png", look, Film(), subject)


@pytest.mark.parametrize(
    ("look", "subject"),
    [(Look(), PLANE), (CLEAR, PLANE), (Look(), LINE), (ONLY_3D, PLANE), (WIDE, NO_3D)],
)
def test_a_picture_that_can(look: Look, subject: Subject) -> None:
    assert refusal(PICTURE, ".png", look, Film(), subject) == ""


def test_the_window_has_a_size_of_its_own() -> None:
    assert refusal(WINDOW, ".png", Look(width=8192, height=8192), Film(), PLANE) == ""
    large = Subject(line=False, largest_3d=0, window=(1920, 1080))
    assert "too many" in refusal(WINDOW, ".png", Look(scale=8.0), Film(), large)


@pytest.mark.parametrize(
    ("ending", "look", "film", "words"),
    [
        (".gif", Look(scale=8.0, width=8192, height=1024), Film(), ""),
        (".gif", Look(), LONG, "36060 frames of 1280 × 800 pixels are too many: 1953 fit into a GIF"),
        (".webp", Look(), Film(rate=30, seconds=120.0), ""),
        (".webp", Look(), LONG, "19531 fit into a WEBP"),
        (".gif", CLEAR, Film(), "A GIF has no transparent background here: choose light or dark"),
        (".mp4", CLEAR, Film(), "An MP4 has no transparent background here: choose light or dark"),
        (".webp", CLEAR, Film(), ""),
        (".gif", Look(), Film(rate=60), "A GIF shows 50 frames a second at most: choose fewer"),
        (".gif", Look(), Film(rate=50), ""),
        (".webp", Look(), Film(rate=60), ""),
    ],
)
def test_a_film_counts_its_frames_and_has_no_scale(
    ending: str, look: Look, film: Film, words: str
) -> None:
    found = refusal(ANIMATION, ending, look, film, PLANE)
    assert (words in found) if words else not found
