"""The grid feeds enter the site at one place.

Finds: grid feeds that back each other up and name the same entry, or stand in one room or fire compartment.
Why: one digger, one flood or one fire cuts both cables.
Do: a second entry on another side of the building, with its own duct.
Source: the checklist, item 2; the two paths of EN 50600-2-2 (power-affairs.ch).
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, ids
from powercalc.checks.effects import Effect, moved
from powercalc.checks.origins import one_origin, several_feeds
from powercalc.checks.rooms import rooms, zone_of
from powercalc.checks.rule import Finding, Rule, Severity, flaw, listed
from powercalc.components import GridFeed
from powercalc.languages import ask, noted, word
from powercalc.site import Zone

ENCLOSED = ("room", "compartment")
"""Zones in which one fire or one flood takes all."""


def find(case: Case) -> Iterator[Finding]:
    """Yield each group of feeds with one entry."""
    return one_origin(
        case, "entry", ask("one entry"), noted("Do {names} share one entry?"), beside=_in_one_room
    )


def _in_one_room(case: Case, feeds: tuple[GridFeed, ...]) -> Finding | None:
    """Return that all feeds stand in one declared room or compartment."""
    first, *others = (rooms(case, feed) for feed in feeds)
    shared = [room for room in first if all(room in each for each in others)]
    zone = next((zone_of(case, room) for room in shared if zone_of(case, room).kind in ENCLOSED), None)
    if zone is None:
        return None
    text = ask(
        "{names} stand in one {kind}: {name}",
        names=listed(ids(feeds)),
        kind=word(zone.kind or ""),
        name=zone.name,
    )
    return flaw(text, "grid_feed", feeds[0].id, "zone", effect=_effect(feeds, zone))


def _effect(feeds: tuple[GridFeed, ...], zone: Zone) -> Effect | None:
    """Return what one room costs where the file says what happens in it."""
    if not zone.hazards:
        return None
    says = ask(
        "{id} stands in another {kind} like {name}",
        id=feeds[0].id,
        kind=word(zone.kind or ""),
        name=zone.name,
    )
    return Effect(says=says, mended=moved({feeds[0].id}, zone))


RULE = Rule(
    module=__name__, manual=__doc__, severity=Severity.MEDIUM, item="2", about=several_feeds, find=find
)
