"""What searches beside the race have found, as far as it is about the landscape on screen."""

from dataclasses import dataclass
from typing import Any

from optexplorer.core.problem import Problem
from optexplorer.ui.document import same_landscape


@dataclass(frozen=True, eq=False)
class Findings:
    """The newest answer of each search, with the request that it answers; None before there is one."""

    inside: Any = None  # the steps that were taken apart
    critical: Any = None
    basins: Any = None
    local: Any = None

    def about(self, problem: Problem) -> tuple[Any, Any, Any, Any]:
        """What `Resolver.frame` shows of each; None where it is of another landscape.

        While a slider changes the problem, what was known of a point a moment ago stays.
        """
        inside, critical, basins, local = self.inside, self.critical, self.basins, self.local
        return (
            inside.reports if inside and inside.request.experiment.problem == problem else None,
            critical.found if critical and critical.request.problem == problem else None,
            basins.layer if basins and basins.request.experiment.problem == problem else None,
            local.nearby if local and same_landscape(local.request.problem, problem) else None,
        )
