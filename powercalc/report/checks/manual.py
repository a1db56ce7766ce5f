"""The manual page of a rule, and the reference page of them all: both from the docstrings of the rules."""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks import PROFILES, RULES, Rule
from powercalc.checks.checklist import ITEMS, rules_of
from powercalc.checks.figures import figures
from powercalc.checks.registry import BY_CODE, FAMILIES
from powercalc.checks.wrong import near_code
from powercalc.errors import CallError
from powercalc.report.layout import PLAIN, Style, paragraph, table

PAGE_NOTE = (
    "This page is made from the rules: `powercalc explain --format markdown > docs/reference/checks.md`."
)

STATUSES = (
    "A check passes, fails, or is **unknown**: the file, or its evidence, does not say enough. It is **not",
    "applicable** where there is nothing of what it looks at, and **waived** where the file accepts it.",
)


def rule_of(code: str) -> Rule:
    """Return a rule by its code or its name. Raises `CallError` with what was probably meant."""
    wanted = code.lower().replace("_", "-")
    for rule in RULES:
        if wanted in {rule.code.lower(), rule.name, f"{rule.code.lower()}-{rule.name}"}:
            return rule
    near = near_code(code)
    hint = f"; did you mean {near}?" if near in BY_CODE else "; `powercalc explain` lists them all"
    raise CallError(f'there is no rule "{code}"{hint}')


def page(code: str, style: Style = PLAIN) -> str:
    """Return the manual page of one rule as text."""
    rule = rule_of(code)
    lines = [style.strong(f"{rule.code} {rule.name}"), *paragraph(f"{rule.title}. {_standing(rule)}"), ""]
    for name, text in rule.sections.items():
        lines += paragraph(f"{name.capitalize()}: {text}", hanging=2)
    return "\n".join(lines) + "\n"


def markdown_page(code: str) -> str:
    """Return the manual page of one rule as Markdown."""
    return "\n".join(_entry(rule_of(code))).lstrip("\n") + "\n"


def _standing(rule: Rule) -> str:
    item = f"; checklist {rule.item}: {ITEMS[rule.item]}" if rule.item else ""
    return f"Severity {rule.severity.word}{item}."


def overview(style: Style = PLAIN) -> str:
    """Return every rule with its severity, family by family, as text."""
    lines: list[str] = []
    for family, title in FAMILIES.items():
        lines += ["", style.strong(f"{family} {title}")]
        rows = [[rule.code, rule.severity.word, rule.name] for rule in RULES if rule.family == family]
        lines += table(rows, left=3)
    return "\n".join(
        [*lines[1:], "", "powercalc explain CODE tells what a rule finds, why, and what to do.", ""]
    )


def reference() -> str:
    """Return the reference page, docs/reference/checks.md."""
    return "\n".join(_reference()) + "\n"


def _reference() -> Iterator[str]:
    yield from ("# The checks", "", PAGE_NOTE, "")
    yield from STATUSES
    yield from ("", "## The checklist", "", "| item | what must be in place | rules |", "|---|---|---|")
    for item, text in ITEMS.items():
        yield f"| {item} | {text} | {', '.join(rule.code for rule in rules_of(item))} |"
    yield from ("", "## Profiles", "", "| profile | what it asks about | rules |", "|---|---|---|")
    for profile in PROFILES.values():
        yield f"| {profile.name} | {profile.title} | {sum(map(profile.includes, RULES))} |"
    for family, title in FAMILIES.items():
        yield from ("", f"## {family}: {title}")
        for rule in RULES:
            if rule.family == family:
                yield from _entry(rule)
    yield from _figures()


def _entry(rule: Rule) -> Iterator[str]:
    yield from ("", f"### {rule.code} {rule.name}", "", f"{rule.title}. {_standing(rule)}", "")
    yield from (f"- **{name.capitalize()}:** {text}" for name, text in rule.sections.items())


def _figures() -> Iterator[str]:
    yield from (
        "",
        "## Figures",
        "",
        "What the rules measure by, and what a flaw is assumed to do in the model.",
        "",
    )
    yield from ("| figure | value | what | source | grade | reason |", "|---|---|---|---|---|---|")
    for figure in figures().values():
        cells = (figure.name, figure.printed, figure.what, f"{figure.source}, {figure.where}", figure.grade)
        yield f"| {' | '.join(cells)} | {figure.reason or ''} |"
