"""The checks as JSON: every figure in full, in ASCII."""

from __future__ import annotations

from typing import Any

from powercalc.checks import Checked, Finding, Result, Verdict, Worth, verdict
from powercalc.report.checks import verdict_statements
from powercalc.report.json_text import json_text
from powercalc.report.layout import Style


def render(checked: Checked, _style: Style) -> str:
    """Return the JSON result (powercalc/checks/1)."""
    return json_text(to_dict(checked))


def to_dict(checked: Checked) -> dict[str, Any]:
    """Return the checks under the names of the JSON result."""
    return {
        "schema": "powercalc/checks/1",
        "site": checked.site.name,
        "profile": checked.options.profile.name,
        "today": checked.options.today.isoformat(),
        "verdict": _verdict(verdict(checked)),
        "counts": {status.value: number for status, number in checked.counts.items()},
        "failed": [result.rule.code for result in checked.failed],
        "results": [_result(result, checked) for result in checked.results],
        "method": checked.method,
        "version": checked.version,
    }


def _verdict(found: Verdict) -> dict[str, Any] | None:
    """Return what the checks come to; None where only some of the measures were asked for."""
    if not found.is_whole:
        return None
    return {
        "sentence": verdict_statements.sentence(found),
        "is_fit": found.is_fit,
        "decisive": found.decisive and found.decisive.number,
        "measures": [
            {
                "measure": each.number,
                "title": each.title,
                "standing": each.standing.value,
                "at_stake_h_per_year": each.at_stake,
                "decisive": each.decisive and each.decisive.rule.code,
                "open": [result.rule.code for result in each.open],
            }
            for each in found.measures
        ],
    }


def _result(result: Result, checked: Checked) -> dict[str, Any]:
    rule = result.rule
    return {
        "rule": rule.code,
        "name": rule.name,
        "title": rule.title,
        "item": rule.item,
        "is_topology": rule.family == "TOP",
        "severity": result.severity.word,
        "status": result.status.value,
        "looked_at": list(result.looked_at),
        "findings": [finding_to_dict(finding, checked) for finding in result.findings],
        "waived": [
            {
                **finding_to_dict(finding, checked),
                "reason": waiver.reason,
                "expiry": waiver.expiry.isoformat(),
            }
            for finding, waiver in result.waived
        ],
        "worth": worth_to_dict(result.worth),
        "span": worth_to_dict(result.span),
    }


def finding_to_dict(finding: Finding, checked: Checked) -> dict[str, Any]:
    """Return a finding and its place."""
    place = checked.place(finding)
    return {
        "text": finding.text,
        "scope": finding.scope,
        "path": [str(step) for step in finding.at],
        "is_unknown": finding.is_unknown,
        "question": finding.question,
        "file": place.file,
        "line": place.line,
        "column": place.column,
    }


def worth_to_dict(worth: Worth | None) -> dict[str, Any] | None:
    """Return a worth with what it rests on."""
    if worth is None:
        return None
    saving = worth.saving
    return {
        "downtime_h_per_year": saving and saving.downtime_h_per_year,
        "interruptions_per_year": saving and saving.interruptions_per_year,
        "load": saving and saving.load,
        "load_downtime_h_per_year": saving and saving.load_downtime_h_per_year,
        "service": saving and saving.service,
        "service_downtime_h_per_year": saving and saving.service_downtime_h_per_year,
        "says": list(worth.says),
        "is_assumption": worth.is_assumption,
        "rests_on": [
            {
                "figure": figure.name,
                "value": figure.printed,
                "what": figure.what,
                "source": figure.cite(),
                "is_sourced": figure.is_sourced,
            }
            for figure in worth.rests_on
        ],
        "why": worth.why,
    }
