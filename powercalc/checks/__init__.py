"""The checklist as checks: what passes, what fails, what is not known, and what each is worth."""

from powercalc.checks.check_result import Checked, Result
from powercalc.checks.options import Options
from powercalc.checks.profiles import PROFILES
from powercalc.checks.registry import RULES
from powercalc.checks.rule import Finding, Rule, Severity, Status
from powercalc.checks.run_checks import check
from powercalc.checks.verdict import ChecklistMeasure, Standing, Verdict, verdict
from powercalc.checks.worth import Saving, Worth

__all__ = [
    "PROFILES", "RULES", "Checked", "ChecklistMeasure", "Finding", "Options", "Result", "Rule", "Saving",
    "Severity", "Standing", "Status", "Verdict", "Worth", "check", "verdict",
]  # fmt: skip
