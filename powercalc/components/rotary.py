"""A rotary UPS: a machine that turns on the mains, a flywheel for seconds, a diesel engine on the same shaft.

It is what it is built of. A site holds its parts in its place, and every reading of the site reads those;
what a rotary UPS means is said here and nowhere else.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from pydantic import Field

from powercalc import units
from powercalc.components.base import Component
from powercalc.components.distribution import Bus
from powercalc.components.quantities import Date, Hours, PositiveHours, Probability, Rate, Text
from powercalc.components.sources import Generator, short_of_fuel
from powercalc.components.storage import Ups

if TYPE_CHECKING:
    from powercalc.components import keys

_OF_ENGINE = {
    **{
        key: key
        for key in (
            "fail_to_start", "start_time", "start_mttr", "standby_unavailability", "fuel_autonomy",
            "fuel_resupply", "tank",
        )
    },
    **{
        f"engine_{key}": key
        for key in (
            "failure_rate", "mttr", "dormant_failure_rate", "test_interval", "test_coverage", "last_test",
        )
    },
}  # fmt: skip
"""The keys of the engine, each with the key of a generator that it is."""
_OF_BANK = ("count", "needed")
_OF_BOTH = ("name", "note", "source", "zone")


class RotaryUps(Ups):
    """A diesel rotary UPS. Its flywheel holds for `autonomy`; its own engine, called when its inputs are
    dead, takes over from the flywheel without a gap where `start_time` is not longer.

    In the site it is `ID`, the machine with its flywheel, and what drives it: `ID shaft`, which never fails,
    on the inputs or `ID engine`. Of several units each has a machine and an engine of its own.
    """

    kind: ClassVar[str] = "rotary_ups"
    has_battery: ClassVar[bool] = False

    fail_to_start: Probability | None = Field(None, description="per call: the engine does not take over")
    start_time: Hours | None = Field(None, description="[h] from call until the engine drives")
    start_mttr: Hours | None = Field(None, description="[h] to reset a failed start; engine_mttr when absent")
    standby_unavailability: Probability | None = Field(None, description="engine out of service when called")
    fuel_autonomy: PositiveHours | None = Field(None, description="[h] running time on the fuel at hand")
    fuel_resupply: Hours | None = Field(None, description="[h] until fuel comes")
    tank: Text | None = Field(None, description="a tank shared by all engines and generators that name it")
    engine_failure_rate: Rate | None = Field(None, description="[1/h] of the engine, while it runs")
    engine_mttr: Hours | None = Field(None, description="[h] mean time to restoration of the engine")
    engine_dormant_failure_rate: Rate | None = Field(
        None, description="[1/h] faults of the engine that only a test or a call reveals"
    )
    engine_test_interval: PositiveHours | None = Field(None, description="[h] between two of its tests")
    engine_test_coverage: Probability | None = Field(
        None, description="the share of dormant faults that a test of the engine finds; all when absent"
    )
    engine_last_test: Date | None = Field(None, description="date of the last test of the engine")

    if TYPE_CHECKING:

        def __init__(self, id: str, **given: Unpack[keys.RotaryUpsKeys]) -> None: ...  # noqa: A002

    def _contradictions(self) -> Iterator[units.ValueProblem]:
        yield from super()._contradictions()
        yield from short_of_fuel(self.fuel_autonomy, self.start_time)
        if self.inputs_needed > 1:
            yield units.ValueProblem(
                f"needs {self.inputs_needed} inputs, and one drives it",
                expected="a bus before it that needs them",
                keys=("inputs_needed",),
            )
        if self.needed == "auto":
            yield units.ValueProblem(
                'states needed = "auto", and its units are parts of their own',
                expected="a number",
                keys=("needed",),
            )
        if self.beta is not None:
            yield units.ValueProblem(
                "states a beta, and its units are parts of their own",
                expected="a [common_cause.NAME] of its units, or of their engines",
                keys=("beta",),
            )

    def parts(self) -> tuple[Component, ...]:
        """Return what stands in the site in its place: of each unit the engine, the shaft and the machine."""
        given = self.given
        if self.count == 1:
            return _unit(self.id, {key: given[key] for key in given if key not in _OF_BANK})
        each = {key: given[key] for key in given if key not in (*_OF_BANK, "name")}
        names = [f"{self.id} {number}" for number in range(1, self.count + 1)]
        bank = RotaryBank(
            self.id,
            fed_by=names,
            inputs_needed=self.units_needed,
            failure_rate=0,
            **{key: given[key] for key in _OF_BOTH if key in given},
        )
        return (*(part for name in names for part in _unit(name, each)), bank)


class RotaryMachine(Ups):
    """The machine of a rotary UPS with its flywheel: what is left of it beside its engine."""

    kind: ClassVar[str] = RotaryUps.kind
    has_battery: ClassVar[bool] = False

    def whole(self, parts: Mapping[str, Component]) -> Component:
        """Return the rotary UPS that this is a part of; itself, where the other parts are gone."""
        if _engine(self.id) not in parts or _shaft(self.id) not in parts:
            return self
        engine, inputs = parts[_engine(self.id)], parts[_shaft(self.id)].fed_by[:-1]
        stated = {**self.given, "fed_by": inputs}
        if self.bypass_fed_by == inputs:
            stated.pop("bypass_fed_by")
        driven = {own: engine.given[key] for own, key in _OF_ENGINE.items() if key in engine.given}
        return RotaryUps(self.id, **stated, **driven)


class RotaryBank(Bus):
    """What several units of a rotary UPS feed together."""

    kind: ClassVar[str] = RotaryUps.kind

    def whole(self, parts: Mapping[str, Component]) -> Component:
        """Return the rotary UPS that this is a part of; its units are alike."""
        unit = parts[self.fed_by[0]].whole(parts).given
        name = {"name": self.name} if self.name is not None else {}
        return RotaryUps(self.id, **unit, **name, count=len(self.fed_by), needed=self.inputs_needed)


def _unit(id: str, given: Mapping[str, Any]) -> tuple[Component, ...]:  # noqa: A002 - it is the id
    """Return the parts of one unit."""
    own = {key: value for key, value in given.items() if key not in _OF_ENGINE}
    driven = {key: given[own] for own, key in _OF_ENGINE.items() if own in given}
    both = {key: given[key] for key in ("note", "source", "zone") if key in given}
    inputs = _as_list(own["fed_by"]) if "fed_by" in own else []
    if own.get("bypass"):
        own["bypass_fed_by"] = own.get("bypass_fed_by", inputs)
    engine = Generator(_engine(id), **both, **driven)
    shaft = Bus(_shaft(id), fed_by=[*inputs, engine.id], failure_rate=0, **both)
    return engine, shaft, RotaryMachine(id, **{**own, "fed_by": shaft.id})


def _as_list(names: str | list[str] | tuple[str, ...]) -> list[str]:
    return [names] if isinstance(names, str) else [*names]


def _engine(id: str) -> str:  # noqa: A002 - it is the id
    return f"{id} engine"


def _shaft(id: str) -> str:  # noqa: A002 - it is the id
    return f"{id} shaft"
