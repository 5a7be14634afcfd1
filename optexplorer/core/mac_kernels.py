"""On macOS numba files kernels under the version of the running system; here all versions find them.

The kernels that come with the app are compiled on one version and used on all later ones. Import it
after numba and before the first kernel is compiled.
"""

import re
from typing import Any

from numba.core.codegen import CPUCodegen

_VERSION = re.compile(r"(-darwin|-macosx?)[\d.]+")
_magic_tuple = CPUCodegen.magic_tuple


def versionless(triple: str) -> str:
    """``arm64-apple-darwin24.4.0`` without the numbers; another system's as it is."""
    return _VERSION.sub(r"\1", triple)


def _versionless_tuple(codegen: Any) -> tuple[str, ...]:
    triple, *rest = _magic_tuple(codegen)
    return versionless(triple), *rest


CPUCodegen.magic_tuple = _versionless_tuple
