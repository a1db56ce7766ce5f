"""The end of the page: what was assumed and from where, and the input itself."""

from __future__ import annotations

from collections.abc import Sequence

from powercalc.languages import say, told_figure, word
from powercalc.report import statements
from powercalc.report.grouping import AssumedGroup, assumed_groups, some
from powercalc.report.page.html import items, safe, section, table_of_groups
from powercalc.results.evaluation_result import Evaluation
from powercalc.site import Site, SourceFile


def assumed(evaluation: Evaluation) -> str:
    """Return the figures that the file leaves to the catalog, each with its source."""
    basis = f"<p>{safe(statements.basis(evaluation))}</p>"
    groups = assumed_groups(evaluation.assumptions)
    if not groups:
        return section("assumed", "What the figures rest on", basis)
    sources = list(dict.fromkeys(item.source for group in groups for item in group.figures))
    sourced = {item.source: item.sourced for group in groups for item in group.figures}
    unsourced = f" <em>({say('no citable source')})</em>"
    listed = "".join(f"<li>{safe(source)}{'' if sourced[source] else unsourced}</li>\n" for source in sources)
    rows = [_rows(group, sources) for group in groups]
    header = (say("components"), say("figure"), say("value"), say("span"), say("source"))
    return section(
        "assumed", "What the figures rest on", basis, table_of_groups(header, rows, "assumed"),
        f"<h3>{say('Sources')}</h3><ol>{listed}</ol>",
    )  # fmt: skip


def _rows(group: AssumedGroup, sources: Sequence[str]) -> list[tuple[str, ...]]:
    """Return a row for each figure; whose it is, is told again where rows do not stand in columns."""
    who = some(group.components, lambda id: safe(id, 40), most=8)  # noqa: A006 - it is the id
    return [
        (
            who if place == 0 else f'<span class="again">{who}</span>',
            safe(word(item.parameter)),
            safe(told_figure(item.value)),
            "" if item.low is None else safe(_span(item.low, item.high or "")),
            f"[{sources.index(item.source) + 1}]" + ("" if item.sourced else "*"),
        )
        for place, item in enumerate(group.figures)
    ]


def _span(low: str, high: str) -> str:
    return say("{low} to {high}", low=told_figure(low), high=told_figure(high))


def source(site: Site, evaluation: Evaluation, *, has_text: bool = True) -> str:
    """Return the input with its hash, what computed the page, and its text where that is wanted."""
    said = [
        say(
            "powercalc {version}, method: {method}",
            version=safe(evaluation.version),
            method=safe(evaluation.method),
        ),
        statements.method(evaluation, safe),
        say("One year is 8760 h. A load's own failures are not power failures and do not count."),
    ]
    if site.sources is None:
        return section("input", "The input", items(said))
    said.insert(
        0, say("SHA-256 of the input: {hash}", hash=f"<code>{safe(evaluation.input_sha256 or '')}</code>")
    )
    texts = "".join(map(_file, site.sources.files)) if has_text else ""
    return section("input", "The input", items(said), texts)


def _file(source: SourceFile) -> str:
    lines = "\n".join(safe(line) for line in source.bare.splitlines())
    name = safe(source.file or say("the site file"))
    return f"<details><summary>{name}</summary><pre>{lines}</pre></details>"
