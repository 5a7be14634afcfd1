"""What is drawn for nothing before the first picture, so that the driver has compiled what draws it.

A driver compiles at the first drawing. In the first picture that is everything in one go: 0.15 s on a
software renderer that has not kept it from before.
"""

import numpy as np

from optexplorer.scene.mesh import Mesh
from optexplorer.ui.views.gl_kit import Item
from optexplorer.ui.views.gl_line_item import LineItem
from optexplorer.ui.views.gl_sheet_item import SheetItem
from optexplorer.ui.views.gl_surface_item import SurfaceItem
from optexplorer.ui.views.line_geometry import Line


def rehearsal() -> tuple[Item, ...]:
    """Each kind of item in the order of a picture, of next to no extent.

    Twice: Mesa compiles lines and the surface once more after the first sheet.
    """
    lines, surface, sheet = LineItem(), SurfaceItem(), SheetItem()
    lines.set_lines([Line(np.zeros((2, 3)), np.zeros(2), (0, 0, 0, 0), 1.0)])
    surface.set_mesh(Mesh((0.0, 0.0), (1.0, 1.0), np.zeros((2, 2))), np.linspace(0.0, 1.0, 2))
    sheet.set_points(np.zeros((2, 2, 3)))
    return 2 * (lines, surface, sheet, lines)
