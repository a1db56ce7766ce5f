"""What may come of a text or a site: figures in their range, or an error of the project's own."""

from __future__ import annotations

import math
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from powercalc.checks import check
from powercalc.errors import PowercalcError, SiteError
from powercalc.evaluation import evaluate
from powercalc.fault_tree.export import to_open_psa
from powercalc.plain.plain_diagram import plain_diagram
from powercalc.report import FORMATS, render
from powercalc.report.checks import render as render_checked
from powercalc.report.one_line import render as render_drawing
from powercalc.report.page.build import render as render_page
from powercalc.site import Site
from powercalc.site.read import read_text

TODAY = "2026-01-01"
HERE = str(Path(__file__).parents[2] / "powercalc")
HARMFUL = {chr(code) for code in range(32)} - {"\n", "\t"} | {"\x7f", "\u202e", "\u2066"}
"""What moves the cursor of a terminal or reorders a line."""


SILENCE = "silence: "
"""How what came of a case begins where nothing came of it in its time; the step that was at work follows."""


class TooSlowError(BaseException):
    """The time for one site is over; no handler of exceptions is to take it for one."""


class OutOfRangeError(Exception):
    """A figure that cannot be."""


def of_text(text: str) -> str:
    """Read a text; return what came of it."""
    try:
        read_text(text)
    except SiteError as error:
        if not error.problems or not all(problem.text for problem in error.problems):
            raise OutOfRangeError("a problem that says nothing") from error
        return "refused"
    return "read"


def of_site(text: str, *, weighed: bool = False) -> str:
    """Read a site, evaluate and check it, write every report; return what came of it.

    The page is that of the plain diagram. With `weighed` also that of the response, whose ranking and worths
    evaluate some fifty variants of the site and take three quarters of the time of all.
    """
    try:
        site = read_text(text)
    except SiteError:
        return "refused"
    steps = (_response, _plain, _checks, _drawings, *((_page,) if weighed else ()))
    limits = [_limited(each, site) for each in steps]
    return "limited" if any(limits) else "evaluated"


def _limited(step: Callable[[Site], None], site: Site) -> bool:
    """Do one step; tell whether the project itself refused it. Raises `TooSlowError` with the step's name."""
    try:
        step(site)
    except PowercalcError:
        return True
    except TooSlowError:
        raise TooSlowError(step.__name__.strip("_")) from None
    return False


def _response(site: Site) -> None:
    found = evaluate(site)
    in_range(found.to_dict())
    for form in FORMATS:
        harmless(form, render(found, form))


def _page(site: Site) -> None:
    harmless("page", render_page(site, evaluate(site)))


def _plain(site: Site) -> None:
    found = evaluate(site, plain=True)
    in_range(found.to_dict())
    harmless("text", render(found))
    harmless("plain page", render_page(site, found))
    to_open_psa(plain_diagram(site), site.name)


def _checks(site: Site) -> None:
    found = check(site, profile="all", today=TODAY, plain=True)
    for form in ("text", "json", "markdown", "junit", "sarif", "github"):
        harmless(form, render_checked(found, form))


def _drawings(site: Site) -> None:
    for form in ("svg", "dot", "mermaid"):
        harmless(form, render_drawing(site, form))


def harmless(what: str, text: str) -> None:
    """Raise where a text has what a terminal would obey."""
    if found := HARMFUL.intersection(text):
        raise OutOfRangeError(f"{what} has {sorted(found)!r} in it")


def in_range(value: Any, key: str = "") -> None:
    """Raise for a figure that cannot be: not a number, a probability beyond 0 and 1, a negative rate."""
    match value:
        case dict():
            for name, each in value.items():
                in_range(each, f"{key}.{name}" if _is_rest(key) else str(name))
        case list() | tuple():
            for each in value:
                in_range(each, key)
        case float() if not math.isfinite(value):
            raise OutOfRangeError(f"{key} is {value}")
        case float() if key.endswith("availability") and not 0 <= value <= 1:
            raise OutOfRangeError(f"{key} = {value!r}")
        case float() if key.endswith(("per_year", "frequency", "_h")) and value < 0 and not _is_rest(key):
            raise OutOfRangeError(f"{key} = {value!r}")


def _is_rest(key: str) -> bool:
    """Tell what is left between two figures, which may be less than nothing."""
    return "unnamed" in key or key.startswith("extra_")


def signature(error: BaseException) -> str:
    """Return what tells one fault from another: the kind of error, and where in the project it came from."""
    if isinstance(error, OutOfRangeError):
        return f"out of range: {str(error).split(' = ')[0]}"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(HERE)]
    where = f"{Path(frames[-1].filename).relative_to(HERE)}:{frames[-1].name}" if frames else "elsewhere"
    return f"{type(error).__name__} in {where}"


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise `TooSlowError` when so much time of the processor is over; a busy machine makes nothing slow."""

    def over(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def outcome(job: Callable[[str], str], text: str, seconds: float) -> str:
    """Return what came of a text: a word, or the signature of a fault."""
    try:
        with at_most(seconds):
            return job(text)
    except TooSlowError as over:
        return f"{SILENCE}{over}"
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        return f"FAULT {signature(error)}"
