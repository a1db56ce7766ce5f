"""The checklist that the project began with, and the rules of each item; a test holds that none has none."""

from __future__ import annotations

from collections.abc import Mapping

from powercalc.checks.registry import RULES
from powercalc.checks.rule import Rule

ITEMS: Mapping[str, str] = {
    "1a": "uninterruptible supplies that bridge without a break between the mains and the generators",
    "1b": "standby generators able to carry everything critical through a long cut",
    "2": "redundant circuits from different sources or different suppliers",
    "3": "a regular programme of preventive maintenance for all electrical equipment",
    "4a": "real-time monitoring that sees anomalies and imminent failures",
    "4b": "automatic alerts to technicians and managers",
    "5": "continuity and recovery plans, developed and regularly tested",
    "6a": "physical separation over several sites, so that one failure cannot take all services",
    "6b": "a controlled environment: heat and humidity do not cause failures",
    "7": "staff trained regularly in power failures and the emergency equipment",
    "8": "renewable sources that lessen the dependence on the traditional supply",
}
"""The items of the checklist, in its order."""

MEASURES: Mapping[str, str] = {
    "1": "redundant supply: UPSs and generators",
    "2": "dual feeds from different sources",
    "3": "preventive maintenance",
    "4": "monitoring and alerting",
    "5": "continuity and recovery plans, tested",
    "6": "separate sites, controlled environment",
    "7": "staff trained in power failures",
    "8": "renewable sources as a complement",
}
"""The eight measures in a few words, by the digit that their items begin with."""


def rules_of(item: str) -> tuple[Rule, ...]:
    """Return the rules of an item."""
    return tuple(rule for rule in RULES if rule.item == item)
