"""``optexplorer run --image``: what each option changes in the file, and what is refused."""

import json
import os
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageSequence

from optexplorer.__main__ import main
from optexplorer.cli.parser import parse
from optexplorer.cli.pictures import asked
from optexplorer.ui.export import encode
from optexplorer.ui.export.look import Film, Look
from optexplorer.ui.tokens import DARK, LIGHT
from tests.cli.test_bad_input import GOOD, refused
from tests.cli.test_image import run

HEAD = 34  # pixels for name and formula
EDGE = 24  # of 255: more than two paintings of one glyph differ by
OLD = b"there before"

SMALL = ("--size", "640x480", "--scale", "1")
ALL = (
    "--size 500x400 --only contour --background dark --no-legend --no-formula "
    "--frames-per-second 9 --seconds 2 --hold 0"
)


def drawn(out: Path, *options: str) -> NDArray[np.int_]:
    """The picture (rows, columns, 4) that the real program draws."""
    done = run(out, *options)
    assert (done.returncode, done.stderr) == (0, "")
    with Image.open(out) as image:
        return np.asarray(image.convert("RGBA")).astype(int)


def labels(out: Path, *options: str) -> str:
    """An SVG, whose texts have their words beside them."""
    done = run(out, *options)
    assert (done.returncode, done.stderr) == (0, "")
    return out.read_text(encoding="utf-8")


def _loaded(frame: Image.Image) -> Image.Image:
    frame.load()  # which tells a WebP how long it stays
    return frame


@pytest.fixture
def plain(tmp_path: Path) -> NDArray[np.int_]:
    """Small, and else as usual."""
    return drawn(tmp_path / "plain.png", *SMALL)


def test_nothing_that_the_window_asks_is_left_out() -> None:
    picture = asked(parse(["run", "a.optx", "--image", "a.gif", *ALL.split()]))
    assert picture is not None
    assert picture.film.keys() == {p.name for p in Film.parameters()}
    every = {p.name: p for p in Look.parameters()}
    assert picture.look.keys() == every.keys() - {"in_3d", "scale"}
    for background in every["background"].choices:
        still = asked(
            parse(["run", "a", "--image", "a.png", "--background", background, "--scale", "3"])
        )
        assert still is not None
        assert still.look == {"background": background, "scale": 3.0}


def test_it_has_the_size_that_was_asked_for_times_the_scale(
    plain: NDArray[np.int_], tmp_path: Path
) -> None:
    assert plain.shape == (480, 640, 4)
    size = ("--size", "640x480")
    assert drawn(tmp_path / "a.png", *size, "--scale", "1.5").shape == (720, 960, 4)
    assert drawn(tmp_path / "b.png", *size).shape == (960, 1280, 4)
    assert 'viewBox="0 0 640 480"' in labels(tmp_path / "a.svg", *size)


def test_what_it_stands_on(plain: NDArray[np.int_], tmp_path: Path) -> None:
    small = (*SMALL, "--background")
    corner = (-2, 2)
    assert tuple(plain[corner]) == (*LIGHT.color("canvas").getRgb()[:3], 255)
    dark = drawn(tmp_path / "dark.png", *small, "dark")
    assert tuple(dark[corner]) == (*DARK.color("canvas").getRgb()[:3], 255)
    clear = drawn(tmp_path / "clear.png", *small, "transparent")
    assert clear[corner][3] == 0
    assert clear[160, 200, 3] == 255, "the surface"


def test_the_names_of_the_runs_can_be_left_out(plain: NDArray[np.int_], tmp_path: Path) -> None:
    bare = drawn(tmp_path / "a.png", *SMALL, "--no-legend")
    changed = (np.abs(bare - plain) > EDGE).any(axis=2)
    rows = np.flatnonzero(changed.any(axis=1))
    assert changed.sum() > 500
    assert rows.min() > HEAD
    assert rows.max() < HEAD + 0.7 * (480 - HEAD), "nothing of the curves"


def test_name_and_formula_can_be_left_out(plain: NDArray[np.int_], tmp_path: Path) -> None:
    bare = drawn(tmp_path / "a.png", *SMALL, "--no-formula")
    for shown, ground in ((plain, True), (bare, False)):
        strip = shown[:HEAD, :, :3]
        white = (strip == 255).all(axis=2)
        assert (white.mean() > 0.8) == ground, "the picture reaches up"
    text = plain[:HEAD, 14:300, :3]
    assert text.min() < 80, "the name"


def test_one_view_alone(tmp_path: Path) -> None:
    both = labels(tmp_path / "both.svg")
    contour = labels(tmp_path / "contour.svg", "--only", "contour")
    curves = labels(tmp_path / "curves.svg", "--only", "curves")
    name, loss = 'aria-label="Gradient descent"', 'aria-label="Loss"'
    assert (name in both, loss in both) == (True, True)
    assert (name in contour, loss in contour) == (True, False)
    assert (name in curves, loss in curves) == (False, True)


def test_curves_alone_have_all_the_room(tmp_path: Path) -> None:
    out = tmp_path / "curves.png"
    assert run(out, "--only", "curves", "--size", "900x600").returncode == 0
    with Image.open(out) as image:
        rows = np.asarray(image.convert("L"))
    painted = np.flatnonzero(rows.min(axis=1) < 200) / rows.shape[0]
    assert np.diff(painted).max() < 0.2, "no empty part above them"


@pytest.mark.parametrize("kind", ["gif", "webp"])
def test_a_film_has_its_frames_and_takes_its_time(tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"a.{kind}"
    options = ("--size", "480x320", "--frames-per-second", "10", "--seconds", "0.5", "--hold")
    for hold, frames in (("0", 5), ("0.3", 8)):
        done = run(out, *options, hold)
        assert (done.returncode, done.stderr) == (0, "")
        with Image.open(out) as film:
            assert film.size == (480, 320)
            times = [_loaded(frame).info["duration"] for frame in ImageSequence.Iterator(film)]
        assert len(times) >= 5, "those that stay may be one"
        assert sum(times) == 100 * frames


def test_a_film_can_be_transparent(tmp_path: Path) -> None:
    out = tmp_path / "a.webp"
    done = run(out, "--size", "480x320", "--seconds", "0.1", "--background", "transparent")
    assert (done.returncode, done.stderr) == (0, "")
    with Image.open(out) as film:
        alphas = [f.convert("RGBA").getpixel((2, 318))[3] for f in ImageSequence.Iterator(film)]
    assert set(alphas) == {0}


def test_a_video(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "bin" / "ffmpeg"
    program.parent.mkdir()
    program.symlink_to(imageio_ffmpeg.get_ffmpeg_exe())
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    options = ("--size", "480x320", "--frames-per-second", "10", "--seconds", "0.5", "--hold", "0.3")
    done = run(tmp_path / "a.mp4", *options)
    assert (done.returncode, done.stderr) == (0, "")
    frames, seconds = imageio_ffmpeg.count_frames_and_secs(str(tmp_path / "a.mp4"))
    assert (frames, seconds) == (8, pytest.approx(0.8, abs=0.05))


@pytest.fixture
def endless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An experiment whose history fits into no memory: what is told instead, came before the work."""
    monkeypatch.chdir(tmp_path)
    runs = [{"optimizer": "gd"}] * 1000
    Path("a.optx").write_text(json.dumps(GOOD | {"steps": 100_000_000, "runs": runs}), "utf-8")
    return "a.optx"


def test_the_endless_one_is_refused_where_the_work_begins(
    endless: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "GiB of memory" in refused(capsys, "run", endless, "--image", "a.png")


@pytest.mark.parametrize(
    ("target", "options", "message"),
    [
        ("", "--size 640x480", "--size needs --image"),
        ("", "--no-legend", "--no-legend needs --image"),
        ("", "--formula", "--formula needs --image"),
        ("", "--frames-per-second 20", "--frames-per-second needs --image"),
        ("a.png", "--size 640", "--size: expected WIDTHxHEIGHT in pixels, as 1280x800, got '640'"),
        ("a.png", "--size -1x640", "argument --size: expected one argument"),
        ("a.png", "--size 100x480", "--size: the width must lie in [480, 8192], got 100"),
        ("a.gif", "--size 640x9000", "--size: the height must lie in [320, 8192], got 9000"),
        ("a.png", "--scale 9", "--scale: must lie in [1, 8], got 9"),
        ("a.png", "--scale nan", "--scale: must lie in [1, 8], got nan"),
        ("a.png", "--scale big",
         "argument --scale: invalid float value: 'big' (see optexplorer run --help)"),
        ("a.svg", "--scale 2", "--scale is for .png alone, got .svg"),
        ("a.gif", "--scale 2", "--scale is for .png alone, got .gif"),
        ("a.png", "--seconds 2", "--seconds is for .gif or .webp or .mp4 alone, got .png"),
        ("a.pdf", "--frames-per-second 9",
         "--frames-per-second is for .gif or .webp or .mp4 alone, got .pdf"),
        ("a.gif", "--frames-per-second 61", "--frames-per-second: must lie in [1, 60], got 61"),
        ("a.gif", "--frames-per-second 2.5", None),
        ("a.gif", "--seconds 0", "--seconds: must lie in [0.1, 600], got 0"),
        ("a.gif", "--hold inf", "--hold: must lie in [0, 60], got inf"),
        ("a.png", "--background red", None),
        ("a.png", "--only 3d", None),
        ("a.png", "--size 8192x8192 --scale 8",
         "--image: 65536 × 65536 pixels are too many: 100 million fit into a picture"),
        ("a.gif", "--frames-per-second 60 --seconds 600", "--image: 36060 frames of 1280 × 800 pixels"),
    ],
)  # fmt: skip
def test_what_is_refused_before_the_work(
    endless: str, capsys: pytest.CaptureFixture[str], target: str, options: str, message: str | None
) -> None:
    image = ["--image", target] if target else []
    for name in filter(None, (target, "a.csv")):
        Path(name).write_bytes(OLD)
    said = refused(capsys, "run", endless, "--csv", "a.csv", *image, *options.split())
    if message is None:
        option, value = options.split()
        assert said.startswith(f"argument {option}: invalid")
        assert value in said
    else:
        assert said.startswith(message)
    assert {path.read_bytes() for path in Path().iterdir() if path.suffix != ".optx"} == {OLD}


def test_without_ffmpeg_a_video_is_refused_before_the_work(
    endless: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(Path.cwd()))
    monkeypatch.setattr(encode, "_BESIDES", "")
    encode.ffmpeg.cache_clear()
    assert main(["run", endless, "--csv", "a.csv", "--image", "a.mp4"]) == 1
    encode.ffmpeg.cache_clear()
    assert capsys.readouterr().err == (
        "optexplorer: error: MP4 needs the program ffmpeg, which is not installed here; "
        "GIF and WebP need nothing\n"
    )
    assert [path.name for path in Path().iterdir()] == ["a.optx"]


def test_the_table_and_the_picture_are_two_files(
    endless: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(capsys, "run", endless, "--csv", "a.png", "--image", "./a.png")
    assert said == "--csv and --image: ./a.png cannot be both"
    assert not Path("a.png").exists()
