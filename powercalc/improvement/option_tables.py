"""The tables of an options file as they are written: what options do and cost, and how money is counted."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from powercalc import units
from powercalc.components.base import Model
from powercalc.components.quantities import (
    CertainPositiveHours,
    CertainProbability,
    Flag,
    Ids,
    Text,
)

Keys = dict[str, Any]


def _any_money(given: Any) -> float:
    return units.money(given, negative=True)


def _price_of_time(given: Any) -> float:
    try:
        return units.rate(given)
    except units.ValueProblem as problem:
        expected = 'money per time such as "50000 / h", the money a plain number'
        raise units.ValueProblem(problem.text, expected=expected, suggestion=problem.suggestion) from None


Money = Annotated[float, BeforeValidator(units.money)]
"""A plain number of the stated currency."""
AnyMoney = Annotated[float, BeforeValidator(_any_money)]
"""The same, below nought for what is saved."""
PriceOfTime = Annotated[float, BeforeValidator(_price_of_time)]
"""Money per hour."""


class Accounting(Model):
    """[improve]: how money is counted, and which downtime."""

    currency: Text | None = Field(None, description="of every amount in the file")
    life: CertainPositiveHours | None = Field(None, description="[h] for how long costs and downtime count")
    discount_rate: CertainProbability = Field(
        0.0, description="a year; what is paid a year later counts as much less"
    )
    cost_of_downtime: PriceOfTime | None = Field(None, description="[1/h] what an hour of downtime costs")
    load: Text | None = Field(
        None, description="the load or service whose downtime counts; any load if absent"
    )
    with_recovery: Flag = Field(default=False, description="count the recovery after each interruption, too")
    note: Text | None = Field(None, description="for people")


class OptionTable(Model):
    """[option.NAME]: one thing that could be done, with what it costs and what it changes."""

    id: Text
    name: Text | None = Field(None, description="for people")
    note: Text | None = Field(None, description="for people")
    source: Text | None = Field(None, description="where the figures come from")
    cost: Money | None = Field(None, description="paid once, at the beginning")
    cost_per_year: AnyMoney = Field(0.0, description="paid every year; below nought for what is saved")
    requires: Ids = Field((), description="options without which this one cannot be")
    excludes: Ids = Field((), description="options beside which it cannot be")
    remove: Ids = Field((), description="ids of components and common causes that are taken away")
    set: dict[str, Keys] = Field({}, description="by id, the keys that it changes")
    add: dict[str, dict[str, Keys]] = Field({}, description="by kind and id, the components that it adds")


def needed_by(table: OptionTable, stated: list[OptionTable]) -> dict[str, None]:
    """Return the options without which one cannot be, those of these included, the nearest first."""
    by_id = {each.id: each for each in stated}
    found: dict[str, None] = {}
    waiting = [*table.requires]
    while waiting:
        name = waiting.pop(0)
        if name not in found and name != table.id and name in by_id:
            found[name] = None
            waiting += by_id[name].requires
    return found
