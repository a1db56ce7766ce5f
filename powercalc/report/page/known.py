"""How far the figures are known: the interval of each load, and which figure to measure better."""

from __future__ import annotations

from powercalc.languages import noted, say
from powercalc.propagation.uncertainty_result import Influence, Spread, UncertainMeasures, Uncertainty
from powercalc.report import uncertainty as told
from powercalc.report import words
from powercalc.report.grouping import some
from powercalc.report.page.html import bar, items, safe, section, table

_MOST_GROUPS = 24


def known(uncertainty: Uncertainty | None) -> str:
    """Return how far the results are known; nothing where that was not asked."""
    title = noted("How far this is known")
    if uncertainty is None:
        return ""
    if not uncertainty.influences:
        return section("known", title, f"<p>{say(told.ALL_CERTAIN)}</p>")
    groups = told.groups(uncertainty.loads)[:_MOST_GROUPS]
    rows = [_row(some([load.id for load in group], _short), group[0]) for group in groups]
    if len(uncertainty.loads) > 1:
        rows.append(_row(say("At least one load"), uncertainty.any_load))
    rows += [
        _row(say("service {id}", id=_short(each.id)), each) for each in uncertainty.services[:_MOST_GROUPS]
    ]
    influences = "".join(_influence(each) for each in told.telling(uncertainty.influences))
    chances = [
        f"{say('unknown') if each.chance is None else words.percent(each.chance)}: {_short(each.load)}: "
        f"{safe(told.promise(each))}"
        for each in uncertainty.targets
    ]
    return section(
        "known", title, table(_header(), rows),
        f"<h3>{say('The chance that targets are met')}</h3>{items(chances)}" if chances else "",
        f'<h3>{say("Which figure to measure better")}</h3><ol class="reasons">{influences}</ol>',
        f'<p class="note">{say(told.SOBOL)} {safe(told.samples(uncertainty))}</p>',
    )  # fmt: skip


def _header() -> tuple[str, ...]:
    chance = say("with 90 % chance")
    return say("load"), say("in a year"), chance, say("interrupted"), f"{chance} "


def _short(text: str) -> str:
    return safe(text, 40)


def _row(name: str, measures: UncertainMeasures) -> tuple[str, ...]:
    down, often = measures.downtime_h_per_year, measures.interruptions_per_year
    low, middle, high = (safe(words.held(hours)) for hours in (down.p5, down.p50, down.p95))
    return name, middle, say("{low} to {high}", low=low, high=high), *_often(often)


def _often(often: Spread | None) -> tuple[str, str]:
    if often is None:
        return say("unknown"), ""
    rare, middle, frequent = (words.how_often(each) for each in (often.p5, often.p50, often.p95))
    return middle, say("{low} to {high}", low=frequent, high=rare)


def _influence(each: Influence) -> str:
    figure = told.figure_of(each, _short)
    return (
        f'<li><span class="share">{words.percent(min(each.total, 1.0))}</span>{bar(each.total)}'
        f'<span class="story">{figure}</span></li>\n'
    )
