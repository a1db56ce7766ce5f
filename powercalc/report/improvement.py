"""What to mend first, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from powercalc.improvement.improvement_result import Chosen, Goal, Improvement
from powercalc.languages import all_of, listed, noted, say, tell, told_figure
from powercalc.report import words
from powercalc.report.escape import plain
from powercalc.report.layout import Style, paragraph, table

_MOST = 40
"""So many sets of the front are shown, evenly from the cheapest to the best."""
_NAMED = 5
"""So many conflicts are told one by one."""
_TARGETS = {
    "max_downtime": noted("at most {figure} of downtime a year"),
    "max_service_downtime": noted("at most {figure} of downtime a year, recovery included"),
    "max_interruptions": noted("at most {figure} interruptions a year"),
    "availability": noted("an availability of {figure}"),
    "concurrently_maintainable": noted("concurrently maintainable"),
    "fault_tolerant": noted("fault tolerant"),
    "longest": noted("at most {figure} longer interruptions a year"),
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
    return plain(tell(result.measured.words), 60)


def money(amount: float, result: Improvement) -> str:
    """Return an amount in the stated currency: three digits, or all of those before the point."""
    currency = f" {plain(result.currency, 12)}" if result.currency else ""
    return f"{number(amount)}{currency}"


def number(amount: float) -> str:
    """Return an amount: all digits before the point, or three significant ones."""
    if amount == 0:
        return "0"
    return told_figure(f"{amount:,.0f}" if abs(amount) >= 1000 else f"{amount:,.3g}")


def counted(result: Improvement) -> str:
    """Return how money is counted, in a sentence."""
    terms, currency = result.money, plain(result.currency, 12) if result.currency else ""
    if terms.life_h is None:
        return say("Costs in {currency} are paid once.", currency=currency) if currency else say(_ONCE)
    text = say(
        _PRESENT_IN if currency else _PRESENT,
        currency=currency,
        years=told_figure(f"{terms.years:.4g}"),
        discount=_discount(terms.discount_rate),
    )
    if terms.cost_of_downtime is not None:
        text += say(" An hour of downtime costs {cost}.", cost=money(terms.cost_of_downtime, result))
    return text


def _discount(rate: float) -> str:
    if not rate:
        return say("not discounted")
    return say("discounted by {share} a year", share=told_figure(f"{100 * rate:g} %"))


_ONCE = noted("Costs are paid once.")
_PRESENT = noted("Net present cost over {years} years, what is paid later {discount}.")
_PRESENT_IN = noted("Net present cost in {currency} over {years} years, what is paid later {discount}.")


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
    total = [say("with downtime")] if result.money.cost_of_downtime is not None else []
    rest = say("downtime a year"), say("interrupted once"), say("a minute less costs")
    return [say("Cost"), *total, *rest]


def cells(result: Improvement, place: int) -> list[str]:
    """Return the figures of one set of the front."""
    chosen, price = result.front[place], result.prices[place]
    often = chosen.interruptions_per_year
    return [
        number(chosen.cost),
        *([] if chosen.total_cost is None else [number(chosen.total_cost)]),
        words.duration(chosen.lost_h_per_year, 3),
        say("unknown") if often is None else _once(often),
        "" if price is None else words.figure(price),
    ]


def _once(per_year: float) -> str:
    """Return a frequency, short: "in 1,500 years"."""
    if per_year == 0:
        return say("never")
    if words.is_beyond(per_year):
        return say("beyond {years} y", years=told_figure("100,000"))
    if per_year > 1:
        return say("{number} a year", number=words.figure(per_year))
    return say("in {years} years", years=words.figure(1 / per_year))


def named(chosen: Chosen) -> str:
    """Return a set by its options."""
    return " + ".join(plain(name, 40) for name in chosen.options) or say("as it is")


def verdicts(result: Improvement) -> Iterator[str]:
    """Yield what a person decides by."""
    if not result.within_budget:
        cost, first = min((result.option_costs[option.id], option.id) for option in result.options)
        yield say(
            "The budget of {budget} allows no option: the cheapest, {id}, costs {cost}.",
            budget=money(result.budget or 0.0, result),
            id=plain(first, 40),
            cost=money(cost, result),
        )
    if result.cheapest is not None:
        yield say(
            "Cheapest that meets {targets}: {options}, {cost}.",
            targets=targets(result.cheapest),
            options=named(result.cheapest),
            cost=money(result.cheapest.cost, result),
        )
    elif result.nearest is not None:
        yield _none_meets(result, result.nearest)
    if (least := result.least_in_total) is not None:
        yield say(
            "Least in total, with the downtime that is left: {options}, {cost}.",
            options=named(least),
            cost=money(least.total_cost or 0.0, result),
        )
    if result.front:
        yield _nine(result)


def _none_meets(result: Improvement, nearest: Chosen) -> str:
    """Return that no set meets the targets, and what the nearest one misses."""
    missed = "; ".join(_missed(goal) for goal in nearest.goals if not goal.met)
    return say(
        "No set{looked}{within} meets all targets. Nearest: {options}, {cost}: {missed}.",
        looked="" if result.complete else say(" that was looked at"),
        within=""
        if result.budget is None
        else say(" within the budget of {budget}", budget=money(result.budget, result)),
        options=named(nearest),
        cost=money(nearest.cost, result),
        missed=missed,
    )


def _nine(result: Improvement) -> str:
    goal, nine = result.next_nine
    if nine is not None:
        cost = money(nine.cost - result.front[0].cost, result)
        return say(_NINE, goal=_nines(goal), cost=cost, options=named(nine))
    if result.budget is None:
        return say("The next nine ({goal}): no set reaches it.", goal=_nines(goal))
    return say("The next nine ({goal}): no set within the budget reaches it.", goal=_nines(goal))


_NINE = noted("The next nine ({goal}) costs {cost}: {options}.")


def _nines(unavailability: float) -> str:
    """Return a row of nines."""
    return words.availability(unavailability, 1)


def targets(chosen: Chosen) -> str:
    """Return the targets, as a sentence has them."""
    told = [f"{plain(goal.of, 40)} ({_promise(goal)})" for goal in chosen.goals]
    return told[0] if len(told) == 1 else say("all {number} targets", number=len(told))


def _promise(goal: Goal) -> str:
    return say(_TARGETS[goal.target], figure=_said(goal, goal.promised))


def _missed(goal: Goal) -> str:
    reached = say("unknown") if goal.reached is None else _said(goal, goal.reached)
    name = plain(goal.of, 40)
    if isinstance(goal.promised, bool):
        return say("{id} is not {claim}", id=name, claim=say(_TARGETS[goal.target]))
    return say(
        "{id} has {reached} for {promised} ({target})",
        id=name,
        reached=reached,
        promised=_said(goal, goal.promised),
        target=goal.target,
    )


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
    told = [
        say(_RULED_OUT[name], number=told_figure(f"{count:,}"))
        for name, count in result.ruled_out.items()
        if count
    ]
    left = 2 ** len(result.options) - result.evaluated - sum(result.ruled_out.values())
    yield _completeness(result)
    evaluated = say(
        "{number} sets of {options}: {evaluated} evaluated",
        number=told_figure(f"{2 ** len(result.options):,}"),
        options=words.counted(len(result.options), "option"),
        evaluated=told_figure(f"{result.evaluated:,}"),
    )
    rest = f"; {', '.join(told)}" if told else ""
    not_seen = say("; {number} not looked at", number=told_figure(f"{left:,}")) if left else ""
    yield f"{evaluated}{rest}{not_seen}."
    for conflict in result.conflicts[:_NAMED]:
        pair = all_of(plain(each, 40) for each in conflict.options)
        yield say("Not together: {options}: {why}.", options=pair, why=plain(conflict.why))
    if len(result.conflicts) > _NAMED:
        yield say(
            "and {number} more pairs; --format json has them all", number=len(result.conflicts) - _NAMED
        )
    for names, why in list(result.impossible.items())[:_NAMED]:
        yield say("No site: {options}: {why}", options=plain(names), why=plain(why))


def _completeness(result: Improvement) -> str:
    if result.complete:
        return say("Complete: no admissible set costs less and leaves no more downtime than one of these.")
    if result.complete_to is None:
        return say("Not complete: ended before any set was settled.")
    settled = money(result.complete_to, result)
    return say("Not complete: ended early. None of the sets up to {cost} is better than these.", cost=settled)


_RULED_OUT = {
    "requires": noted("{number} lack what they require"),
    "excludes": noted("{number} have what excludes each other"),
    "conflict": noted("{number} do contrary things"),
    "budget": noted("{number} cost more than the budget"),
    "bounds": noted("{number} ruled out by bounds"),
    "no_site": noted("{number} are no site"),
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
