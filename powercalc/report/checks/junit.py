"""The checks as JUnit XML: one test case per rule; what does not fail the run is no failure here either."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from powercalc.checks import Checked, Result, Status
from powercalc.checks.registry import FAMILIES
from powercalc.report.checks import checks_statements as statements
from powercalc.report.escape import plain
from powercalc.report.layout import Style


def render(checked: Checked, _style: Style) -> str:
    """Return the document, ending with a new line."""
    root = Element("testsuites", name="powercalc check")
    suite = SubElement(root, "testsuite", name=plain(checked.site.name))
    for result in checked.results:
        _case(suite, result, checked)
    for owner in (suite, root):
        owner.set("tests", str(len(checked.results)))
        owner.set("failures", str(len(checked.failed)))
        owner.set("errors", "0")
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
    suite.set("time", "0")
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _case(suite: Element, result: Result, checked: Checked) -> None:
    rule = result.rule
    case = SubElement(
        suite, "testcase", classname=FAMILIES[rule.family], name=f"{rule.code} {rule.name}", time="0"
    )
    if result in checked.failed:
        failure = SubElement(case, "failure", type=result.severity.word, message=rule.title)
        failure.text = "\n".join(_lines(result, checked))
    elif result.status is not Status.PASS:
        SubElement(case, "skipped", message=f"{result.status.value}: {'; '.join(_reasons(result))}")


def _lines(result: Result, checked: Checked) -> list[str]:
    """Return a line for each finding: nothing of the file, its name neither, may begin one of its own."""
    found = [f"{checked.place(each)}: {each.text}" for each in result.findings]
    return [plain(line) for line in (*found, statements.worth(result)) if line]


def _reasons(result: Result) -> list[str]:
    if result.status is Status.NOT_APPLICABLE:
        return ["there is nothing of what it looks at"]
    accepted = [f"{plain(each.text)}, accepted: {plain(waiver.reason)}" for each, waiver in result.waived]
    return [*(plain(each.text) for each in result.findings), *accepted]
