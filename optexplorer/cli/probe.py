"""``optexplorer probe``: everything about one point, as JSON."""

import json
import math
import sys
from argparse import Namespace
from typing import Any

from optexplorer.cli.errors import CommandError
from optexplorer.cli.sessions import read_experiment


def probe(arguments: Namespace) -> int:
    """Carry out the command."""
    problem = read_experiment(arguments.file).problem
    point = tuple(arguments.at)
    if len(point) != problem.size:
        wanted = f"{problem.size} number{'s' * (problem.size != 1)} ({', '.join(problem.names)})"
        raise CommandError(f"--at: must have {wanted}, got {len(point)}")
    if not all(map(math.isfinite, point)):
        raise CommandError("--at: must be finite numbers")

    from optexplorer.core.surface import probe as probe_at

    found = probe_at(problem, point)
    report = {
        "value": _plain(found.value),
        "gradient": _plain(found.gradient.tolist()),
        "hessian": _plain(found.hessian.tolist()),
        "eigenvalues": _plain(found.eigenvalues.tolist()),
        "classification": found.classification,
    }
    sys.stdout.write(json.dumps(report, allow_nan=False) + "\n")
    return 0


def _plain(value: Any) -> Any:
    """Numbers that JSON does not have (nan, inf) become null."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if math.isfinite(value) else None
