"""The checks as SARIF 2.1.0, for code scanning: what fails, what is open, what is suppressed, what passed.

OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0, 3.27 (result), 3.28 (location).
"""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from powercalc.checks import Checked, Finding, Result, Rule, Severity, Status
from powercalc.report.checks import statements
from powercalc.report.layout import Style

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.LOW: "note", Severity.MEDIUM: "warning", Severity.HIGH: "error"}
KINDS = {Status.PASS: "pass", Status.NOT_APPLICABLE: "notApplicable"}


def render(checked: Checked, _style: Style) -> str:
    """Return the log, ending with a new line."""
    return json.dumps(log(checked), indent=2, allow_nan=False) + "\n"


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
    """Return one result per finding; a rule without findings has one that says so."""
    if result.status in KINDS:
        text = f"{result.status.value}: {result.rule.title}"
        head = {"ruleId": result.rule.code, "ruleIndex": index, "kind": KINDS[result.status], "level": "none"}
        return [{**head, "message": {"text": text}}]
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
        **_locations(finding, checked),
        "properties": {
            "scope": finding.scope,
            **({"question": finding.question} if finding.question else {}),
        },
    }


def _locations(finding: Finding, checked: Checked) -> dict[str, Any]:
    place = checked.place(finding)
    if place.file is None or checked.site.text is None:
        return {}
    where: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.file)}}
    if place.line is not None:
        where["region"] = {"startLine": place.line, "startColumn": place.column or 1}
    return {"locations": [{"physicalLocation": where}]}


def _uri(file: str) -> str:
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
