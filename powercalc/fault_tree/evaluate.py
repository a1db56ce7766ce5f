"""One call: a fault tree, its probability and the number of its minimal cut sets."""

from dataclasses import dataclass
from pathlib import Path

from powercalc.engine.cut_sets import minimal_cut_sets
from powercalc.engine.diagram import DEFAULT, Budget, build
from powercalc.errors import Problem
from powercalc.fault_tree.model import FaultTree, FaultTreeError
from powercalc.fault_tree.open_psa import read_open_psa


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultTreeResult:
    """What was found for the top gate; the cut set figures only where they were asked for."""

    top: str
    probability: float
    minimal_cut_sets: int | None = None
    by_order: tuple[int, ...] | None = None
    """How many minimal cut sets have 0, 1, 2... events."""

    def to_dict(self) -> dict[str, object]:
        """The result for JSON; keys without a figure are left out."""
        result: dict[str, object] = {"top": self.top, "probability": self.probability}
        if self.by_order is not None:
            result |= {"minimal_cut_sets": self.minimal_cut_sets, "by_order": list(self.by_order)}
        return result


def evaluate_fault_tree(
    text_or_path: str | bytes | Path,
    top: str | None = None,
    cut_sets: bool = False,  # noqa: FBT001, FBT002 - the command's option of that name
    *,
    budget: Budget = DEFAULT,
) -> FaultTreeResult:
    """Evaluate an Open-PSA model: its text (it starts with "<") or the path of its file.

    Without `top`, the one gate that no other gate uses.  Raises FaultTreeError, and
    EngineLimit when the tree is too large.
    """
    tree = _read(text_or_path)
    name = tree.top(top)
    diagram = build(tree.formulas, [tree.gates[name]], budget=budget)
    probability = float(diagram.probability(tree.probabilities)[0])
    if not cut_sets:
        return FaultTreeResult(top=name, probability=probability)
    found = minimal_cut_sets(diagram, 0, budget=budget)
    return FaultTreeResult(
        top=name, probability=probability, minimal_cut_sets=found.number, by_order=found.number_by_order
    )


def _read(source: str | bytes | Path) -> FaultTree:
    """The tree of a text or a file."""
    if isinstance(source, bytes):
        return read_open_psa(source)
    if isinstance(source, str) and source.lstrip().startswith("<"):
        return read_open_psa(source.encode())
    try:
        text = Path(source).read_bytes()
    except (OSError, ValueError) as error:
        raise FaultTreeError([Problem(text=f"cannot be read: {error}")]) from error
    return read_open_psa(text, str(source))
