"""What a component means for the outage response: whether it stores, waits or may have a dormant fault."""

from __future__ import annotations

from powercalc.components import Component, Generator, Storage, Switch, Tie


def is_plain(node: Component) -> bool:
    """Tell whether a node only carries power on: no storage, no choice, no source."""
    return not (isinstance(node, Storage | Switch | Tie | Generator) or node.is_load)


def faults(node: Component) -> tuple[float, float, float]:
    """Rates of faults at rest that a test finds, that only a call finds, [1/h]; hours between tests."""
    rate, interval = node.dormant_failure_rate or 0.0, node.test_interval or 0.0
    found = rate * node.test_coverage if interval else 0.0
    return found, rate - found, interval if found else 0.0


def may_not_hold(node: Storage) -> bool:
    """Tell whether a battery can fail when it is needed."""
    return bool(node.battery_failure or node.dormant_failure_rate)


def on_trial(node: Component) -> bool:
    """Tell whether it takes a trial that a node supplies: a battery or a bypass that may fail when needed."""
    return isinstance(node, Storage) and bool(may_not_hold(node) or getattr(node, "fail_to_bypass", None))
