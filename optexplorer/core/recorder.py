"""Columns that grow in blocks, without copying what is there.

A finished block stays where it is. At the end each column is joined and its blocks are let go
before the next one is, so the peak is the recorded bytes plus one column.
"""

import numpy as np
from numpy.typing import NDArray

from optexplorer.core.driver import Block
from optexplorer.core.history import Outcome, RunHistory

_COLUMNS = ("parameters", "loss", "gradient_norm", "rate", "calls", "state")


class Recorder:
    """The columns of one run of ``n`` parameters, with state if ``states`` says how many."""

    def __init__(self, n: int, states: int | None) -> None:
        self._n, self._states = n, states
        self._blocks: dict[str, list[NDArray[np.generic]]] = {name: [] for name in _COLUMNS}
        self.rows = 0

    def block(self, rows: int) -> Block:
        """Room for the next rows."""
        states = (0, 0, self._n) if self._states is None else (rows, self._states, self._n)
        return Block(
            parameters=np.empty((rows, self._n)),
            loss=np.empty(rows),
            gradient_norm=np.empty(rows),
            rate=np.empty(rows),
            calls=np.empty((rows, 3), dtype=np.int64),
            state=np.empty(states),
        )

    def keep(self, block: Block, written: int) -> None:
        """Take the first ``written`` rows of a filled block."""
        for name in _COLUMNS:
            column = getattr(block, name)
            self._blocks[name].append(column if len(column) == written else column[:written].copy())
        self.rows += written

    def first(self, outcome: Outcome) -> RunHistory:
        """The first block as a history, sharing its memory."""
        return self._history({name: self._blocks[name][0] for name in _COLUMNS}, outcome, "")

    def finish(self, outcome: Outcome, reason: str) -> RunHistory:
        """Everything kept, joined; the recorder is empty afterwards."""
        return self._history({name: self._join(name) for name in _COLUMNS}, outcome, reason)

    def _join(self, name: str) -> NDArray[np.generic]:
        blocks = self._blocks.pop(name)
        return blocks[0] if len(blocks) == 1 else np.concatenate(blocks)

    def _history(
        self, columns: dict[str, NDArray[np.generic]], outcome: Outcome, reason: str
    ) -> RunHistory:
        views = {name: column.view() for name, column in columns.items()}
        for view in views.values():
            view.flags.writeable = False
        events = np.zeros(len(views["loss"]), dtype=np.int8)
        events.flags.writeable = False
        return RunHistory(
            parameters=views["parameters"],  # type: ignore[arg-type]
            loss=views["loss"],  # type: ignore[arg-type]
            gradient_norm=views["gradient_norm"],  # type: ignore[arg-type]
            learning_rate=views["rate"],  # type: ignore[arg-type]
            calls=views["calls"],  # type: ignore[arg-type]
            events=events,
            outcome=outcome,
            reason=reason,
            state=None if self._states is None else views["state"],  # type: ignore[arg-type]
        )
