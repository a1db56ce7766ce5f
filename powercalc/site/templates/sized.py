"""The designs of the templates for so many racks, on one basis, so that they can be compared.

Every design has the same racks in the same six rows, the same grid feed, the same UPS modules and generating
sets, and one transformer, transfer switch, main board and UPS a path. What is different is the design.

    half = 3 · ⌈racks / 6⌉ · kW        what half of the rows want, a whole number of racks in each row
    a module, a set: half / m, [kW]    m = ⌈half / 1500 kW⌉ of them carry one half

Distributed and block redundant designs have paths of one half each, of which one may be lost.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from powercalc.errors import CallError
from powercalc.site import templates

RACKS, KW = 60, 8.0
"""What is taken where only the other one is asked for."""
ROWS = 6
"""Two, three and six paths share them evenly."""
MOST_RACKS, MOST_KW = 100_000, 1_000.0
_LARGEST = 1_500.0
"""The largest module or generating set, [kW]."""
_SERIES = (1.0, 1.25, 1.6, 2.0, 2.5, 3.15, 4.0, 5.0, 6.3, 8.0, 10.0)
"""R10 of ISO 3: ratings are made in such steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many racks of how many kW; raises `CallError` for what is no such number, all of it at once."""

    racks: int = RACKS
    kw: float = KW

    def __post_init__(self) -> None:
        wrong = []
        if not ROWS <= self.racks <= MOST_RACKS:
            wrong.append(f"--racks {self.racks}: {ROWS} (one in each of {ROWS} rows) to {MOST_RACKS:,} racks")
        if not 0.01 <= self.kw <= MOST_KW:
            wrong.append(f"--kw {self.kw:g}: 0.01 to {MOST_KW:,.0f} kW, what one rack draws")
        if wrong:
            raise CallError(*wrong)

    @property
    def row(self) -> float:
        """What the longest row wants, [kW]."""
        return math.ceil(self.racks / ROWS) * self.kw

    @property
    def rows(self) -> tuple[int, ...]:
        """The racks of each row, which differ by one at most."""
        each, more = divmod(self.racks, ROWS)
        return tuple(each + (row < more) for row in range(ROWS))

    @property
    def modules(self) -> int:
        """How many modules, or generating sets, carry one half."""
        return math.ceil(ROWS / 2 * self.row / _LARGEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSizes:
    """What is different from design to design."""

    title: str
    why: str
    paths: tuple[str, ...]
    halves: int = 2
    """How many halves of the load a path carries."""
    spare_modules: bool = False
    """Whether a path has one half more of UPS modules than it needs."""
    spare_sets: bool = True
    own_sets: bool = False
    """Whether each path has its own generating sets, rather than all of them the same."""
    cords: Callable[[int], tuple[str, ...]]
    """Which paths feed a row, 0 to 5."""
    reserve: str | None = None
    """The path that takes over for any of the others, by a static switch."""


_THREE = (("1", "2"), ("2", "3"), ("3", "1"))
DESIGNS: Mapping[str, TemplateSizes] = {
    "single-path": TemplateSizes(
        title="Single path",
        why="One path, with as many modules and sets as the load needs: what not to rely on.",
        paths=("a",), spare_sets=False, cords=lambda _row: ("a",),
    ),
    "n-plus-1": TemplateSizes(
        title="N + 1",
        why="One path; one half more of UPS modules and of generating sets than the load needs.",
        paths=("a",), spare_modules=True, cords=lambda _row: ("a",),
    ),
    "2n": TemplateSizes(
        title="2N",
        why="Two whole paths from the transformer to the cords, and either one carries everything.",
        paths=("a", "b"), cords=lambda _row: ("a", "b"),
    ),
    "2-n-plus-1": TemplateSizes(
        title="2 (N + 1)",
        why="Two whole paths, each with its own sets, and one half more of modules and sets than it needs.",
        paths=("a", "b"), spare_modules=True, own_sets=True, cords=lambda _row: ("a", "b"),
    ),
    "distributed-redundant": TemplateSizes(
        title="Distributed redundant",
        why="Three paths of half the load each, every row on two of them; any one path may be lost.",
        paths=("1", "2", "3"), halves=1, cords=lambda row: _THREE[row // 2],
    ),
    "block-redundant": TemplateSizes(
        title="Block redundant",
        why="Two paths of half the load each, and a reserve that static switches move either of them to.",
        paths=("1", "2", "r"), halves=1, cords=lambda row: ("12"[row // 3],), reserve="r",
    ),
}  # fmt: skip


def sized(name: str, size: Size) -> str:
    """Return the text of a design for so many racks. Raises `CallError` for a design that is not there."""
    templates.text(name)
    return "\n".join(_lines(name, DESIGNS[name], size)) + "\n"


def rating(kw: float) -> float:
    """Return the next rating in which such things are made, [kW], of which one unit carries this."""
    decade = 10.0 ** math.floor(math.log10(kw))
    return next(step * decade for step in _SERIES if step * decade >= kw * (1 - 1e-9))


def _lines(name: str, design: TemplateSizes, size: Size) -> Iterator[str]:
    yield f"# {design.title} for {size.racks:,} racks of {size.kw:g} kW."
    yield f"# {design.why}"
    yield "#"
    yield f"#   powercalc init --template {name} --racks {size.racks} --kw {size.kw:g}"
    yield "#"
    yield "# All templates with --racks and --kw stand on one basis: the same rows, grid feed, UPS modules"
    yield "# and sets, one main board a path. Only IT power is in it: add cooling to the rating of the sets."
    yield "# Figures that are not written here come from the catalog (`powercalc catalog`)."
    yield from ("", "[site]", f'name = "{design.title}, {size.racks} x {size.kw:g} kW"')
    yield from _upstream(design, size)
    for path in design.paths:
        yield from _path(design, size, path)
    yield from _rows(design, size)
    yield from ("", "[targets]", 'max_downtime = "8 h"           # per year, for every row')


def _upstream(design: TemplateSizes, size: Size) -> Iterator[str]:
    yield from ("", "# Replace both figures by those of your grid operator.", "[grid_feed.grid]")
    yield from ('failure_rate = "2 / year"', 'mttr         = "20 min"')
    half = size.modules
    unit = _kw(ROWS / 2 * size.row / half)
    yield from ("", "# Stand by until a transfer switch calls them.", "[default.generator]")
    yield from (f"count         = {(3 if design.spare_sets else 2) * half}", f"needed        = {2 * half}")
    yield from (f"rating        = {unit}", 'start_time    = "12 s"', 'fuel_autonomy = "48 h"')
    yield from ("", "[default.ats]", 'fail_to_transfer = "0.1 %"')
    count, needed = (design.halves + design.spare_modules) * half, design.halves * half
    yield from ("", "# The battery bridges the start of the sets; a bypass passes the input through.")
    yield from ("[default.ups]", f"count    = {count}", f"needed   = {needed}", f"rating   = {unit}")
    yield from ('autonomy = "10 min"', "bypass   = true")
    if not design.own_sets:
        yield from ("", "[generator.gen]")


def _path(design: TemplateSizes, size: Size, path: str) -> Iterator[str]:
    carried = design.halves * ROWS / 2 * size.row
    yield from ("", f"# Path {path.upper()}." if path != design.reserve else "# The reserve.")
    yield from (f"[transformer.tx-{path}]", 'fed_by = "grid"')
    sets = f"gen-{path}" if design.own_sets else "gen"
    if design.own_sets:
        yield from ("", f"[generator.{sets}]")
    yield from ("", f"[ats.ats-{path}]", f'fed_by = ["tx-{path}", "{sets}"]')
    yield from ("", f"[switchgear.main-{path}]", f'fed_by = "ats-{path}"')
    yield from ("", f"[breaker.feeder-{path}]", f'fed_by = "main-{path}"', f"rating = {_kw(carried)}")
    yield from ("", f"[ups.ups-{path}]", f'fed_by = "feeder-{path}"')
    if design.reserve is None:
        yield from _panel(path, "ups")


def _panel(path: str, above: str) -> Iterator[str]:
    yield from ("", f"[pdu.pdu-{path}]", f'fed_by = "{above}-{path}"')


def _moved(design: TemplateSizes) -> Iterator[str]:
    """Yield the static switches of a design with a reserve, and the panels below them."""
    yield from ("", "# Order is preference: its own path, or else the reserve.")
    yield from ("[default.sts]", 'transfer_time    = "4 ms"', 'fail_to_transfer = "0.1 %"')
    for path in (each for each in design.paths if each != design.reserve):
        yield from ("", f"[sts.sts-{path}]", f'fed_by = ["ups-{path}", "ups-{design.reserve}"]')
        yield from _panel(path, "sts")


def _rows(design: TemplateSizes, size: Size) -> Iterator[str]:
    if design.reserve is not None:
        yield from _moved(design)
    yield from ("", "# What wants power. A rack with two cords lives on either of them.", "[default.server]")
    yield from (f'power         = "{size.kw:g} kW"', 'recovery_time = "4 h"')
    for row, racks in enumerate(size.rows):
        cords = [f'"pdu-{path}"' for path in design.cords(row)]
        fed = f"[{', '.join(cords)}]" if len(cords) > 1 else cords[0]
        yield from ("", f"[server.row-{row + 1}]", f"fed_by = {fed}", f"count  = {racks}")


def _kw(carried: float) -> str:
    return f'"{rating(carried):g} kW"'
