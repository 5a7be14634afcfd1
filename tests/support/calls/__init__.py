"""What each recorded library call is called here: our key, its defaults, its names for ours."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from optexplorer.core.schedule import Constant, Schedule

Settings = Mapping[str, Any]

# How a library computes, or its own random key: nothing of the rule.
_INERT = {"foreach", "key"}


@dataclass(frozen=True)
class Call:
    """A library's optimizer as ours.

    ``defaults`` are the library's own under our names, ``names`` its names for ours (``lr`` is known),
    ``adapt`` turns settings that no name covers into ours, and ``schedule`` is what the library makes
    of its rate unasked. ``rounding`` is how far the library is from its own rule, where it does not
    compute in double precision or its rule magnifies rounding. ``searches``: it asks at points that
    are not recorded, so that there is nothing to replay.
    """

    key: str
    defaults: Settings = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    adapt: Callable[[dict[str, Any]], tuple[str, dict[str, Any]]] | None = None
    schedule: Schedule = Constant()
    rounding: float = 0.0
    searches: bool = False

    def ours(self, settings: Settings) -> tuple[str, dict[str, Any]]:
        """Our key and hyper-parameters for a recording's ``settings``."""
        given = {self.names.get(n, n): v for n, v in settings.items() if n not in _INERT}
        values = dict(self.defaults) | given
        if "lr" in values:
            values["learning_rate"] = values.pop("lr")
        return self.adapt(values) if self.adapt else (self.key, values)
