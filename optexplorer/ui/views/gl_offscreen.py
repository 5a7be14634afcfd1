"""Pictures drawn by OpenGL beside the screen and handed over as images.

A widget that shows such an image is painted like any other. With an OpenGL widget in its place Qt
would upload and compose the whole window whenever anything in it is repainted, which on a software
renderer takes longer than drawing the picture.
"""

from collections.abc import Callable, Hashable

from PySide6.QtCore import QObject, QPoint, QRect, QSize
from PySide6.QtGui import (
    QImage,
    QOffscreenSurface,
    QOpenGLContext,
    QOpenGLFunctions,
    QSurfaceFormat,
)
from PySide6.QtOpenGL import (
    QOpenGLFramebufferObject,
    QOpenGLFramebufferObjectFormat,
    QOpenGLVertexArrayObject,
)

from optexplorer.ui.views import gl_kit

_SAMPLES = 4  # of a pixel, where a graphics card draws

Draw = Callable[[QOpenGLFunctions], None]


class Offscreen:
    """A context with two framebuffers: one keeps the ground, in one the picture is drawn over it.

    Where framebuffers cannot be copied (OpenGL ES 2) the ground is drawn with every picture.
    """

    def __init__(self, parent: QObject, *, software: bool) -> None:
        self.context = QOpenGLContext(parent)
        self.context.setFormat(QSurfaceFormat.defaultFormat())
        self.context.create()
        self._surface = QOffscreenSurface(None, parent)
        self._surface.setFormat(self.context.format())
        self._surface.create()
        self._format = QOpenGLFramebufferObjectFormat()
        self._format.setAttachment(QOpenGLFramebufferObject.Attachment.CombinedDepthStencil)
        self._format.setSamples(0 if software else _SAMPLES)
        self._ground: QOpenGLFramebufferObject | None = None
        self._picture: QOpenGLFramebufferObject | None = None
        self._arrays = QOpenGLVertexArrayObject(parent)
        self._look: Hashable = None  # of the ground that is kept
        self.keeps = False
        if self._enter():
            self.keeps = QOpenGLFramebufferObject.hasOpenGLFramebufferBlit()
            profile = self.context.format().profile()
            if profile == QSurfaceFormat.OpenGLContextProfile.CoreProfile:
                self._arrays.create()  # core profiles draw from nothing else
            self._leave()

    def draw(
        self, size: QSize, look: Hashable, ground: Draw, rest: Draw, port: QRect | None = None
    ) -> None:
        """Begin to draw ``ground`` with ``rest`` over it; ``size`` is in device pixels.

        ``port`` is where the whole picture lies, from the lower left corner, if it is larger.
        A kept ground serves as long as ``look`` and the size stay the same. The driver goes on
        drawing after the return.
        """
        if not self._enter():
            return
        try:
            gl = self.context.functions()
            port = port or QRect(QPoint(), size)
            gl.glViewport(port.x(), port.y(), port.width(), port.height())
            if self._picture is None or self._picture.size() != size:
                self._picture = QOpenGLFramebufferObject(size, self._format)
                self._ground = QOpenGLFramebufferObject(size, self._format) if self.keeps else None
                self._look = None
            if self._ground is not None:
                if look != self._look:
                    self._look = look
                    self._ground.bind()
                    ground(gl)
                QOpenGLFramebufferObject.blitFramebuffer(
                    self._picture, self._ground, gl_kit.COLOR_DEPTH_STENCIL
                )
            self._picture.bind()
            if self._ground is None:
                ground(gl)
            rest(gl)
            gl.glFlush()
        finally:
            self._leave()

    def image(self) -> QImage:
        """What was drawn last, once it is finished; empty if nothing could be drawn."""
        if self._picture is None or not self._enter():
            return QImage()
        image = self._picture.toImage()
        self._leave()
        return image

    def _enter(self) -> bool:
        entered = self.context.makeCurrent(self._surface)
        if entered and self._arrays.isCreated():
            self._arrays.bind()
        return entered

    def _leave(self) -> None:
        if self._arrays.isCreated():
            self._arrays.release()
        self.context.doneCurrent()
