"""Typed component models: what stands in the site, and what each kind does."""

from powercalc.components.base import ERROR_FACTOR, Component
from powercalc.components.cooling import Chiller, Cooling, Crah, Pump
from powercalc.components.distribution import (
    Block,
    Bus,
    Busway,
    Cable,
    Panel,
    Pdu,
    RackPdu,
    Switchgear,
    Transformer,
)
from powercalc.components.loads import Server
from powercalc.components.rotary import RotaryUps
from powercalc.components.sources import Generator, GridFeed, Outage, Renewable, Solar, Source, Wind
from powercalc.components.storage import Battery, Flywheel, Storage, Ups
from powercalc.components.switching import Ats, Breaker, Path, Sts, Switch, Tie

KINDS: dict[str, type[Component]] = {
    model.kind: model
    for model in (
        GridFeed, Generator, Solar, Wind,
        Ups, Battery, Flywheel, RotaryUps,
        Ats, Sts, Breaker, Tie,
        Transformer, Switchgear, Bus, Busway, Cable, Panel, Pdu, RackPdu,
        Chiller, Crah, Pump,
        Server, Block,
    )
}  # fmt: skip
"""Every kind by its name in the site file."""

__all__ = [
    "ERROR_FACTOR", "KINDS", "Ats", "Battery", "Block", "Breaker", "Bus", "Busway", "Cable", "Chiller",
    "Component", "Cooling", "Crah", "Flywheel", "Generator", "GridFeed", "Outage", "Panel", "Path", "Pdu",
    "Pump", "RackPdu", "Renewable", "RotaryUps", "Server", "Solar", "Source", "Storage", "Sts", "Switch",
    "Switchgear", "Tie", "Transformer", "Ups", "Wind",
]  # fmt: skip
