"""The checks as workflow commands of GitHub: annotations at their lines, and a last line in words."""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks import Checked, Finding, Result, Severity
from powercalc.report.checks import checks_statements as statements
from powercalc.report.escape import plain
from powercalc.report.layout import Style

LEVELS = {Severity.LOW: "notice", Severity.MEDIUM: "warning", Severity.HIGH: "error"}


def render(checked: Checked, _style: Style) -> str:
    """Return the annotations, ending with a new line."""
    return "\n".join([*_annotations(checked), plain(statements.summary(checked))]) + "\n"


def _annotations(checked: Checked) -> Iterator[str]:
    for result in checked.results:
        for finding in result.findings:
            yield _annotation(result, finding, checked)


def _annotation(result: Result, finding: Finding, checked: Checked) -> str:
    place = checked.place(finding)
    level = "notice" if finding.is_unknown else LEVELS[result.severity]
    where = {"file": place.file, "line": place.line, "col": place.column} if checked.site.text else {}
    title = {"title": f"{result.rule.code} {result.rule.name}"}
    keys = {key: value for key, value in {**where, **title}.items() if value is not None}
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in keys.items())
    said = None if finding.is_unknown else statements.worth(result)
    text = f"{finding.text}; {said}" if said else finding.text
    if finding.question:
        text = f"not known: {text}. {finding.question}"
    return f"::{level} {properties}::{_data(plain(text))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(plain(text)).replace(":", "%3A").replace(",", "%2C")
