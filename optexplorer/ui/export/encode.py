"""Pixels to files, on a worker: PNG, GIF and WebP by Pillow, MP4 by an ``ffmpeg`` that is installed.

A frame is a `Raster`, the first one of the look that all others have. Frames come one by one, and
only what the format needs of them is kept.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import chain, count
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from optexplorer.core.cancel import Cancelled
from optexplorer.storage.atomic import replace_file
from optexplorer.storage.errors import StorageError
from optexplorer.ui.itself import UNSEEN, environment_of_others

if TYPE_CHECKING:
    from PIL import Image

FILMS = {
    ".gif": "GIF, plays everywhere",
    ".webp": "WebP, smaller and with all colours",
    ".mp4": "MP4, a video",
}
_NO_FFMPEG = "MP4 needs the program ffmpeg, which is not installed here; GIF and WebP need nothing"
_WEBP_QUALITY = 85
_PATIENCE = 0.05  # seconds
_SHORTEST = 2  # hundredths of a second of a frame in a GIF; what is shorter is shown for ten
# Where macOS has it; a program that is double-clicked there is not told.
_BESIDES = "/opt/homebrew/bin:/usr/local/bin"
_CODECS = (("libx264", ("-crf", "18", "-preset", "medium")), ("mpeg4", ("-q:v", "2")))


@dataclass(frozen=True, eq=False)
class Raster:
    """One frame: rows of pixels from the top, four bytes each, red, green, blue and alpha."""

    width: int
    height: int
    pixels: bytes | NDArray[np.uint8]


@cache
def ffmpeg() -> str | None:
    """Where the program is, if it is installed."""
    return shutil.which("ffmpeg") or shutil.which("ffmpeg", path=_BESIDES)


def check_kind(path: Path) -> None:
    """Raise `StorageError` where no film of this kind can be made."""
    kind = path.suffix.lower()
    if kind not in FILMS:
        raise StorageError(f"a film must end with {', '.join(FILMS)}, got {path.name!r}")
    if kind == ".mp4" and ffmpeg() is None:
        raise StorageError(_NO_FFMPEG)


def _always() -> bool:
    return True


def encode(
    path: Path,
    frames: Iterator[Raster],
    rate: int,
    *,
    last: Raster,
    wanted: Callable[[], bool] = _always,
) -> None:
    """Write ``frames``, ``rate`` a second, whole or not at all; raises `StorageError`.

    ``last`` has all the colours that will be needed: a GIF knows 256. `Cancelled` is raised once
    the film is not ``wanted`` any more, also when all its frames have been taken.
    """
    check_kind(path)
    with replace_file(path, lambda: _check(wanted)) as stream:
        match path.suffix.lower():
            case ".gif":
                _gif(cast("IO[bytes]", _Wanted(stream, wanted)), frames, rate, last)
            case ".webp":
                _webp(stream, frames, rate)
            case _:
                _mp4(stream, frames, rate, wanted)


def _check(wanted: Callable[[], bool]) -> None:
    if not wanted():
        raise Cancelled


class _Wanted:
    """A file that is written as long as it is wanted. Pillow writes a GIF after its last frame."""

    def __init__(self, stream: IO[bytes], wanted: Callable[[], bool]) -> None:
        self._stream, self._wanted = stream, wanted

    def write(self, data: bytes) -> int:
        _check(self._wanted)
        return self._stream.write(data)


def _image(frame: Raster) -> Image.Image:
    from PIL import Image

    return Image.frombuffer("RGBA", (frame.width, frame.height), frame.pixels, "raw", "RGBA", 0, 1)


def packed(picture: Raster) -> bytes:
    """One picture as a PNG file."""
    data = BytesIO()
    _image(picture).save(data, "PNG")
    return data.getvalue()


def opaque(picture: Raster) -> bytes:
    """Rows of pixels, three bytes each."""
    return _image(picture).convert("RGB").tobytes()


def _gif(stream: IO[bytes], frames: Iterator[Raster], rate: int, last: Raster) -> None:
    from PIL import Image

    colours = _image(last).convert("RGB").quantize(256, Image.Quantize.MEDIANCUT)

    def few(place: int, frame: Raster) -> Image.Image:
        none = Image.Dither.NONE
        image = _image(frame).convert("RGB").quantize(palette=colours, dither=none)
        image.info["duration"] = _milliseconds(place, rate)
        return image

    images = map(few, count(), frames)
    next(images).save(stream, "GIF", save_all=True, append_images=images, loop=0, optimize=False)


def _milliseconds(place: int, rate: int) -> int:
    """How long a GIF shows the frame at ``place``, in whole hundredths of a second.

    Each ends where it should to the nearest of them, so that what is rounded does not add up.
    """
    begin, end = (round(100 * frame / rate) for frame in (place, place + 1))
    return 10 * max(end - begin, _SHORTEST)


def _webp(stream: IO[bytes], frames: Iterator[Raster], rate: int) -> None:
    images = map(_image, frames)
    next(images).save(
        stream, "WEBP", save_all=True, append_images=images, loop=0, quality=_WEBP_QUALITY, method=4,
        duration=1000 / rate,
    )  # fmt: skip


def _mp4(stream: IO[bytes], frames: Iterator[Raster], rate: int, wanted: Callable[[], bool]) -> None:
    """The codec that every browser plays, else the one that every ffmpeg has."""
    first = next(frames)
    codec, quality = next((c for c in _CODECS if c[0] in _encoders()), _CODECS[-1])
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "film.mp4"
        command = [
            str(ffmpeg()), "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgba",
            "-s", f"{first.width}x{first.height}", "-r", str(rate), "-i", "-", "-an",
            "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-c:v", codec, *quality,
            "-pix_fmt", "yuv420p", "-movflags", "+faststart", str(target),
        ]  # fmt: skip
        _feed(command, chain([first], frames), wanted)
        with target.open("rb") as made:
            shutil.copyfileobj(made, stream)


def _feed(command: list[str], frames: Iterable[Raster], wanted: Callable[[], bool]) -> None:
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(  # noqa: S603  (the program found on the path, no shell)
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            env=environment_of_others(),
            creationflags=UNSEEN,
        )
        try:
            assert process.stdin is not None  # noqa: S101
            with _killed_unless(wanted, process):
                for frame in frames:
                    if not _written(process.stdin, frame):
                        break  # it has ended, and says why below
                with suppress(OSError):
                    process.stdin.close()
                process.wait()
            _check(wanted)
        except BaseException:
            process.kill()
            process.communicate()  # closes the pipe, too
            raise
        if process.returncode:
            complaints.seek(0)
            why = complaints.read().decode(errors="replace").strip().splitlines()
            raise StorageError(f"ffmpeg gave up: {why[-1] if why else 'it does not say why'}")


@contextmanager
def _killed_unless(wanted: Callable[[], bool], process: subprocess.Popen[bytes]) -> Iterator[None]:
    """One that takes its time, to read or to end, holds nobody who does not want it any more."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_PATIENCE):
            if not wanted():
                process.kill()
                return

    watcher = threading.Thread(target=watch, name="film", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _written(pipe: IO[bytes], frame: Raster) -> bool:
    """Whether somebody reads at the other end."""
    try:
        pipe.write(frame.pixels.data if isinstance(frame.pixels, np.ndarray) else frame.pixels)
    except OSError:  # which one depends on the system
        return False
    return True


@cache
def _encoders() -> str:
    done = subprocess.run(  # noqa: S603
        [str(ffmpeg()), "-v", "error", "-encoders"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env=environment_of_others(),
        creationflags=UNSEEN,
    )
    return done.stdout
