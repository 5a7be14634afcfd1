"""What cannot be made, and why, in one sentence."""

from dataclasses import dataclass

from optexplorer.ui.export.look import ANIMATION, WINDOW, Film, Look

MOST_PIXELS = 100_000_000  # of a picture, scaled
_MOST_FILM = {".gif": 2_000_000_000}  # pixels of all frames; a GIF holds them until it is written
_MOST_LONG = 20_000_000_000  # of the others, which would take hours
_GIF_RATE = 50  # frames a second; programs show what is quicker far too slowly
_OPAQUE = {".gif": "A GIF", ".mp4": "An MP4"}  # films that stand on a colour


@dataclass(frozen=True)
class Subject:
    """What a picture would be made of."""

    line: bool  # one variable: a graph instead of a surface
    largest_3d: int  # pixels across or down that 3-D can be drawn in; 0 where there is none
    window: tuple[int, int]  # pixels on the screen


def refusal(kind: int, ending: str, look: Look, film: Film, subject: Subject) -> str:
    """Why there can be no such file; empty where there can. ``ending`` is the file's."""
    if kind == WINDOW:
        across, down = (round(length * look.scale) for length in subject.window)
        return _too_many(across, down)
    if not (look.contour or look.in_3d or look.curves):
        return "Nothing to show: choose the contour, the 3-D picture or the curves"
    if not (look.contour or look.curves):
        if subject.line:
            return "Nothing to show: there is no 3-D picture of one variable"
        if not subject.largest_3d:
            return "Nothing to show: 3-D is not drawn now"
    shown = look.still if kind == ANIMATION else look
    across, down = shown.size
    if look.background == "transparent" and (why := no_clear(kind, ending)):
        return why
    if kind == ANIMATION and (why := _too_long(ending, across, down, film) or _too_fast(ending, film)):
        return why
    return _too_many(across, down) or _too_large_in_3d(across, down, look, subject)


def no_clear(kind: int, ending: str) -> str:
    """Why the background cannot be transparent; empty where it can."""
    if kind != ANIMATION or ending not in _OPAQUE:
        return ""
    return f"{_OPAQUE[ending]} has no transparent background here: choose light or dark, or WebP"


def _too_many(across: int, down: int) -> str:
    if across * down <= MOST_PIXELS:
        return ""
    most = MOST_PIXELS // 1_000_000
    return f"{across} × {down} pixels are too many: {most} million fit into a picture"


def _too_long(ending: str, across: int, down: int, film: Film) -> str:
    most, count = _MOST_FILM.get(ending, _MOST_LONG), film.count
    if count * across * down <= most:
        return ""
    return (
        f"{count} frames of {across} × {down} pixels are too many: "
        f"{most // (across * down)} fit into a {ending[1:].upper()} of that size"
    )


def _too_fast(ending: str, film: Film) -> str:
    if ending != ".gif" or film.rate <= _GIF_RATE:
        return ""
    return f"A GIF shows {_GIF_RATE} frames a second at most: choose fewer, or WebP"


def _too_large_in_3d(across: int, down: int, look: Look, subject: Subject) -> str:
    if subject.line or not look.in_3d or not subject.largest_3d:
        return ""
    room = -(-across // 2) if look.contour else across
    if max(room, down) <= subject.largest_3d:
        return ""
    return f"The 3-D picture can be {subject.largest_3d} pixels across and down here, and no more"
