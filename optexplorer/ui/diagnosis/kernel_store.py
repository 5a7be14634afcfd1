"""numba's cache of compiled kernels, made to bear a full disk and damaged files, and counted.

What cannot be read is compiled, and what cannot be written is compiled again at the next start: either
costs time and nothing else.
"""

from contextlib import suppress
from typing import Any

from optexplorer.ui.diagnosis.kernel_tally import TALLY  # which has the cache folder set before numba

# isort: split
from numba.core.caching import Cache

_load, _save = Cache.load_overload, Cache.save_overload


def install() -> None:
    """Take the place of numba's own ways; a second time changes nothing."""
    Cache.load_overload, Cache.save_overload = _load_if_sound, _save_if_possible


def _load_if_sound(cache: Any, signature: Any, target: Any) -> Any:
    try:
        found = _load(cache, signature, target)
    except Exception:  # noqa: BLE001  (damaged bytes unpickle to anything)
        found = None
        if _is_only_read(cache):
            TALLY.damaged = True
        else:
            with suppress(OSError):
                cache.flush()  # else it could not be written anew
    if found is None:
        TALLY.compiled += 1
    else:
        TALLY.loaded += 1
    return found


def _save_if_possible(cache: Any, signature: Any, compiled: Any) -> None:
    if _is_only_read(cache):
        return
    try:
        _save(cache, signature, compiled)
    except OSError as error:
        TALLY.unkept = error.strerror or str(error)


def keeps(cache: Any) -> bool:
    """Whether what is compiled can be written where this one reads."""
    return not _is_only_read(cache)


def _is_only_read(cache: Any) -> bool:
    """Whether its files came with the program (`core.shipped_kernels`)."""
    return getattr(cache._impl.locator, "only_read", False)
