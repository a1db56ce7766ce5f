"""A fault tree as read, and what can be wrong with one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from powercalc.engine.formula import Formulas
from powercalc.errors import PowercalcError, Problem

LISTED = 20
"""How many gates a message names."""


class FaultTreeError(PowercalcError):
    """A fault tree that cannot be read or evaluated; carries every problem, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultTree:
    """Gates as formulas over basic events.

    Event b is variable b of the formulas, named `events[b]`, with `probabilities[b]`.
    A member of a common-cause group is a formula over the group's causes, and these
    are the events: `[pump1]` alone, `[pump1 pump2]` together.
    """

    formulas: Formulas
    gates: Mapping[str, int]
    tops: tuple[str, ...]
    """The gates that no other gate uses."""
    events: tuple[str, ...]
    probabilities: tuple[float, ...]
    paths: Mapping[str, str] = field(default_factory=dict)
    """The name in `gates` of each gate by its path, with the fault tree and components around it."""
    notes: tuple[str, ...] = ()
    """What of the model was not read, and what was taken as it stands."""

    def top(self, name: str | None = None) -> str:
        """The gate asked for; without a name, the one gate that no other gate uses."""
        if name is None and len(self.tops) == 1:
            return self.tops[0]
        if name is None:
            text = f"{len(self.tops)} gates that no other gate uses, so the top must be named"
            more = f" and {len(self.tops) - LISTED} more" if len(self.tops) > LISTED else ""
            expected = f"one of {', '.join(self.tops[:LISTED])}{more}"
            raise FaultTreeError([Problem(text=text, expected=expected)])
        found = self.paths.get(name, name)
        if found not in self.gates:
            raise FaultTreeError([Problem(text="no such gate", found=name)])
        return found
