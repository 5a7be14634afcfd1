"""The installer for one user, around a stand-in for the bundle."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LINUX = Path(__file__).parents[2] / "packaging/linux"
DESKTOP = "applications/optexplorer.desktop"
TYPE = "mime/packages/optexplorer.xml"
ANOTHER_TYPE = """\
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="text/x-another"><glob pattern="*.another"/></mime-type>
</mime-info>
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a desktop of freedesktop.org")


class Person:
    """A home, and what the .run file does there."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home of a person"
        self.home.mkdir()
        self.data = self.home / ".local/share"
        self.command = self.home / ".local/bin/optexplorer"
        self.program = self.home / ".local/opt/optexplorer"
        self._unpacked = folder / "unpacked"
        self.environment = {"HOME": str(self.home)}

    def install(self) -> str:
        """Install from a folder unpacked for it; what was said."""
        for name in (DESKTOP, TYPE):
            made = self._unpacked / "share" / name
            made.parent.mkdir(parents=True)
            shutil.copy(LINUX / made.name, made)
        program = self._unpacked / "optexplorer/optexplorer"
        program.parent.mkdir()
        program.write_text("#!/bin/sh\necho started\n")
        program.chmod(0o755)
        (program.parent / "_internal").mkdir()
        for name in ("install.sh", "uninstall.sh"):
            shutil.copy(LINUX / name, self._unpacked)
        (self._unpacked / "LICENSE").write_text("free\n")
        said = self._run(self._unpacked / "install.sh", self._unpacked)
        shutil.rmtree(self._unpacked)
        return said

    def uninstall(self) -> str:
        """Remove it; what was said."""
        return self._run(self.program / "uninstall.sh", self.home)

    def left(self) -> list[str]:
        """All files and folders of the home."""
        return sorted(str(path.relative_to(self.home)) for path in self.home.rglob("*"))

    def _run(self, script: Path, folder: Path) -> str:
        kept = {name: text for name, text in os.environ.items() if not name.startswith("XDG")}
        done = subprocess.run(
            [script],
            cwd=folder,
            env=kept | self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout


@pytest.fixture
def person(tmp_path: Path) -> Person:
    return Person(tmp_path)


def started(command: Path) -> bool:
    return subprocess.check_output([command], text=True) == "started\n"


def test_installed_started_and_removed_without_a_trace(person: Person) -> None:
    said = person.install()
    assert str(person.command) in said
    assert started(person.command)
    assert f'Exec="{person.program}/optexplorer" %f' in (person.data / DESKTOP).read_text()
    assert person.uninstall() == "Optimizer Explorer is removed.\n"
    assert person.left() == []


def test_installed_twice(person: Person) -> None:
    person.install()
    assert str(person.command) in person.install()
    assert started(person.command)
    person.uninstall()
    assert person.left() == []


TOOLS = ("update-desktop-database", "update-mime-database", "gtk-update-icon-cache")


@pytest.fixture
def told(person: Person, tmp_path: Path) -> Path:
    """What the desktop's tools are told, a line each; they stand first on the person's path."""
    told, tools = tmp_path / "told", tmp_path / "tools"
    tools.mkdir()
    for name in TOOLS:
        tell = f'for last; do :; done\necho "{name} $last" >>"{told}"\n'
        (tools / name).write_text(f"#!/bin/sh\n{tell}")
        (tools / name).chmod(0o755)
    person.environment["PATH"] = f"{tools}{os.pathsep}{os.environ['PATH']}"
    return told


@pytest.mark.parametrize("elsewhere", [False, True])
def test_the_desktop_is_told_of_folders_with_spaces_in_their_names(
    person: Person, told: Path, elsewhere: bool
) -> None:
    if elsewhere:
        person.data = person.home / "what programs know"
        person.environment["XDG_DATA_HOME"] = str(person.data)
    folders = (person.data / name for name in ("applications", "mime", "icons/hicolor"))
    lines = [f"{tool} {folder}" for tool, folder in zip(TOOLS, folders, strict=True)]
    assert " " in str(person.data)
    person.install()
    assert told.read_text().splitlines() == lines
    assert (person.data / DESKTOP).exists()
    person.uninstall()
    assert told.read_text().splitlines() == lines * 2
    assert not (person.data / DESKTOP).exists()


@pytest.mark.parametrize("times", [1, 2])
def test_an_empty_folder_that_was_there_stays(person: Person, times: int) -> None:
    person.command.parent.mkdir(parents=True)
    for _ in range(times):
        person.install()
    person.uninstall()
    assert person.left() == [".local", ".local/bin"]


@pytest.mark.parametrize("dangling", [False, True])
def test_another_command_of_that_name_stays(person: Person, dangling: bool) -> None:
    person.command.parent.mkdir(parents=True)
    if dangling:
        person.command.symlink_to("gone")
    else:
        person.command.write_text("another\n")
    said = person.install()
    assert f"{person.command} is something else and stays as it is.\n" in said
    assert f"or as {person.program}/optexplorer." in said
    assert started(person.program / "optexplorer")
    person.uninstall()
    assert person.left() == [".local", ".local/bin", ".local/bin/optexplorer"]
    assert os.path.lexists(person.command)


@pytest.mark.parametrize("missing", ["shared-files", "uninstall.sh", "optexplorer"])
def test_an_installation_cut_short_is_completed(person: Person, missing: str) -> None:
    person.install()
    (person.program / missing).unlink()
    person.install()
    assert started(person.command)
    person.uninstall()
    assert person.left() == []


def test_an_installation_cut_short_is_removed(person: Person) -> None:
    person.install()
    for path in (person.data / DESKTOP, person.data / TYPE, person.program / "shared-files"):
        path.unlink()
    person.uninstall()
    assert not person.program.exists()
    assert not os.path.lexists(person.command)


def test_what_others_keep_there_stays(person: Person) -> None:
    names = ("applications/another.desktop", "icons/hicolor/48x48/apps/another.png", "mime/another.xml")
    others = {person.data / name: "another's\n" for name in names}
    others[person.data / "mime/packages/another.xml"] = ANOTHER_TYPE
    for path, text in others.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    person.install()
    person.uninstall()
    assert {path: path.read_text() for path in others} == others
    known = (person.data / "mime/text/x-another.xml").exists()
    assert known == (shutil.which("update-mime-database") is not None), "which makes it of the other"
    assert not any("optexplorer" in name for name in person.left())
