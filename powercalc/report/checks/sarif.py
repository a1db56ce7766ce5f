"""The checks as SARIF 2.1.0, for code scanning: what fails, what is open, what is suppressed.

Hosted readers show every result as a finding and refuse a file in which one has no place, so that what passes
or does not apply has no result: it stands among the rules.

OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0, 3.27 (result), 3.28 (location).
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from powercalc.checks import Checked, Finding, Result, Rule, Severity
from powercalc.report.checks import checks_statements as statements
from powercalc.report.json_text import json_text
from powercalc.report.layout import Style

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.LOW: "note", Severity.MEDIUM: "warning", Severity.HIGH: "error"}


def render(checked: Checked, _style: Style) -> str:
    """Return the log, ending with a new line."""
    return json_text(log(checked))


def log(checked: Checked) -> dict[str, Any]:
    """Return the log as an object."""
    rules = [_rule(result) for result in checked.results]
    driver = {"name": "powercalc", "version": checked.version, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": True}],
        "columnKind": "unicodeCodePoints",
        "results": [
            found
            for index, result in enumerate(checked.results)
            for found in _results(result, index, checked)
        ],
        "properties": {"profile": checked.options.profile.name, "today": checked.options.today.isoformat()},
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(result: Result) -> dict[str, Any]:
    rule = result.rule
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.sections["finds"]},
        "help": {"text": _help(rule)},
        "defaultConfiguration": {"level": LEVELS[result.severity]},
        "properties": {"tags": [rule.family, *([f"checklist {rule.item}"] if rule.item else [])]},
    }


def _help(rule: Rule) -> str:
    return "\n".join(f"{name.capitalize()}: {text}" for name, text in rule.sections.items())


def _results(result: Result, index: int, checked: Checked) -> list[dict[str, Any]]:
    """Return one result per finding, those that are accepted too."""
    found = [_found(each, result, index, checked) for each in result.findings]
    return found + [
        {
            **_found(each, result, index, checked),
            "suppressions": [{"kind": "inSource", "status": "accepted", "justification": waiver.reason}],
        }
        for each, waiver in result.waived
    ]


def _found(finding: Finding, result: Result, index: int, checked: Checked) -> dict[str, Any]:
    said = "" if finding.is_unknown else (statements.worth(result) or "")
    kind, level = ("open", "none") if finding.is_unknown else ("fail", LEVELS[result.severity])
    return {
        "ruleId": result.rule.code,
        "ruleIndex": index,
        "kind": kind,
        "level": level,
        "message": {"text": f"{finding.text}; {said}" if said else finding.text},
        "locations": [_location(finding, checked)],
        "properties": {
            "scope": finding.scope,
            **({"question": finding.question} if finding.question else {}),
        },
    }


def _location(finding: Finding, checked: Checked) -> dict[str, Any]:
    """Return where a finding stands: what is nowhere in the file concerns the file, from its first line."""
    place = checked.place(finding)
    region = {"startLine": place.line or 1, "startColumn": place.column or 1}
    uri = _uri(place.file or checked.site.name)
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}


def _uri(file: str) -> str:
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
