"""A site file that is followed, and a page that asks."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the extra serve is not installed")

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it would rather have httpx2, which is not what others here need
    from starlette.testclient import TestClient

from powercalc.serve.guard import Guard
from powercalc.serve.live_site import LiveSite
from powercalc.serve.web_app import LivePage

SITE = """# our hall
[site]
name = "Hall"

[grid_feed.grid]
failure_rate = "2 / year"   # from the bill
mttr = "20 min"

[ups.ups-a]
fed_by = "grid"
autonomy = "10 min"         # from the nameplate

[server.rack]
fed_by = "ups-a"
power = "3 kW"
"""
PORT = 8765
Client = TestClient
Ask = Callable[..., Any]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "site.toml"
    found.write_text(SITE, encoding="utf-8")
    return found


@pytest.fixture
def live(path: Path) -> LiveSite:
    found = LiveSite(path, renders=False)
    found.look()
    return found


@pytest.fixture
def client(live: LiveSite) -> Iterator[TestClient]:
    """A browser that has opened the address; its paths begin after the token."""
    guard = Guard(port=PORT, token="secret")  # noqa: S106
    headers = {"Origin": f"http://127.0.0.1:{PORT}"}
    with TestClient(
        LivePage(live, guard).app(), base_url=f"http://127.0.0.1:{PORT}", headers=headers
    ) as found:
        yield found


@pytest.fixture
def ask(client: TestClient, live: LiveSite) -> Ask:
    def asked(what: str, **body: Any) -> Any:
        version = live.good.version if live.good else ""
        return client.post(f"/secret/{what}", json={"version": version, **body}).json()

    return asked
