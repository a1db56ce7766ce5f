"""The common-cause groups of a model: their members, factors and levels, read to causes."""

from powercalc.fault_tree.expressions import Numbers
from powercalc.fault_tree.tree_model import FaultTreeError
from powercalc.fault_tree.xml_tree import XmlElement
from powercalc.measures.common_cause import MODELS, Cause, causes

FIRST_LEVEL = {"MGL": 2, "alpha-factor": 1, "phi-factor": 1}
"""The level of the first factor where none is written; the one of a beta factor is the whole group."""


def group_causes(group: XmlElement, numbers: Numbers) -> list[Cause]:
    """Return the causes of a group; the members are numbered. Raises FaultTreeError with what is wrong."""
    distributions = [each for each in group.children if each.tag == "distribution"]
    if len(distributions) != 1:
        raise FaultTreeError([group.problem(f"group {group.name} has not one <distribution>")])
    total = numbers.probability(distributions[0])
    model, members = group.attributes.get("model", ""), [each.name for each in group.section("members")]
    if model not in MODELS:
        text = f"group {group.name}: not a common-cause model"
        raise FaultTreeError([group.problem(text, found=model, expected=f"one of {', '.join(MODELS)}")])
    factors = _factors(group, model, len(members), numbers)
    try:
        return causes(model, members, total, factors)
    except ValueError as error:
        raise FaultTreeError([group.problem(f"group {group.name}: {error}")]) from error


def _factors(group: XmlElement, model: str, members: int, numbers: Numbers) -> dict[int, float]:
    """Return the factors by level. One without a level has that of the one before it, and one more."""
    found: dict[int, float] = {}
    first = FIRST_LEVEL.get(model, members)
    level = first - 1
    for factor in [*group.section("factors"), *(each for each in group.children if each.tag == "factor")]:
        level = _level(factor, level + 1)
        if level in found:
            raise FaultTreeError([factor.problem(f"group {group.name} has two factors of level {level}")])
        if not first <= level <= members:
            expected = f"from {first} to {members}" if first < members else f"{members}"
            text = f"group {group.name}: a level that the group has not"
            raise FaultTreeError([factor.problem(text, found=str(level), expected=expected)])
        found[level] = numbers.probability(factor)
    if missing := [each for each in range(first, max(found, default=0)) if each not in found]:
        text = f"group {group.name} has no factor of level {', '.join(map(str, missing))}"
        raise FaultTreeError(
            [group.problem(text, expected="a factor for each level up to the last, 0 if none")]
        )
    return found


def _level(factor: XmlElement, default: int) -> int:
    if factor.tag != "factor":
        raise FaultTreeError([factor.problem("no factor", found=f"<{factor.tag}>", expected="<factor>")])
    if "level" not in factor.attributes:
        return default
    text = factor.attributes["level"].strip()
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise FaultTreeError(
            [factor.problem("a level that is no whole number", found=text[:80], expected="a level from 1")]
        )
    return int(text)
