"""Where this program keeps its own files; asking makes no folder."""

from pathlib import Path

import platformdirs

_NAME = "optexplorer"


def config_folder() -> Path:
    """Preferences: window layout, theme, recent files."""
    return platformdirs.user_config_path(_NAME, appauthor=False)


def cache_folder() -> Path:
    """What can be made again."""
    return platformdirs.user_cache_path(_NAME, appauthor=False)


def state_folder() -> Path:
    """What must outlive a crash: experiments that are not saved yet."""
    return platformdirs.user_state_path(_NAME, appauthor=False)
