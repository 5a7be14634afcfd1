"""The shipped pictures are those of the catalogue; `make thumbnails` makes them anew."""

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from optexplorer.core.resources import resource
from optexplorer.problems.surfaces import catalogue

SCRIPT = Path(__file__).parents[2] / "packaging" / "thumbnails.py"
ROUNDING = 12  # of 255: a band's width, where a shade lies on its edge


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("thumbnails", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_surface_has_one() -> None:
    with np.load(resource("thumbnails.npz")) as shipped:
        assert sorted(shipped.files) == sorted(entry.key for entry in catalogue())


@pytest.mark.slow
def test_they_show_what_the_catalogue_says(script: ModuleType) -> None:
    with np.load(resource("thumbnails.npz")) as shipped:
        for key, image in script.thumbnails().items():
            differences = np.abs(shipped[key].astype(int) - image.astype(int))
            assert differences.max() <= ROUNDING, key
            assert np.mean(differences > 0) < 0.01, key
