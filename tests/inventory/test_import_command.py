"""`powercalc import netbox` as it is called: folders, a server, bad input."""

from __future__ import annotations

import gzip
import json
import shutil
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from powercalc.cli.run import run
from tests.inventory.answers import MadeUp, two_sides

INVENTORIES = Path(__file__).parent.parent / "inventories"
UPSTREAM = INVENTORIES / "hall-upstream.toml"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("POWERCALC_NETBOX_TOKEN", raising=False)


def _hall(*arguments: str) -> int:
    return run(["import", "netbox", str(INVENTORIES / "hall"), *arguments])


def test_a_folder_becomes_a_site(capfd: pytest.CaptureFixture[str]) -> None:
    assert _hall("--upstream", str(UPSTREAM), "-o", "hall.toml") == 0
    told = capfd.readouterr()
    assert "both cords of srv-a-03-1 are on pdu-a-03-a" in told.out
    assert "--draw split" in told.err
    text = Path("hall.toml").read_text(encoding="utf-8")
    assert text.startswith("# Hall 1\n")
    assert _hall("--upstream", str(UPSTREAM), "-o", "hall.toml") == 0
    assert Path("hall.toml").read_text(encoding="utf-8") == text
    assert [each.name for each in Path().iterdir()] == ["hall.toml"]


def test_without_a_file_the_site_is_the_result(capfd: pytest.CaptureFixture[str]) -> None:
    assert _hall("--upstream", str(UPSTREAM)) == 0
    told = capfd.readouterr()
    assert "[server.srv-a-03-1]" in told.out
    assert "warning: all cords on one pdu: both cords of srv-a-03-1" in told.err


def test_for_a_program(capfd: pytest.CaptureFixture[str]) -> None:
    assert _hall("--upstream", str(UPSTREAM), "-o", "hall.toml", "--format", "json") == 0
    found = json.loads(capfd.readouterr().out)
    assert found["schema"] == "powercalc/import/1"
    assert {"what", "text", "components", "names"} <= found["findings"][0].keys()
    assert (found["written"], found["came_from"]) == ("hall.toml", "NetBox 4.6.8")


def test_without_an_upstream_file_one_is_written_to_fill_in(capfd: pytest.CaptureFixture[str]) -> None:
    assert _hall("-o", "hall.toml") == 0
    assert "fill in hall.upstream.toml" in capfd.readouterr().err
    made = Path("hall.upstream.toml").read_text(encoding="utf-8")
    assert all(f"{panel} = " in made for panel in ("PP-A1", "PP-A2", "PP-B1", "PP-B2"))
    Path("hall.toml").unlink()
    Path("hall.upstream.toml").write_text(made.replace('# autonomy = "10 min"', 'autonomy = "3 min"'))
    assert _hall("-o", "hall.toml") == 0
    assert 'autonomy = "3 min"' in Path("hall.toml").read_text(encoding="utf-8")
    assert "is taken as the upstream file" in capfd.readouterr().err


def test_the_file_of_another_is_not_written_over(capfd: pytest.CaptureFixture[str]) -> None:
    Path("mine.toml").write_text("[site]\nname = 'mine'\n")
    assert _hall("-o", "mine.toml") == 2
    assert "no import wrote it" in capfd.readouterr().err
    assert Path("mine.toml").read_text() == "[site]\nname = 'mine'\n"
    shutil.copy(UPSTREAM, "up.toml")
    assert _hall("--upstream", "up.toml", "-o", "up.toml") == 2


def _small(tmp_path: Path) -> tuple[MadeUp, Path]:
    made, rack, a, b = two_sides()
    made.server("s", rack, a[0], b[0])
    return made, made.written(tmp_path / "answers")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda f: (f / "power-ports.json").unlink(), "the folder has no power-ports.json"),
        (
            lambda f: (f / "racks.json").write_text('{"count": 1, "results": [{"id": 1, '),
            "ends in the middle",
        ),
        (lambda f: (f / "racks.json").write_text("[1, 2]"), "no object with an id"),
        (lambda f: (f / "racks.json").write_text('{"detail": "Invalid token"}'), "Invalid token"),
        (lambda f: (f / "racks.json").write_text("<html>"), "wrong JSON"),
        (lambda f: (f / "racks.json").write_text("[" * 100_000), "nested too deeply"),
        (lambda f: (f / "racks.json").write_bytes(b"\xff\xfe"), "not UTF-8"),
        (lambda f: (f / "racks.json").write_bytes(gzip.compress(b"{}" * 99)[:20]), "cannot be read"),
        (
            lambda f: (f / "racks.json").write_text('{"count": 9, "next": "x", "results": []}'),
            "0 of 9 results",
        ),
        (lambda f: (f / "power-panels.json").write_text("[]"), "no power panels"),
        (lambda f: (f / "cables.json").write_text("[]"), "no load has power"),
    ],
)
def test_a_folder_that_is_not_whole(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], harm: Any, said: str
) -> None:
    _, folder = _small(tmp_path)
    Path("site.toml").write_text("[inventory]\nsource = 'netbox'\n")
    harm(folder)
    for row in ("power-feeds",) if said == "no load has power" else ():
        _without_racks(folder / f"{row}.json")
    assert run(["import", "netbox", str(folder), "-o", "new.toml"]) == 2
    told = capfd.readouterr().err
    assert said in told
    assert "Traceback" not in told
    assert not Path("new.toml").exists()
    assert not Path("new.upstream.toml").exists()


def _without_racks(path: Path) -> None:
    answer = json.loads(path.read_text())
    for row in answer["results"]:
        row["rack"] = None
    path.write_text(json.dumps(answer))


def test_pages_are_joined_and_a_list_alone_is_an_answer(tmp_path: Path) -> None:
    _, folder = _small(tmp_path)
    rows = json.loads((folder / "power-ports.json").read_text())["results"]
    (folder / "power-ports.json").unlink()
    for page, row in enumerate(rows, start=1):
        answer = {"count": len(rows), "next": "x", "previous": None, "results": [row]}
        (folder / f"power-ports-{page}.json").write_text(json.dumps(answer))
    outlets = json.loads((folder / "power-outlets.json").read_text())["results"]
    (folder / "power-outlets.json").unlink()
    (folder / "power_outlets.json.gz").write_bytes(gzip.compress(json.dumps(outlets).encode()))
    assert run(["import", "netbox", str(folder), "-o", "new.toml"]) == 0
    (folder / "power-ports-2.json").unlink()
    assert run(["import", "netbox", str(folder), "-o", "newer.toml"]) == 2


class _Netbox(BaseHTTPRequestHandler):
    """A NetBox that gives two results a page; how it misbehaves is set on the class."""

    tables: dict[str, list[dict[str, Any]]] = {}  # noqa: RUF012 - set by each test
    manner = ""
    asked: list[tuple[str, dict[str, list[str]], str | None]] = []  # noqa: RUF012 - the same

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query, name = parse_qs(parts.query), parts.path.removeprefix("/api/dcim/").strip("/")
        self.asked.append((name, query, self.headers.get("Authorization")))
        if name == "api/status":
            self._answer(200, {"netbox-version": "4.6.8"})
        elif self.manner == "closed" or (self.manner == "refused" and not self.headers.get("Authorization")):
            self._answer(403, {"detail": "no"})
        elif self.manner == "html":
            self._raw(200, b"<html>log in</html>")
        elif self.manner == "broken":
            self._answer(500, {})
        elif self.manner == "moved":
            self._raw(302, b"", location="https://elsewhere.example/")
        elif self.manner == "half" and name == "racks":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b'{"count": 1, "resu')
        elif self.manner == "drip" and name == "racks":
            self.send_response(200)
            self.end_headers()
            for _ in range(40):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.05)
        elif self.manner == "asleep" and name == "racks":
            time.sleep(2)
        else:
            start = int(query.get("offset", ["0"])[0])
            rows = self.tables.get(name, [])
            page = rows[start : start + 2]
            more = start + 2 < len(rows) and not (self.manner == "short" and name == "power-ports")
            following = "http://internal.invalid/api/next" if more else None
            self._answer(200, {"count": len(rows), "next": following, "previous": None, "results": page})

    def _answer(self, status: int, body: Any) -> None:
        self._raw(status, json.dumps(body).encode())

    def _raw(self, status: int, data: bytes, location: str | None = None) -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    made, rack, a, b = two_sides()
    made.server("s", rack, a[0], b[0])
    _Netbox.tables, _Netbox.manner, _Netbox.asked = made.tables, "", []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Netbox)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_netbox_is_asked_page_by_page(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POWERCALC_NETBOX_TOKEN", "abc")
    assert run(["import", "netbox", f"{address}/api/", "--site", "S", "-o", "site.toml"]) == 0
    assert 'fed_by = ["pdu-a", "pdu-b"]' in Path("site.toml").read_text(encoding="utf-8")
    assert {token for _, _, token in _Netbox.asked} == {"Token abc"}
    ports = [query for name, query, _ in _Netbox.asked if name == "power-ports"]
    assert [query.get("offset") for query in ports] == [["0"], ["2"]]
    assert all("allocated_draw" in query["fields"][0] and query["site"] == ["s"] for query in ports)


def test_a_newer_token_is_a_bearer(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POWERCALC_NETBOX_TOKEN", "nbt_key.secret")
    assert run(["import", "netbox", address, "-o", "site.toml"]) == 0
    assert {token for _, _, token in _Netbox.asked} == {"Bearer nbt_key.secret"}


@pytest.mark.parametrize(
    ("manner", "said"),
    [
        ("closed", "the token is refused (HTTP 403)"),
        ("html", "wrong JSON"),
        ("broken", "cannot answer (HTTP 500)"),
        ("moved", "elsewhere.example"),
        ("half", "ends in the middle"),
        ("drip", "no whole answer within"),
        ("asleep", "no whole answer within"),
        ("short", "2 of 4 results"),
    ],
)
def test_a_netbox_that_misbehaves(
    address: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], manner: str, said: str
) -> None:
    monkeypatch.setenv("POWERCALC_NETBOX_TOKEN", "very-secret")
    _Netbox.manner = manner
    assert run(["import", "netbox", address, "-o", "site.toml", "--timeout", "500 ms"]) == 2
    told = capfd.readouterr()
    assert said in told.err
    assert "very-secret" not in told.err + told.out
    assert not list(Path().iterdir())


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("https://me:secret@netbox.example", "a password in it is not taken"),
        ("http://netbox.example", "not sent without encryption"),
        ("https://", "no host"),
        ("https://netbox.invalid", "there is no answer"),
        ("no-such-folder", "not there"),
    ],
)
def test_addresses_that_are_none(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], source: str, said: str
) -> None:
    monkeypatch.setenv("POWERCALC_NETBOX_TOKEN", "very-secret")
    assert run(["import", "netbox", source, "--timeout", "5 s"]) == 2
    told = capfd.readouterr().err
    assert said in told
    assert "very-secret" not in told


def test_without_a_token_one_is_asked_for(address: str, capfd: pytest.CaptureFixture[str]) -> None:
    _Netbox.manner = "refused"
    assert run(["import", "netbox", address]) == 2
    assert "it asks for a token, in POWERCALC_NETBOX_TOKEN" in capfd.readouterr().err
