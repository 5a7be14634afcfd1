"""The folders of the program, and what does not work about them."""

from optexplorer.core import kernel_cache
from optexplorer.core.resources import folder as resources_folder
from optexplorer.storage.folders import cache_folder, config_folder, state_folder
from optexplorer.ui.diagnosis.kernel_tally import can_be_written, trouble
from optexplorer.ui.settings import SETTINGS
from optexplorer.ui.settings_store import damaged


def folders() -> dict[str, dict[str, object]]:
    """Where everything is, and whether it can be written."""
    places = {
        "settings": config_folder(),
        "cache": cache_folder(),
        "kernels": kernel_cache.folder(),
        "unsaved": state_folder(),
        "resources": resources_folder(),
    }
    return {name: {"path": str(p), "writable": can_be_written(p)} for name, p in places.items()}


def folder_troubles() -> list[str]:
    """One sentence for everything that does not work about them."""
    config, state = config_folder(), state_folder()
    found = []
    if damaged(config / SETTINGS):
        found.append(
            f"The settings in {config / SETTINGS} are damaged; the next start puts them aside."
        )
    if not can_be_written(config):
        found.append(f"Settings are not kept: {config} cannot be written.")
    if not can_be_written(state):
        found.append(f"Unsaved changes would not survive a crash: {state} cannot be written.")
    if sentence := trouble():
        found.append(sentence)
    return found
