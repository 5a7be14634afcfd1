"""``optexplorer critical-points``: where the gradient is zero, and of what kind, as JSON."""

import json
import sys
from argparse import Namespace
from contextlib import closing

from optexplorer.cli.progress import ProgressLine
from optexplorer.cli.sessions import read_experiment


def critical_points(arguments: Namespace) -> int:
    """Carry out the command."""
    problem = read_experiment(arguments.file).problem

    from optexplorer.core.analysis.critical import critical_points as find

    with closing(ProgressLine("searching")) as line:
        found = find(problem, progress=line.show)
    points = [
        {
            "point": list(p.point),
            "value": p.value,
            "eigenvalues": p.eigenvalues.tolist(),
            "eigenvectors": p.eigenvectors.tolist(),
            "classification": p.kind,
            "detail": p.detail,
        }
        for p in found.points
    ]
    report = {
        "names": problem.names,
        "points": points,
        "continuum": found.continuum,
        "more": found.more,
    }
    sys.stdout.write(json.dumps(report, allow_nan=False) + "\n")
    return 0
