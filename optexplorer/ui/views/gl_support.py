"""Whether 3-D pictures can be drawn here, found out without drawing one.

Nothing of OpenGL is touched before ``probe``: creating the first context takes 50 to 300 ms. The
picture is drawn through Qt's own OpenGL functions, so the context that Qt made is the one in use,
whether it came by way of GLX, EGL, WGL or Cocoa.

A broken driver ends the process and cannot be caught; `ui.start_flag` tells the next start of it.
"""

from dataclasses import dataclass, replace

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

    def without(self, why: str) -> "GLSupport":
        """No 3-D with what was found, because of ``why``: a clause."""
        reason = f"No 3-D picture: {why}. The contour view shows the same paths."
        return replace(self, available=False, reason=reason)


_UNKNOWN = GLSupport(False, "")


def probe() -> GLSupport:
    """Make a context current on a surface that is not on screen, and ask it."""
    context = QOpenGLContext()
    if not context.create():
        return _UNKNOWN.without("this computer offers no OpenGL to this window")
    surface = QOffscreenSurface()
    surface.setFormat(context.format())
    surface.create()
    if not surface.isValid() or not context.makeCurrent(surface):
        return _UNKNOWN.without("the OpenGL driver could not be started")
    try:
        renderer, named = (str(context.functions().glGetString(n) or "") for n in (_RENDERER, _VERSION))
        limits = (context.functions().glGetIntegerv(n) for n in _LARGEST)
        largest = min(limit for limit in limits if isinstance(limit, int))
        version = context.format().version()
        embedded = context.isOpenGLES()
    finally:
        context.doneCurrent()
    if not embedded and tuple(version) < _OLDEST:
        return _UNKNOWN.without(f"it needs OpenGL 2.1 and this driver has {version[0]}.{version[1]}")
    software = any(name in renderer.lower() for name in _SOFTWARE)
    return GLSupport(True, "", renderer, named, software, largest)
