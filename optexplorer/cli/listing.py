"""``optexplorer list``: the catalogues, as a table or as JSON."""

import json
import sys
from argparse import Namespace
from collections.abc import Callable
from typing import Any, NamedTuple

from optexplorer.cli.table import table


def listing(arguments: Namespace) -> int:
    """Carry out the command."""
    catalogue = _CATALOGUES[arguments.what]
    entries = catalogue.entries()
    if arguments.json:
        sys.stdout.write(json.dumps(entries, indent=2, allow_nan=False) + "\n")
        return 0
    rows = [[str(entry[column]) for column in catalogue.columns] for entry in entries]
    sys.stdout.write(table(catalogue.columns, rows, right=[False] * len(catalogue.columns)))
    return 0


def _surfaces() -> list[dict[str, Any]]:
    from optexplorer.problems.catalogue import catalogue

    return [
        {
            "key": entry.key,
            "name": entry.name,
            "family": entry.family,
            "summary": entry.about,
            "expression": entry.expression,
            "parameters": [p.described() for p in entry.parameters],
            "domain": entry.domain,
            "start": entry.start,
            "source": entry.source,
        }
        for entry in catalogue()
    ]


def _optimizers() -> list[dict[str, Any]]:
    from optexplorer.optimizers import describe

    return describe()


def _schedules() -> list[dict[str, Any]]:
    from optexplorer.core.schedule import SCHEDULES

    return [
        {
            "key": kind.key,
            "name": kind.title,
            "summary": kind.summary,
            "formula": kind.formula,
            "parameters": [p.described() for p in kind.parameters()],
        }
        for kind in SCHEDULES.values()
    ]


def _data() -> list[dict[str, Any]]:
    from optexplorer.problems.data.catalogue import data_sets

    return [data_set.to_mapping() for data_set in data_sets().values()]


class _Catalogue(NamedTuple):
    columns: tuple[str, ...]  # of the table
    entries: Callable[[], list[dict[str, Any]]]


_CATALOGUES = {
    "surfaces": _Catalogue(("key", "name", "family", "summary"), _surfaces),
    "optimizers": _Catalogue(("key", "name", "family", "summary"), _optimizers),
    "schedules": _Catalogue(("key", "name", "summary"), _schedules),
    "data": _Catalogue(("key", "rows", "title", "licence"), _data),
}
