"""A bundle leaves nothing out that the app needs."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEFT_OUT = runpy.run_path(str(ROOT / "packaging/left_out.py"))

# Every module of the app, both kinds of film and the pictures of a window, without what is left out.
WITHOUT = """
import importlib, pkgutil, runpy, sys

left_out = set(runpy.run_path(sys.argv.pop(1))["MODULES"])

class Missing:
    def find_spec(self, name, path=None, target=None):
        if any(name == left or name.startswith(f"{left}.") for left in left_out):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())

import optexplorer
for module in pkgutil.walk_packages(optexplorer.__path__, "optexplorer."):
    if module.name != "optexplorer.core.shipped_kernels":
        importlib.import_module(module.name)
from io import BytesIO
from PIL import Image
for kind in ("GIF", "WEBP"):
    Image.new("RGBA", (2, 2)).save(BytesIO(), kind, save_all=True)
found = sorted(left_out & set(sys.modules))
assert not found, f"left out, but imported: {found}"
from optexplorer.__main__ import main
sys.exit(main())
"""


@pytest.mark.parametrize(
    "words",
    [("run", "resources/experiments/penguins.optx"), ("self-test",)],
    ids=lambda words: words[0],
)
def test_the_app_runs_without_the_modules(words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, ROOT / "packaging/left_out.py", *words],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "PySide6/Qt/lib/libQt6Gui.so.6",
        "PySide6/Qt6Widgets.dll",
        "PySide6/Qt/lib/QtSvg.framework/Versions/A/QtSvg",
        "libQt6XcbQpa.so.6",
        "libxcb-cursor.so.0",
        "optexplorer/resources/surfaces.toml",
        "optexplorer/resources/kernels/core/driver._drive_1-2.py311.nbi",
    ],
)
def test_what_is_needed_is_kept(place: str) -> None:
    assert LEFT_OUT["kept"](place)
    assert LEFT_OUT["kept"](place.replace("/", "\\"))


@pytest.mark.parametrize(
    "place",
    [
        "libstdc++.so.6",
        "libgcc_s.so.1",
        "PySide6/Qt/lib/libQt6Qml.so.6",
        "PySide6/Qt6Quick.dll",
        "PySide6/Qt/lib/QtNetwork.framework/Versions/A/QtNetwork",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/translations/qt_de.qm",
        "PySide6/translations/qt_de.qm",
        "libQt6EglFsKmsSupport.so.6",
    ],
)
def test_what_is_not_needed_goes(place: str) -> None:
    assert not LEFT_OUT["kept"](place)
