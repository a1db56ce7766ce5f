"""A NetBox asked over its REST interface: page by page, with the fields that are needed and no others.

The nested ends of ports and outlets are what costs a NetBox time; with `fields=` an answer takes a tenth of
it, and the connections come from the cables. A token is only ever taken from the environment.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from powercalc.components.problems import shown
from powercalc.errors import CallError, Place, SiteError
from powercalc.inventory.netbox.fields import text, word
from powercalc.inventory.netbox.json_folder import decoded, version
from powercalc.inventory.netbox.netbox_answers import NEEDED, Answers, Row, kept, unknown_fields

if TYPE_CHECKING:
    import httpx

TOKEN = "POWERCALC_NETBOX_TOKEN"  # noqa: S105 - the name of the variable
PAGE = 1000
"""How many results are asked for at once: the most that a NetBox gives, as it comes."""
LARGEST = 256 * 2**20
"""The most bytes of one page."""
PATIENCE = 60.0
"""Seconds that one page may take."""
_FIELDS = {
    "sites": "id,name,slug",
    "locations": "id,name,slug,site,parent",
    "racks": "id,name,site,location,tenant,status",
    "power-panels": "id,name,site,location,custom_fields",
    "power-feeds": "id,name,power_panel,rack,status,type,supply,phase,voltage,amperage,max_utilization,"
    "tenant",
    "devices": "id,name,device_type,role,device_role,tenant,site,location,rack,parent_device,status",
    "power-ports": "id,name,device,maximum_draw,allocated_draw,mark_connected",
    "power-outlets": "id,name,device,power_port,feed_leg,status",
    "cables": "id,type,status,a_terminations,b_terminations,termination_a_type,termination_a_id,"
    "termination_b_type,termination_b_id",
}
_OF_ONE_SITE = (
    "locations",
    "racks",
    "power-panels",
    "power-feeds",
    "devices",
    "power-ports",
    "power-outlets",
)


def is_address(source: str) -> bool:
    """Tell an address from the name of a folder."""
    return source.casefold().startswith(("http://", "https://"))


def read_address(
    address: str,
    *,
    site: str | None = None,
    patience: float = PATIENCE,
    told: Callable[[str], None] | None = None,
) -> Answers:
    """Return what the NetBox at an address says, of all sites or of one.

    `told` is called with each table that is asked for. Raises `CallError` with what went wrong: a token that
    is refused, a server that is slow, half an answer.
    """
    try:
        import httpx
    except ImportError:
        raise CallError(
            "to ask a NetBox over the net, httpx must be there: pip install 'powercalc[netbox]'"
        ) from None
    base, headers = _base(address), dict(_headers(address))
    with httpx.Client(headers=headers, timeout=patience, follow_redirects=False, trust_env=True) as client:
        return _RestRequest(client, base, patience, told or (lambda _: None)).answers(site)


def _base(address: str) -> str:
    parts = urlsplit(address)
    if parts.username or parts.password:
        raise CallError(f"an address with a password in it is not taken: others can read it; set {TOKEN}")
    if not parts.hostname:
        raise CallError(f"{address}: there is no host in this address; expected https://netbox.example")
    path = parts.path.rstrip("/").removesuffix("/api")
    return urlunsplit((parts.scheme.lower(), parts.netloc, path, "", ""))


def _headers(address: str) -> Iterator[tuple[str, str]]:
    """Yield what each question has with it: the token too, as `Token` or, of the newer kind, as `Bearer`."""
    yield "Accept", "application/json"
    yield "User-Agent", "powercalc"
    token = os.environ.get(TOKEN, "").strip()
    if not token:
        return
    if not (token.isascii() and token.isprintable()):
        raise CallError(f"{TOKEN} has characters that no token has")
    parts = urlsplit(address)
    if parts.scheme.lower() == "http" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise CallError(f"{address}: a token is not sent without encryption; expected https://")
    named = token.partition(" ")[0] in {"Token", "Bearer"} and " " in token
    yield "Authorization", token if named else f"{'Bearer' if token.startswith('nbt_') else 'Token'} {token}"


class _RestRequest:
    def __init__(self, client: httpx.Client, base: str, patience: float, told: Callable[[str], None]) -> None:
        self.client, self.base, self.patience, self.told = client, base, patience, told
        self.remarks: list[str] = []

    def answers(self, site: str | None) -> Answers:
        """Return all tables."""
        came_from = version(self._status())
        is_nautobot = came_from.startswith("Nautobot")
        tables = {"locations": self._table("locations", {})} if is_nautobot else {}
        if not is_nautobot:
            tables["sites"] = self._table("sites", {"fields": _FIELDS["sites"]})
        slug = _slug(tables.get("sites", []), site)
        for name in (*NEEDED, "cables", *(() if is_nautobot else ("locations",))):
            tables[name] = self._table(name, {"depth": "1"} if is_nautobot else _asked(name, slug))
        return Answers(tables=tables, came_from=came_from, remarks=self.remarks)

    def _status(self) -> Any:
        """Return what it says of itself; it may keep that to people who have logged in."""
        try:
            return self._page("status/", {})
        except CallError as error:
            if "HTTP 40" in str(error):
                return {}
            raise

    def _table(self, name: str, asked: Mapping[str, str]) -> list[Row]:
        self.told(name)
        unknown: set[str] = set()
        rows = kept(self._rows(f"dcim/{name}/", asked), unknown)
        if unknown:
            self.remarks.append(unknown_fields(name, unknown))
        return rows

    def _rows(self, path: str, asked: Mapping[str, str]) -> Iterator[Row]:
        """Yield the results of all pages. The address of the next page is made here, not taken from there."""
        got = 0
        while True:
            page = self._page(path, {**asked, "limit": str(PAGE), "offset": str(got)})
            results = page.get("results") if isinstance(page, dict) else None
            if not isinstance(results, list) or not all(isinstance(each, dict) for each in results):
                raise CallError(f"{self.base}/api/{path}: the answer has no results: {shown(page)}")
            yield from results
            got += len(results)
            count = page.get("count")
            if not results or not page.get("next"):
                if isinstance(count, int) and got < count:
                    raise CallError(f"{self.base}/api/{path}: it gave {got} of {count} results and no more")
                return

    def _page(self, path: str, asked: Mapping[str, str]) -> Any:
        import httpx

        where = f"{self.base}/api/{path}"
        try:
            with self.client.stream("GET", where, params=dict(asked)) as response:
                _heed(response, where)
                data = b"".join(self._within(response.iter_bytes(), where))
        except httpx.TimeoutException:
            raise self._slow(where) from None
        except httpx.RemoteProtocolError as error:
            raise CallError(f"{where}: the answer ends in the middle ({error})") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise CallError(f"{where}: there is no answer ({error})") from None
        try:
            return decoded(data, Place(file=where))
        except SiteError as error:
            raise CallError(*(str(problem) for problem in error.problems)) from None

    def _within(self, parts: Iterator[bytes], where: str) -> Iterator[bytes]:
        """Yield the parts of an answer while it is neither too slow nor too large."""
        end, size = time.monotonic() + self.patience, 0
        for part in parts:
            size += len(part)
            if time.monotonic() > end:
                raise self._slow(where)
            if size > LARGEST:
                raise CallError(f"{where}: the answer is larger than {LARGEST // 2**20} MiB")
            yield part

    def _slow(self, where: str) -> CallError:
        return CallError(
            f"{where}: no whole answer within {self.patience:g} s; --timeout sets how long to wait, "
            "--site asks for less"
        )


def _heed(response: httpx.Response, where: str) -> None:
    """Raise what an answer is that is none."""
    status = response.status_code
    if status == 200:
        return
    given = "the token is refused" if os.environ.get(TOKEN) else f"it asks for a token, in {TOKEN}"
    match status:
        case 401 | 403:
            said = given
        case 404:
            said = "there is no NetBox at this address, or one without this table"
        case _ if 300 <= status < 400:
            said = f"it leads to {shown(response.headers.get('location', 'elsewhere'))}; give that address"
        case _:
            said = "the server says that it cannot answer"
    raise CallError(f"{where}: {said} (HTTP {status})")


def _asked(name: str, slug: str | None) -> dict[str, str]:
    found = {"fields": _FIELDS[name]} if name in _FIELDS else {}
    if name == "cables":
        found["termination_a_type"] = "dcim.powerport"
    elif slug is not None and name in _OF_ONE_SITE:
        found["site"] = slug
    return found


def _slug(sites: list[Row], wanted: str | None) -> str | None:
    """Return how a site is called in questions; None asks for all of them."""
    if wanted is None:
        return None
    name = wanted.casefold()
    return next(
        (word(row.get("slug")) for row in sites if name in {text(row).casefold(), word(row.get("slug"))}),
        None,
    )
