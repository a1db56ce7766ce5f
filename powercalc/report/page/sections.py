"""What stands on the page around the diagram, section by section, the most important first."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence

from powercalc.evaluation.event_importance import PLAIN, EventImportance, Ranking
from powercalc.languages import all_of, noted, say, tell
from powercalc.report import in_common, statements, words
from powercalc.report.checks import verdict_statements
from powercalc.report.grouping import LoadGroup, load_groups
from powercalc.report.page.checks import CheckLine
from powercalc.report.page.html import bar, items, safe, section, table
from powercalc.report.page.lengths import curve
from powercalc.report.page.struck import Struck
from powercalc.results.evaluation_result import Evaluation, LoadPoint, TargetCheck
from powercalc.results.measures import Measures, Reason

_IN_CARDS = 9
_MOST_ROWS = 200
_OPEN_REASONS = 3
_MOST_GROUPS = 24
_MOST_EVENTS = 20
_MOST_WINDOWS = 30
_STANDINGS = {"holds": "pass", "fails": "fail", "not known": "unknown"}
_SIGNS = {True: "met", False: "missed", None: "unknown"}


def headline(evaluation: Evaluation) -> str:
    """Return how long and how often each load is without power."""
    groups = load_groups(evaluation.loads)
    told = _as_cards(evaluation, groups) if len(groups) <= _IN_CARDS else _as_table(evaluation, groups)
    return section("loads", "Power at the loads", told, in_common.as_list(evaluation, safe) or "")


def _as_cards(evaluation: Evaluation, groups: tuple[LoadGroup, ...]) -> str:
    most = max((group.first.unavailability for group in groups), default=0.0)
    most = max(most, evaluation.any_load.unavailability) or 1.0
    scale = most if len(evaluation.loads) > 1 else None
    cards = [
        _load_card(group.name(_short), group.first, _targets(evaluation, group), scale) for group in groups
    ]
    if len(evaluation.loads) > 1:
        cards.append(_load_card(say("At least one load"), evaluation.any_load, "", scale))
    return f'<div class="cards">{"".join(cards)}</div>'


def _short(text: str) -> str:
    return safe(text, 60)


def _load_card(name: str, measures: Measures, targets: str, scale: float | None) -> str:
    """Return the card of a load; its bar is a share of the longest of all cards, if there are several."""
    share = "" if scale is None else bar(measures.unavailability / scale)
    lost = "".join(_beside(measures)) if isinstance(measures, LoadPoint) else ""
    return (
        f'<article class="load"><h3>{name}</h3>{"".join(_headlines(measures))}'
        f"{share}"
        f"<p>{safe(statements.interruptions(measures))}</p>"
        f"<p>{safe(statements.available(measures))}</p>{lost}{targets}</article>"
    )


def _beside(point: LoadPoint) -> Iterator[str]:
    """Yield what is told of a load beside its power, how long interruptions last as a curve."""
    yield curve(point)
    told = (each(point) for each in statements.BESIDE_POWER if each is not statements.lengths)
    yield from (f'<p class="service">{safe(each)}</p>' for each in told if each)


def _headlines(measures: Measures) -> Iterator[str]:
    """Yield the service and the power, the first of them large."""
    for place, (figure, what) in enumerate(statements.headlines(measures)):
        sort = "second" if place else "figure"
        yield f'<p class="{sort}"><b>{safe(figure)}</b> {safe(what)}</p>'


def _targets(evaluation: Evaluation, group: LoadGroup) -> str:
    return targets(evaluation, group.first.id)


def targets(evaluation: Evaluation, point: str) -> str:
    """Return what is promised of a load or a service, as a list; nothing where nothing is."""
    return items([_target(check) for check in evaluation.targets if check.load == point], "targets")


def _target(check: TargetCheck) -> str:
    return (
        f'<span class="verdict {_SIGNS[check.met]}">{say(statements.VERDICTS[check.met])}</span> '
        f"{statements.target(check, safe)}"
    )


def _as_table(evaluation: Evaluation, groups: tuple[LoadGroup, ...]) -> str:
    ranked = sorted(groups, key=lambda group: -group.first.unavailability)
    most = max([each.first.unavailability for each in groups] + [evaluation.any_load.unavailability]) or 1.0
    rows = [_load_row(group.name(_short), group.first, most) for group in ranked[:_MOST_ROWS]]
    rows.insert(0, _load_row(f"<b>{say('At least one load')}</b>", evaluation.any_load, most))
    header = (say("load"), say("in a year"), "", say("interrupted"), say("available"))
    rest = len(ranked) - _MOST_ROWS
    more = _more(say(_MORE_GROUPS, groups=words.counted(rest, "more group"))) if rest > 0 else ""
    return (
        table(header, rows, "loads") + more + items([_target(each) for each in evaluation.missed], "targets")
    )


_MORE_GROUPS = noted("and {groups} of loads, none worse")


def _more(text: str) -> str:
    return f'<p class="note">{text}</p>'


def _load_row(name: str, measures: Measures, most: float) -> tuple[str, ...]:
    often = measures.interruptions_per_year
    return (
        name,
        safe(words.held(measures.downtime_h_per_year)),
        bar(measures.unavailability / most),
        say("unknown") if often is None else words.how_often(often),
        words.availability(measures.unavailability),
    )


def reasons(evaluation: Evaluation, struck: Struck) -> str:
    """Return what takes the power from each load, ranked, as bars that the diagram can show."""
    groups = sorted(
        (group for group in load_groups(evaluation.loads) if group.first.reasons),
        key=lambda group: -group.first.unavailability,
    )
    told = [*_blamed(groups, statements.blamed, statements.unnamed, struck)]
    if len(groups) > _MOST_GROUPS:
        left = words.counted(len(groups) - _MOST_GROUPS, "more group")
        told.append(_more(say(_MORE_GROUPS, groups=left)))
    warm = [group for group in load_groups(evaluation.loads) if group.first.cooling_reasons]
    if warm:
        told.append(f"<h3>{say('What takes the cooling away')}</h3>")
        told += _blamed(warm, statements.blamed_for_heat, statements.unnamed_heat, struck)
    alone = [group for group in load_groups(evaluation.loads) if group.first.support_reasons]
    if alone:
        told.append(f"<h3>{say('What takes what loads depend on')}</h3>")
        told += _blamed(alone, statements.blamed_for_support, statements.unnamed_support, struck)
    told += _down(evaluation, struck)
    return section("reasons", "What takes the power away", *told)


def _down(evaluation: Evaluation, struck: Struck) -> Iterator[str]:
    """Yield what takes each service down, the worst first."""
    worst = [each for each in statements.worst_first(evaluation.services) if each.reasons]
    if worst:
        yield f"<h3>{say('What takes services down')}</h3>"
    for place, each in enumerate(worst[:_MOST_GROUPS]):
        left, name = statements.unnamed(each), _short(each.id)
        yield _ranked(name, "", statements.blamed(each), left, struck, is_open=place < _OPEN_REASONS)
    if len(worst) > _MOST_GROUPS:
        yield _more(say("and {number} more services, none worse", number=len(worst) - _MOST_GROUPS))


def _blamed(
    groups: Sequence[LoadGroup],
    blamed: Callable[[LoadPoint], Sequence[tuple[Reason, str]]],
    unnamed: Callable[[LoadPoint], str | None],
    struck: Struck,
) -> Iterator[str]:
    """Yield what is blamed for each group, and how much is left; the first ones are open."""
    for place, group in enumerate(groups[:_MOST_GROUPS]):
        first, several = group.first, len(group.loads) > 1
        which = _more(say("Shown for {load}", load=_short(first.id))) if several else ""
        is_open = place < _OPEN_REASONS
        yield _ranked(group.name(_short), which, blamed(first), unnamed(first), struck, is_open=is_open)


def _ranked(
    name: str,
    which: str,
    ranked: Sequence[tuple[Reason, str]],
    left: str | None,
    struck: Struck,
    *,
    is_open: bool,
) -> str:
    rows = "".join(f"<li>{_reason(reason, share, struck)}</li>\n" for reason, share in ranked)
    rest = f'<p class="note">{safe(left)}</p>' if left else ""
    return (
        f"<details{' open' if is_open else ''}><summary>{name}</summary>{which}"
        f'<ol class="reasons">\n{rows}</ol>{rest}</details>'
    )


def _reason(reason: Reason, share: str, struck: Struck) -> str:
    story = safe(reason.story or tell(all_of(reason.events)))
    out = safe(json.dumps(struck.out(reason)))
    often = reason.interruptions_per_year
    detail = safe(words.per_year(reason.downtime_h_per_year))
    if often is not None:
        detail += f", {words.how_often(often)}"
    show = f'<button type="button" class="show" data-out="{out}">{say("show")}</button>'
    of_downtime, _, of_interruptions = share.partition(", ")
    also = f"<small>{of_interruptions}</small>" if of_interruptions else ""
    return (
        f'<span class="share">{of_downtime}{also}</span>{bar(reason.share)}<span class="story">{story} '
        f"<small>{detail}</small></span>{show}"
    )


def work(evaluation: Evaluation) -> str:
    """Return what the generators do in a year, and what planned work means, the riskiest first."""
    standby = [f"<b>{safe(each.id, 60)}</b>: {statements.standby(each)}" for each in evaluation.standby]
    ranked = statements.windows(evaluation)
    windows = [
        f"<b>{safe(each.component, 60)}</b>: {statements.window(each, safe)}"
        for each in ranked[:_MOST_WINDOWS]
    ]
    if len(ranked) > _MOST_WINDOWS:
        windows.append(
            say(
                "and {windows}, none of them riskier",
                windows=words.counted(len(ranked) - _MOST_WINDOWS, "more window"),
            )
        )
    return section("standby", "Standby", items(standby)) + section(
        "planned", "Planned maintenance", items(windows)
    )


def importance(ranking: Ranking) -> str:
    """Return which events matter most, and what each figure is worth."""
    rows = [_event(event) for event in ranking.events if (event.criticality or 0.0) > 0][:_MOST_EVENTS]
    if not rows:
        return ""
    header = (say("event"), say("share"), "", say("if down"), say("per failure"), say("per hour"))
    note = say(_IN_PLAIN if ranking.method == PLAIN else _IN_OUTAGES, load=_ranked_for(ranking))
    return section(
        "importance",
        "What hangs on what",
        table(header, rows, "importance"),
        _more(f"{note} {say(_COLUMNS)}"),
    )


def _ranked_for(ranking: Ranking) -> str:
    """Return the load of a ranking; all of them are no name of the file."""
    any_load = noted("any load")
    return say(any_load) if ranking.load == any_load else safe(ranking.load)


_IN_PLAIN = noted("Of {load}, in the plain block diagram: standby in parallel, no battery minutes, no fuel.")
_IN_OUTAGES = noted("Of {load}, as the site behaves in outages: without each event, and with it for certain.")
_COLUMNS = noted(
    "Share: of the downtime in which the event is down and critical. If down: how many times worse it is "
    "while the event lasts. Per failure: time in a year for one failure a year more. Per hour: time in a "
    "year for one hour of restoration more."
)


def _event(event: EventImportance) -> tuple[str, ...]:
    name = tell(event.event)
    if event.units != 1:
        name = say("{event} (each of {number})", event=event.event, number=event.units)
    share = event.criticality or 0.0
    worse = event.risk_achievement
    return (
        safe(name, 60),
        words.percent(min(share, 1.0)),
        bar(share),
        "" if worse is None else say("{number} times", number=words.figure(worse)),
        _time(event.downtime_by_failure_rate),
        _time(event.downtime_by_mttr),
    )


def _time(hours: float | None) -> str:
    return "" if hours is None else safe(words.held(hours))


def checks(told: CheckLine) -> str:
    """Return the checks that ask for attention, and how many pass."""
    title = noted("Checks")
    if told.why_not is not None:
        return section("checks", title, f"<p>{say('Not run: {why}', why=safe(told.why_not))}</p>")
    rows = [
        (
            f'<span class="verdict {line.status}">{say(line.status)}</span>',
            f"<b>{line.code}</b> {safe(line.title)}" + items(safe(each) for each in line.found),
            say(line.severity),
            *([safe(line.worth)] if told.weighed else ()),
        )
        for line in told.lines
    ]
    passed = say(
        "{checks} passed, {number} not applicable.",
        checks=words.counted(told.passed, "check"),
        number=told.not_applicable,
    )
    count = say("{checks} that failed or are not known", checks=words.counted(len(rows), "check"))
    opened = "" if told.verdict else " open"
    folded = (
        f"<details{opened}><summary>{count}</summary>{_checks_table(rows, told)}</details>" if rows else ""
    )
    return section("checks", title, folded, _more(f"{passed} {say(_WHY if told.weighed else _UNWEIGHED)}"))


_WHY = noted(
    "Worth: what is lost with the flaw and not without it; whether it holds rests on the same figures."
)
_UNWEIGHED = noted("What each is worth: powercalc check, which takes longer on a site of this size.")


def verdict(told: CheckLine) -> str:
    """Return what the checks come to: one sentence for who must sign, and the eight measures."""
    if told.verdict is None:
        return ""
    rows = []
    told_rows = verdict_statements.rows(told.verdict)
    for measure, row in zip(told.verdict.measures, told_rows, strict=True):
        number, title, standing, stake, codes = row
        sign = f'<span class="verdict {_STANDINGS[measure.standing.value]}">{standing}</span>'
        rows.append((number, title, sign, safe(stake), codes))
    sentence = f'<p class="sentence">{safe(verdict_statements.sentence(told.verdict))}</p>'
    measures = table(verdict_statements.header(), rows, "measures")
    note = "" if told.verdict.is_weighed else _more(say(_STAKES_LEFT_OUT))
    return section("verdict", "Verdict", sentence, measures, note)


_STAKES_LEFT_OUT = noted(
    "Not weighed: on a site of this size it takes too long for a page; powercalc check tells what is at "
    "stake."
)


def sentence(told: CheckLine) -> str:
    """Return the verdict in one sentence, for the cover."""
    return safe(verdict_statements.sentence(told.verdict)) if told.verdict else ""


def _checks_table(rows: Sequence[Sequence[str]], told: CheckLine) -> str:
    worth = [say("worth")] if told.weighed else ()
    return table((say("status"), say("check"), say("severity"), *worth), rows, "checks")


def left_out(evaluation: Evaluation) -> Iterator[str]:
    """Yield what was not considered, and what the file is warned of."""
    considered = [
        f"<b>{statements.aspect(item.what, safe)}</b>: {safe(item.why)}" for item in evaluation.not_considered
    ]
    yield section("left-out", "Not considered", items(considered))
    yield section("warnings", "Warnings", items(safe(each) for each in evaluation.warnings))
