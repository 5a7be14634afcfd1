"""Columns that grow in chunks, without copying what is there.

A chunk is asked for whole, but the system provides its memory page by page as rows are written. Most
histories fit in one and are never copied. Longer ones are joined at the end, a column at a time, each
letting go of its chunks before the next: the peak is the recorded bytes plus one column.
"""

import numpy as np
from numpy.typing import NDArray

from optexplorer.core.arrays import frozen
from optexplorer.core.driver import Block
from optexplorer.core.history import Outcome, RunHistory

CHUNK = 2**20  # rows


class Recorder:
    """The columns of one run: at most ``total`` rows of ``n`` parameters.

    ``states`` says how many rows of state to keep with each; None: none are kept.
    """

    def __init__(self, n: int, states: int | None, total: int) -> None:
        self._n, self._states, self._total = n, states, total
        self._columns: dict[str, list[NDArray[np.generic]]] = {name: [] for name in Block._fields}
        self._room = 0  # rows of the last chunk that are still free
        self._before = 0  # rows before the last chunk
        self._first = 0  # rows of the first block
        self.rows = 0

    def block(self, rows: int) -> Block:
        """Room for the next rows: ``rows`` of them, or fewer at the end of a chunk."""
        if self._room == 0:
            self._room, self._before = min(CHUNK, self._total - self.rows), self.rows
            for name, column in self._chunk(self._room)._asdict().items():
                self._columns[name].append(column)
        begin = self.rows - self._before
        end = begin + min(rows, self._room)
        return Block(*(chunks[-1][begin:end] for chunks in self._columns.values()))  # type: ignore[arg-type]

    def _chunk(self, rows: int) -> Block:
        states = (0, 0, self._n) if self._states is None else (rows, self._states, self._n)
        return Block(
            parameters=np.empty((rows, self._n)),
            loss=np.empty(rows),
            gradient_norm=np.empty(rows),
            rate=np.empty(rows),
            calls=np.empty((rows, 3), dtype=np.int64),
            events=np.zeros(rows, dtype=np.int8),
            state=np.empty(states),
        )

    def keep(self, written: int) -> None:
        """Count the first ``written`` rows of the last block as recorded."""
        self._first = self._first or written
        self._room -= written
        self.rows += written

    def first(self, outcome: Outcome) -> RunHistory:
        """The first block as a history, sharing its memory."""
        columns = {name: chunks[0][: self._first] for name, chunks in self._columns.items()}
        return self._history(columns, outcome, "")

    def so_far(self, outcome: Outcome, reason: str) -> RunHistory:
        """Everything kept up to here, sharing its memory; more may follow, in a chunk of its own."""
        for name in Block._fields:
            self._columns[name] = [self._join(name)]
        self._room = 0
        return self._history({name: only for name, (only,) in self._columns.items()}, outcome, reason)

    def finish(self, outcome: Outcome, reason: str) -> RunHistory:
        """Everything kept; the recorder is empty afterwards."""
        return self._history({name: self._join(name) for name in Block._fields}, outcome, reason)

    def _join(self, name: str) -> NDArray[np.generic]:
        chunks = self._columns.pop(name)
        if self._room == 0 and len(chunks) == 1:
            return chunks[0]
        chunks[-1] = chunks[-1][: len(chunks[-1]) - self._room]
        return np.concatenate(chunks)

    def _history(
        self, columns: dict[str, NDArray[np.generic]], outcome: Outcome, reason: str
    ) -> RunHistory:
        views = {name: frozen(column.view()) for name, column in columns.items()}
        return RunHistory(
            parameters=views["parameters"],  # type: ignore[arg-type]
            loss=views["loss"],  # type: ignore[arg-type]
            gradient_norm=views["gradient_norm"],  # type: ignore[arg-type]
            learning_rate=views["rate"],  # type: ignore[arg-type]
            calls=views["calls"],  # type: ignore[arg-type]
            events=views["events"],  # type: ignore[arg-type]
            outcome=outcome,
            reason=reason,
            state=None if self._states is None else views["state"],  # type: ignore[arg-type]
        )
