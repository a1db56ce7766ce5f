"""Who may ask: only the page that this server gave out, on this machine."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

Answer = Callable[[Request], Awaitable[Response]]
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""The address has the token in it: it is kept from other pages, from frames and from the disk."""
_FROM_HERE = ("same-origin", "none")
"""What a browser says of a request of the page itself, and of an address that a person opened."""


@dataclass(frozen=True, kw_only=True)
class Guard:
    """What each request is held to."""

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def address(self) -> str:
        """The address of the page."""
        return f"http://127.0.0.1:{self.port}/{self.token}/"

    def refused(self, request: Request) -> Response | None:
        """Return why a request is not answered; None where it is."""
        hosts = {f"127.0.0.1:{self.port}", f"localhost:{self.port}"}
        if request.headers.get("host") not in hosts:
            return _no(421, "this server answers to 127.0.0.1 only")
        origin = request.headers.get("origin")
        own = {f"http://{host}" for host in hosts}
        if (origin is not None or request.method != "GET") and origin not in own:
            return _no(403, "a page of another origin may ask nothing here")
        if request.headers.get("sec-fetch-site", "none") not in _FROM_HERE:
            return _no(403, "a page of another origin may ask nothing here")
        given = request.path_params.get("token", "")
        if not hmac.compare_digest(given.encode(), self.token.encode()):
            return _no(403, "open the address that powercalc serve has printed: it has a token in it")
        return None


def _no(status: int, why: str) -> Response:
    return PlainTextResponse(why + "\n", status_code=status, headers=HEADERS)
