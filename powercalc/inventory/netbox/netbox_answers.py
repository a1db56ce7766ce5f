"""The answers of a NetBox: its tables by name, row by row, wherever they came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Row: TypeAlias = dict[str, Any]

NEEDED = ("power-panels", "power-feeds", "power-ports", "power-outlets", "devices", "racks")
"""Without one of these there is nothing to make a site of."""
USED = (*NEEDED, "cables", "sites", "locations", "device-types", "roles", "device-roles", "statuses")
"""All that is looked at. Without cables, the ends that the ports state themselves are taken."""
KEPT = frozenset(
    {
        "id", "name", "display", "site", "location", "parent", "tenant", "custom_fields", "status", "slug",
        "power_panel", "destination_panel", "power_path", "rack", "type", "supply", "phase", "voltage",
        "amperage", "max_utilization", "mark_connected", "cable", "connected_endpoints",
        "connected_endpoints_type", "connected_endpoints_reachable", "link_peers", "link_peers_type",
        "connected_endpoint", "connected_endpoint_type", "connected_endpoint_reachable", "cable_peer",
        "cable_peer_type", "device", "power_port", "feed_leg", "maximum_draw", "allocated_draw",
        "device_type", "role", "device_role", "parent_device", "parent_bay", "model",
        "a_terminations", "b_terminations",
        "termination_a_type", "termination_a_id", "termination_b_type", "termination_b_id", "location_type",
    }
)  # fmt: skip
"""The fields that are looked at; the others of a row are let go."""
KNOWN = KEPT | frozenset(
    {
        "created", "custom_fields", "description", "display", "display_url", "last_updated", "owner",
        "tags", "url", "asns", "circuit_count", "comments", "device_count", "facility", "group",
        "latitude", "longitude", "physical_address", "prefix_count", "rack_count", "region",
        "shipping_address", "time_zone", "virtualmachine_count", "vlan_count", "_depth", "airflow",
        "asset_tag", "desc_units", "facility_id", "form_factor", "max_weight", "mounting_depth",
        "outer_depth", "outer_height", "outer_unit", "outer_width", "powerfeed_count", "rack_type",
        "serial", "starting_unit", "u_height", "weight", "weight_unit", "width", "_occupied",
        "cable_end", "cluster", "config_template", "console_port_count", "console_server_port_count",
        "device_bay_count", "face", "front_port_count", "interface_count", "inventory_item_count",
        "local_context_data", "module_bay_count", "oob_ip", "platform", "position",
        "power_outlet_count", "power_port_count", "primary_ip", "primary_ip4", "primary_ip6",
        "rear_port_count", "vc_position", "vc_priority", "virtual_chassis", "label", "module", "color",
        "bundle", "length", "length_unit", "profile", "config_context", "part_number", "manufacturer",
        "front_image", "rear_image", "is_full_depth", "exclude_from_utilization", "subdevice_role",
        "default_platform", "vm_role", "console_port_template_count",
        "console_server_port_template_count", "power_port_template_count",
        "power_outlet_template_count", "interface_template_count", "front_port_template_count",
        "rear_port_template_count", "device_bay_template_count", "module_bay_template_count",
        "inventory_item_template_count", "tree_depth", "natural_slug", "object_type", "content_types",
        "notes_url", "computed_fields", "relationships", "breaker_position", "breaker_pole_count",
        "breaker_poles", "rack_group", "parent_rack_group", "secrets_group", "device_redundancy_group",
        "device_redundancy_group_priority", "software_version", "software_image_files",
        "controller_managed_device_group", "clusters", "vrfs", "contact_name", "contact_phone",
        "contact_email", "time_zone_name", "termination_a", "termination_b", "outlets",
        "feed_leg_display",
    }
)  # fmt: skip
"""Also those that NetBox 3 to 4.6 and Nautobot have and that say nothing of the power."""


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What a NetBox said."""

    tables: Mapping[str, list[Row]]
    came_from: str = ""
    """The version, where it is known: "NetBox 4.6.8"."""
    remarks: list[str] = field(default_factory=list)
    """What was met and not used."""

    def rows(self, table: str) -> list[Row]:
        """Return the rows of a table; of one that is not there, none."""
        return self.tables.get(table, [])


def kept(rows: Iterable[Row], unknown: set[str]) -> list[Row]:
    """Return rows with the fields that are looked at, each row once; note the fields that nobody knows."""
    found: dict[object, Row] = {}
    for row in rows:
        if not KNOWN.issuperset(row):
            unknown.update(row.keys() - KNOWN)
        found.setdefault(row.get("id"), {key: row[key] for key in row.keys() & KEPT})
    return list(found.values())


def unknown_fields(table: str, unknown: set[str]) -> str:
    """Return the remark on fields that nobody knows."""
    names = ", ".join(sorted(repr(each)[1:-1] for each in unknown)[:8])
    more = f" and {len(unknown) - 8} more" if len(unknown) > 8 else ""
    return f"{table} has fields that are not known here and say nothing to it: {names}{more}"
