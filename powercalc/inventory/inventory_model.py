"""An inventory at rest: what a source knows of a hall, from the panels down to the loads.

A source (NetBox, a table) fills it in and judges nothing: what is odd stays in it, and is told by the
findings. What a source must see to:

- Every `key` is unique in the inventory and never shown; a source takes what it joins by ("feed 49",
  "row 12"). Links (`to`, `panel`, `space`, `within`) are keys. A link to what is not there is left out and
  a remark made instead.
- Every `name` is as people know it, "" where there is none; two things may have one name. `apart` are the
  names that tell it from others of its name, tried in their order: the panel of a feed, the tenant.
- `back` is the way back for a person: "netbox: device 210", "racks.csv: row 12".
- The order of the tuples is the order in the site file: by name as people count (2 before 10), not by when
  something was entered, so that a second import differs only where the hall does.
- Every power inlet is a `Cord`, also one that leads nowhere: its state says why. Nothing is left out because
  it carries no power; what passes none is followed down by those who ask.
- Of a word for a state that it does not know, a source takes "active" or "documented" and makes a remark.
- Figures are in W, A, V and shares of one; None is "not stated", and never 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Status: TypeAlias = Literal["active", "planned", "failed", "offline", "decommissioning"]
"""Of a feed or a device. Power passes what is active, and what is decommissioning until it is gone."""
PASSING: frozenset[Status] = frozenset({"active", "decommissioning"})

CordState: TypeAlias = Literal[
    "documented",  # leads to `to`
    "undocumented",  # nothing says where it leads: no cable, an empty cell
    "outside",  # fed by something that the inventory does not have (`mark_connected`)
    "planned",  # its cable is not there yet; `to` is where it will lead
    "decommissioning",  # its cable is not there any longer; `to` is where it led
    "faulty",  # the outlet that it hangs on is faulty or disabled
    "not connected",  # stated to be unplugged: a "-" or "none" in a table
]

SpaceKind: TypeAlias = Literal["site", "room", "rack"]
Leg: TypeAlias = Literal["A", "B", "C"]
IntermediateKind: TypeAlias = Literal["ats", "sts", "ups"]
RatingBasis: TypeAlias = Literal["breaker", "utilization"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryEntry:
    """What stands in an inventory: by which key, under which name, and how to find it again there."""

    key: str
    name: str
    apart: tuple[str, ...] = ()
    """Names that tell it from others of its name, tried in their order."""
    back: str = ""
    """The way back: "netbox: device 210"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Space(InventoryEntry):
    """A site, a room (or what lies between the site and the racks), a rack."""

    kind: SpaceKind
    within: str | None = None
    """The key of the space around it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionPanel(InventoryEntry):
    """A panel: here the inventory ends, and the upstream file begins."""

    space: str | None = None
    upstream: str | None = None
    """What the inventory itself says feeds it, an id of the upstream file; a custom field may carry it."""
    upstream_panel: str | None = None
    """The key of the panel that feeds it, where the inventory knows panels below panels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelFeed(InventoryEntry):
    """A circuit of a panel, with its breaker."""

    panel: str
    rack: str | None = None
    """The key of the rack that it is meant for."""
    status: Status = "active"
    voltage: float | None = None
    """[V] line to line when three-phase; the magnitude where it is DC."""
    amperage: float | None = None
    """[A] of the breaker."""
    phases: Literal[1, 3] | None = None
    is_dc: bool = False
    permitted: float | None = None
    """The share of the amperage that is to be used, 0..1."""
    role: str = ""
    """What the source calls it: primary, redundant. It says nothing of the side."""
    side: str = ""
    """"A" or "B", where the source says so (Nautobot's power path, a column of a table)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cord:
    """One inlet of a device: where its power comes from, or why from nowhere."""

    name: str = ""
    to: str | None = None
    """The key of the feed, strip or intermediate that it leads to; also of a planned cable."""
    state: CordState = "undocumented"
    leg: Leg | None = None
    """The phase of the outlet that it hangs on, where that is known."""
    allocated: float | None = None
    """[W] by intention."""
    maximum: float | None = None
    """[W] by its plate."""
    passes_through: str = ""
    """The outlet and the cable, for people: "C13 9, cable 270"."""

    @property
    def is_documented(self) -> bool:
        """Whether it leads to something; that may be without power itself."""
        return self.state == "documented" and self.to is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip(InventoryEntry):
    """One inlet that outlets hang on: a rack PDU, or one of the two of a PDU with two inlets.

    A device with two inlets that outlets hang on is two strips. Outlets that hang on no inlet have a strip of
    their own, whose cord is undocumented.
    """

    cord: Cord
    more_cords: tuple[Cord, ...] = ()
    """Where its one inlet leads to several things (a cable with several far ends)."""
    has_inlet: bool = True
    """False where outlets hang on no inlet of their device."""
    space: str | None = None
    device: str = ""
    """The key of the device: strips of one device have the same."""
    status: Status = "active"

    @property
    def cords(self) -> tuple[Cord, ...]:
        """All of them."""
        return (self.cord, *self.more_cords)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intermediate(InventoryEntry):
    """A transfer switch or a UPS below a panel: one node, fed by all inlets in the order of their names."""

    kind: IntermediateKind
    cords: tuple[Cord, ...]
    space: str | None = None
    status: Status = "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class CordedDevice(InventoryEntry):
    """A load: a device with cords and no outlets, or a whole rack where the source knows no more."""

    cords: tuple[Cord, ...]
    """In the order of their names; never empty (what has no inlet is no load, and a remark at most)."""
    space: str | None = None
    """Its rack, or the room where it stands outside of racks."""
    status: Status = "active"
    is_cooler: bool = False
    draw: float | None = None
    """[W] in all, where the source says it of the whole and not by cord; it goes before those of cords."""
    count: int = 1
    """How many of them, alike and on the same cords."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncorded(InventoryEntry):
    """A device without a power inlet: no load. A blade hangs on its chassis, a patch panel on nothing."""

    space: str | None = None
    carrier: str = ""
    """The name of the chassis whose cords are its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something that the source met and did not use: an unknown state, a link that leads nowhere."""

    text: str
    """A sentence without its end, as in a warning."""
    concerns: tuple[str, ...] = ()
    """Names, for people."""
    what: str = "not-understood"
    """The kind of finding that it is, of those in `site/imported_from.py`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """All that a source knows of the power of a hall, below its panels."""

    name: str
    """Of the site, where there is one; else what the source is called."""
    source: str
    """Where it comes from, in a word of the site file: "netbox", "csv"."""
    came_from: str = ""
    """Said in the head of the file: "NetBox 4.6.8", "racks.csv". Never a time."""
    spaces: tuple[Space, ...] = ()
    panels: tuple[DistributionPanel, ...] = ()
    feeds: tuple[PanelFeed, ...] = ()
    strips: tuple[Strip, ...] = ()
    intermediates: tuple[Intermediate, ...] = ()
    loads: tuple[CordedDevice, ...] = ()
    uncorded: tuple[Uncorded, ...] = ()
    panels_elsewhere: tuple[str, ...] = ()
    """Names of panels that the source has and that are not asked for: of other sites."""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportChoices:
    """How an inventory is told as a site: what cannot be decided from its data."""

    draw: Literal["split", "full"] = "split"
    """Each cord carries its share, and they add up; or each states the whole, and the largest counts."""
    loads: Literal["device", "rack"] = "device"
    rating: RatingBasis = "breaker"
    """Of a feed: its breaker, or the share of it that is permitted."""
    coolers: Literal["server", "crah"] = "server"
