"""The outage response of a site whose parts have nothing in common, from those of the parts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from powercalc.engine.recording.arrays import elementary, total
from powercalc.response.response_result import ASYMPTOTIC, EXACT, Interruptions, Response

Key = TypeVar("Key")


def united(parts: Sequence[Response]) -> Response:
    """Return the response of a site from those of its independent parts."""
    return Response(
        loads=_all(part.loads for part in parts),
        any_load=any_of([part.any_load for part in parts]),
        standby=tuple(use for part in parts for use in part.standby),
        cooling=_all(part.cooling for part in parts),
        needs=_all(part.needs for part in parts),
        together=_all(part.together for part in parts),
        method=EXACT if all(part.method == EXACT for part in parts) else ASYMPTOTIC,
    )


def _all(parts: Iterable[Mapping[Key, Interruptions]]) -> dict[Key, Interruptions]:
    return {name: found for part in parts for name, found in part.items()}


def any_of(parts: Sequence[Interruptions]) -> Interruptions:
    """Return the loss of any of several that are independent: one begins while none of them is there."""
    unavailabilities = [part.unavailability for part in parts]
    durations = parts[0].longer_than
    return Interruptions(
        unavailability=-elementary(math.expm1, total(map(_log_of_rest, unavailabilities))),
        failure_frequency=_often([part.failure_frequency for part in parts], unavailabilities),
        longer_than={
            hours: _often([part.longer_than[hours] for part in parts], unavailabilities)
            for hours in durations
        },
        longer_errors={
            hours: _often([part.longer_errors[hours] for part in parts], unavailabilities)
            for hours in durations
        },
        error=total(part.error for part in parts),
        frequency_error=_often([part.frequency_error for part in parts], unavailabilities),
    )


def _log_of_rest(unavailability: float) -> float:
    return elementary(math.log1p, -unavailability) if unavailability < 1 else -math.inf


def _often(numbers: Sequence[float | None], unavailabilities: Sequence[float]) -> float | None:
    """How often one begins while no other is there; None where that is unknown of one."""
    found = 0.0
    for place, number in enumerate(numbers):
        if number is None:
            return None
        found += number * math.prod(1 - u for other, u in enumerate(unavailabilities) if other != place)
    return found
