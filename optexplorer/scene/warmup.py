"""Compile what every picture needs, before the first one."""

from collections.abc import Callable

from optexplorer.scene import decimate, shading


def warm_up(say: Callable[[str], None]) -> None:
    """Compile what is not compiled yet; ``say`` gets a sentence before."""
    for compiled in (decimate.compiled, shading.compiled):
        if not compiled.cache_info().currsize:
            say("Preparing the pictures…")
            compiled()
