"""The report as one file: no network, no fonts, no libraries, and a policy that allows its own code only."""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from string import Template

from powercalc.errors import EngineLimit
from powercalc.evaluation import Evaluation
from powercalc.evaluation.event_importance import Ranking, rank, telling
from powercalc.improvement.improvement_result import Improvement
from powercalc.languages import code, noted, say
from powercalc.propagation.uncertainty_result import Uncertainty
from powercalc.report import statements
from powercalc.report.one_line.drawing import Drawing, drawing
from powercalc.report.one_line.folding import folded
from powercalc.report.page import basis, diagram_parts, page_services, sections
from powercalc.report.page.as_it_is import as_it_is
from powercalc.report.page.checks import MOST_WEIGHED_IN_OUTAGES, told
from powercalc.report.page.html import safe
from powercalc.report.page.known import known
from powercalc.report.page.mending import mending
from powercalc.report.page.page_data import data
from powercalc.report.page.struck import Struck
from powercalc.results.now_result import Now
from powercalc.site import Site

_MOST_EVENTS = 8
"""Events of the outage response that are ranked: those that reasons name."""
_STYLES = ("diagram.css", "page.css")
_SCRIPTS = ("words.js", "live.js", "services.js", "diagram.js", "page.js")


@dataclass(frozen=True, kw_only=True)
class Added:
    """What somebody else adds to the page: above the verdict, and after its own style and script."""

    markup: str = ""
    style: str = ""
    script: str = ""
    connects: bool = False
    """Whether its script asks the server that the page came from."""


NOTHING_ADDED = Added()


def render(  # noqa: PLR0913 - each is a part of the page
    site: Site,
    evaluation: Evaluation,
    uncertainty: Uncertainty | None = None,
    improvement: Improvement | None = None,
    now: Now | None = None,
    added: Added = NOTHING_ADDED,
    *,
    has_text: bool = True,
) -> str:
    """Return the report of an evaluated site as HTML.

    With how far it is known where that was sampled, what to mend first and as it is now where that was asked.
    `added` is what somebody else has on the page; `has_text`, whether the text of the file is.
    """
    drawn, ranking = drawing(site), _ranking(site, evaluation)
    parts = folded(drawn)
    style, script, checks = (
        report_style() + added.style,
        _joined(_SCRIPTS) + added.script,
        told(site, evaluation),
    )
    sections_shown = {
        "now": as_it_is(now),
        "services": page_services.cards(site, evaluation),
        "headline": sections.headline(evaluation),
        "reasons": sections.reasons(evaluation, Struck(site, drawn.network.elements)),
        "work": sections.work(evaluation),
        "known": known(uncertainty),
        "mending": mending(improvement),
        "importance": sections.importance(ranking) if ranking else "",
        "verdict": sections.verdict(checks),
        "checks": sections.checks(checks),
        "left_out": "\n".join(sections.left_out(evaluation)),
        "assumed": basis.assumed(evaluation),
        "source": basis.source(site, evaluation, has_text=has_text),
    }
    return Template(_asset("page.html")).substitute(
        policy=policy_of(style, script, connects=added.connects),
        added=added.markup,
        title=safe(site.name, 120),
        about=_about(site),
        version=safe(evaluation.version),
        legend=_legend(drawn),
        style=style,
        script=script,
        model=data(site, drawn, evaluation),
        diagram=diagram_parts.overview(parts),
        groups=diagram_parts.groups(parts),
        large=" large" if parts.groups else "",
        serving=page_services.serving(site),
        links=_links("".join(sections_shown.values())),
        date=_date(),
        sentence=sections.sentence(checks),
        method=statements.method(evaluation, safe),
        **sections_shown,
        **_names(),
    )


_LINKS = (
    ("now", noted("Now")),
    ("verdict", noted("Verdict")),
    ("services", noted("Services")),
    ("loads", noted("Loads")),
    ("diagram", noted("Diagram")),
    ("reasons", noted("Reasons")),
    ("known", noted("Uncertainty")),
    ("mending", noted("Improvement")),
    ("importance", noted("Importance")),
    ("checks", noted("Checks")),
    ("assumed", noted("Assumed")),
    ("input", noted("Input")),
)
"""The sections that the navigation leads to, in the order of the page."""


def _links(shown: str) -> str:
    """Return the links to the sections that are there; the diagram always is."""
    there = [(name, text) for name, text in _LINKS if name == "diagram" or f'<section id="{name}">' in shown]
    return "\n".join(f'<a href="#{name}">{say(text)}</a>' for name, text in there)


def _names() -> dict[str, str]:
    """Return the names of the page's own parts."""
    return {
        "lang": code(),
        "kind": say("power availability"),
        "diagram_title": say("One-line diagram"),
        "sections": say("Sections"),
        "smaller": say("smaller"),
        "larger": say("larger"),
        "fit": say("fit"),
        "put_all_back": say("put all back"),
        "find": say("find a component"),
        "find_one": say("Find a component"),
        "what_is_out": say("What is out"),
        "hint": say(_HINT),
    }


_HINT = noted(
    "Click a component, or reach it with Tab and the arrow keys and press Enter, to take it out. Escape puts "
    "all back. Wires are as thick as what they carry, bars show how much of its limit each component "
    "carries. Standby is taken to start."
)


def _ranking(site: Site, evaluation: Evaluation) -> Ranking | None:
    """Return which events matter most, in the way that the site was evaluated.

    None for a site that is too large for it, or with which it would take too long.
    """
    try:
        if evaluation.is_plain:
            return rank(site, plain=True)
        if len(site.components) > MOST_WEIGHED_IN_OUTAGES:
            return None
        return rank(site, events=telling(site, evaluation, _MOST_EVENTS))
    except EngineLimit:
        return None


def _asset(name: str) -> str:
    return files("powercalc.report.page").joinpath(name).read_text(encoding="utf-8")


def _joined(names: tuple[str, ...]) -> str:
    return "\n" + "\n".join(_asset(name) for name in names)


def report_style() -> str:
    """Return the style of the page."""
    return _joined(_STYLES)


def policy_of(style: str, script: str, *, connects: bool = False) -> str:
    """Return a Content-Security-Policy under which nothing but this page's own code runs or loads."""
    asks = "connect-src 'self'; " if connects else ""
    return (
        f"default-src 'none'; {asks}script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _about(site: Site) -> str:
    """Return what the file says about the site as a whole."""
    facts = site.facts
    parts = [facts.location, facts.note] if facts else []
    return "".join(f"<p>{safe(part)}</p>" for part in parts if part)


def _date() -> str:
    """Return today, or the day that a build states that is to give the same result whenever it runs."""
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    day = datetime.fromtimestamp(int(stated), UTC) if stated.isdecimal() else datetime.now().astimezone()
    return day.date().isoformat()


def _legend(drawn: Drawing) -> str:
    """Return the letters of the paths, and what dashes mean."""
    letters = sorted({card.path for card in drawn.cards if card.path})
    paths = [f'<li class="path-{letter}">{say("path {letter}", letter=letter)}</li>' for letter in letters]
    sorts = {wire.sort for wire in drawn.wires}
    dashes = [
        ("standby", noted("standby")),
        ("bypass", noted("bypass")),
        ("support", noted("needed, not power")),
        ("cooling", noted("cooling")),
    ]
    lines = [f'<li class="dash {sort}">{say(text)}</li>' for sort, text in dashes if sort in sorts]
    return "".join([*paths, *lines])
