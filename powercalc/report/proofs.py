"""Proofs as text: each claim with its verdict, and the smallest counterexample as a sentence; and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.languages import listed
from powercalc.proofs.proof_result import Claim, Proofs
from powercalc.report.escape import plain
from powercalc.report.json_text import json_text
from powercalc.report.layout import Style, paragraph

_TITLES = {
    "no_single_point_of_failure": "No single point of failure",
    "concurrently_maintainable": "Concurrently maintainable",
    "fault_tolerant": "Fault tolerant: any one failure tolerated",
    "fault_tolerant_in_service": "Fault tolerant during service too",
    "paths_share_nothing": "Paths share nothing",
    "cords_on_distinct_paths": "Cords on distinct paths",
}
_MOST = 12


def render(proofs: Proofs, form: str, style: Style) -> str:
    """Return the proofs as "text" or "json", ending with a new line."""
    if form == "json":
        return json_text(proofs.to_dict())
    return "\n".join(_lines(proofs, style)) + "\n"


def _lines(proofs: Proofs, style: Style) -> Iterator[str]:
    yield style.strong(plain(proofs.site, 78))
    for claim in proofs.claims:
        yield ""
        yield from _claim(claim, style)
    if proofs.notes:
        yield ""
    for note in proofs.notes:
        yield from paragraph(note, indent=0, hanging=2)


def _claim(claim: Claim, style: Style) -> Iterator[str]:
    title = _TITLES.get(claim.name, claim.name) + (f" ({plain(claim.load, 30)})" if claim.load else "")
    dress = {"proved": style.good, "refuted": style.bad}.get(claim.verdict, style.strong)
    claimed = ", and the file claims it" if claim.missed else ""
    yield f"{style.strong(title)}: {dress(claim.verdict)}{claimed}"
    yield from paragraph(f"{plain(claim.sentence)}.", hanging=2)
    if claim.verdict == "proved":
        yield from paragraph(f"(all {claim.states:,} cases looked at)")
    if claim.unprotected:
        yield from paragraph(style.bad(f"{plain(claim.unprotected)}."), hanging=2)
    if claim.name == "no_single_point_of_failure":
        yield from _points(claim)


def _points(claim: Claim) -> Iterator[str]:
    """Yield the single points of each load, loads with the same ones together."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for load, points in claim.details.items():
        groups.setdefault(points, []).append(load)
    for points, loads in list(groups.items())[:_MOST]:
        who = listed([*loads[:3], f"{len(loads) - 3} more"] if len(loads) > 3 else loads)
        what = [*points[:_MOST], f"{len(points) - _MOST} more"] if len(points) > _MOST else list(points)
        yield from paragraph(f"{plain(who)}: {plain(listed(what))}", indent=4, hanging=2)
    if len(groups) > _MOST:
        yield f"    and {len(groups) - _MOST} more groups of loads; --format json has them all"
