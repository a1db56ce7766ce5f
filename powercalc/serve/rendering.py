"""The report page of a site, made in a process of its own: checks and their worth take seconds."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from powercalc.errors import PowercalcError
from powercalc.executors.processes import prepare_process
from powercalc.languages import code, speaking
from powercalc.site import Site

_GENTLY = 5
"""How far it stands back for what somebody at the page waits for."""


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A page, or in words why there is none."""

    version: str
    page: str = ""
    why_not: str = ""


class Rendering:
    """One page that is being made."""

    def __init__(self, site: Site, version: str) -> None:
        self.version = version
        context = get_context("spawn")
        self._receives, gives = context.Pipe(duplex=False)
        self._process: BaseProcess = context.Process(
            target=_render, args=(site, version, code(), gives), daemon=True
        )
        self._process.start()
        gives.close()

    def result(self) -> Rendered | None:
        """Wait for the page; None where it was given up."""
        try:
            found: Rendered = self._receives.recv()
        except (EOFError, OSError):
            return None
        finally:
            self._process.join()
        return found

    def give_up(self) -> None:
        """End it: the file has changed meanwhile, or nobody looks any more."""
        self._process.kill()


def _render(site: Site, version: str, language: str, gives: Connection) -> None:
    prepare_process()
    if hasattr(os, "nice"):
        os.nice(_GENTLY)
    with suppress(BrokenPipeError), speaking(language):
        gives.send(made(site, version))


def made(site: Site, version: str) -> Rendered:
    """Return the page of a site."""
    from powercalc.evaluation import evaluate
    from powercalc.report.page.build import render
    from powercalc.serve.panel import live_panel

    try:
        page = render(site, evaluate(site), added=live_panel(version))
    except PowercalcError as error:
        return Rendered(version=version, why_not=str(error))
    return Rendered(version=version, page=page)
