"""Small helpers over Qt's OpenGL: what is drawn, and geometry that uploads itself."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QOpenGLFunctions
from PySide6.QtOpenGL import QOpenGLBuffer
from shiboken6 import VoidPtr

from optexplorer.core.arrays import Mat, Vec
from optexplorer.ui.views.gl_program import Program, Programs

TRIANGLES = 0x0004
LEQUAL = 0x0203
CULL_FACE, DEPTH_TEST, BLEND = 0x0B44, 0x0B71, 0x0BE2
SCISSOR_TEST, STENCIL_TEST, POLYGON_OFFSET_FILL = 0x0C11, 0x0B90, 0x8037
SRC_ALPHA, ONE_MINUS_SRC_ALPHA, ONE = 0x0302, 0x0303, 1
COLOR_BUFFER_BIT, DEPTH_BUFFER_BIT = 0x4000, 0x0100
COLOR_DEPTH_STENCIL = COLOR_BUFFER_BIT | DEPTH_BUFFER_BIT | 0x0400
_FLOAT, _UNSIGNED_BYTE, _UNSIGNED_INT = 0x1406, 0x1401, 0x1405


@dataclass(frozen=True)
class Shot:
    """One paint: matrices (4, 4), the size in device pixels, and device pixels per pixel."""

    gl: QOpenGLFunctions
    programs: Programs  # of the context that is current
    view: Mat
    projection: Mat
    axes: tuple[Vec, Vec, Vec]  # right, up, towards the viewer
    size: tuple[int, int]
    ratio: float


class Item(Protocol):
    """Something that the 3-D picture draws."""

    @property
    def version(self) -> int:
        """Another number whenever other things are drawn."""

    def paint(self, shot: Shot) -> None:
        """Draw; the context is current."""


@dataclass(frozen=True)
class Attribute:
    """A shader input: a field of the vertex records, read ``ahead`` records further on."""

    name: str
    field: str
    ahead: int = 0


class Geometry:
    """Triangles: vertices as a structured array, indices as uint32; uploaded when next drawn."""

    def __init__(self, attributes: tuple[Attribute, ...]) -> None:
        self._attributes = attributes
        self._vertices: NDArray[np.void] | None = None
        self._indices: NDArray[np.uint32] = np.zeros(0, dtype=np.uint32)
        self._buffers: tuple[QOpenGLBuffer, QOpenGLBuffer] | None = None
        self._stale = False
        self.version = 0  # how often everything was replaced

    @property
    def names(self) -> tuple[str, ...]:
        """The attributes in the order of their locations."""
        return tuple(attribute.name for attribute in self._attributes)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return len(self._indices) == 0

    def set(self, vertices: NDArray[np.void], indices: NDArray[np.uint32]) -> None:
        """Replace everything."""
        self._vertices, self._indices = vertices, indices
        self._stale = True
        self.version += 1

    def draw(self, gl: QOpenGLFunctions, program: Program) -> None:
        """Draw with ``program``, which is bound."""
        if self._vertices is None or self.empty:
            return
        if self._buffers is None:
            kinds = (QOpenGLBuffer.Type.VertexBuffer, QOpenGLBuffer.Type.IndexBuffer)
            self._buffers = (QOpenGLBuffer(kinds[0]), QOpenGLBuffer(kinds[1]))
            for buffer in self._buffers:
                buffer.create()
                buffer.setUsagePattern(QOpenGLBuffer.UsagePattern.DynamicDraw)
            self._stale = True
        for buffer in self._buffers:
            buffer.bind()
        if self._stale:
            self._upload(self._buffers[0], self._vertices)
            self._upload(self._buffers[1], self._indices)
            self._stale = False
        record: Any = self._vertices.dtype
        for location, attribute in enumerate(self._attributes):
            kind, offset = record.fields[attribute.field][:2]
            count = int(np.prod(kind.shape, dtype=int))
            code = _UNSIGNED_BYTE if kind.base == np.uint8 else _FLOAT
            start = offset + attribute.ahead * record.itemsize
            program.enable(location, code, start, count, record.itemsize)
        no_offset: Any = VoidPtr(0)  # Qt's stubs know only the integer form, which is none
        gl.glDrawElements(TRIANGLES, len(self._indices), _UNSIGNED_INT, no_offset)
        for location in range(len(self._attributes)):
            program.disable(location)
        for buffer in self._buffers:
            buffer.release()

    @staticmethod
    def _upload(buffer: QOpenGLBuffer, values: NDArray[Any]) -> None:
        buffer.allocate(values.tobytes(), values.nbytes)


class GeometryItem:
    """An item of one geometry and one program; a subclass sets what its shaders read.

    ``u_mvp`` takes world points to clip space.
    """

    def __init__(self, attributes: tuple[Attribute, ...], vertex: str, fragment: str) -> None:
        self._geometry = Geometry(attributes)
        self._sources = vertex, fragment

    @property
    def version(self) -> int:
        """Another number whenever the geometry or its colours are replaced."""
        return self._geometry.version

    def paint(self, shot: Shot) -> None:
        """Draw; the context is current."""
        if self._geometry.empty:
            return
        program = shot.programs.of(self._sources, self._geometry.names)
        program.bind()
        program.set_matrix("u_mvp", shot.projection @ shot.view)
        self._set_uniforms(program, shot)
        self._draw(shot.gl, program)
        program.release()

    def _set_uniforms(self, program: Program, shot: Shot) -> None:
        """What the shaders read but for ``u_mvp``; the program is bound."""
        raise NotImplementedError

    def _draw(self, gl: QOpenGLFunctions, program: Program) -> None:
        """Translucent: mixed with what is behind, and hiding nothing that is drawn later."""
        gl.glEnable(BLEND)
        gl.glDepthMask(0)
        self._geometry.draw(gl, program)
        gl.glDepthMask(1)
