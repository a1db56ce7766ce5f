"""One call: a fault tree, its probability and the number of its minimal cut sets."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from powercalc.engine.cut_sets import minimal_cut_sets
from powercalc.engine.diagram import LARGE, Budget, build
from powercalc.engine.modular import ModularDiagram, build_in_modules
from powercalc.fault_tree.open_psa import MISSION_TIME, read_model
from powercalc.fault_tree.source_files import Source, roots
from powercalc.fault_tree.tree_model import FaultTree


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultTreeResult:
    """What was found for the top gate; the cut set figures only where they were asked for."""

    top: str
    probability: float
    minimal_cut_sets: int | None = None
    by_order: tuple[int, ...] | None = None
    """How many minimal cut sets have 0, 1, 2... events."""
    notes: tuple[str, ...] = ()
    """What of the model was not read."""

    def to_dict(self) -> dict[str, object]:
        """The result for JSON; keys without a figure are left out."""
        result: dict[str, object] = {"top": self.top, "probability": self.probability}
        if self.by_order is not None:
            result |= {"minimal_cut_sets": self.minimal_cut_sets, "by_order": list(self.by_order)}
        return result | ({"notes": list(self.notes)} if self.notes else {})


def evaluate_fault_tree(
    text_or_path: Source | Sequence[Source],
    top: str | None = None,
    cut_sets: bool = False,  # noqa: FBT001, FBT002 - the command's option of that name
    *,
    mission_time: float = MISSION_TIME,
    budget: Budget = LARGE,
) -> FaultTreeResult:
    """Evaluate an Open-PSA model: its text (it starts with "<") or the path of its file, or several.

    Without `top`, the one gate that no other gate uses. `mission_time` is in hours: what
    `<system-mission-time/>` stands for. Raises FaultTreeError, and EngineLimit when the tree is too large.
    """
    given = text_or_path
    sources = [given] if isinstance(given, str | bytes | Path) else list(given)
    tree = read_model(roots(sources), mission_time)
    name = tree.top(top)
    diagram = build_in_modules(tree.formulas, tree.gates[name], budget=budget)
    probability = float(diagram.probability(tree.probabilities))
    if not cut_sets:
        return FaultTreeResult(top=name, probability=probability, notes=tree.notes)
    by_order = _cut_sets_by_order(tree, name, diagram, budget)
    return FaultTreeResult(
        top=name,
        probability=probability,
        minimal_cut_sets=sum(by_order),
        by_order=by_order,
        notes=tree.notes,
    )


def _cut_sets_by_order(
    tree: FaultTree, name: str, diagram: ModularDiagram, budget: Budget
) -> tuple[int, ...]:
    """How many minimal cut sets have 0, 1, 2... events.

    A tree may be coherent although a module is not, or says nothing: then the whole tree is looked at.
    """
    if diagram.varies and diagram.is_coherent:
        return diagram.cut_sets_by_order(budget=budget)
    whole = build(tree.formulas, [tree.gates[name]], budget=budget)
    return minimal_cut_sets(whole, 0, budget=budget).number_by_order
