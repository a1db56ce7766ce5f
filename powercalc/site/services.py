"""The services of a site: what people use, on which loads it runs, and what is wrong between them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self, Unpack

from pydantic import Field, PrivateAttr, ValidationError, model_validator

from powercalc.components import Component
from powercalc.components.base import Model
from powercalc.components.problems import Contradictions, problems_of, shown
from powercalc.components.quantities import Count, Hours, Ids, Probability, Text
from powercalc.components.spelling import Vocabulary, quoted
from powercalc.errors import Problem, SiteError
from powercalc.site.groups import Targets
from powercalc.site.walks import loops
from powercalc.units import ValueProblem

if TYPE_CHECKING:
    from powercalc.components.keys import ServiceKeys

PROMISED_OF_SERVICES = ("availability", "max_downtime", "max_interruptions", "longest")
"""The keys of [targets.SERVICE]: what is promised of a service has its recovery in it."""
PROMISED_OF_LOADS = tuple(key for key in Targets.model_fields if key != "longest")
"""The keys of [targets] and [targets.LOAD]."""


class Service(Model):
    """What people use (records, mail, dispatch), and the loads that it runs on.

    A load is ready for it when it has had all that it needs throughout the last `recovery_time` since an
    interruption. Without `failover_time` the service is up while `needed` of its loads are ready. With it,
    the service runs on the first `needed` that are ready, and is down for `failover_time` where it moves to
    others. It is up only while all of `depends_on` is up.

    Constructed with its id and its figures as text with units or pint quantities; raises `SiteError` with
    every problem.
    """

    id: Text = Field(description="unique among all services and components")
    name: Text | None = Field(None, description="for people")
    note: Text | None = Field(None, description="for people")
    source: Text | None = Field(None, description="where the figures come from")
    runs_on: Ids = Field(description="ids of loads, in order of preference")
    needed: Count = Field(1, description="on how many of them it must run at a time")
    recovery_time: Hours | None = Field(
        None,
        description="[h] from power, and cooling, back to ready; each load's own recovery_time when absent",
    )
    failover_time: Hours | None = Field(
        None,
        description="[h] from the loss of where it runs to where it runs next; it runs on all at once when "
        "absent",
    )
    fail_to_fail_over: Probability = Field(
        0.0, description="the chance that the move fails: down until it can run again where it ran before"
    )
    depends_on: Ids = Field((), description="ids of other services, or of components, that must be up")

    _given: dict[str, Any] = PrivateAttr(default_factory=dict)

    def __init__(self, id: str, **given: Unpack[ServiceKeys]) -> None:  # noqa: A002 - it is the id
        try:
            super().__init__(**{**given, "id": id})
        except ValidationError as error:
            raise SiteError(problems_of(error, ("service", str(id)), type(self))) from None
        self._given = dict(given)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if found := tuple(self._contradictions()):
            raise Contradictions(found)
        return self

    def _contradictions(self) -> Iterator[ValueProblem]:
        places = len(set(self.runs_on))
        if self.needed > places:
            yield ValueProblem(
                f"needs {self.needed} of {places} loads",
                expected="needed not above the number of loads in runs_on; all units of a load are one place",
                keys=("needed", "runs_on"),
            )
        if self.failover_time is None and "fail_to_fail_over" in self.model_fields_set:
            yield ValueProblem(
                "states fail_to_fail_over without failover_time: it runs on all its loads at once",
                expected='failover_time beside it; "0 s" for a move that takes no time',
                keys=("fail_to_fail_over", "failover_time"),
            )

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Show a service as it was written: its id and what was stated."""
        yield None, self.id
        yield from self._given.items()

    @property
    def given(self) -> Mapping[str, Any]:
        """The figures as they were stated, by key."""
        return dict(self._given)

    @property
    def moves(self) -> bool:
        """Whether it runs in one place at a time and moves; else it runs on all its loads at once."""
        return self.failover_time is not None

    def changed(self, **changes: Any) -> Service:
        """Return this service with some figures stated anew; None takes a statement back."""
        stated = {**self._given, **changes}
        return Service(self.id, **{key: value for key, value in stated.items() if value is not None})


def recovery_of(load: Component) -> float:
    """From power back to what runs on a load being ready, [h]; 0 where it states none."""
    return getattr(load, "recovery_time", None) or 0.0


def recovery_on(service: Service, load: Component) -> float:
    """From power back to a service ready on a load, [h]: its own recovery time, else that of the load."""
    return recovery_of(load) if service.recovery_time is None else service.recovery_time


def service_problems(
    services: Sequence[Service], parts: Sequence[Component], known: Collection[str] = ()
) -> Iterator[Problem]:
    """Yield what is wrong between services, and between them and the components.

    `known` are ids of components that exist but could not be read; nothing is said of what names them.
    """
    if not services:
        return
    kinds = {part.id: part.kind for part in parts}
    loads = Vocabulary([part.id for part in parts if part.is_load] + sorted(known))
    others = Vocabulary([*(each.id for each in services), *kinds, *sorted(known)])
    yield from _repeated(services, kinds, known)
    for service in services:
        yield from _no_places(service, loads, kinds, services)
        for target in dict.fromkeys(service.depends_on):
            if target not in others and not _is_part(target, known):
                yield Problem(
                    path=("service", service.id, "depends_on"),
                    text="no service and no component has this id",
                    found=shown(target),
                    suggestion=quoted(others.nearest(target)),
                )
    yield from _cycles(services)


def _is_part(id: str, known: Collection[str]) -> bool:  # noqa: A002 - it is the id
    """Tell whether an id is that of a part of what could not be read: it is named after that."""
    return any(id.startswith(f"{name} ") for name in known)


def _repeated(
    services: Iterable[Service], kinds: Mapping[str, str], known: Collection[str]
) -> Iterator[Problem]:
    under = {**dict.fromkeys(known, "a component"), **kinds}
    for service in services:
        if service.id in under:
            yield Problem(
                path=("service", service.id),
                text=f"the id stands already under {under[service.id]}",
                expected="an id that is unique across all services and components",
            )
        under.setdefault(service.id, "service")


def _no_places(
    service: Service, loads: Vocabulary, kinds: Mapping[str, str], services: Iterable[Service]
) -> Iterator[Problem]:
    """Yield what a service runs on and is no load, and what it names more than once."""
    path = ("service", service.id, "runs_on")
    for target in dict.fromkeys(service.runs_on):
        near = quoted(loads.nearest(target))
        if target not in loads:
            kind = kinds.get(target) or ("service" if any(target == each.id for each in services) else None)
            text = f"is a {kind}, no load that a service could run on" if kind else "no load has this id"
            expected = None if near else "ids of loads, such as [server.ID]"
            yield Problem(path=path, text=text, found=shown(target), suggestion=near, expected=expected)
        elif service.runs_on.count(target) > 1:
            expected = "each load once; all its units are one place"
            text = "a load is named more than once"
            yield Problem(path=path, text=text, found=shown(target), expected=expected)


def _cycles(services: Sequence[Service]) -> Iterator[Problem]:
    """Yield every cycle of services, once, with the way round from the first of them in the file."""
    ids = {service.id for service in services}
    needs = {each.id: [other for other in each.depends_on if other in ids] for each in services}
    order = {id: place for place, id in enumerate(needs)}  # noqa: A001 - it is the id
    found = [[id] for id, others in needs.items() if id in others] + loops(needs)  # noqa: A001
    for loop in found:
        start = loop.index(min(loop, key=order.__getitem__))
        way = [loop[(start - step) % len(loop)] for step in range(len(loop) + 1)]
        text = " → ".join(way if len(way) <= LONG else [*way[: LONG // 2], "…", *way[-LONG // 2 :]])
        yield Problem(
            path=("service", way[0], "depends_on"),
            text=f"depends on itself: {text}",
            expected="services that depend on each other in one direction",
        )


LONG = 10
"""A cycle of more services is told by its ends."""


def misplaced_targets(
    targets: Mapping[str, Targets], of_services: Collection[str], of_loads: Collection[str]
) -> Iterator[Problem]:
    """Yield what is promised of a service and means nothing there, and the same of loads."""
    for name, promised in targets.items():
        stated = [key for key in Targets.model_fields if key in promised.model_fields_set]
        if name in of_services:
            yield from _no_targets(name, stated, PROMISED_OF_SERVICES, "service")
        elif name in of_loads:
            yield from _no_targets(name, stated, PROMISED_OF_LOADS, "load")


def _no_targets(name: str, stated: Iterable[str], may: tuple[str, ...], sort: str) -> Iterator[Problem]:
    near = {"max_service_downtime": "max_downtime"} if sort == "service" else {}
    for key in stated:
        if key not in may:
            yield Problem(
                path=("targets", key) if name == "*" else ("targets", name, key),
                text=f"is no target of a {sort}",
                suggestion=near.get(key),
                expected=None if key in near else f"one of {', '.join(may)}",
            )
