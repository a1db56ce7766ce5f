"""The models of the ladder: sites of so many racks, grids, votes, pairs in series."""

from __future__ import annotations

from dataclasses import dataclass

import powercalc as pc
from powercalc.components import Component
from powercalc.engine.formula import Formulas
from powercalc.site import templates

PER_PDU = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Of one block: failures per hour while up, hours to restore, units and how many are needed."""

    rate: float
    mttr: float
    count: int = 1
    needed: int = 1

    def block(self, name: str, fed_by: list[str] | None = None) -> pc.Block:
        """The block of a site."""
        bank = {} if self.count == 1 else {"count": self.count, "needed": self.needed}
        wiring = {"fed_by": fed_by} if fed_by else {}
        return pc.Block(name, failure_rate=f"{self.rate!r} / h", mttr=f"{self.mttr} h", **bank, **wiring)


Wired = tuple[str, Figures, list[str]]
"""A block's name, its figures and what feeds it."""

SHARED: list[Wired] = [
    ("grid", Figures(rate=3e-3, mttr=1.0), []),
    ("gen", Figures(rate=1e-3, mttr=20.0, count=4, needed=3), []),
    ("gen-bus", Figures(rate=2e-6, mttr=8.0), ["gen"]),
]


def _path(side: str) -> list[Wired]:
    """From the grid to the output of the UPS, past it by a bypass."""
    return [
        (f"tx-{side}", Figures(rate=1e-6, mttr=48.0), ["grid"]),
        (f"ats-{side}", Figures(rate=5e-6, mttr=8.0), [f"tx-{side}", "gen-bus"]),
        (f"swg-{side}", Figures(rate=2.5e-6, mttr=12.0), [f"ats-{side}"]),
        (f"ups-{side}", Figures(rate=4e-6, mttr=8.0, count=4, needed=3), [f"swg-{side}"]),
        (f"bypass-{side}", Figures(rate=2.5e-6, mttr=6.0), [f"swg-{side}"]),
        (f"out-{side}", Figures(rate=2e-6, mttr=8.0), [f"ups-{side}", f"bypass-{side}"]),
    ]


def plant() -> list[Wired]:
    """What all racks of a 2N site share."""
    return [*SHARED, *_path("a"), *_path("b")]


def legs(rack: int, *, alike: bool) -> list[Wired]:
    """A rack's PDUs, which ten racks share, and its power supplies; their rate is the rack's own."""
    supply = Figures(rate=2e-5 if alike else 2e-5 * (1 + rack / 1000), mttr=8.0)
    group = rack // PER_PDU
    pdus: list[Wired] = [
        (f"pdu-{group}-{side}", Figures(rate=1 / 600_000, mttr=8.0), [f"out-{side}"]) for side in "ab"
    ]
    return pdus + [(f"psu-{rack}-{side}", supply, [f"pdu-{group}-{side}"]) for side in "ab"]


def plain_site(racks: int, *, alike: bool) -> pc.Site:
    """A 2N site of plain blocks: every rack a load with two power supplies."""
    wired = plant() + [leg for rack in range(racks) for leg in legs(rack, alike=alike)]
    blocks = {name: figures.block(name, fed_by) for name, figures, fed_by in wired}
    parts: list[Component] = list(blocks.values())
    for rack in range(racks):
        feeds = [f"psu-{rack}-a", f"psu-{rack}-b"]
        parts.append(pc.Server(f"rack-{rack}", fed_by=feeds, hold_up="0 s"))
    return pc.Site(f"2N, {racks} racks", tuple(parts))


def pair_figures(number: int) -> Figures:
    """Of both parts of a pair."""
    return Figures(rate=1e-6 * (1 + number / 1000), mttr=12.0)


def site_text(racks: int, *, shapes: int = 1) -> str:
    """The 2N template with so many racks, each a load with two power supplies, ten to a pair of PDUs.

    Supplies of so many `shapes` fail at different rates.
    """
    text = templates.text("2n")
    head, rest = text.split("[server.rack]")
    targets = rest[rest.index("[targets]") :]
    groups = -(-racks // PER_PDU)
    pdus = [_pdu(group, side) for group in range(groups) for side in "ab"]
    return head + "\n".join([*pdus, *(_rack_text(rack, rack % shapes) for rack in range(racks))]) + targets


def _pdu(group: int, side: str) -> str:
    return f'[pdu.pdu-{group}-{side}]\nfed_by = "ups-{side}"\n'


def _rack_text(rack: int, shape: int) -> str:
    supplies = "".join(
        f'[block.psu-{rack}-{side}]\nfed_by = "pdu-{rack // PER_PDU}-{side}"\n'
        f'failure_rate = "{2 + shape}e-5 / h"\nmttr = "8 h"\n'
        for side in "ab"
    )
    feeds = f'["psu-{rack}-a", "psu-{rack}-b"]'
    return supplies + f'[server.rack-{rack}]\nfed_by = {feeds}\npower = "5 kW"\n'


def vote(formulas: Formulas, k: int, n: int) -> int:
    """At least k of n variables."""
    return formulas.at_least(k, [formulas.variable() for _ in range(n)])


def pairs_in_series(formulas: Formulas, number: int) -> int:
    """Any of the pairs is lost, which is when both of its parts are."""
    return formulas.any_of(
        [formulas.all_of([formulas.variable(), formulas.variable()]) for _ in range(number)]
    )


def grid_edges(n: int) -> list[tuple[int, int]]:
    """Right and down, n by n nodes."""
    right = [(n * i + j, n * i + j + 1) for i in range(n) for j in range(n - 1)]
    return right + [(n * i + j, n * i + n + j) for i in range(n - 1) for j in range(n)]
