"""What is asked of the whole: the first table of the page, read from the rows of its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.ladder.row import Row

Told = tuple[str, bool]
COLUMNS = ("work", "before", "to be reached", "measured", "", "what stands in the way")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A line of the table: how a row, or the worst of some, is told, and whether that is enough."""

    work: str
    before: str
    aim: str
    rows: Callable[[str], bool]
    """Which rows it is about, by what they measure."""
    told: Callable[[Sequence[Row]], Told]
    stands: str
    """What stands in the way, where it is missed."""

    def cells(self, rows: Sequence[Row]) -> list[str]:
        """The line."""
        found = [each for each in rows if self.rows(each.work)]
        if not found:
            return [self.work, self.before, self.aim, "not measured", "", ""]
        measured, met = self.told(found)
        verdict = "reached" if met else "**missed**"
        return [self.work, self.before, self.aim, measured, verdict, "" if met else self.stands]


def times(row: Row) -> float:
    """How many times as long as the import of numpy."""
    return 1 / row.ratio if row.ratio else float("inf")


def at_most(most: float, megabytes: float | None = None) -> Callable[[Sequence[Row]], Told]:
    """At most so many imports of numpy, the worst of the rows; and so much memory."""

    def told(rows: Sequence[Row]) -> Told:
        worst = max(rows, key=times)
        said = worst.stopped or f"{times(worst):.1f} × ({worst.cpu:.2f} s"
        said += "" if worst.stopped else f", {worst.peak:.0f} MB)" if megabytes and worst.peak else ")"
        if len(rows) > 1:
            kept = sum(times(each) <= most for each in rows)
            said += f" {worst.work.removesuffix(', evaluate')}, {kept} of {len(rows)} reach it"
        fits = megabytes is None or (worst.peak or 0) < megabytes
        return said, not worst.stopped and times(worst) <= most and fits

    return told


def within(seconds: float) -> Callable[[Sequence[Row]], Told]:
    """So many seconds of the processor."""

    def told(rows: Sequence[Row]) -> Told:
        row = rows[0]
        return row.stopped or f"{row.cpu:.2f} s, {times(row):.1f} ×", not row.stopped and row.cpu <= seconds

    return told


def faster(least: float) -> Callable[[Sequence[Row]], Told]:
    """So many times as fast as the other tool."""

    def told(rows: Sequence[Row]) -> Told:
        row = rows[0]
        return f"{row.ratio or 0:.2f} times ({row.cpu:.3g} s)", (row.ratio or 0) >= least

    return told


def _a_second(rows: Sequence[Row]) -> Told:
    number = int(rows[0].work.split(", ")[1].split()[0])
    return f"{number / rows[0].cpu:.0f}", number / rows[0].cpu >= 1000


def _large(rows: Sequence[Row]) -> Told:
    said = [
        f"{row.work.split()[0]}: {row.stopped or f'{row.cpu:.0f} s, {row.peak or 0:.0f} MB'}" for row in rows
    ]
    few, many = rows[0], rows[-1]
    grows = len(rows) < 2 or many.cpu <= 1.3 * few.cpu * 5 * 1.17
    fits = all(not row.stopped and (row.peak or 0) < 2000 for row in rows)
    return "; ".join(said), fits and grows


def _is(*names: str) -> Callable[[str], bool]:
    return lambda work: work in names


def _is_small(work: str) -> bool:
    """An example or a template."""
    return work.endswith(", evaluate") and not work.startswith(("hall of", "2N", "1,", "5,", "20,", "100,"))


START = "Python, numpy and the packages that a site is read with take some three of these"
TABLE = (
    Asked(
        work="whole process, each example and template, JSON with everything",
        before="up to 20 × `import numpy`, 13 of 13 over 4", aim="≤ 4 × each", rows=_is_small,
        told=at_most(4.0),
        stands=f"{START}; then three responses (base, common cause, assumed share) and one for each reason",
    ),
    Asked(
        work="the small room", before="5.5 ×", aim="≤ 3.5 ×", rows=_is("small-server-room, evaluate"),
        told=at_most(3.5), stands=START,
    ),
    Asked(
        work="1000 racks, two ATSs, one generator bus, JSON with everything", before="34 to 42 ×",
        aim="≤ 8 ×, < 300 MB", rows=_is("1,000 racks, evaluate"), told=at_most(8.0, 300.0),
        stands="three responses: as it is, with suspected common causes, without assumed figures; each with "
        "a diagram of any of 1000 racks, built in Python",
    ),
    Asked(
        work="hall of 145 components", before="1.6 s", aim="≤ 10 ×", rows=_is("hall of 145, evaluate"),
        told=at_most(10.0),
        stands="start-up, and the reasons: each set of suspects that differs has its own response, 26 here",
    ),
    Asked(
        work="hall of 340 components", before="94 s", aim="≤ 20 ×", rows=_is("hall of 340, evaluate"),
        told=at_most(20.0),
        stands="107,660 columns, of which 84,176 of pairs of feeders and transformers; "
        "a diagram of any of 160 racks, built in Python",
    ),
    Asked(
        work="`check` of the hall of 145", before="", aim="≤ 30 ×", rows=_is("hall of 145, check"),
        told=at_most(30.0), stands="a response for each variant that a finding is weighed by",
    ),
    Asked(
        work="`check` of the hall of 340", before="256 s", aim="≤ 60 ×", rows=_is("hall of 340, check"),
        told=at_most(60.0),
        stands="13 variants that findings are weighed by, each a response; that with static switches instead "
        "of second cords has 166,982 columns",
    ),
    Asked(
        work="5000 racks", before="7 s plain", aim="≤ 2.5 s with the response",
        rows=_is("5,000 racks, evaluate"), told=within(2.5),
        stands="as for 1000 racks",
    ),
    Asked(
        work="20,000 and 100,000 racks of 20 shapes", before="not tried", aim="n log n, < 2 GB",
        rows=lambda work: "shapes" in work, told=_large,
        stands="as for 1000 racks",
    ),
    Asked(
        work="1024 samples of the two-path hall's response, whole process", before="20 s for 128",
        aim="≤ 15 ×",
        rows=_is("two-path hall, 1024 samples, whole process"), told=at_most(15.0),
        stands="start-up and the evaluation itself take the half; recording, and telling what is the same in "
        "all samples, a quarter",
    ),
    Asked(
        work="variants a second in one process, two-path hall, response", before="10 to 30", aim="≥ 1000",
        rows=lambda work: work.startswith("two-path hall") and "variants" in work, told=_a_second,
        stands="a recording, and telling what is the same in all variants, take as long as two thousand",
    ),
    Asked(
        work="200 racks against RePyability 0.15", before="19.7 times", aim="≥ 40 times",
        rows=_is("2N site, 200 racks each with figures of its own, U and frequency"), told=faster(40.0),
        stands="from the site to formulas and the diagram all is done in Python",
    ),
    Asked(
        work="Aralia, exact probability", before="SCRAM's time on 21 trees", aim="half of SCRAM's time",
        rows=_is("all fault trees, probability"), told=faster(2.0),
        stands="das9701 and cea9601, two thirds of the time: orders with small diagrams take long to find",
    ),
    Asked(
        work="directed 14 × 14 grid against RePyability", before="0.66", aim="≥ 1",
        rows=_is("directed grid, 14 x 14, nodes fail"), told=faster(1.0),
        stands="states of a frontier are sought node by node in Python",
    ),
    Asked(
        work="`check` of 1000 racks", before="8.8 s plain", aim="≤ 3 s with the response",
        rows=_is("1,000 racks, check"), told=within(3.0),
        stands="a response for each variant that a finding is weighed by",
    ),
)  # fmt: skip


def lines(rows: Sequence[Row]) -> Iterator[list[str]]:
    """The lines of the table."""
    return (each.cells(rows) for each in TABLE)
