"""What stands above the panels, as far as findings ask: which panels are dark without one of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from powercalc.components import KINDS
from powercalc.site.toml_text import Value


@dataclass(frozen=True, kw_only=True)
class AbovePanels:
    """The tables of an upstream file, and what feeds each panel (by its key)."""

    values: Mapping[str, Any]
    fed_by: Mapping[str, Value] = field(default_factory=dict)

    @cached_property
    def dark_without(self) -> Mapping[str, frozenset[str]]:
        """By component, the panels that have no power while it is down; only what some panel needs.

        A component is live while `inputs_needed` of its inputs are; a tie joins its ends, a bypass is an
        input. Storage and generators that must be called are as good as any source.
        """
        if not self._inputs:
            return {}
        found = {}
        whole = self._live(frozenset())
        for name in self._inputs:
            live = self._live(frozenset({name}))
            dark = frozenset(key for key, by in self._panels.items() if by & whole and not by & live)
            if dark:
                found[name] = dark
        return found

    @cached_property
    def losses(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """What can be lost at once: each set of panels that one component can take, and each panel."""
        sets = {frozenset({key}): "" for key in self.fed_by}
        sets |= {
            dark: name for name, dark in self.dark_without.items() if len(dark) > 1
        }  # the nearest is last
        parts = [(name, lost) for lost, name in sets.items() if len(lost) < len(self.fed_by)]
        return tuple(sorted(parts, key=lambda part: -len(part[1])))

    def side(self, panel: str) -> frozenset[str]:
        """Return what a panel cannot do without; two panels of one side have the same."""
        return frozenset(name for name, dark in self.dark_without.items() if panel in dark) or frozenset(
            {panel}
        )

    def shared(self, panels: Collection[str]) -> str | None:
        """Return the component nearest to some panels without which all of them are dark."""
        taking = [(len(dark), name) for name, dark in self.dark_without.items() if dark.issuperset(panels)]
        least = min((size for size, _ in taking), default=0)
        return next((name for size, name in reversed(taking) if size == least), None)

    @cached_property
    def _panels(self) -> Mapping[str, frozenset[str]]:
        return {key: frozenset(_listed(value)) for key, value in self.fed_by.items()}

    @cached_property
    def _inputs(self) -> Mapping[str, tuple[frozenset[str], int, bool]]:
        """The same of those that power passes on its way to a panel: a site may have much below them."""
        whole, found = self._inputs_of_all, dict[str, tuple[frozenset[str], int, bool]]()
        waiting = [each for by in self._panels.values() for each in by]
        while waiting:
            name = waiting.pop()
            if name in whole and name not in found:
                found[name] = whole[name]
                waiting += whole[name][0]
        return {name: found[name] for name in whole if name in found}

    @cached_property
    def _inputs_of_all(self) -> Mapping[str, tuple[frozenset[str], int, bool]]:
        """By component its inputs, how many of them it needs, and whether it is a source."""
        found: dict[str, tuple[frozenset[str], int, bool]] = {}
        ties: list[tuple[str, list[str]]] = []
        for kind, tables in self.values.items():
            model = KINDS.get(kind)
            if model is None or not isinstance(tables, dict):
                continue
            for name, keys in tables.items():
                stated = keys if isinstance(keys, dict) else {}
                inputs = frozenset([*_listed(stated.get("fed_by")), *_listed(stated.get("bypass_fed_by"))])
                needed = stated.get("inputs_needed", 1)
                found[name] = (
                    inputs,
                    needed if isinstance(needed, int) else 1,
                    model.is_source or not inputs,
                )
                if ends := _listed(stated.get("between")):
                    ties.append((name, ends))
        for name, ends in ties:
            found[name] = (frozenset(ends), 1, False)
            for end in ends:
                if end in found:
                    inputs, needed, source = found[end]
                    found[end] = (inputs | {name}, needed, source)
        return found

    def _live(self, down: frozenset[str]) -> frozenset[str]:
        live = {name for name, (_, _, source) in self._inputs.items() if source and name not in down}
        while True:
            more = {
                name
                for name, (inputs, needed, _) in self._inputs.items()
                if name not in live and name not in down and len(inputs & live) >= needed
            }
            if not more:
                return frozenset(live)
            live |= more


def _listed(value: object) -> list[str]:
    items: Iterable[object] = value if isinstance(value, list | tuple) else [value]
    return [each for each in items if isinstance(each, str)]
