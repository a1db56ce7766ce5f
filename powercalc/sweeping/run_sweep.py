"""One call: a site and what is varied of it in, a table with a row a variant out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from powercalc.errors import CallError
from powercalc.executors import Progress, Stop, WorkLost, in_batches, processes
from powercalc.site import Site
from powercalc.sweeping.dimensions import Cell
from powercalc.sweeping.fleet import Fleet
from powercalc.sweeping.looked_at import look
from powercalc.sweeping.outputs import check_output, opened, read_rows
from powercalc.sweeping.state import SweepState
from powercalc.sweeping.sweep_file import Sweep, read_sweep, sweep_of
from powercalc.sweeping.sweep_table import SweepTable, parts_of
from powercalc.sweeping.swept import Swept, surveyed
from powercalc.sweeping.variant_blocks import ONE_BY_ONE, VariantFigures, evaluate_block

ROWS_AT_MOST = 1_000_000


class Sink(Protocol):
    """What takes rows."""

    done: int

    def append(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Take rows, in their order."""


class Kept:
    """Rows in memory."""

    def __init__(self) -> None:
        self.done = 0
        self.rows: list[list[Cell]] = []

    def append(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Keep rows."""
        self.rows += map(list, rows)
        self.done = len(self.rows)


def sweep(  # noqa: PLR0913 - what it may be asked for
    site: Site | Sequence[Site],
    variants: Mapping[str, Mapping[str, Any]] | Path | str,
    output: Path | str | None = None,
    *,
    sample: int | None = None,
    seed: int = 0,
    workers: int | None = None,
    executor: Executor | None = None,
    power_alone: bool = False,
    rows_at_most: int = ROWS_AT_MOST,
    progress: Progress | None = None,
) -> Swept:
    """Evaluate all variants of a site, or of several, a row each: `sweep(site, {"ups": {"count": [2, 3]}})`.

    A key has a list, or {"from": "5 min", "to": "1 h", "step": "5 min"}: all combinations. With `sample`, so
    many variants of a Latin hypercube, over what `variants` says or, where that is empty, the uncertain
    figures of the site. A path in the place of `variants` is a sweep file, which says all of this.

    The rows go to `output`, .csv or .parquet, as they are found; a second call with the same goes on where
    the first was ended. Without one they are kept in memory. They are the same for any number of `workers`
    (processes, one per processor when None) and any `executor` of `concurrent.futures` in their place.

    With `power_alone`, services and what recovery after interruptions loses are left out: variants that
    differ in rates, times to restoration and chances then take a few milliseconds each.

    A variant that is none is a row without figures that says why. Ctrl-C gives what is done. Raises
    `SiteError` for keys and values that no variant can have, and `CallError` for more than `rows_at_most`
    rows and for an `output` that belongs to something else.
    """
    varied = read_sweep(variants) if isinstance(variants, str | Path) else _of(variants, sample, seed)
    where = None if output is None else Path(output)
    return sweep_fleet(
        Fleet.of(site),
        varied,
        where,
        workers_of(executor, workers),
        power_alone=power_alone,
        rows_at_most=rows_at_most,
        progress=progress,
    )


def _of(variants: Mapping[str, Mapping[str, Any]], sample: int | None, seed: int) -> Sweep:
    values: dict[str, Any] = {"sweep": variants}
    if sample is not None:
        values["sample"] = {"number": sample, "seed": seed}
    return sweep_of(values)


Who = Callable[[int], AbstractContextManager[Executor]]
"""Returns, for so many batches at most, the context of an executor."""


def workers_of(executor: Executor | None, workers: int | None) -> Who:
    """Return who does the work: an executor that is there, or processes, as many as there are batches for."""

    @contextmanager
    def given(most: int) -> Iterator[Executor]:
        if executor is not None:
            yield executor
            return
        wanted = workers if workers is not None else (os.cpu_count() or 1)
        with processes(min(wanted, max(1, most)) if wanted > 0 else wanted) as those:
            yield those

    return given


def sweep_fleet(  # noqa: PLR0913 - as `sweep`
    fleet: Fleet,
    varied: Sweep,
    output: Path | None,
    who: Who,
    *,
    power_alone: bool = False,
    rows_at_most: int = ROWS_AT_MOST,
    progress: Progress | None = None,
) -> Swept:
    """Evaluate all variants of all sites; see `sweep`."""
    if output is not None:
        check_output(output)
    fleet = fleet.without_services() if power_alone else fleet
    alone = look(fleet, varied)
    _check_rows(len(fleet.members) - len(alone), varied, len(alone), rows_at_most)
    table = SweepTable(
        list(parts_of(fleet, varied, alone, power_alone=power_alone)), tells_sites=not fleet.is_single
    )
    if output is None:
        kept = Kept()
        _run(table, kept, who, progress)
        return _swept(table, varied, (None, 0), lambda: iter(kept.rows), alone)
    with opened(output, _state(fleet, table), table.columns) as rows:
        before = _run(table, rows, who, progress)
    return _swept(table, varied, (output, before), lambda: read_rows(output, table.columns), alone)


def _check_rows(sites: int, varied: Sweep, alone: int, most: int) -> None:
    """Refuse more rows than anybody asked for, before one of them is made."""
    rows = sites * varied.combinations + alone
    if rows > most:
        each = "" if sites == 1 else f" ({varied.combinations:,} variants of each of {sites} sites)"
        raise CallError(
            f"the sweep has {rows:,} rows{each}, more than {most:,}; fewer values, a [sample] of them, or "
            f"--rows-at-most {rows} (rows_at_most in Python)"
        )


def _state(fleet: Fleet, table: SweepTable) -> SweepState:
    sites = {"" if fleet.is_single else each.name: each.sha256 for each in fleet.members}
    return SweepState(rows=table.rows, sweep=table.sha256, sites=sites)


def _run(table: SweepTable, sink: Sink, who: Who, progress: Progress | None) -> int:
    """Evaluate the rows that are missing; return how many there were before."""
    before = sink.done
    if before >= table.rows:
        return before
    row = table.first_of_block(before)
    most = -(-(table.rows - row) // ONE_BY_ONE)
    with who(max(most, len(table.parts))) as executor, Stop() as stop:
        try:
            if progress is not None:
                progress(before, table.rows)
            for batch in in_batches(executor, evaluate_block, table.blocks(before), stop):
                found = [each for block in batch for each in block]
                _append(table, sink, row, found)
                row += len(found)
                if progress is not None:
                    progress(sink.done, table.rows)
        except WorkLost as error:
            raise WorkLost(_kept(error, sink.done, table.rows)) from error
    return before


def _append(table: SweepTable, sink: Sink, row: int, found: Sequence[VariantFigures]) -> None:
    """Append what was found from a row on, but for the rows that are there."""
    new = islice(enumerate(found, row), max(0, sink.done - row), None)
    sink.append(list(table.cells(new)))


def _kept(error: WorkLost, done: int, rows: int) -> str:
    return f"{error}; {done:,} of {rows:,} rows are kept, and the same call goes on after them"


def _swept(
    table: SweepTable,
    varied: Sweep,
    written: tuple[Path | None, int],
    read: Callable[[], Iterator[list[Cell]]],
    alone: Mapping[str, str],
) -> Swept:
    rows, without, unfit, spans = surveyed(read(), table.keys, table.figures)
    output, before = written
    return Swept(
        output=output,
        columns=tuple(column.name for column in table.columns),
        rows_asked=table.rows,
        rows=rows,
        rows_before=before,
        rows_without_figures=without,
        unfit=unfit,
        spans=spans,
        seed=None if varied.sample is None else varied.sample.seed,
        warnings=tuple(f"{name}: {why}" if not why.startswith(name) else why for name, why in alone.items()),
        _read=read,
    )
