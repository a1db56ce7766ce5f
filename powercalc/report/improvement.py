"""What to mend first, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from powercalc.flow.story import listed
from powercalc.improvement.improvement_result import Chosen, Goal, Improvement
from powercalc.report import words
from powercalc.report.escape import plain
from powercalc.report.layout import Style, paragraph, table

_MOST = 40
"""So many sets of the front are shown, evenly from the cheapest to the best."""
_NAMED = 5
"""So many conflicts are told one by one."""
_TARGETS = {
    "max_downtime": "at most {} of downtime a year",
    "max_service_downtime": "at most {} of downtime a year, recovery included",
    "max_interruptions": "at most {} interruptions a year",
    "availability": "an availability of {}",
    "concurrently_maintainable": "concurrently maintainable",
    "fault_tolerant": "fault tolerant",
    "longest": "at most {} longer interruptions a year",
}


def render(result: Improvement, form: str, style: Style) -> str:
    """Return the result as "text" or "json", ending with a new line."""
    if form == "json":
        return json.dumps(result.to_dict(), indent=2, allow_nan=False, ensure_ascii=False) + "\n"
    return "\n".join(_lines(result, style)) + "\n"


def _lines(result: Improvement, style: Style) -> Iterator[str]:
    yield style.strong(plain(result.site, 78))
    yield ""
    yield from paragraph(f"What to mend first: cost against the downtime of {_whose(result)}.", 0)
    yield from paragraph(counted(result), 0)
    if result.front:
        yield ""
        yield from _front(result, style)
    yield ""
    for sentence in (*verdicts(result), *proved(result)):
        yield from paragraph(sentence, 0, 2)
    yield ""
    yield from _options(result, style)


def _whose(result: Improvement) -> str:
    return plain(result.measured.words, 60)


def money(amount: float, result: Improvement) -> str:
    """Return an amount in the stated currency: three digits, or all of those before the point."""
    currency = f" {plain(result.currency, 12)}" if result.currency else ""
    return f"{number(amount)}{currency}"


def number(amount: float) -> str:
    """Return an amount: all digits before the point, or three significant ones."""
    if amount == 0:
        return "0"
    return f"{amount:,.0f}" if abs(amount) >= 1000 else f"{amount:,.3g}"


def counted(result: Improvement) -> str:
    """Return how money is counted, in a sentence."""
    terms = result.money
    if terms.life_h is None:
        return f"Costs{f' in {plain(result.currency, 12)}' if result.currency else ''} are paid once."
    rate = f"discounted by {100 * terms.discount_rate:g} % a year" if terms.discount_rate else ""
    years = f"{terms.years:.4g} years"
    text = f"Net present cost{f' in {plain(result.currency, 12)}' if result.currency else ''} over {years}, "
    text += f"what is paid later {rate}." if rate else "what is paid later not discounted."
    if terms.cost_of_downtime is not None:
        text += f" An hour of downtime costs {money(terms.cost_of_downtime, result)}."
    return text


def _front(result: Improvement, style: Style) -> Iterator[str]:
    """Yield the table of the front, what each set is made of below its figures."""
    kept = shown(len(result.front))
    rows = [cells(result, place) for place in kept]
    head = header(result)
    lines = list(table([head, *rows], indent=0, left=0))
    yield style.strong(lines[0])
    differ = len({each.meets for each in result.front}) > 1
    for place, line in zip(kept, lines[1:], strict=True):
        chosen = result.front[place]
        yield line
        mark = " (meets the targets)" if chosen.meets and differ else ""
        yield from paragraph(f"{named(chosen)}{mark}", 4)
    if len(kept) < len(result.front):
        yield f"and {len(result.front) - len(kept)} more between these; --format json has them all"


def shown(count: int) -> list[int]:
    """Return the places of the sets that are shown of a front, the ends among them."""
    if count <= _MOST:
        return list(range(count))
    return sorted({round(step * (count - 1) / (_MOST - 1)) for step in range(_MOST)})


def header(result: Improvement) -> list[str]:
    """Return what the figures of a set are, in turn."""
    total = ["with downtime"] if result.money.cost_of_downtime is not None else []
    return ["Cost", *total, "downtime a year", "interrupted once", "a minute less costs"]


def cells(result: Improvement, place: int) -> list[str]:
    """Return the figures of one set of the front."""
    chosen, price = result.front[place], result.prices[place]
    often = chosen.interruptions_per_year
    return [
        number(chosen.cost),
        *([] if chosen.total_cost is None else [number(chosen.total_cost)]),
        words.duration(chosen.lost_h_per_year, 3),
        "unknown" if often is None else _once(often),
        "" if price is None else words.figure(price),
    ]


def _once(per_year: float) -> str:
    """Return a frequency, short: "in 1,500 years"."""
    if per_year == 0:
        return "never"
    if words.is_beyond(per_year):
        return "beyond 100,000 y"
    return f"{words.figure(per_year)} a year" if per_year > 1 else f"in {words.figure(1 / per_year)} years"


def named(chosen: Chosen) -> str:
    """Return a set by its options."""
    return " + ".join(plain(name, 40) for name in chosen.options) or "as it is"


def verdicts(result: Improvement) -> Iterator[str]:
    """Yield what a person decides by."""
    if not result.within_budget:
        cost, first = min((result.option_costs[option.id], option.id) for option in result.options)
        yield (
            f"The budget of {money(result.budget or 0.0, result)} allows no option: the cheapest, "
            f"{plain(first, 40)}, costs {money(cost, result)}."
        )
    if result.cheapest is not None:
        yield (
            f"Cheapest that meets {targets(result.cheapest)}: {named(result.cheapest)}, "
            f"{money(result.cheapest.cost, result)}."
        )
    elif result.nearest is not None:
        within = "" if result.budget is None else f" within the budget of {money(result.budget, result)}"
        early = "" if result.complete else " that was looked at"
        missed = "; ".join(_missed(goal) for goal in result.nearest.goals if not goal.met)
        yield (
            f"No set{early}{within} meets all targets. Nearest: {named(result.nearest)}, "
            f"{money(result.nearest.cost, result)}: {missed}."
        )
    if (least := result.least_in_total) is not None:
        yield (
            f"Least in total, with the downtime that is left: {named(least)}, "
            f"{money(least.total_cost or 0.0, result)}."
        )
    if result.front:
        yield _nine(result)


def _nine(result: Improvement) -> str:
    goal, nine = result.next_nine
    what = f"The next nine ({_nines(goal)})"
    if nine is None:
        within = "" if result.budget is None else " within the budget"
        return f"{what}: no set{within} reaches it."
    return f"{what} costs {money(nine.cost - result.front[0].cost, result)}: {named(nine)}."


def _nines(unavailability: float) -> str:
    """Return a row of nines."""
    return words.availability(unavailability, 1)


def targets(chosen: Chosen) -> str:
    """Return the targets, as a sentence has them."""
    told = [f"{plain(goal.of, 40)} ({_promise(goal)})" for goal in chosen.goals]
    return told[0] if len(told) == 1 else f"all {len(told)} targets"


def _promise(goal: Goal) -> str:
    return _TARGETS[goal.target].format(_said(goal, goal.promised))


def _missed(goal: Goal) -> str:
    reached = "unknown" if goal.reached is None else _said(goal, goal.reached)
    if isinstance(goal.promised, bool):
        return f"{plain(goal.of, 40)} is not {_TARGETS[goal.target]}"
    return f"{plain(goal.of, 40)} has {reached} for {_said(goal, goal.promised)} ({goal.target})"


def _said(goal: Goal, value: float) -> str:
    match goal.target:
        case "max_downtime" | "max_service_downtime":
            return words.duration(value)
        case "availability":
            return words.availability(1 - value)
        case _:
            return words.figure(value)


def proved(result: Improvement) -> Iterator[str]:
    """Yield what is proved, and how."""
    told = [f"{count:,} {_RULED_OUT[name]}" for name, count in result.ruled_out.items() if count]
    total = result.evaluated + sum(result.ruled_out.values())
    rest = f"; {', '.join(told)}" if told else ""
    sets = f"{2 ** len(result.options):,} sets of {words.counted(len(result.options), 'option')}"
    if result.complete:
        yield "Complete: no admissible set costs less and leaves no more downtime than one of these."
    elif result.complete_to is None:
        yield "Not complete: ended before any set was settled."
    else:
        settled = money(result.complete_to, result)
        yield f"Not complete: ended early. None of the sets up to {settled} is better than these."
    left = 2 ** len(result.options) - total
    yield f"{sets}: {result.evaluated:,} evaluated{rest}" + (f"; {left:,} not looked at." if left else ".")
    for conflict in result.conflicts[:_NAMED]:
        pair = " and ".join(plain(each, 40) for each in conflict.options)
        yield f"Not together: {pair}: {plain(conflict.why)}."
    if len(result.conflicts) > _NAMED:
        yield f"and {len(result.conflicts) - _NAMED} more pairs; --format json has them all"
    for names, why in list(result.impossible.items())[:_NAMED]:
        yield f"No site: {plain(names)}: {plain(why)}"


_RULED_OUT = {
    "requires": "lack what they require",
    "excludes": "have what excludes each other",
    "conflict": "do contrary things",
    "budget": "cost more than the budget",
    "bounds": "ruled out by bounds",
    "no_site": "are no site",
}


def _options(result: Improvement, style: Style) -> Iterator[str]:
    """Yield the options, what each costs, and whether it is proved that it never hurts."""
    head = ["Option", "net present cost"]
    rows = [[plain(each.id, 40), number(result.option_costs[each.id])] for each in result.options]
    lines = list(table([head, *rows], indent=0))
    yield style.strong(lines[0])
    reasons = set(result.helps.values()) - {None}
    for option, line in zip(result.options, lines[1:], strict=True):
        yield line
        why = result.helps[option.id]
        proof = "never adds downtime" if why is None else f"might add downtime: {plain(why)}"
        told = [*([plain(option.name, 70)] if option.name else []), *([proof] if len(reasons) != 1 else [])]
        yield from paragraph("; ".join(told), 4)
    if len(reasons) == 1:
        yield ""
        yield from paragraph(_of_all(result, str(*reasons)), 0)


def _of_all(result: Improvement, why: str) -> str:
    """Return what is proved of options where one reason holds for all others."""
    helps = [plain(name, 40) for name, reason in result.helps.items() if reason is None]
    others = "The others" if helps else "Each option"
    sure = f"Never to add downtime is proved of {listed(helps)}. " if helps else ""
    return f"{sure}{others} might add downtime, and give no bounds: {plain(why)}."
