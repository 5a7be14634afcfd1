"""Shader programs over Qt's OpenGL, compiled once for each context.

Shaders are written once, in GLSL 1.20 with ``FRAG_COLOR`` for the result; a header adapts them to
core profiles and to OpenGL ES.
"""

from collections.abc import Sequence

from PySide6.QtGui import QColor, QMatrix4x4, QOpenGLContext, QSurfaceFormat
from PySide6.QtOpenGL import QOpenGLShader, QOpenGLShaderProgram

from optexplorer.core.arrays import Mat

_LEGACY = "#version 120\n#define FRAG_COLOR gl_FragColor\n"
_EMBEDDED = (
    "#version 100\n#extension GL_OES_standard_derivatives : enable\n"
    "precision highp float;\n#define FRAG_COLOR gl_FragColor\n"
)
_CORE_VERTEX = "#version 150\n#define attribute in\n#define varying out\n"
_CORE_FRAGMENT = (
    "#version 150\n#define varying in\nout vec4 frag_colour;\n#define FRAG_COLOR frag_colour\n"
)

Sources = tuple[str, str]  # vertex, fragment


class ShaderError(RuntimeError):
    """The driver does not take a shader: a clause with the first of its reasons."""


class Program:
    """Shaders compiled for the current context; attributes have the locations 0, 1, ..."""

    def __init__(self, sources: Sources, attributes: tuple[str, ...]) -> None:
        self._qt = QOpenGLShaderProgram()
        self._locations: dict[str, int] = {}
        kinds = (QOpenGLShader.ShaderTypeBit.Vertex, QOpenGLShader.ShaderTypeBit.Fragment)
        for kind, header, source in zip(kinds, _headers(), sources, strict=True):
            if not self._qt.addShaderFromSourceCode(kind, header + source):
                raise ShaderError(self._refusal("compile"))
        for location, name in enumerate(attributes):
            self._qt.bindAttributeLocation(name, location)
        if not self._qt.link():
            raise ShaderError(self._refusal("link"))

    def _refusal(self, what: str) -> str:
        reasons = self._qt.log().strip().splitlines() or ["no reason given"]
        return f"the OpenGL driver could not {what} a shader ({reasons[0]})"

    def bind(self) -> None:
        """Use for what is drawn next."""
        self._qt.bind()

    def release(self) -> None:
        """Use no longer."""
        self._qt.release()

    def set_float(self, name: str, value: float) -> None:
        """Set a number; the program is bound."""
        self._qt.setUniformValue1f(self._location(name), value)

    def set_vector(self, name: str, values: Sequence[float]) -> None:
        """Set two, three or four numbers."""
        self._qt.setUniformValue(self._location(name), *values)

    def set_colour(self, name: str, colour: QColor) -> None:
        """Set red, green, blue and opacity."""
        self.set_vector(name, (colour.redF(), colour.greenF(), colour.blueF(), colour.alphaF()))

    def set_matrix(self, name: str, values: Mat) -> None:
        """Set a matrix (4, 4)."""
        self._qt.setUniformValue(self._location(name), QMatrix4x4(*values.ravel().tolist()))

    def enable(self, location: int, kind: int, offset: int, count: int, stride: int) -> None:
        """Read an attribute from the bound buffer."""
        self._qt.enableAttributeArray(location)
        self._qt.setAttributeBuffer(location, kind, offset, count, stride)

    def disable(self, location: int) -> None:
        """Read an attribute no longer."""
        self._qt.disableAttributeArray(location)

    def _location(self, name: str) -> int:
        if name not in self._locations:
            self._locations[name] = self._qt.uniformLocation(name)
        return self._locations[name]


class Programs:
    """Those of one context: what is drawn by the same shaders has one of them, whatever it draws."""

    def __init__(self) -> None:
        self._compiled: dict[Sources, Program] = {}

    def of(self, sources: Sources, attributes: tuple[str, ...]) -> Program:
        """Compiled when first asked for; the context is current."""
        if sources not in self._compiled:
            self._compiled[sources] = Program(sources, attributes)
        return self._compiled[sources]


def _headers() -> tuple[str, str]:
    """What precedes the vertex and the fragment shader in the current context."""
    context = QOpenGLContext.currentContext()
    if context.isOpenGLES():
        return _EMBEDDED, _EMBEDDED
    if context.format().profile() == QSurfaceFormat.OpenGLContextProfile.CoreProfile:
        return _CORE_VERTEX, _CORE_FRAGMENT
    return _LEGACY, _LEGACY
