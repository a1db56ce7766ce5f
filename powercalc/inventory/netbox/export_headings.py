"""The columns of the CSV that NetBox's lists export, and the words in them, in English and French.

The headings are titles of the user interface, so they are in the language of the user who exported; the
French ones are those of NetBox 4.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Cells: TypeAlias = dict[str, str]
"""The cells of a row by column."""

LABELS = {
    "power panels": "power-panels", "panneaux d'alimentation": "power-panels",
    "power feeds": "power-feeds", "alimentations": "power-feeds",
    "power ports": "power-ports", "ports d'alimentation": "power-ports",
    "power outlets": "power-outlets", "prises de courant": "power-outlets",
    "devices": "devices", "appareils": "devices",
    "racks": "racks", "baies": "racks",
    "cables": "cables", "câbles": "cables",
    "sites": "sites",
    "locations": "locations", "emplacements": "locations",
}  # fmt: skip
"""How a list is called, which is the name of the file that a browser saves: "netbox_power ports.csv"."""

_ID, _NAME = ("ID", "IDENTIFIANT"), ("Name", "Nom")
_STATUS, _TENANT, _LABEL = (
    ("Status", "Statut", "État"),
    ("Tenant", "Entité", "Locataire"),
    ("Label", "Libellé"),
)
_SITE, _PLACE = ("Site",), ("Location", "Emplacement", "Lieu")
_RACK, _DEVICE, _SLUG = ("Rack", "Baie"), ("Device", "Appareil"), ("Slug", "Identifiant")
_CABLE, _PEERS = ("Cable", "Câble"), ("Link Peers", "Link Peer", "Cable Peer", "Lier les pairs")
_MARK = ("Mark Connected", "Marquer comme connecté")
_OF_DEVICE = {
    "device_site": ("Device Site", "Site de l'appareil"),
    "device_location": ("Device Location", "Emplacement de l'appareil"),
    "device_status": ("Device Status", "État de l'appareil"),
}

NEEDED_COLUMNS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "power-panels": {"id": _ID, "name": _NAME},
    "power-feeds": {
        "id": _ID, "name": _NAME, "power_panel": ("Power Panel", "Panneau d'alimentation"), "rack": _RACK,
        "status": _STATUS, "voltage": ("Voltage", "Tension"), "amperage": ("Amperage", "Ampérage"),
        "phase": ("Phase",), "max_utilization": ("Max Utilization", "Utilisation maximale"),
        "cable": _CABLE, "link_peers": _PEERS,
    },
    "power-ports": {
        "id": _ID, "name": _NAME, "device": _DEVICE, "mark_connected": _MARK,
        "maximum_draw": ("Maximum draw (W)", "Tirage maximal (W)"),
        "allocated_draw": ("Allocated draw (W)", "Tirage alloué (W)"),
        "cable": _CABLE, "link_peers": _PEERS,
    },
    "power-outlets": {
        "id": _ID, "name": _NAME, "device": _DEVICE, "power_port": ("Power Port", "Port d'alimentation"),
        "feed_leg": ("Feed leg", "Patte d'alimentation"), "cable": _CABLE, "link_peers": _PEERS,
    },
    "devices": {
        "id": _ID, "name": _NAME, "status": _STATUS, "rack": _RACK, "role": ("Role", "Rôle"),
        "device_type": ("Type",),
    },
    "racks": {"id": _ID, "name": _NAME},
    "cables": {"id": _ID, "label": _LABEL, "status": _STATUS},
    "sites": {"id": _ID, "name": _NAME},
    "locations": {"id": _ID, "name": _NAME},
}  # fmt: skip
"""The columns of each table without which it cannot be read."""

MORE_COLUMNS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "power-panels": {
        "site": _SITE, "location": _PLACE, "upstream": ("Upstream", "Fed from", "Fed by", "Alimenté par"),
    },
    "power-feeds": {
        "site": _SITE, "type": ("Type",), "supply": ("Supply", "Approvisionnement"), "tenant": _TENANT,
        "mark_connected": _MARK,
    },
    "power-ports": {"label": _LABEL, **_OF_DEVICE},
    "power-outlets": {"label": _LABEL, "status": _STATUS, **_OF_DEVICE},
    "devices": {
        "site": _SITE, "location": _PLACE, "tenant": _TENANT, "manufacturer": ("Manufacturer", "Fabricant"),
        "asset_tag": ("Asset tag", "Étiquette d'actif"),
        "parent_device": ("Parent Device", "Appareil parent"),
        "virtual_chassis": ("Virtual Chassis", "Châssis virtuel"),
        "vc_position": ("VC Position", "Position en VC"),
        "power_ports": ("Power ports", "Ports d'alimentation"),
        "power_outlets": ("Power outlets", "Prises de courant"),
    },
    "racks": {
        "site": _SITE, "location": _PLACE, "tenant": _TENANT,
        "facility_id": ("Facility ID", "ID de l'établissement"),
    },
    "cables": {
        "a": ("Termination A", "Terminaison A"), "b": ("Termination B", "Terminaison B"),
        "device_a": ("Device A", "Appareil A"), "device_b": ("Device B", "Appareil B"),
        "rack_a": ("Rack A", "Baie A"), "rack_b": ("Rack B", "Baie B"),
    },
    "sites": {"slug": _SLUG},
    "locations": {"site": _SITE, "slug": _SLUG, "parent": ("Parent",)},
}  # fmt: skip
"""The columns that are used where they are there."""

OTHERS = frozenset(
    heading.casefold()
    for heading in (
        "Airflow", "ASN Count", "ASNs", "Asset tag", "Available Power (VA)", "Bundle", "Cable Color",
        "Cluster", "Color", "Color Name", "Comments", "Config Template", "Connection", "Console ports",
        "Console server ports", "Contacts", "Created", "Description", "Device bays", "Devices", "Facility",
        "Form factor", "Front ports", "Group", "Height", "Interfaces", "Inventory Items", "Inventory items",
        "IP Address", "IPv4 Address", "IPv6 Address", "Last updated", "Latitude", "Length", "Location A",
        "Location B", "Longitude", "Manufacturer", "Mark Connected", "Max Weight", "Module", "Module Bay",
        "Module bays", "Mounting depth", "OOB IP", "Outer Depth", "Outer Height", "Outer Width", "Owner",
        "Owner Group", "Physical address", "Platform", "Position", "Position (Device Bay)", "Power",
        "Power Feeds", "Profile", "Rack face", "Racks", "Rear ports", "Region", "Role", "Serial number",
        "Shipping address", "Site A", "Site B", "Site Group", "Space", "Starting unit", "Status", "Tags",
        "Tenant", "Tenant Group", "Time zone", "Type", "U Height", "VC Priority", "VLAN Groups", "Weight",
        "Width",
    )
)  # fmt: skip
"""The headings of NetBox 4.2 to 4.6 that say nothing of the power."""

_WORDS = {
    "single phase": "single-phase", "monophasé": "single-phase", "three phase": "three-phase",
    "triphasé": "three-phase", "actif": "active", "planifié": "planned", "échoué": "failed",
    "hors ligne": "offline", "mis en scène": "staged", "inventaire": "inventory",
    "démantèlement": "decommissioning", "connecté": "connected", "primaire": "primary",
    "redondant": "redundant", "activé": "enabled", "désactivé": "disabled", "défectueux": "faulty",
}  # fmt: skip
_YES = frozenset({"true", "vrai", "oui", "yes", "✔"})


def choice(cell: str) -> str:
    """Return a choice as the REST interface has it: "three-phase" of "Three-phase" and of "Triphasé"."""
    word = cell.casefold()
    return _WORDS.get(word, word)


def is_yes(cell: str) -> bool:
    """Tell what a cell of a yes or no says."""
    return cell.casefold() in _YES


def folded(cell: str) -> str:
    """Return a name as other tables may write it: templates escape it, and blanks are folded."""
    return " ".join(html.unescape(cell).split())
