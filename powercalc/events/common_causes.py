"""Common causes: which units of a site one event can strike together, and how often.

A group's causes are independent events beside what each unit does alone (`measures.common_cause`). The total
of a figure is that of the smallest member; every member keeps the rest of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from powercalc.components import Component, GridFeed
from powercalc.measures.common_cause import causes
from powercalc.measures.derivative_tape import greatest, least
from powercalc.site import CommonCause, Site

PLAIN_FIGURES = ("failure_rate", "fail_to_start")
"""The shared figures that a plain block diagram can express."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonEvent:
    """One event that strikes several units together."""

    name: str
    group: str
    figure: str
    value: float
    """How often, [1/h], for a failure rate; a probability for a demand or a plain unavailability."""
    mttr: float | None
    """[h]; None where `value` is a probability."""
    units: frozenset[str]
    members: tuple[str, ...]
    """The ids of the group's components."""


def unit_names(component: Component) -> list[str]:
    """Return the names of the units of a component: its id, or "id #1", "id #2" and so on."""
    if component.count == 1:
        return [component.id]
    return [f"{component.id} #{number}" for number in range(1, component.count + 1)]


def common_events(
    site: Site, groups: Iterable[CommonCause], figures: Collection[str] = PLAIN_FIGURES
) -> Iterator[CommonEvent]:
    """Yield the events of the groups, for the shared figures asked for."""
    by_id = site.graph.components
    for group in groups:
        members = [by_id[name] for name in group.members]
        for figure in figures:
            if figure in group.of:
                yield from _events(group, figure, members)


def stated_groups(site: Site) -> Iterator[CommonCause]:
    """Yield the groups of the site, and one for each bank with a `beta` of its own."""
    yield from site.common_causes
    for component in site.complete:
        if component.beta and component.count > 1:
            yield CommonCause(name=component.id, members=(component.id,), beta=component.beta)


class InCommon:
    """What each unit has in common with others, per figure."""

    def __init__(self, site: Site, groups: Iterable[CommonCause], figures: Collection[str]) -> None:
        self._found: dict[tuple[str, str], list[CommonEvent]] = {}
        for event in common_events(site, groups, figures):
            for unit in sorted(event.units):
                self._found.setdefault((event.figure, unit), []).append(event)

    def events(self, figure: str, *units: str) -> list[CommonEvent]:
        """The events that strike one of these units, each once."""
        found = {event.name: event for unit in units for event in self._found.get((figure, unit), ())}
        return list(found.values())

    def taken(self, figure: str, unit: str) -> float:
        """How much of a figure is common, and so no longer the unit's own."""
        return sum(event.value for event in self.events(figure, unit))

    def rest(self, figure: str, unit: str, whole: float | None) -> float:
        """What is left of a figure for the unit alone."""
        return max((whole or 0.0) - self.taken(figure, unit), 0.0)


def shared_trials(site: Site) -> InCommon:
    """Return the trials on demand that units share: batteries that do not hold, switches that do not move."""
    return InCommon(site, stated_groups(site), ("battery_failure", "fail_to_transfer"))


def _events(group: CommonCause, figure: str, members: list[Component]) -> Iterator[CommonEvent]:
    figures = [value for member in members if (value := shared_figure(member, figure)) is not None]
    units = [name for member in members for name in unit_names(member)]
    if len(figures) < len(members) or len(units) < 2:
        return
    model, factors = group.model
    struck = [cause for cause in causes(model, units, least(figures), factors) if len(cause.members) > 1]
    for cause in struck:
        if cause.probability > 0:
            yield CommonEvent(
                name=_name(group, figure, cause.members, alone=len(struck) == 1),
                group=group.name,
                figure=figure,
                value=cause.probability,
                mttr=_mttr(group, figure, members),
                units=frozenset(cause.members),
                members=group.members,
            )


def _name(group: CommonCause, figure: str, units: tuple[str, ...], *, alone: bool) -> str:
    what = "common cause" if figure == "failure_rate" else f"common {figure.replace('_', ' ')}"
    return f"{group.name} {what}" if alone else f"{group.name} {what} ({', '.join(units)})"


def shared_figure(member: Component, figure: str) -> float | None:
    """Return a member's own figure, or None where it has none."""
    if figure == "failure_rate":
        if isinstance(member, GridFeed) and member.outages:
            return sum(outage.failure_rate for outage in member.outages)
        return member.unavailability if member.unavailability is not None else member.rate
    value: float | None = getattr(member, "dormant_failure_rate" if figure == "dormant" else figure, None)
    return value


def _mttr(group: CommonCause, figure: str, members: list[Component]) -> float | None:
    """Return the group's own restoration time, or the longest of its members'."""
    if figure != "failure_rate" or any(member.unavailability is not None for member in members):
        return None
    return group.mttr if group.mttr is not None else greatest([_mean_outage(member) for member in members])


def _mean_outage(member: Component) -> float:
    """Return a member's mean time to restoration, [h]; of several sorts of outage, the mean over all."""
    if isinstance(member, GridFeed) and member.outages:
        total = sum(outage.failure_rate for outage in member.outages)
        lost = sum(outage.failure_rate * outage.mttr for outage in member.outages)
        return lost / total if total else 0.0
    return member.mttr or 0.0
