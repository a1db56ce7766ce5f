"""Who is answered: the page itself, on this machine, and nobody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.serve.conftest import PORT, SITE, Client

HERE = f"http://127.0.0.1:{PORT}"
GETS = ["/secret/", "/secret/state", "/secret/parts"]
POSTS = ["/secret/changes", "/secret/write", "/secret/now", "/secret/loads"]


@pytest.mark.parametrize("address", GETS)
def test_the_page_is_answered(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("token", ["wrong", "secre", "secrett", "%73ecret%00", "é", "..", "%2e%2e"])
@pytest.mark.parametrize("address", [*GETS, *POSTS])
def test_without_the_token_nothing_is_answered(client: Client, address: str, token: str) -> None:
    path = address.replace("secret", token)
    answer = client.get(path) if address in GETS else client.post(path, json={})
    assert answer.status_code == 403
    assert "token" in answer.text
    assert client.get("/").status_code == 403


@pytest.mark.parametrize("host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", "127.0.0.1:1", ""])
def test_another_host_is_refused_for_a_name_may_be_bound_anew(client: Client, host: str) -> None:
    for path in GETS:
        assert client.get(path, headers={"Host": host}).status_code == 421


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1", f"https://127.0.0.1:{PORT}"]
)
def test_another_origin_is_refused(client: Client, origin: str, path: Path) -> None:
    for each in POSTS:
        assert client.post(each, json={}, headers={"Origin": origin}).status_code == 403
    for each in GETS:
        assert client.get(each, headers={"Origin": origin}).status_code == 403
    assert path.read_text(encoding="utf-8") == SITE


def test_a_write_without_an_origin_is_refused(client: Client) -> None:
    del client.headers["Origin"]
    assert client.post("/secret/write", json={}).status_code == 403
    assert client.get("/secret/").status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_a_browser_calls_another_site_is_refused(client: Client, site: str) -> None:
    assert client.get("/secret/", headers={"Sec-Fetch-Site": site}).status_code == 403


@pytest.mark.parametrize(
    "address",
    ["/secret/../site.toml", "/secret/site.toml", "/secret/%2e%2e/site.toml", "/secret//etc/passwd",
     "/secret/..%2f..%2fetc%2fpasswd", "/secret/serve.js", "/secret/state/x"],
)  # fmt: skip
def test_no_file_has_an_address(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code in {403, 404}
    assert "grid" not in answer.text


@pytest.mark.parametrize(
    ("body", "sort"),
    [
        (b"{", "application/json"), (b"[]", "application/json"), (b"{}", "text/plain"),
        (b"", "application/json"),
        (b"[" * 100_000, "application/json"), (b" " * (2**20 + 1), "application/json"),
        (b"\xff", "application/json"),
    ],
)  # fmt: skip
def test_what_is_no_question_is_told_so(client: Client, body: bytes, sort: str) -> None:
    answer = client.post("/secret/changes", content=body, headers={"Content-Type": sort})
    assert answer.status_code == 422
    assert answer.json()["problems"]


def test_what_a_file_says_is_shown_and_never_done(client: Client, live: Any, path: Path) -> None:
    nasty = "</script><script>window.broken = 1</script>"
    path.write_text(SITE.replace('name = "Hall"', f'name = "{nasty}"'), encoding="utf-8")
    live.look()
    page = client.get("/secret/").text
    assert nasty not in page
    assert "&lt;/script&gt;" in page
