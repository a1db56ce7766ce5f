"""`powercalc serve`: the report page, alive."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from powercalc.cli.language_option import Language
from powercalc.cli.outcome import Outcome

_NEEDED = ("starlette", "uvicorn", "watchfiles")


def serve(
    site: Annotated[Path, typer.Argument(metavar="SITE", help="A site file.")],
    port: Annotated[
        int, typer.Option("--port", "-p", min=0, max=65535, help="The port; 0 takes any free one.")
    ] = 8765,
    *,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Only print the address, open nothing.")
    ] = False,
    lang: Language = "en",
) -> Outcome:
    """The report page, alive on this machine: renewed when the file is saved, figures editable on it.

    Every change shows at once what it makes of each headline; it is written to the file when you ask for
    it, with your comments kept. Ctrl-C ends it. The address has a token in it, and answers to nobody else.

    \b
    powercalc serve site.toml
    powercalc serve site.toml --port 0 --no-browser

    It needs more than powercalc itself: pip install 'powercalc[serve]'
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.errors import CallError
    from powercalc.languages import language_asked, speaking
    from powercalc.site.file import STANDARD_INPUT, text_of

    if str(site) == STANDARD_INPUT:
        raise CallError("standard input cannot be watched; name a site file")
    spoken = language_asked(lang)
    _installed()
    text_of(site)
    from powercalc.serve.running import serve as served

    with suppress(KeyboardInterrupt), speaking(spoken):  # that is how it ends
        served(site, port, browser=not no_browser, tell=lambda address: _tell(site, address))
    return Outcome()


def _installed() -> None:
    """Raise `CallError` where the extra is missing."""
    from importlib.util import find_spec

    from powercalc.errors import CallError

    if missing := [name for name in _NEEDED if find_spec(name) is None]:
        raise CallError(f"serve needs {', '.join(missing)}: pip install 'powercalc[serve]'")


def _tell(site: Path, address: str) -> None:
    """Print the address before the result of the command, which is when it ends."""
    from powercalc.cli import streams
    from powercalc.report.escape import plain

    streams.write(f"{plain(str(site), 60)} is at {address}\n")
    streams.complain(() if streams.MANNERS.quiet else ["Ctrl-C ends it."])
