"""What inventories hold: names of all kinds, cables with many ends, loops, fuses, foreign states."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from powercalc.errors import CallError, SiteError
from powercalc.inventory.inventory_model import ImportChoices, Inventory
from powercalc.inventory.netbox.folder import read_folder
from powercalc.inventory.netbox.netbox_inventory import netbox_inventory
from powercalc.inventory.to_site import Imported, to_site
from powercalc.site.read import read_text
from tests.inventory.answers import MadeUp, two_sides

INVENTORIES = Path(__file__).parent.parent / "inventories"


def _told(result: Imported, what: str) -> list[str]:
    return [each.text for each in result.findings if each.what == what]


def _tables(inventory: Inventory, **choices: Any) -> dict[str, Any]:
    return tomllib.loads(to_site(inventory, None, choices=ImportChoices(**choices)).text)


NAMES = [
    "a b",
    'q"uote',
    "back\\slash",
    "sl/ash",
    "do.t",
    "«Départ»",
    "数据库",
    "x" * 60,
    "[t]",
    "a\tb",
    "# no",
    "=1",
    "'",
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_may_be_had(name: str) -> None:
    made, rack, a, b = two_sides()
    made.server(name, rack, a[0], b[0])
    result = to_site(made.inventory(), None)
    (load,) = read_text(result.text).loads
    assert load.id == name.replace("/", "-").replace("\t", " ")
    assert to_site(made.inventory(), None, before=result.text).text == result.text


def test_names_that_stand_twice_are_told_apart() -> None:
    made = MadeUp()
    room = made.add("locations", name="Room 9", site=made.site, parent=None)
    panels = [made.panel("P1"), made.panel("P2")]
    racks = [made.rack("R01"), made.rack("R01", room)]
    for rack in racks:
        outlets = [made.pdu("pdu", rack, made.feed(panel, "F1", rack)) for panel in panels]
        made.server("db", rack, *(each[0] for each in outlets), tenant={"name": f"T{racks.index(rack)}"})
    values = _tables(made.inventory())
    assert set(values["server"]) == {"db (T0)", "db (T1)"}
    assert set(values["zone"]) == {"Room 9", "R01 (S)", "R01 (Room 9)"}
    assert len(values["breaker"]) == len(values["rack_pdu"]) == 4
    assert all(each.startswith("F1 (P") for each in values["breaker"])


def test_an_id_of_the_upstream_file_is_not_taken() -> None:
    made, rack, a, b = two_sides()
    made.server("ups-a", rack, a[0], b[0])
    values = _tables(made.inventory())
    assert "ups-a" in values["ups"]
    assert list(values["server"]) == ["ups-a (R1)"]


def test_a_pdu_with_two_inlets_is_two_nodes() -> None:
    made = MadeUp()
    rack, pdu = made.rack("R1"), None
    pdu = made.device("pdu", rack, role="pdu")
    outlets = []
    for side in "AB":
        inlet = made.port(pdu, f"In {side}")
        made.plug(made.feed(made.panel(f"PP-{side}"), f"F-{side}", rack), inlet)
        outlets.append(made.outlet(pdu, f"{side}1", inlet))
    made.server("s", rack, *outlets)
    result = to_site(made.inventory(), None)
    site = read_text(result.text)
    assert site["s"].fed_by == ("pdu In A", "pdu In B")
    assert not _told(result, "both-cords-on-one-strip")


def test_fuses_of_one_pdu_are_one_pdu() -> None:
    """Power ports of the PDU itself, each on an outlet of it, with outlets of their own (NetBox 21949)."""
    made = MadeUp()
    rack = made.rack("R1")
    pdu = made.device("pdu", rack, role="pdu")
    inlet = made.port(pdu, "Input")
    made.plug(made.feed(made.panel("PP-A"), "F", rack), inlet)
    behind = []
    for fuse in "12":
        port = made.port(pdu, f"Fuse {fuse}")
        made.plug(port, made.outlet(pdu, f"inner {fuse}", inlet))
        behind.append(made.outlet(pdu, f"C13 {fuse}", port))
    made.server("s", rack, *behind)
    result = to_site(made.inventory(), None)
    assert _told(result, "both-cords-on-one-strip") == ["both cords of s are on pdu Input"]
    assert read_text(result.text)["s"].fed_by == ("pdu Fuse 1", "pdu Fuse 2")


def test_a_fuse_without_a_cable_is_told() -> None:
    made, rack, a, b = two_sides()
    pdu = made.tables["devices"][0]
    made.server("s", rack, a[0], made.outlet(pdu, "C13 9", made.port(pdu, "Fuse")))
    result = to_site(made.inventory(), None)
    assert _told(result, "inlet-of-outlets-without-cable")
    assert read_text(result.text)["s"].undocumented_cords == 1  # type: ignore[attr-defined]
    assert b


def test_outlets_without_an_inlet_feed_nobody_knows_what() -> None:
    made, rack, a, _ = two_sides()
    made.server("s", rack, a[0], made.outlet(made.device("box", rack, role="pdu"), "1", None))
    result = to_site(made.inventory(), None)
    assert _told(result, "outlets-without-inlet") == ["outlets of box hang on no inlet of it"]
    assert _told(result, "cord-undocumented")


def test_a_loop_is_told_and_cut() -> None:
    made, rack, a, b = two_sides()
    one, other = made.device("s1", rack, role="pdu"), made.device("s2", rack, role="pdu")
    inlets = made.port(one, "In"), made.port(other, "In")
    outlets = [made.outlet(each, "1", inlet) for each, inlet in zip((one, other), inlets, strict=True)]
    made.plug(inlets[0], outlets[1])
    made.plug(inlets[1], outlets[0])
    made.server("s", rack, a[0], made.outlet(one, "2", inlets[0]))
    made.server("t", rack, a[1], b[1])
    result = to_site(made.inventory(), None)
    assert _told(result, "loop") == ["s1 and s2 feed each other in a loop"]
    assert read_text(result.text)["s"].fed_by == ("pdu-a",)
    assert "leads to s1, which has no power: it leads into a loop" in _told(result, "cord-without-power")[0]


def test_a_loop_of_switches_that_has_power_is_cut_where_it_leads_up() -> None:
    made, rack, a, _ = two_sides()
    switches = [made.device(f"ats-{number}", rack, role="ats") for number in "12"]
    ports = [[made.port(each, name) for name in ("In 1", "In 2")] for each in switches]
    outlets = [[made.outlet(each, name, None) for name in "12"] for each in switches]
    made.plug(ports[0][0], a[0])
    made.plug(ports[1][0], outlets[0][0])
    made.plug(ports[0][1], outlets[1][0])
    made.server("s", rack, outlets[1][1])
    site = read_text(to_site(made.inventory(), None).text)
    assert site["ats-1"].fed_by == ("pdu-a",)
    assert site["ats-2"].fed_by == ("ats-1",)


def test_a_switch_has_all_its_inlets_whatever_its_outlets_say() -> None:
    made, rack, a, b = two_sides()
    ats = made.device("sw", rack, role="r", device_type={"model": "Rack ATS 16A"})
    one, other = made.port(ats, "In A"), made.port(ats, "In B")
    made.plug(one, a[0])
    made.plug(other, b[0])
    made.server("s", rack, made.outlet(ats, "1", one))
    site = read_text(to_site(made.inventory(), None).text)
    assert (site["sw"].kind, site["sw"].fed_by) == ("ats", ("pdu-a", "pdu-b"))


def test_a_y_cord_is_two_cords_of_one_inlet_and_a_feed_may_have_two_ports() -> None:
    made, rack, a, b = two_sides()
    device = made.device("s", rack)
    made.plug(made.port(device, "PSU1"), a[0], a[1])
    feed = made.feed(made.tables["power-panels"][0], "F-2")
    made.plug(feed, made.port(made.device("t", rack), "PSU"), made.port(made.device("u", rack), "PSU"))
    result = to_site(made.inventory(), None)
    values = tomllib.loads(result.text)
    assert values["server"]["s"] | {"note": ""} == {
        "fed_by": ["pdu-a", "pdu-a"],
        "power": "100 W",
        "zone": "R1",
        "note": "",
    }
    assert values["server"]["t"]["fed_by"] == "F-2"
    assert values["server"]["t"]["count"] == 2
    assert len(_told(result, "cable-with-many-ends")) == 2
    assert b


def test_dc_feeds_go_straight_into_a_device() -> None:
    made = MadeUp()
    rack = made.rack("R1")
    feeds = [
        made.feed(made.panel(f"DC-{s}"), f"D{s}", rack, voltage=-48, supply={"value": "dc"}) for s in "AB"
    ]
    device = made.device("router", rack, ports=("P0", "P1"))
    for port, feed in zip(made.tables["power-ports"], feeds, strict=True):
        made.plug(feed, port)
    values = _tables(made.inventory())
    assert values["default"]["breaker"]["voltage"] == "48 V"
    assert values["server"]["router"]["fed_by"] == ["DA", "DB"]
    assert device


def test_blades_and_patch_panels_are_no_loads() -> None:
    made, rack, a, b = two_sides()
    chassis = made.server("chassis", rack, a[0], b[0])
    made.device("blade", None, parent_device=chassis)
    made.device("patch", rack, role="patch-panel")
    result = to_site(made.inventory(), None)
    assert [load.id for load in read_text(result.text).loads] == ["chassis"]
    assert _told(result, "blades") == ["blade has no cords: those of chassis count"]


def test_a_cooler_is_a_load_or_an_air_handler() -> None:
    made, rack, a, b = two_sides()
    made.server("s", rack, a[0], b[0])
    made.server("cool", None, a[1], role="crac")
    assert "cool" in _tables(made.inventory())["server"]
    assert "cool" in _tables(made.inventory(), coolers="crah")["crah"]


def test_nested_locations_are_zones_within_zones() -> None:
    made = MadeUp()
    outer = made.add("locations", name="Building", site=made.site, parent=None)
    inner = made.add("locations", name="Room", site=made.site, parent=outer)
    rack = made.rack("R1", inner)
    outlets = made.pdu("pdu", rack, made.feed(made.panel("PP"), "F", rack))
    made.server("s", rack, outlets[0])
    made.server("t", None, outlets[1])
    values = _tables(made.inventory())
    assert values["zone"]["R1"]["within"] == "Room"
    assert values["zone"]["Room"]["within"] == "Building"
    assert "zone" not in values["server"]["t"]


def test_words_and_fields_of_a_later_version_are_told_and_do_no_harm(tmp_path: Path) -> None:
    made, rack, a, b = two_sides()
    made.server("s", rack, a[0], b[0], status={"value": "hibernating"}, aura="blue")
    made.tables["cables"][0]["status"] = {"value": "glowing"}
    made.tables["power-feeds"][0]["status"] = {"value": "humming"}
    result = to_site(netbox_inventory(read_folder(made.written(tmp_path / "answers"))), None)
    told = " ".join(_told(result, "not-understood"))
    for word in ("hibernating", "glowing", "humming", "aura"):
        assert word in told
    assert read_text(result.text)["s"].fed_by == ("pdu-a", "pdu-b")


@pytest.mark.parametrize("state", ["planned", "decommissioning"])
def test_a_cable_that_is_not_in_use_carries_nothing(state: str) -> None:
    made, rack, a, b = two_sides()
    made.server("s", rack, a[0])
    made.plug(made.port(made.tables["devices"][-1], "PSU2"), b[0], status=state)
    result = to_site(made.inventory(), None)
    assert read_text(result.text)["s"].fed_by == ("pdu-a",)
    assert _told(result, "cord-without-power")


def test_a_faulty_outlet_carries_nothing() -> None:
    made, rack, a, b = two_sides()
    made.server("s", rack, a[0], b[0])
    b[0]["status"] = {"value": "faulty"}
    result = to_site(made.inventory(), None)
    assert read_text(result.text)["s"].fed_by == ("pdu-a",)
    assert "PSU2 of s: the outlet is faulty or disabled" in _told(result, "cord-without-power")[0]


def test_both_cords_on_one_source_are_told_from_the_upstream_file(tmp_path: Path) -> None:
    made, rack, a, b = two_sides()
    made.server("s", rack, a[0], b[0])
    file = tmp_path / "up.toml"
    file.write_text(
        "[grid_feed.grid]\n[generator.gen]\n[ups.u]\nfed_by = ['grid', 'gen']\n[pdu.p]\nfed_by = 'u'\n"
        "[pdu.q]\nfed_by = 'u'\n[panels]\nPP-A = 'p'\nPP-B = 'q'\n",
        encoding="utf-8",
    )
    told = _told(to_site(made.inventory(), file), "both-cords-on-one-source")
    assert told == ["both cords of s hang on u"]


def test_a_three_phase_feed_with_230_v_is_told() -> None:
    made, rack, a, b = two_sides()
    made.server("s", rack, a[0], b[0])
    made.tables["power-feeds"][0]["phase"] = {"value": "three-phase"}
    assert _told(to_site(made.inventory(), None), "voltage-of-one-phase")


def test_a_leg_is_told_where_all_of_them_together_carry_it() -> None:
    """Legs of 230.9 V · 16 A · 80 % = 2.96 kVA: 2 kW on one leg of each side are 4 kW on that of one."""
    made, rack, a, b = two_sides()
    for feed in made.tables["power-feeds"]:
        feed |= {"phase": {"value": "three-phase"}, "voltage": 400}
    made.server("s", rack, a[0], b[0])
    for port in made.tables["power-ports"][-2:]:
        port["allocated_draw"] = 2000
    a[0]["feed_leg"] = b[0]["feed_leg"] = {"value": "B"}
    told = _told(to_site(made.inventory(), None), "leg-overload-after-loss")
    assert "carries on leg B 2 kW now and 4 kW after the loss of PP-B, 135.3 % of the 2.956 kVA" in told[0]


def test_where_nothing_is_cabled_a_rack_is_on_its_feeds() -> None:
    inventory = netbox_inventory(read_folder(INVENTORIES / "demo"))
    result = to_site(inventory, None)
    values = tomllib.loads(result.text)
    assert len(values["server"]) == 24
    assert values["server"]["R101"]["fed_by"] == ["P1-1A", "P2-1B"]
    assert len(values["breaker"]) == 48
    assert _told(result, "rack-not-cabled")
    assert values["panel"]["Panel 1"]["fed_by"] != values["panel"]["Panel 2"]["fed_by"]
    assert sum(len(each.names) for each in result.findings if each.what == "load-without-power") > 20


def test_one_site_of_several() -> None:
    inventory = netbox_inventory(read_folder(INVENTORIES / "demo"), site="ncsu-065")
    assert inventory.name == "MDF"
    with pytest.raises(CallError, match="did you mean"):
        netbox_inventory(read_folder(INVENTORIES / "demo"), site="ncsu-65")
    other = netbox_inventory(read_folder(INVENTORIES / "demo"), site="dm-akron")
    with pytest.raises(CallError, match="no power panels"):
        to_site(other, None)


def test_nautobot_is_read_too() -> None:
    """Uuids, references by id alone, one end per connection, a side, a panel below a panel."""
    one, other = ("dcim.poweroutlet", "dcim.powerport")
    names = ("pa", "pb", "fa", "fb", "fx", "ra", "d1", "d2", "i1", "o1", "x1", "x2", "st")
    ids = {name: f"0000-{name}" for name in names}

    def refer(name: str) -> dict[str, str]:
        return {"id": ids[name], "object_type": "any", "url": "http://any"}

    active = {"status": refer("st")}
    common = {**active, "phase": {"value": "single-phase"}, "supply": {"value": "ac"}}
    amounts = {"voltage": 230, "amperage": 16, "max_utilization": 80}
    tables = {
        "locations": [{"id": "0000-loc", "name": "Hall", "parent": None}],
        "statuses": [{"id": ids["st"], "name": "Active"}],
        "racks": [{"id": ids["ra"], "name": "R1", "location": {"id": "0000-loc"}}],
        "power-panels": [{"id": ids[p], "name": p, "location": {"id": "0000-loc"}} for p in ("pa", "pb")],
        "power-feeds": [
            {"id": ids["fa"], "name": "FA", "power_panel": refer("pa"), "rack": refer("ra"), **common,
             **amounts, "power_path": {"value": "a", "label": "Path A"}},
            {"id": ids["fx"], "name": "FX", "power_panel": refer("pa"), "destination_panel": refer("pb"),
             **common},
            {"id": ids["fb"], "name": "FB", "power_panel": refer("pb"), "rack": refer("ra"), **common,
             **amounts, "connected_endpoint": refer("x2"), "connected_endpoint_type": other},
        ],
        "devices": [
            {"id": ids["d1"], "name": "pdu", "rack": refer("ra"), "role": {"name": "PDU"}, **active},
            {"id": ids["d2"], "name": "srv", "rack": refer("ra"), "role": {"name": "Server"}, **active},
        ],
        "power-ports": [
            {"id": ids["i1"], "name": "In", "device": refer("d1"), "cable_peer": refer("fa"),
             "cable_peer_type": "dcim.powerfeed"},
            {"id": ids["x1"], "name": "1", "device": refer("d2"), "connected_endpoint": refer("o1"),
             "connected_endpoint_type": one, "allocated_draw": 100},
            {"id": ids["x2"], "name": "2", "device": refer("d2"), "connected_endpoint": refer("fb"),
             "connected_endpoint_type": "dcim.powerfeed", "allocated_draw": 100},
        ],
        "power-outlets": [{"id": ids["o1"], "name": "1", "device": refer("d1"), "power_port": refer("i1")}],
    }  # fmt: skip
    from powercalc.inventory.netbox.netbox_answers import Answers

    inventory = netbox_inventory(Answers(tables=json.loads(json.dumps(tables))))
    assert inventory.feeds[0].side == "A"
    assert inventory.panels[1].upstream_panel == inventory.panels[0].key
    result = to_site(inventory, None)
    site = read_text(result.text)
    assert site["srv"].fed_by == ("pdu", "FB")
    assert site["pb"].fed_by == ("pa",)
    assert _told(result, "both-cords-on-one-source") == ["both cords of srv hang on ups-a"]


def test_panels_are_asked_for(tmp_path: Path) -> None:
    made, rack, a, b = two_sides()
    made.server("s", rack, a[0], b[0])
    file = tmp_path / "up.toml"
    file.write_text(
        "[grid_feed.grid]\n[ups.ups-a]\nfed_by = 'grid'\n[panels]\nPP-A = 'usp-a'\nPP-C = 'ups-a'\n"
    )
    with pytest.raises(SiteError) as refused:
        to_site(made.inventory(), file)
    told = [str(each) for each in refused.value.problems]
    assert len(told) == 3
    assert 'did you mean "ups-a"?' in told[1]
    assert f"{file}:5:8" in told[1]
    assert 'the panel "PP-B" (netbox: power panel' in told[0]
    assert "no panel of this name" in told[2]


def test_a_panel_that_is_fed_is_not_meant_by_another(tmp_path: Path) -> None:
    """PP-A is not in the file; PP-B is, and is a panel of its own: not what was meant."""
    made, rack, a, b = two_sides()
    made.server("s", rack, a[0], b[0])
    file = tmp_path / "up.toml"
    file.write_text("[grid_feed.grid]\n[panels]\nPP-B = 'grid'\n", encoding="utf-8")
    with pytest.raises(SiteError) as refused:
        to_site(made.inventory(), file)
    (told,) = map(str, refused.value.problems)
    assert "PP-A" in told
    assert "did you mean" not in told


def test_a_custom_field_may_say_what_feeds_a_panel(tmp_path: Path) -> None:
    made, rack, a, b = two_sides()
    made.server("s", rack, a[0], b[0])
    file = tmp_path / "up.toml"
    file.write_text("[grid_feed.grid]\n[ups.u]\nfed_by = 'grid'\n", encoding="utf-8")
    made.tables["power-panels"][0]["custom_fields"] = {"upstream": "u"}
    with pytest.raises(SiteError, match="PP-B"):
        to_site(made.inventory(), file)
    made.tables["power-panels"][1]["custom_fields"] = {"upstream": "u"}
    assert read_text(to_site(made.inventory(), file).text)["PP-B"].fed_by == ("u",)
