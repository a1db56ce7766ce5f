"""The three trains of SCRAM's tests of common causes, as an Open-PSA model."""

THREE_TRAINS = """<?xml version="1.0"?>
<opsa-mef>
  <define-fault-tree name="trains">
    <define-gate name="all"><and><gate name="t1"/><gate name="t2"/><gate name="t3"/></and></define-gate>
    <define-gate name="t1"><or><event name="p1"/><basic-event name="v1"/></or></define-gate>
    <define-gate name="t2"><or><event name="p2"/><basic-event name="v2"/></or></define-gate>
    <define-gate name="t3"><or><event name="p3"/><basic-event name="v3"/></or></define-gate>
    GROUPS
  </define-fault-tree>
</opsa-mef>
"""


def group(name: str, letter: str, model: str, factors: dict[int, float], total: float = 0.1) -> str:
    """Return a group of three with a total probability each."""
    members = "".join(f'<basic-event name="{letter}{i}"/>' for i in (1, 2, 3))
    listed = "".join(
        f'<factor level="{level}"><float value="{value}"/></factor>' for level, value in factors.items()
    )
    return (
        f'<define-CCF-group name="{name}" model="{model}"><members>{members}</members>'
        f'<distribution><float value="{total}"/></distribution><factors>{listed}</factors></define-CCF-group>'
    )


def trains(model: str, factors: dict[int, float]) -> str:
    """Return the model with groups of pumps and of valves."""
    both = group("pumps", "p", model, factors) + group("valves", "v", model, factors)
    return THREE_TRAINS.replace("GROUPS", both)
