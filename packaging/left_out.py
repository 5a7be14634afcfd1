"""What a bundle does without: the deny-list, in this one place.

``tests/packaging/test_left_out.py`` runs the app without these modules.
"""

import re
import sysconfig
from pathlib import Path

# Imported by libraries at most where they are asked for what the app never asks.
MODULES = (
    # other people's programs, which a library would use if it were there
    "IPython", "OpenGL", "cupy", "h5py", "jinja2", "matplotlib", "pandas", "psutil", "scipy", "yaml",
    # numba for other machines than this one's processor, and for building libraries
    "numba.cuda", "numba.pycc", "numba.testing", "numba.tests",
    # numpy for building libraries
    "numpy.distutils", "numpy.f2py", "numpy.tests",
    # pyqtgraph's examples and what needs them
    "pyqtgraph.canvas", "pyqtgraph.console", "pyqtgraph.dockarea", "pyqtgraph.examples",
    "pyqtgraph.flowchart", "pyqtgraph.jupyter", "pyqtgraph.opengl",
    # Pillow beyond GIF and WebP
    "PIL.AvifImagePlugin", "PIL.ImageCms", "PIL.ImageQt", "PIL.ImageTk", "PIL._avif", "PIL._imagingcms",
    "PIL._imagingtk",
    # sympy beyond derivatives and simplification
    "sympy.parsing.autolev", "sympy.parsing.latex", "sympy.testing",
    # Qt's parts without widgets
    "PySide6.QtDesigner", "PySide6.QtHelp", "PySide6.QtNetwork", "PySide6.QtQml", "PySide6.QtQuick",
    "PySide6.QtQuickWidgets", "PySide6.QtSql", "PySide6.QtTest", "PySide6.QtUiTools", "PySide6.QtXml",
    # Python's own
    "_hashlib", "_ssl", "_tkinter", "curses", "distutils", "ensurepip", "idlelib", "lib2to3", "pip",
    "pkg_resources", "readline", "setuptools", "sqlite3", "ssl", "tkinter", "turtle", "venv", "wheel",
)  # fmt: skip

# Files that come with a library, by their place in the bundle, with "/" on every system.
FILES = re.compile(
    r"""
      PySide6/(Qt/)?(qml|translations|resources|metatypes|lib/metatypes)/
    | /plugins/(egldeviceintegrations|generic|networkinformation|printsupport|qmllint|qmltooling
               |sqldrivers|tls|designer|vectorimageformats|wayland-graphics-integration-server)/
    | /plugins/imageformats/(lib)?q(icns|pdf|tga|tiff|wbmp)
    | /plugins/platforms/(lib)?q(eglfs|linuxfb|minimalegl|vkkhrdisplay|vnc)
    | /plugins/platforminputcontexts/libqtvirtualkeyboard
    | /plugins/platformthemes/libqgtk3
    | (lib)?Qt6?(EglF[Ss]\w*|Labs\w*|Network|Pdf|Qml\w*|Quick\w*|Sql|Test|VirtualKeyboard\w*)
      [.\d\w]*(/|$)
    # OpenGL's driver brings its own, newer ones, and does not load beside these.
    | ^(lib)?(stdc\+\+|gcc_s)\.so
    # The test data of libraries.
    | /tests?/
    """,
    re.VERBOSE,
)


def prune(site: Path) -> None:
    """Remove Qt's files from an environment made for a bundle; what they need then stays away too."""
    for path in (site / "PySide6").rglob("*"):
        if path.is_file() and not kept(path.relative_to(site).as_posix()):
            path.unlink()


def kept(place: str) -> bool:
    """Whether a file belongs into the bundle."""
    return FILES.search(place.replace("\\", "/")) is None


if __name__ == "__main__":
    prune(Path(sysconfig.get_path("platlib")))
