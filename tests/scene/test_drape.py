"""The draped line lies on the drawn triangles, and only there."""

import numpy as np
import pytest

from optexplorer.scene.drape import MAX_CROSSINGS, drape, drape_all
from optexplorer.scene.frame import SurfaceLayer
from optexplorer.scene.mesh import MESH_SIDE, drawn_mesh, height_at
from optexplorer.scene.scale import fit


def layer(shade, x=(-2.0, 3.0), y=(1.0, 2.0)):
    ny, nx = shade.shape
    return SurfaceLayer(
        x=np.linspace(*x, nx),
        y=np.linspace(*y, ny),
        loss=shade,
        shade=shade,
        lines=np.zeros((0, 2)),
        bands=np.linspace(0, 1, 11),
        scale="linear",
        scale_label="f",
        ticks=(),
        mapping=fit(shade, "linear"),
    )


def brute_height(mesh, x, y):
    """Barycentric interpolation, one point at a time; nan off the drawn triangles."""
    u, v = mesh.to_grid(np.array([[x, y]]))[0]
    nu, nv = mesh.last
    if not (0 <= u <= nu and 0 <= v <= nv):
        return np.nan
    i, j = min(int(u), nu - 1), min(int(v), nv - 1)
    a, b = u - i, v - j
    z = mesh.shade
    if b <= a:
        return z[j, i] * (1 - a) + z[j, i + 1] * (a - b) + z[j + 1, i + 1] * b
    return z[j, i] * (1 - b) + z[j + 1, i] * (b - a) + z[j + 1, i + 1] * a


@pytest.fixture
def bumpy():
    return layer(np.random.default_rng(3).random((17, 23)))


def walk(seed, k=60, scale=0.4):
    rng = np.random.default_rng(seed)
    points = np.cumsum(rng.normal(0, scale, (k, 2)), axis=0) * (1, 0.2) + (0.5, 1.5)
    return points, np.arange(k, dtype=float)


def between(vertices, fraction):
    return vertices[:-1] + fraction * np.diff(vertices, axis=0)


@pytest.mark.parametrize("seed", range(8))
def test_every_point_of_the_line_lies_on_the_mesh(bumpy, seed):
    vertices, _ = drape(bumpy, *walk(seed))
    mesh = drawn_mesh(bumpy)
    for fraction in (0.0, 0.3, 0.5, 0.9):
        inner = between(vertices, fraction)
        inner = inner[np.isfinite(inner).all(axis=1)]
        expected = [brute_height(mesh, x, y) for x, y, _ in inner]
        np.testing.assert_allclose(inner[:, 2], expected, atol=1e-9)


@pytest.mark.parametrize("seed", range(8))
def test_the_line_covers_exactly_what_is_inside_the_box(bumpy, seed):
    points, steps = walk(seed)
    vertices, vertex_steps = drape(bumpy, points, steps)
    drawn = np.isfinite(vertices[:, 2])
    pieces = drawn[:-1] & drawn[1:]
    covered = np.diff(vertex_steps)[pieces].sum()
    fine = np.linspace(0, steps[-1], 200_001)
    x, y = (np.interp(fine, steps, points[:, c]) for c in (0, 1))
    inside = (x >= -2) & (x <= 3) & (y >= 1) & (y <= 2)
    assert covered == pytest.approx(inside.mean() * steps[-1], abs=2e-3)
    for c in (0, 1):  # every vertex is a point of the path at its own step
        np.testing.assert_allclose(
            vertices[drawn, c], np.interp(vertex_steps[drawn], steps, points[:, c]), atol=1e-9
        )
    assert (np.diff(vertex_steps) >= 0).all()


def test_nothing_is_drawn_over_a_hole():
    shade = np.ones((11, 11))
    shade[5, 5] = np.nan
    surface = layer(shade, (0, 10), (0, 10))
    vertices, steps = drape(surface, np.array([[0.0, 5.3], [10.0, 5.3]]), np.array([0.0, 1.0]))
    gaps = np.isnan(vertices[:, 2])
    assert gaps.sum() == 1
    assert not gaps[0]
    assert not gaps[-1]
    gap = int(np.flatnonzero(gaps)[0])
    # At height 5.3 the triangles round (5, 5) begin at a diagonal and end at the line x = 6.
    assert vertices[gap - 1, 0] == pytest.approx(4.3)
    assert vertices[gap + 1, 0] == pytest.approx(6.0)
    assert steps[gap - 1] == pytest.approx(0.43)
    assert np.isnan(height_at(surface, np.array([[5.1, 5.3]])))


def test_far_ends_and_broken_points(bumpy):
    points = np.array([[0.5, 1.5], [1e200, 1.5], [0.5, 1.25], [np.nan, 1.0], [np.inf, 2.0]])
    vertices, steps = drape(bumpy, points, np.arange(5.0))
    gap = int(np.flatnonzero(np.isnan(vertices[:, 2]))[0])
    np.testing.assert_allclose(vertices[gap - 1, :2], [3.0, 1.5], atol=1e-9)
    np.testing.assert_allclose(vertices[gap + 1, :2], [3.0, 1.25], atol=1e-9)
    np.testing.assert_allclose(vertices[-1, :2], [0.5, 1.25])
    assert steps[gap - 1] == pytest.approx(0.0, abs=1e-190)
    beyond = np.array([[-1e30, 1.5], [1e30, 1.5]])
    assert len(drape(bumpy, beyond, np.arange(2.0))[0]) == 0


@pytest.mark.parametrize("count", [0, 1])
def test_a_path_without_a_piece_is_empty(bumpy, count):
    vertices, steps = drape(bumpy, np.full((count, 2), 1.5), np.arange(float(count)))
    assert vertices.shape == (0, 3)
    assert steps.shape == (0,)


def test_together_is_the_same_as_one_by_one(bumpy):
    paths = [walk(seed) for seed in range(4)]
    paths.insert(1, (np.zeros((0, 2)), np.zeros(0)))
    paths.insert(3, (np.full((4, 2), 99.0), np.arange(4.0)))
    for together, path in zip(drape_all(bumpy, paths), paths, strict=True):
        alone = drape(bumpy, *path)
        np.testing.assert_array_equal(together[0], alone[0])
        np.testing.assert_array_equal(together[1], alone[1])


def test_a_long_zigzag_stays_bounded_and_keeps_both_sides():
    surface = layer(np.random.default_rng(0).random((101, 101)))
    points = np.where(np.arange(600)[:, None] % 2 == 0, [-1.9, 1.02], [2.9, 1.93])
    vertices, steps = drape(surface, points, np.arange(600.0))
    assert len(vertices) <= MAX_CROSSINGS + 600
    assert vertices[:, 0].min() == pytest.approx(-1.9)
    assert vertices[:, 0].max() == pytest.approx(2.9)
    assert steps[-1] == 599.0


def test_lines_along_edges_and_through_corners_of_the_mesh():
    shade = np.random.default_rng(1).random((11, 11))
    surface = layer(shade, (0, 10), (0, 10))
    for path in ([[0, 0], [10, 10]], [[0, 5], [10, 5]], [[10, 0], [10, 10]], [[0, 10], [10, 0]]):
        vertices, _ = drape(surface, np.array(path, dtype=float), np.arange(2.0))
        assert np.isfinite(vertices).all()
        at_corners = np.abs(vertices[:, :2] - np.round(vertices[:, :2])).max(axis=1) < 1e-9
        corners = np.round(vertices[at_corners, :2]).astype(int)
        assert len(corners) >= 11
        np.testing.assert_allclose(
            vertices[at_corners, 2], shade[corners[:, 1], corners[:, 0]], atol=1e-9
        )


def test_the_mesh_of_fine_samples_is_coarser_and_keeps_holes():
    x, y = np.meshgrid(np.linspace(0, 1, 301), np.linspace(0, 1, 401))
    shade = 0.3 * x + 0.5 * y
    shade[100, 99] = np.nan  # at a vertex of the mesh
    shade[102, 100] = np.nan  # between vertices
    surface = layer(shade)
    mesh = drawn_mesh(surface)
    assert mesh.shade.shape == (MESH_SIDE, MESH_SIDE)
    assert np.argwhere(np.isnan(mesh.shade)).tolist() == [[25, 33]]
    # A mean under a symmetric tent leaves a plane as it is, up to the border.
    vertices = np.linspace(0, 1, MESH_SIDE)
    plane = 0.3 * vertices + 0.5 * vertices[:, None]
    away = np.abs(np.arange(MESH_SIDE)[:, None] - 25) + np.abs(np.arange(MESH_SIDE) - 33) > 3
    np.testing.assert_allclose(mesh.shade[away], plane[away], atol=1e-12)
    assert drawn_mesh(surface) is mesh


def test_a_mesh_as_fine_as_the_samples_holds_the_samples(bumpy):
    np.testing.assert_allclose(drawn_mesh(bumpy).shade, bumpy.shade, atol=1e-12)


def test_heights_match_brute_force(bumpy):
    rng = np.random.default_rng(5)
    points = rng.uniform((-2.2, 0.9), (3.2, 2.1), (400, 2))
    expected = [brute_height(drawn_mesh(bumpy), x, y) for x, y in points]
    np.testing.assert_allclose(height_at(bumpy, points), expected, atol=1e-12)
    assert np.isnan(height_at(bumpy, np.array([[np.nan, 1.5], [np.inf, 1.5]]))).all()
