"""Where the table goes: CSV, written as it goes; or Parquet, whose rows are kept beside it until the last.

A Parquet file is complete only at its end. So its rows are appended to a file of their own, as those of CSV
are, and from that the Parquet file is made when the last of them is there.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from powercalc.errors import CallError
from powercalc.report.escape import csv_cell, plain
from powercalc.sweeping.dimensions import Cell
from powercalc.sweeping.journal import Journal, journal, state_of
from powercalc.sweeping.state import SweepState
from powercalc.sweeping.sweep_table import Column

CSV, PARQUET = ".csv", ".parquet"
_GROUP = 65_536
"""Rows of one row group."""


def check_output(output: Path) -> None:
    """Refuse what cannot be written to, before anything is computed for it. Raises `CallError`."""
    suffix = output.suffix.lower()
    if suffix not in {CSV, PARQUET}:
        raise CallError(f"{output}: a sweep is written as .csv or .parquet")
    if output.is_dir():
        raise CallError(f"{output} is a folder, not a file")
    if not output.parent.is_dir():
        raise CallError(f"{output} cannot be written: there is no folder {output.parent}")
    if output.exists() and not output.is_file():
        raise CallError(f"{output} is no file")
    if suffix == PARQUET:
        _arrow(output)


def _arrow(output: Path) -> Any:
    try:
        import pyarrow as pa
        import pyarrow.parquet
    except ImportError:
        raise CallError(f"{output}: Parquet needs pyarrow: pip install 'powercalc[parquet]'") from None
    return pa


@contextmanager
def opened(output: Path, state: SweepState, columns: Sequence[Column]) -> Iterator[Journal]:
    """Open a table for its rows that are missing; make it complete where none is missing afterwards."""
    if output.suffix.lower() == CSV:
        with journal(output, output, state, columns, csv_cell) as rows:
            yield rows
        return
    kept = output.with_name(f"{output.name}.rows")
    if output.exists() and not kept.exists():
        state.agree(output, state_of(output))
        yield _Complete(state.rows)
        return
    with journal(kept, output, state, columns, plain) as rows:
        yield rows
        if rows.done == state.rows:
            _join(kept, output, columns)


class _Complete(Journal):
    """A table of which no row is missing."""

    def __init__(self, rows: int) -> None:
        self.done = rows


def _join(kept: Path, output: Path, columns: Sequence[Column]) -> None:
    """Make the Parquet file of rows that are all there, and let these go."""
    arrow: Any = _arrow(output)
    sorts: Mapping[str, Any] = {"whole": arrow.int64(), "number": arrow.float64(), "text": arrow.string()}
    schema = arrow.schema([arrow.field(column.name, sorts[column.sort]) for column in columns])
    beside = output.with_name(f"{output.name}.part")
    with arrow.parquet.ParquetWriter(beside, schema) as writer:
        for rows in _groups(kept, columns):
            listed = [list(cells) for cells in zip(*rows, strict=True)]
            writer.write_table(arrow.table(listed, schema=schema))
    with beside.open("rb") as stream:
        os.fsync(stream.fileno())
    beside.replace(output)
    with suppress(OSError):
        kept.unlink()


def _groups(kept: Path, columns: Sequence[Column]) -> Iterator[list[list[Cell]]]:
    group: list[list[Cell]] = []
    for row in rows_of(kept, columns):
        group.append(row)
        if len(group) == _GROUP:
            yield group
            group = []
    if group:
        yield group


_READ: Mapping[str, Callable[[str], Cell]] = {"whole": int, "number": float, "text": str}


class ReadableRows(Protocol):
    """Rows that can be read from the first on."""

    def __call__(self) -> Iterator[list[Cell]]:
        """Yield each row as cells in the order of the columns."""


def rows_of(path: Path, columns: Sequence[Column]) -> Iterator[list[Cell]]:
    """Yield the rows of a CSV table as it was written."""
    read = [_READ[column.sort] for column in columns]
    with path.open(encoding="utf-8", newline="") as stream:
        lines = csv.reader(stream)
        next(lines, None)
        for line in lines:
            yield [as_read(cell) if cell else None for as_read, cell in zip(read, line, strict=True)]


def read_rows(output: Path, columns: Sequence[Column]) -> Iterator[list[Cell]]:
    """Yield the rows of a table that was written, complete or not."""
    kept = output.with_name(f"{output.name}.rows")
    if output.suffix.lower() == CSV or kept.exists():
        yield from rows_of(output if output.suffix.lower() == CSV else kept, columns)
        return
    arrow: Any = _arrow(output)
    with arrow.parquet.ParquetFile(output) as stored:
        for group in stored.iter_batches():
            yield from (list(row) for row in zip(*group.to_pydict().values(), strict=True))
