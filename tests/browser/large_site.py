"""A hall of some 300 components: two feeds, fourteen UPS lines, PDUs, and rows of one or two cords."""

import powercalc as pc
from powercalc.components import Component

LINES = 7
ROWS = 11


def large_site() -> pc.Site:
    parts: list[Component] = [pc.Generator("gen", count=4, needed=3, rating="2 MW")]
    for path in "ab":
        parts += [
            pc.GridFeed(f"grid-{path}"),
            pc.Transformer(f"tx-{path}", fed_by=f"grid-{path}", rating="4 MW"),
        ]
        for line in range(LINES):
            zone, number = f"room-{path}-{line}", f"{path}-{line}"
            parts.append(pc.Ats(f"ats-{number}", fed_by=[f"tx-{path}", "gen"], zone=zone))
            parts.append(
                pc.Ups(f"ups-{number}", fed_by=f"ats-{number}", count=3, needed=2, rating="250 kW", zone=zone)
            )
            parts += [
                pc.Pdu(f"pdu-{number}-{row}", fed_by=f"ups-{number}", rating="60 kW") for row in range(ROWS)
            ]
    for line in range(LINES):
        for row in range(ROWS):
            cords = [f"pdu-a-{line}-{row}", f"pdu-b-{line}-{row}"]
            parts.append(
                pc.Server(f"row-{line}-{row}", fed_by=cords, count=8, power="5 kW", recovery_time="4 h")
            )
            if row % 2 == 0:
                parts.append(pc.Server(f"old-{line}-{row}", fed_by=cords[:1], power="3 kW"))
    return pc.Site("Large hall", tuple(parts))
