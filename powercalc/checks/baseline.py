"""A baseline: what an earlier run of the checks found, so that only what is new fails."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from powercalc.checks.rule import Finding, Rule
from powercalc.errors import CallError
from powercalc.site import Waiver

KnownFinding = tuple[str, str, str]
"""The code of a rule, the component or practice that it concerns, and what was found there."""

NOTHING: frozenset[KnownFinding] = frozenset()


def read_baseline(path: Path) -> frozenset[KnownFinding]:
    """Return what `powercalc check --format json` found, of one site or of a list of them.

    Raises `CallError` where a file holds no such result.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        documents = found if isinstance(found, list) else [found]
        return frozenset(known for each in documents for known in _known(each))
    except OSError as error:
        raise CallError(f"--baseline {path} cannot be read: {error.strerror or error}") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        wanted = "powercalc check SITE --format json -o FILE writes one"
        raise CallError(f"--baseline {path} is no result of the checks; {wanted}") from None


def _known(document: dict[str, Any]) -> list[KnownFinding]:
    if document["schema"] != "powercalc/checks/1":
        raise ValueError
    return [
        (result["rule"], finding["scope"], finding["text"])
        for result in document["results"]
        for finding in (*result["findings"], *result["waived"])
    ]


def key(rule: Rule, finding: Finding) -> KnownFinding:
    """Return how a baseline knows a finding."""
    return rule.code, finding.scope, finding.text


def as_waiver(rule: Rule, finding: Finding) -> Waiver:
    """Return the waiver that a baseline amounts to: no reason but that it is old, and without an end."""
    return Waiver(rule=rule.code, scope=finding.scope, reason="known from the baseline", expiry=date.max)
