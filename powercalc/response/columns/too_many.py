"""What is said of a site with too many states to look at."""

from __future__ import annotations

from powercalc.response.plan.plan import Plan


def too_many(plan: Plan, columns: int, nodes: int) -> str:
    """What takes too long, and what to leave out."""
    behind = ", ".join(plan.doubted)
    leave = f"the inputs of switches behind {behind}" if behind else "times and trials of switches"
    return (
        f"{columns} states of the {len(plan.first)} components that make others start or move, in a "
        f"decision diagram of {nodes} nodes, are too many: "
        f"leave out {leave} where they hardly matter, or evaluate fewer loads at once"
    )
