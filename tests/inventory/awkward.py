"""A made-up NetBox in which nothing is plain.

Names stand twice or hold what separates names, two racks of one name stand in two rooms, switches and UPS are
told by role and by model; a PDU hangs on a PDU, cables have several far ends and one label, and there are
states that nobody knows.
"""

from __future__ import annotations

from tests.inventory.answers import MadeUp, Row

LONG = "server for the archive of the department of medical imaging "


def awkward() -> MadeUp:
    """Return it."""
    made = MadeUp()
    rooms = [
        made.add("locations", name=name, slug=name, site=made.site, parent=None) for name in ("1/1", "1, 2")
    ]
    racks = [made.rack("R01", room) for room in rooms]
    racks.append(made.add("racks", name="数据库 > 2", site=made.site, location=rooms[0], facility_id="DB"))
    panels = [made.panel(name, location=room) for name, room in (("PP/A", rooms[0]), ('PP "B"', rooms[1]))]
    sides = [
        [made.pdu(f"pdu-{side}, {number}", rack, made.feed(panel, f"F1.{number}", rack), outlets=9)
         for panel, side in zip(panels, "AB", strict=True)]
        for number, rack in enumerate(racks)
    ]  # fmt: skip
    _servers(made, racks, sides)
    _switches(made, racks, sides)
    _states(made, racks, sides, panels)
    _cables(made, racks, sides)
    return made


def _servers(made: MadeUp, racks: list[Row], sides: list[list[list[Row]]]) -> None:
    for rack, (a, b) in zip(racks, sides, strict=True):
        made.server("db01", rack, a[0], b[0])
    made.server(LONG.strip()[:60], racks[0], sides[0][0][1], sides[0][1][1])
    made.server("R&D <b>", racks[0], sides[0][0][2], sides[0][1][2], asset_tag="A-1, 2")
    made.server("db, 02", racks[1], sides[1][0][1], sides[1][1][1])
    made.server(None, racks[1], sides[1][0][2], sides[1][1][2], device_type={"model": "Switch, 1 PSU"})
    for row in made.tables["power-ports"][-2:]:
        row["label"] = "the upper one"


def _switches(made: MadeUp, racks: list[Row], sides: list[list[list[Row]]]) -> None:
    by_role = made.device("swap", racks[2], role="ats")
    by_model = made.device("swap 2", racks[2], role="other", device_type={"model": "Smart-UPS 1500"})
    for device, (one, other) in ((by_role, (3, 3)), (by_model, (4, None))):
        first = made.port(device, "In 1")
        made.plug(first, sides[2][0][one])
        if other is not None:
            made.plug(made.port(device, "In 2"), sides[2][1][other])
        made.server(f"behind {device['name']}", racks[2], made.outlet(device, "Out 1", first))
    below = made.device("pdu on pdu", racks[2], role="pdu")
    inlet = made.port(below, "Input")
    made.plug(inlet, sides[2][0][5])
    made.server("low", racks[2], made.outlet(below, "1", inlet), sides[2][1][5])


def _states(made: MadeUp, racks: list[Row], sides: list[list[list[Row]]], panels: list[Row]) -> None:
    for number, status in enumerate(("planned", "failed", "offline", "humming")):
        feed = made.feed(panels[0], f"extra {number}", racks[0], status={"value": status})
        outlets = made.pdu(f"extra {number}", racks[0], feed, outlets=1)
        made.server(f"on extra {number}", racks[0], outlets[0], sides[0][1][3 + number])
    device = made.server("late", racks[1], sides[1][0][3], None)
    made.plug(made.port(device, "PSU3"), sides[1][1][3], status="planned")
    made.plug(made.port(device, "PSU4"), sides[1][1][4], status="glowing")
    made.port(device, "PSU5", mark_connected=True)
    sides[1][1][5]["status"] = {"value": "faulty"}
    made.server("old", racks[1], sides[1][0][5], sides[1][1][5], status={"value": "decommissioning"})


def _cables(made: MadeUp, racks: list[Row], sides: list[list[list[Row]]]) -> None:
    device = made.device("y cord", racks[0])
    made.plug(made.port(device, "PSU1"), sides[0][0][7], sides[0][0][8])
    for number, (rack, (a, b)) in enumerate(zip(racks[1:], sides[1:], strict=True)):
        made.server(f"labelled {number}", rack, a[7], b[7])
        for cable in made.tables["cables"][-2:]:
            cable["label"] = "blue"
    made.tables["cables"][-1]["status"] = {"value": "planned"}
