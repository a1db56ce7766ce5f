"""The addresses of the live page. Nothing else is served: no file of the disk has an address."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from powercalc.errors import CallError, PowercalcError, SiteError
from powercalc.serve import replies
from powercalc.serve.edits import edits_of
from powercalc.serve.guard import HEADERS, Guard
from powercalc.serve.live_site import LiveSite
from powercalc.serve.panel import waiting_page

LARGEST = 2**20
"""The most bytes that a page may send."""
_EVERY = 0.1
"""How often it is looked whether a page must be told something, [s]."""
_STILL_THERE = 10.0
"""After so long something is said all the same, [s]: who does not hear it knows that nobody is there."""

Asked = Mapping[str, Any]
Watch = Callable[[LiveSite], Awaitable[None]]


class LivePage:
    """Answers the page of one site."""

    def __init__(self, live: LiveSite, guard: Guard, watch: Watch | None = None) -> None:
        self._live, self._guard, self._watch = live, guard, watch

    def app(self) -> Starlette:
        """Return the application."""
        posts: dict[str, Callable[[Asked], Any]] = {
            "changes": self._changes,
            "write": self._write,
            "now": partial(self._of_site, replies.as_it_is_now),
            "loads": partial(self._of_site, replies.what_dies),
        }
        gets = {"": self._page, "events": self._events, "state": self._state, "parts": self._parts}
        return Starlette(
            routes=[
                *(Route(f"/{{token}}/{name}", self._guarded(each)) for name, each in gets.items()),
                *(
                    Route(f"/{{token}}/{name}", self._guarded(partial(self._posted, each)), methods=["POST"])
                    for name, each in posts.items()
                ),
                Route("/{rest:path}", self._guarded(_nothing), methods=["GET", "POST"]),
            ],
            lifespan=self._alive,
        )

    @asynccontextmanager
    async def _alive(self, _app: Starlette) -> AsyncIterator[None]:
        watching = asyncio.ensure_future(self._watch(self._live)) if self._watch else None
        try:
            yield
        finally:
            self._live.end()
            if watching is not None:
                watching.cancel()
                with suppress(asyncio.CancelledError):
                    await watching

    def _guarded(self, answer: Callable[[Request], Awaitable[Response]]) -> Any:
        async def guarded(request: Request) -> Response:
            refused = self._guard.refused(request)
            if refused is not None:
                return refused
            response = await answer(request)
            response.headers.update(HEADERS)
            return response

        return guarded

    # -- what the page reads -------------------------------------------------------------------

    async def _page(self, _request: Request) -> Response:
        rendered = self._live.rendered
        if rendered is not None and rendered.page:
            return HTMLResponse(rendered.page)
        return HTMLResponse(waiting_page(self._live.name))

    async def _state(self, _request: Request) -> Response:
        return JSONResponse(self._live.state())

    async def _events(self, _request: Request) -> Response:
        return StreamingResponse(self._told(), media_type="text/event-stream")

    async def _told(self) -> AsyncIterator[str]:
        """Yield the state whenever it is another one."""
        before, quiet = None, 0.0
        while not self._live.ended:
            state = self._live.state()
            if state != before:
                yield f"data: {json.dumps(state)}\n\n"
            elif quiet >= _STILL_THERE:
                yield ": still there\n\n"
            quiet = 0.0 if state != before or quiet >= _STILL_THERE else quiet + _EVERY
            before = state
            await asyncio.sleep(_EVERY)

    async def _parts(self, _request: Request) -> Response:
        good = self._live.good
        if good is None:
            return JSONResponse({"components": [], "kinds": {}, "counts": {}, "names": {}, "version": ""})
        told = await run_in_threadpool(replies.parts, good.site)
        return JSONResponse({**told, "version": good.version})

    # -- what the page asks --------------------------------------------------------------------

    async def _posted(self, answer: Callable[[Asked], Any], request: Request) -> Response:
        """Answer what was sent as JSON; what is wrong with it is told in words."""
        try:
            asked = _read(request, await _body(request))
            return JSONResponse(await run_in_threadpool(answer, asked))
        except SiteError as error:
            return _problems([str(problem) for problem in error.problems])
        except CallError as error:
            return _problems(list(error.told))
        except PowercalcError as error:
            return _problems([str(error)])

    def _changes(self, asked: Asked) -> Any:
        version = str(asked.get("version", ""))
        good = self._live.sound(version)
        site, found = self._live.variant(version, edits_of(asked.get("edits", []), good.site))
        assert good.figures is not None
        warnings = replies.new_warnings(good.site, site) if site is not good.site else []
        return {**replies.headlines(good.figures, found), "warnings": warnings}

    def _write(self, asked: Asked) -> Any:
        version = str(asked.get("version", ""))
        edits = edits_of(asked.get("edits", []), self._live.sound(version).site)
        self._live.write(version, edits, again=asked.get("again") is True)
        self._live.look()
        return {"written": len(edits), "version": self._live.state()["version"]}

    def _of_site(self, answer: Callable[..., Any], asked: Asked) -> Any:
        return answer(self._live.sound(str(asked.get("version", ""))).site, asked)


async def _nothing(_request: Request) -> Response:
    return PlainTextResponse("there is nothing at this address\n", status_code=404)


async def _body(request: Request) -> bytes:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            raise CallError(f"more than {LARGEST // 2**20} MiB were sent")
    return body


def _read(request: Request, body: bytes) -> Asked:
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise CallError("expected JSON")
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        raise CallError("expected JSON") from None
    if not isinstance(asked, dict):
        raise CallError("expected a JSON object")
    return asked


def _problems(told: list[str]) -> Response:
    return JSONResponse({"problems": told}, status_code=422)
