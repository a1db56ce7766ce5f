"""Common-cause groups and zone hazards: one more block in series with each member."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from powercalc.components import Component, Generator, GridFeed
from powercalc.errors import Problem, SiteError
from powercalc.simulate.draft import Draft, FailingUnit, Trial
from powercalc.simulate.machine import CAUSE, HAZARD, RESTING, STANDBY
from powercalc.site import CommonCause, Site


def add_shared(draft: Draft, site: Site, load_nodes: dict[str, str]) -> None:
    """Add every common cause and every hazard of the site."""
    by_id = {component.id: component for component in site.complete}
    for group in _groups(site):
        members = [by_id[member] for member in group.members]
        for figure in group.of:
            if sum(member.count for member in members) < 2 or not _all_have(members, figure):
                continue
            _refuse_others(group)
            _share(draft, group, figure, [member for member in members if _takes_part(draft, member, figure)])
    _add_hazards(draft, site, load_nodes)


def _groups(site: Site) -> Iterator[CommonCause]:
    """Yield the groups of the site, and those that a component is by itself."""
    yield from site.common_causes
    for component in site.complete:
        if component.beta and not component.is_load:
            yield CommonCause(name=component.id, members=(component.id,), beta=component.beta)


def _all_have(members: Sequence[Component], figure: str) -> bool:
    """Tell whether there is a share of the figure to speak of: the smallest member's is not zero."""
    return all(_figure(member, figure) > 0.0 for member in members)


def _takes_part(draft: Draft, member: Component, figure: str) -> bool:
    """Tell whether a member can be struck: one that always runs never starts, nor rests."""
    if figure == "dormant":
        return any(unit.dormant or unit.untested for unit in draft.nodes[member.id].units)
    return figure != "fail_to_start" or draft.nodes[member.id].failure > 0.0


def _figure(component: Component, figure: str) -> float:
    """Return the figure of a member, zero where it has none."""
    if component.is_load:
        return 0.0
    if figure == "failure_rate":
        if isinstance(component, GridFeed) and component.outages:
            return sum(outage.failure_rate for outage in component.outages)
        return component.unavailability or component.rate or 0.0
    if figure == "dormant":
        return component.dormant_failure_rate or 0.0
    return getattr(component, figure, None) or 0.0


def _refuse_others(group: CommonCause) -> None:
    """Refuse other models than one beta."""
    if group.beta is None:
        _refuse(group, "greek_letters and alpha_factors are not simulated; beta is")


def _refuse(group: CommonCause, text: str) -> None:
    raise SiteError([Problem(path=("common_cause", group.name), text=text)])


def _share(draft: Draft, group: CommonCause, figure: str, members: Sequence[Component]) -> None:
    beta = group.beta or 0.0
    if not members or beta == 0.0:
        return
    if figure == "dormant":
        _share_hidden(draft, group, members)
    elif figure != "failure_rate":
        _share_demand(draft, group, figure, members)
    elif any(isinstance(member, GridFeed) and member.outages for member in members):
        _share_outages(draft, group, members)
    elif any(member.unavailability for member in members):
        _share_plain(draft, group, members)
    else:
        _share_rate(draft, group, members)


def _share_rate(draft: Draft, group: CommonCause, members: Sequence[Component]) -> None:
    """Share the failure rate. A cause that strikes running sets strikes while at least one member runs."""
    running = [member for member in members if isinstance(member, Generator)]
    if running and len(running) < len(members):
        _refuse(group, "generators, which fail while they run, share a failure rate with what always fails")
    rate = (group.beta or 0.0) * min(member.rate or 0.0 for member in members)
    cause = _cause(group, members, [member.mttr or 0.0 for member in members])
    cause.rate, cause.is_always_exposed = rate, not running
    draft.causes.append(cause)
    for member in members:
        node = draft.nodes[member.id]
        for unit in node.units:
            unit.rate, unit.first = max(unit.rate - rate, 0.0), max(unit.first - rate, 0.0)
        if running:
            node.exposed.append(cause)


def _share_plain(draft: Draft, group: CommonCause, members: Sequence[Component]) -> None:
    """Share a plain unavailability."""
    if any(member.unavailability is None for member in members):
        _refuse(group, "some members have a failure rate and others a plain unavailability")
    share = (group.beta or 0.0) * min(member.unavailability or 0.0 for member in members)
    cause = _cause(group, members, [0.0])
    cause.plain, cause.repair = share, 0.0
    draft.causes.append(cause)
    for member in members:
        for unit in draft.nodes[member.id].units:
            unit.plain = max(unit.plain - share, 0.0)


def _share_outages(draft: Draft, group: CommonCause, members: Sequence[Component]) -> None:
    """Share each sort of outage among feeds that all have the same sorts."""
    lists = [member.outages for member in members if isinstance(member, GridFeed)]
    names = [tuple(outage.name for outage in outages) for outages in lists]
    if len(lists) < len(members) or len(set(names)) > 1:
        _refuse(group, "its members do not all have the same sorts of outages")
    for place, outages in enumerate(zip(*lists, strict=True)):
        cause = _cause(group, members, [outage.mttr for outage in outages])
        cause.rate = (group.beta or 0.0) * min(outage.failure_rate for outage in outages)
        draft.causes.append(cause)
        for member in members:
            unit = draft.nodes[member.id].units[place]
            unit.rate = max(unit.rate - cause.rate, 0.0)


def _share_demand(draft: Draft, group: CommonCause, figure: str, members: Sequence[Component]) -> None:
    """Share a demand trial; a shared start that fails takes all members down until it is repaired."""
    trial = Trial(failure=(group.beta or 0.0) * min(_figure(member, figure) for member in members))
    generators = [member for member in members if isinstance(member, Generator)]
    if generators:
        resets = [member.mttr if member.start_mttr is None else member.start_mttr for member in generators]
        trial.cause = _cause(group, members, [reset or 0.0 for reset in resets])
        trial.cause.is_always_exposed = False
        draft.causes.append(trial.cause)
    draft.trials.append(trial)
    for member in members:
        node = draft.nodes[member.id]
        node.failure = max(node.failure - trial.failure, 0.0)
        node.shared.append(len(draft.trials) - 1)


def _share_hidden(draft: Draft, group: CommonCause, members: Sequence[Component]) -> None:
    """Share faults that nobody knows of: the test or the need of any member finds them.

    They leave dead what carries power; a battery, or what moves a switch, only does not do its work.
    """
    dead = [draft.nodes[member.id].kind in (STANDBY, RESTING) for member in members]
    if any(dead) and not all(dead):
        _refuse(group, "dormant faults shared by batteries or switches and by what carries power")
    share = (group.beta or 0.0) * min(member.dormant_failure_rate or 0.0 for member in members)
    coverage = min(
        (member.test_coverage for member in members if member.test_interval is not None), default=0.0
    )
    cause = _cause(group, members if any(dead) else (), [member.mttr or 0.0 for member in members])
    cause.dormant, cause.untested, cause.is_always_exposed = share * coverage, share * (1 - coverage), False
    draft.causes.append(cause)
    draft.trials.append(Trial(failure=0.0, cause=cause, hidden=True))
    for member in members:
        node = draft.nodes[member.id]
        node.shared.append(len(draft.trials) - 1)
        for unit in node.units:
            rest = max(1 - share / (unit.dormant + unit.untested), 0.0)
            unit.dormant, unit.untested = unit.dormant * rest, unit.untested * rest


def _cause(group: CommonCause, members: Sequence[Component], repairs: Sequence[float]) -> FailingUnit:
    """Return a block in series with all members, repaired in the group's own time or its slowest member's."""
    return FailingUnit(
        kind=CAUSE,
        targets=tuple(member.id for member in members),
        repair=max(repairs) if group.mttr is None else group.mttr,
    )


def _add_hazards(draft: Draft, site: Site, load_nodes: dict[str, str]) -> None:
    """Add each hazard: it strikes all that stands in its zone and in the zones within, loads included."""
    around = {zone.name: zone.within for zone in site.zones}
    for zone in site.zones:
        nodes = {
            load_nodes.get(component.id, component.id): None
            for component in site.complete
            if any(zone.name in _chain(own, around) for own in component.zone)
        }
        for hazard in zone.hazards:
            if nodes and hazard.failure_rate > 0.0:
                draft.causes.append(
                    FailingUnit(
                        kind=HAZARD,
                        name=f"{zone.name}.{hazard.name}",
                        targets=tuple(nodes),
                        rate=hazard.failure_rate,
                        repair=hazard.mttr,
                    )
                )


def _chain(zone: str | None, around: dict[str, str | None]) -> Iterator[str]:
    """Yield a zone and the zones around it."""
    while zone is not None:
        yield zone
        zone = around.get(zone)
