"""Where compiled kernels are kept between starts.

numba tracks the file a kernel stands in, but not the helpers it calls from other files. The cache
folder therefore carries a digest of this package's own source: change the interface or a helper
and every kernel is compiled afresh.

Import this before numba: numba reads ``NUMBA_CACHE_DIR`` once, when it is imported.
"""

import hashlib
import os
from pathlib import Path

import platformdirs

_INTERFACE = ("abi.py", "helper.py", "oracle.py", "status.py", "streams.py")


def _digest() -> str:
    here = Path(__file__).parent
    text = hashlib.sha256()
    for name in _INTERFACE:
        path = here / name
        text.update(path.read_bytes() if path.exists() else b"")
    return text.hexdigest()[:12]


def folder() -> Path:
    """The folder for generated kernel modules and numba's index files.

    ``OPTEXPLORER_CACHE`` overrides the user's cache folder, for tests and read-only homes.
    """
    root = os.environ.get("OPTEXPLORER_CACHE") or platformdirs.user_cache_dir("optexplorer", False)
    return Path(root) / f"kernels-{_digest()}"


os.environ.setdefault("NUMBA_CACHE_DIR", str(folder() / "numba"))
