"""Rows appended to a CSV file, each whole or not there: what was cut off in the middle is written anew."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from powercalc.errors import CallError
from powercalc.report.output import write
from powercalc.sweeping.dimensions import Cell
from powercalc.sweeping.state import SweepState
from powercalc.sweeping.sweep_table import Column

Text = Callable[[str], str]
"""How a text becomes a cell."""


class Journal:
    """A table on the disk, open for more rows; nobody else writes it meanwhile."""

    def __init__(self, stream: BinaryIO, path: Path, text: Text) -> None:
        self.done = 0
        """How many rows there are."""
        self._stream, self._path, self._text = stream, path, text

    def begin(self, columns: Sequence[Column]) -> None:
        """Write the header, or find out how many rows of this table there are."""
        header = self._line(column.name for column in columns)
        size = self._stream.seek(0, os.SEEK_END)
        self._stream.seek(0)
        first = self._stream.readline()
        if first == header:
            self._count(size)
        elif size and not header.startswith(first):
            raise CallError(
                f"{self._path} has other columns; remove it to begin anew, or name another output"
            )
        else:
            self._stream.seek(0)
            self._stream.truncate()
            self._put(header)

    def append(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Write rows to the disk, whole."""
        lines = [self._line(row) for row in rows]
        self._put(b"".join(lines))
        self.done += len(lines)

    def _line(self, cells: Iterable[Cell]) -> bytes:
        out = io.StringIO()
        told = (self._text(cell) if isinstance(cell, str) else cell for cell in cells)
        csv.writer(out, lineterminator="\n").writerow(["" if cell is None else cell for cell in told])
        return out.getvalue().encode("utf-8", "backslashreplace")

    def _put(self, data: bytes) -> None:
        try:
            self._stream.write(data)
            self._stream.flush()
            os.fsync(self._stream.fileno())
        except OSError as error:
            raise CallError(
                f"{self._path} cannot be written: {error.strerror or error}; {self.done:,} rows are kept, "
                "and the same call goes on after them"
            ) from None

    def _count(self, size: int) -> None:
        """Count the rows that are whole, and cut off what is behind them."""
        end = self._stream.tell()
        for line in self._stream:
            if not line.endswith(b"\n"):
                break
            if not line.startswith(b"%d," % (self.done + 1)):
                raise CallError(
                    f"{self._path}: row {self.done + 1:,} is not where it was written; something else has "
                    "changed the file; remove it to begin anew, or name another output"
                )
            self.done += 1
            end += len(line)
        if end < size:
            self._stream.truncate(end)
        self._stream.seek(end)


@contextmanager
def journal(
    path: Path, output: Path, state: SweepState, columns: Sequence[Column], text: Text
) -> Iterator[Journal]:
    """Open the rows of a table, or begin them; `output` is what the person named.

    Raises `CallError` where they belong to another sweep, or somebody else is writing them.
    """
    beside = state_of(output)
    try:
        stream = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "r+b")
    except OSError as error:
        raise CallError(f"{output} cannot be written: {error.strerror or error}") from None
    with stream:
        _lock(stream, output)
        if stream.seek(0, os.SEEK_END):
            state.agree(output, beside)
        else:
            write(beside, state.written())
        rows = Journal(stream, output, text)
        rows.begin(columns)
        yield rows


def state_of(output: Path) -> Path:
    """Return where it is kept of which sweep a table is."""
    return output.with_name(f"{output.name}.sweep")


def _lock(stream: BinaryIO, output: Path) -> None:
    """Keep others from writing the same table. The lock ends with this process, and no child has it."""
    with suppress(ImportError):  # not on Windows
        import fcntl

        try:
            fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CallError(f"{output} is being written by another sweep just now") from None
