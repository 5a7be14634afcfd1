"""Whether 3-D pictures can be drawn here, found out without drawing one.

Nothing of OpenGL is touched before ``probe``: creating the first context takes 50 to 300 ms. The
picture is drawn through Qt's own OpenGL functions, so the context that Qt made is the one in use,
whether it came by way of GLX, EGL, WGL or Cocoa.

A broken driver ends the process and cannot be caught. ``StartFlag`` therefore leaves a file behind
while 3-D starts: if it is still there at the next start, the last attempt died.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QOffscreenSurface, QOpenGLContext

_RENDERER, _VERSION = 0x1F01, 0x1F02  # GL_RENDERER, GL_VERSION
_LARGEST = (0x84E8, 0x0D33)  # GL_MAX_RENDERBUFFER_SIZE, GL_MAX_TEXTURE_SIZE
_SOFTWARE = ("llvmpipe", "softpipe", "swrast", "software", "gdi generic", "basic render")
_OLDEST = (2, 1)


@dataclass(frozen=True)
class GLSupport:
    """What OpenGL can do here; ``reason`` is a sentence, empty where 3-D is available."""

    available: bool
    reason: str
    renderer: str = ""
    version: str = ""
    software: bool = False  # drawn by the processor: keep the detail low
    largest: int = 0  # pixels across or down of a picture


def probe() -> GLSupport:
    """Make a context current on a surface that is not on screen, and ask it."""
    context = QOpenGLContext()
    if not context.create():
        return _no("this computer offers no OpenGL to this window")
    surface = QOffscreenSurface()
    surface.setFormat(context.format())
    surface.create()
    if not surface.isValid() or not context.makeCurrent(surface):
        return _no("the OpenGL driver could not be started")
    try:
        renderer, named = (str(context.functions().glGetString(n) or "") for n in (_RENDERER, _VERSION))
        limits = (context.functions().glGetIntegerv(n) for n in _LARGEST)
        largest = min(limit for limit in limits if isinstance(limit, int))
        version = context.format().version()
        embedded = context.isOpenGLES()
    finally:
        context.doneCurrent()
    if not embedded and tuple(version) < _OLDEST:
        return _no(f"it needs OpenGL 2.1 and this driver has {version[0]}.{version[1]}")
    software = any(name in renderer.lower() for name in _SOFTWARE)
    return GLSupport(True, "", renderer, named, software, largest)


def _no(why: str) -> GLSupport:
    return GLSupport(False, f"No 3-D picture: {why}. The contour view shows the same paths.")


class StartFlag:
    """A file that exists while 3-D starts. Without a path, or without a folder, it never does."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def left_behind(self) -> bool:
        """Whether the last attempt to start did not end well; one still under way is none."""
        if self._path is None:
            return False
        try:
            return not _running(self._path.read_text("ascii"))
        except (OSError, ValueError):
            return self._path.exists()

    def set(self) -> None:
        """Say that a start is in progress."""
        if self._path is not None:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._path.write_text(str(os.getpid()), "ascii")
            except OSError:
                self.clear()  # a full disk may have left an empty file
                self._path = None  # a read-only home costs the protection, not the picture

    def clear(self) -> None:
        """Say that the start succeeded, or that it may be tried again."""
        if self._path is not None:
            try:
                self._path.unlink(missing_ok=True)
            except OSError:
                self._path = None


def _running(process: str) -> bool:
    """Whether the process of this number lives, where the system says so without harm to it."""
    if os.name != "posix" or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass  # it lives, and is somebody else's
    return True
