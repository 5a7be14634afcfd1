"""What the driver compiles, it compiles before the first picture and a little at a time."""

import numpy as np
import pytest
from PySide6.QtGui import QOpenGLContext

from optexplorer.ui.steps import at_once
from optexplorer.ui.tokens import DARK, LIGHT
from optexplorer.ui.views import gl_program, gl_sheet_item, surface3d
from optexplorer.ui.views.gl_canvas import GLCanvas
from optexplorer.ui.views.gl_kit import GeometryItem
from optexplorer.ui.views.gl_rehearsal import rehearsal
from optexplorer.ui.views.gl_support import probe
from optexplorer.ui.views.surface3d import Surface3DView
from tests.ui import frames

BOWL = frames.surface(lambda x, y: x * x + y * y, frames.SQUARE)
PLANE = frames.surface(lambda x, y: x + y, frames.SQUARE)
LINE = np.column_stack([np.linspace(-1.0, 1.0, 50)] * 2)


@pytest.fixture
def happened(monkeypatch):
    """What was compiled and drawn, in the order in which it was."""
    names = []
    compiled, paint = gl_program.Program, GeometryItem.paint

    def compile_(*sources):
        names.append("compiled")
        return compiled(*sources)

    def draw(item, shot):
        names.append(type(item).__name__)
        paint(item, shot)

    monkeypatch.setattr(gl_program, "Program", compile_)
    monkeypatch.setattr(GeometryItem, "paint", draw)
    return names


def started(qtbot):
    view = Surface3DView()
    qtbot.addWidget(view)
    view.set_theme(LIGHT)
    view.resize(400, 300)
    view.show_frame(frames.frame(BOWL, [frames.path(BOWL, 0, LINE)]))
    with qtbot.waitExposed(view):
        view.show()
    qtbot.waitUntil(lambda: view.ready)
    return view


def test_nothing_is_compiled_for_a_picture(qtbot, happened):
    view = started(qtbot)
    assert happened.count("compiled") == 3  # surface, lines, sheet; not one for each item
    del happened[:]
    assert not view.picture().isNull()
    view.show_frame(frames.frame(PLANE, [frames.path(PLANE, run, LINE) for run in range(3)]))
    assert not view.picture().isNull()
    assert "SurfaceItem" in happened
    assert "LineItem" in happened
    assert "compiled" not in happened


def test_a_step_draws_one_thing(qtbot, happened):
    view = Surface3DView()
    qtbot.addWidget(view)
    assert view.start_like(started(qtbot), 1.0)
    del happened[:]
    drawn = []
    for _ in view.rehearse():
        drawn.append([name for name in happened if name != "compiled"])
        del happened[:]
    assert drawn == [[], *([type(item).__name__] for item in rehearsal())]
    assert not happened


def test_nothing_is_shown_or_promised_before_the_end(qtbot, monkeypatch):
    view = Surface3DView()
    qtbot.addWidget(view)
    monkeypatch.setattr(surface3d, "probe", lambda: (view.hide(), probe())[1])  # it takes a while
    view.show_frame(frames.frame(BOWL))
    with qtbot.waitExposed(view):
        view.show()
    qtbot.waitUntil(lambda: view.findChild(GLCanvas) is not None)
    canvas = view.findChild(GLCanvas)
    assert not view.ready
    view.show()
    view.set_theme(DARK)
    assert not canvas.isVisible()
    assert not view.start_like(view, 1.0)
    qtbot.waitUntil(lambda: view.ready)
    assert view.findChildren(GLCanvas) == [canvas]
    assert canvas.isVisible()
    corner = view.picture().pixelColor(1, 1)
    assert corner.name() == DARK.canvas


def test_the_end_of_the_program_ends_it(qtbot, tmp_path):
    flag = tmp_path / "starting-3d"
    view = Surface3DView(flag)
    qtbot.addWidget(view)
    with qtbot.waitExposed(view):
        view.show()
    qtbot.waitUntil(lambda: view.findChild(GLCanvas) is not None)
    assert flag.exists()
    view.close_in_order()
    assert not flag.exists()
    assert not view._starting.busy


def test_a_picture_is_the_same_with_and_without(qtbot):
    seen, pictures = started(qtbot), []
    for rehearses in (True, False):
        view = Surface3DView()
        qtbot.addWidget(view)
        view.set_theme(LIGHT)
        view.resize(400, 300)
        assert view.start_like(seen, 1.0)
        if rehearses:
            at_once(view.rehearse())
        view.show_frame(frames.frame(BOWL, [frames.path(BOWL, 0, LINE)]))
        pictures.append(view.picture())
    assert not pictures[0].isNull()
    assert pictures[0] == pictures[1]


@pytest.mark.no_qt_log  # Qt prints what the driver said
def test_a_driver_that_refuses_a_shader_leaves_the_view_without_3d(qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(gl_sheet_item, "_FRAGMENT", "void main() { FRAG_COLOR = nothing; }")
    flag = tmp_path / "starting-3d"
    view = Surface3DView(flag)
    qtbot.addWidget(view)
    view.show_frame(frames.frame(BOWL))
    with qtbot.waitExposed(view):
        view.show()
    qtbot.waitUntil(lambda: view.ready)
    assert not view.support.available
    assert view.support.renderer, "the report says whose fault it is"
    assert QOpenGLContext.currentContext() is None
    said = view._message.text()
    assert said == view.support.reason
    assert said.startswith("No 3-D picture: the OpenGL driver could not compile a shader (")
    assert "nothing" in said
    assert said.endswith("). The contour view shows the same paths.")
    assert view._message.isVisible()
    assert not flag.exists()
    view.show_frame(frames.frame(PLANE))
    assert view._message.isVisible()
