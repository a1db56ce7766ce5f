"""The server, and the watch over the files, until Ctrl-C."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from types import FrameType

import uvicorn
from starlette.concurrency import run_in_threadpool
from watchfiles import awatch

from powercalc.errors import CallError
from powercalc.serve.guard import Guard
from powercalc.serve.live_site import LiveSite
from powercalc.serve.web_app import LivePage

_LOOKS = 1000
"""The files are looked at at least so often, [ms]: some file systems do not tell that one has changed."""
_LEAVES = 1


def serve(path: Path, port: int, *, browser: bool, tell: Callable[[str], None]) -> None:
    """Serve the page of a site until Ctrl-C; `tell` is told its address. Raises `CallError`."""
    with _bound(port) as listening:
        guard = Guard(port=listening.getsockname()[1])
        live = LiveSite(path)
        live.look()
        tell(guard.address)
        if browser and _has_screen():
            Thread(target=webbrowser.open, args=(guard.address,), daemon=True).start()
        app = LivePage(live, guard, follow).app()
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, timeout_graceful_shutdown=_LEAVES, server_header=False
        )
        _Server(config, live).run(sockets=[listening])


class _Server(uvicorn.Server):
    """Ends what it streams when it is to end."""

    def __init__(self, config: uvicorn.Config, live: LiveSite) -> None:
        super().__init__(config)
        self._live = live

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End at the first Ctrl-C."""
        self._live.end()
        super().handle_exit(sig, frame)


async def follow(live: LiveSite) -> None:
    """Look at the files whenever something in their folders changes."""
    while not live.ended:
        folders = live.file.folders
        if not folders:
            await asyncio.sleep(_LOOKS / 1000)
            await run_in_threadpool(live.look)
            continue
        watch = awatch(
            *folders, recursive=False, debounce=50, step=20, rust_timeout=_LOOKS, yield_on_timeout=True
        )
        async for _ in watch:
            await run_in_threadpool(live.look)
            if live.ended or live.file.folders != folders:
                break


def _bound(port: int) -> socket.socket:
    """Return a socket that listens on this machine only. Raises `CallError` where the port is taken."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform != "win32":  # there it would let another program take the port as well
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen()
    except (OSError, OverflowError) as error:
        listening.close()
        raise CallError(_why_not(port, error)) from None
    return listening


def _why_not(port: int, error: Exception) -> str:
    if getattr(error, "errno", None) == errno.EADDRINUSE:
        return f"port {port} is in use by another program; choose one by --port, or --port 0 for any free one"
    if getattr(error, "errno", None) in {errno.EACCES, errno.EPERM}:
        return f"port {port} is not for everyone; choose one above 1023 by --port"
    return f"port {port} cannot be used ({getattr(error, 'strerror', None) or error})"


def _has_screen() -> bool:
    """Tell whether a browser would have a window: one in the terminal would take that over."""
    return sys.platform in {"win32", "darwin"} or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
