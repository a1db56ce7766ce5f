"""One thing that could be done to a site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from powercalc.components import Component


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing that could be done: what it costs, and what it does to a site."""

    id: str
    name: str | None
    cost: float
    cost_per_year: float
    requires: tuple[str, ...]
    """The options without which it cannot be, and those without which these cannot."""
    excludes: tuple[str, ...]
    removes: tuple[str, ...] = ()
    changes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By id, the keys that it changes."""
    adds: tuple[Component, ...] = ()
