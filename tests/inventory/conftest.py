from __future__ import annotations

from pathlib import Path

import pytest

from powercalc.inventory.inventory_model import Inventory
from powercalc.inventory.netbox.folder import read_folder
from powercalc.inventory.netbox.netbox_inventory import netbox_inventory
from powercalc.inventory.to_site import Imported, to_site

INVENTORIES = Path(__file__).parent.parent / "inventories"


@pytest.fixture(scope="session")
def hall() -> Inventory:
    return netbox_inventory(read_folder(INVENTORIES / "hall"))


@pytest.fixture(scope="session")
def upstream() -> Path:
    return INVENTORIES / "hall-upstream.toml"


@pytest.fixture(scope="session")
def imported(hall: Inventory, upstream: Path) -> Imported:
    return to_site(hall, upstream)
