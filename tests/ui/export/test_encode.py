"""Films read back by the libraries that other programs use."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import imageio_ffmpeg
import pytest
from PIL import Image

from optexplorer.core.cancel import Cancel, Cancelled
from optexplorer.storage.errors import StorageError
from optexplorer.ui.export import encode
from optexplorer.ui.export.encode import Raster

COLOURS = ((200, 40, 30, 255), (30, 160, 60, 255), (40, 60, 190, 255))


def raster(colour: tuple[int, int, int, int], width: int = 63, height: int = 41) -> Raster:
    return Raster(width, height, bytes(colour) * (width * height))


@pytest.fixture
def ffmpeg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A real ffmpeg on the path."""
    program = tmp_path / "bin" / "ffmpeg"
    program.parent.mkdir()
    program.symlink_to(imageio_ffmpeg.get_ffmpeg_exe())
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    forget()
    yield str(program)
    forget()


def forget() -> None:
    encode.ffmpeg.cache_clear()
    encode._encoders.cache_clear()


def make(path: Path, rate: int = 20) -> None:
    stripes = Raster(63, 3, b"".join(bytes(colour) * 63 for colour in COLOURS))
    encode.encode(path, map(raster, COLOURS), rate, last=stripes)


def near(one: tuple[int, ...], other: tuple[int, ...], by: int) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one[:3], other[:3], strict=True))


@pytest.mark.parametrize("kind", [".gif", ".webp"])
def test_frames_come_back_in_order_and_at_their_rate(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a{kind}"
    make(path)
    with Image.open(path) as film:
        assert film.size == (63, 41)
        assert film.n_frames == 3
        assert film.info.get("loop", 0) == 0, "for ever"
        for place, colour in enumerate(COLOURS):
            film.seek(place)
            assert near(film.convert("RGB").getpixel((30, 20)), colour, 12)
            assert film.info["duration"] == 50


@pytest.mark.parametrize("rate", [3, 30, 40, 50])
@pytest.mark.parametrize("kind", [".gif", ".webp"])
def test_a_film_takes_as_long_as_its_frames_at_their_rate(tmp_path: Path, kind: str, rate: int) -> None:
    path, count, times = tmp_path / f"a{kind}", 4 * rate, []
    last = Raster(16, 2, bytes(COLOURS[0]) * 16 + bytes(COLOURS[1]) * 16)
    encode.encode(path, (raster(COLOURS[i % 2], 16, 16) for i in range(count)), rate, last=last)
    with Image.open(path) as film:
        assert film.n_frames == count
        for place in range(count):
            film.seek(place)
            film.load()
            times.append(film.info["duration"])
    assert sum(times) == pytest.approx(4000, abs=10)
    assert max(times) - min(times) <= 10
    assert min(times) >= 20, "a shorter one is shown for a tenth of a second"


def test_a_gif_has_the_colours_of_the_last_frame_exactly(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    make(path)
    with Image.open(path) as film:
        film.seek(2)
        assert film.convert("RGB").getpixel((5, 5)) == COLOURS[2][:3]


def test_a_webp_can_be_clear(tmp_path: Path) -> None:
    path = tmp_path / "a.webp"
    clear = (0, 0, 0, 0)
    encode.encode(path, map(raster, (COLOURS[0], clear)), 20, last=raster(clear))
    with Image.open(path) as film:
        film.seek(1)
        assert film.convert("RGBA").getpixel((30, 20))[3] == 0


def test_a_video_has_all_frames_and_even_sides(tmp_path: Path, ffmpeg: str) -> None:
    path = tmp_path / "a.mp4"
    make(path, rate=30)
    shown = subprocess.run(
        [ffmpeg, "-v", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
        capture_output=True,
        check=True,
    ).stdout
    size = 64 * 42 * 3
    assert len(shown) == 3 * size
    for place, colour in enumerate(COLOURS):
        middle = place * size + (20 * 64 + 30) * 3
        assert near(tuple(shown[middle : middle + 3]), colour, 16)


@pytest.mark.parametrize("before", [None, "/of/the/system"])
def test_in_a_bundle_ffmpeg_finds_the_libraries_of_the_system(
    tmp_path: Path, ffmpeg: str, monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    program = Path(ffmpeg)
    real, told = program.rename(program.with_name("real")), program.with_name("told")
    tell = f'echo "${{LD_LIBRARY_PATH-none}}" >>"{told}"'
    program.write_text(f'#!/bin/sh\n{tell}\nexec "{real}" "$@"\n')
    program.chmod(0o755)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path / "bundle"))
    if before is not None:
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", before)
    make(tmp_path / "a.mp4")
    starts = told.read_text().splitlines()
    assert starts == [before or "none"] * 2, "asked for its codecs, and for the film"
    assert os.environ["LD_LIBRARY_PATH"] == str(tmp_path / "bundle"), "the program keeps its own"


def test_without_ffmpeg_a_video_is_refused_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(encode, "_BESIDES", "")
    encode.ffmpeg.cache_clear()
    with pytest.raises(StorageError, match="MP4 needs the program ffmpeg"):
        make(tmp_path / "a.mp4")
    encode.ffmpeg.cache_clear()
    assert list(tmp_path.iterdir()) == []


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"must end with \.gif, \.webp, \.mp4, got 'a.avi'"):
        make(tmp_path / "a.avi")


@pytest.mark.parametrize("kind", [".gif", ".webp", ".mp4"])
def test_called_off_no_file_is_left_and_an_old_one_stays(
    tmp_path: Path, ffmpeg: str, kind: str
) -> None:
    path = tmp_path / f"a{kind}"
    path.write_bytes(b"old")

    def broken() -> Iterator[Raster]:
        yield raster(COLOURS[0])
        raise Cancelled

    with pytest.raises(Cancelled):
        encode.encode(path, broken(), 20, last=raster(COLOURS[0]))
    assert path.read_bytes() == b"old"
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"a{kind}", "bin"]


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("kind", [".gif", ".webp", ".mp4"])
def test_called_off_after_its_last_frame_no_file_is_left_either(
    tmp_path: Path, ffmpeg: str, kind: str, old: bool
) -> None:
    path, cancel = tmp_path / f"a{kind}", Cancel()
    if old:
        path.write_bytes(b"old")
    make_until(path, then(cancel.set), lambda: not cancel.is_set)
    left = {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()}
    assert left == ({path.name: b"old"} if old else {})


@pytest.mark.parametrize("kind", [".gif", ".webp", ".mp4"])
def test_called_off_while_it_goes_to_the_disk_it_leaves_the_old_file(
    tmp_path: Path, ffmpeg: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, cancel = tmp_path / f"a{kind}", Cancel()
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", lambda _file: cancel.set())
    make_until(path, map(raster, COLOURS), lambda: not cancel.is_set)
    assert path.read_bytes() == b"old"


def make_until(path: Path, frames: Iterator[Raster], wanted: Callable[[], bool]) -> None:
    """Begin a film, which is called off."""
    with pytest.raises(Cancelled):
        encode.encode(path, frames, 20, last=raster(COLOURS[0]), wanted=wanted)


def then(happen: Callable[[], None]) -> Iterator[Raster]:
    """Frames; it happens when the last one has been taken."""
    yield from map(raster, COLOURS)
    happen()


def replace(ffmpeg: str, script: str) -> None:
    """By one that runs ``script`` in place of making a film."""
    program = Path(ffmpeg)
    program.unlink()
    program.write_text(f'#!/bin/sh\ncase "$*" in *-encoders*) exit;; esac\n{script}\n')
    program.chmod(0o755)


def test_called_off_it_does_not_wait_for_an_ffmpeg_that_takes_its_time(
    tmp_path: Path, ffmpeg: str
) -> None:
    replace(ffmpeg, "cat >/dev/null\nexec sleep 600")
    cancel = Cancel()
    make_until(tmp_path / "a.mp4", then(cancel.set), lambda: not cancel.is_set)


def test_called_off_it_does_not_wait_for_an_ffmpeg_that_does_not_read(
    tmp_path: Path, ffmpeg: str
) -> None:
    replace(ffmpeg, "exec sleep 600")
    cancel, more_than_a_pipe_holds = Cancel(), 1_000

    def frames() -> Iterator[Raster]:
        cancel.set()
        yield raster(COLOURS[0], more_than_a_pipe_holds, more_than_a_pipe_holds)

    make_until(tmp_path / "a.mp4", frames(), lambda: not cancel.is_set)


def test_a_gif_that_is_called_off_while_it_is_written_goes_no_further(tmp_path: Path) -> None:
    asked: list[bool] = []

    def wanted() -> bool:
        asked.append(len(asked) < 2)
        return asked[-1]

    make_until(tmp_path / "a.gif", map(raster, COLOURS), wanted)
    assert asked == [True, True, False]
    assert list(tmp_path.iterdir()) == []
