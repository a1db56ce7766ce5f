"""How likely services have a break from a state on, while their places are lost, come back and recover.

A place is ready while it has not been lost within its recovery time. With Z_B(t) the chance that no place of
a set B has been, and z_B the share of that which a short time leaves, what the service needs is there with
the chance R(Z), and a break begins in that time with R(Z) − R(Z z): by what is lost anew, and not by what has
recovered meanwhile. Until the recovery is over that is what has never been lost, and exact; from then on sets
are told each by itself at every moment. A place may have been lost before now, and recover still, as often as
the long run has it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from powercalc.events.watched import AnyOf, Watched
from powercalc.response.now_courses import SetCourse
from powercalc.services.unbroken import Unbroken

Floats = NDArray[np.float64]

LEAST = 1e-300
CERTAIN = 1 - 1e-16


def breaks(
    unbroken: Unbroken,
    name: str,
    courses: Mapping[AnyOf, SetCourse],
    recovery: Mapping[Watched, float],
    hours: Sequence[float],
) -> list[float]:
    """Return the chance of a break of a service by each of some hours."""
    sets = unbroken.sets(name)
    windows = {some: max(recovery[place] for place in some) for some in sets}
    times = _times([courses[some] for some in sets], set(windows.values()), hours)
    never = {some: courses[some].never_since(times, windows[some]) for some in sets}
    begun = {some: courses[some].begun_by(times, windows[some]) for some in sets}

    def fall(now: Mapping[AnyOf, Floats], left: Mapping[AnyOf, Floats]) -> Floats:
        """The share of what has no break that has one when so much of each is left."""
        ready = unbroken.ready(name, now)
        then = unbroken.ready(name, {some: now[some] * left[some] for some in sets})
        share = np.maximum(ready - then, 0.0) / np.maximum(ready, LEAST)
        return -np.log1p(-np.minimum(share, CERTAIN))

    between = fall(
        {some: never[some][:-1, 1] for some in sets},
        {some: np.exp(begun[some][:-1, 1] - begun[some][1:, 0]) for some in sets},
    )
    at = fall(
        {some: never[some][:, 0] for some in sets},
        {some: np.exp(begun[some][:, 0] - begun[some][:, 1]) for some in sets},
    )
    ready = float(unbroken.ready(name, {some: never[some][:1, 1] for some in sets})[0])
    before = np.concatenate([[0.0], np.cumsum(between)]) + np.concatenate([[0.0], np.cumsum(at)[:-1]])
    ever = unbroken.ready(
        name, {some: courses[some].never_by(np.array(hours), windows[some]) for some in sets}
    )
    anew = ready * np.exp(-before[np.searchsorted(times, hours)])
    return [1 - float(each) for each in np.maximum(ever, anew)]


def _times(courses: Sequence[SetCourse], windows: set[float], hours: Sequence[float]) -> Floats:
    """The ends of the steps: all that happens, and when it is over."""
    edges = np.unique(np.concatenate([np.array([0.0, *hours]), *(course.edges for course in courses)]))
    later = [edges + window for window in windows]
    found = np.unique(np.concatenate([edges, *later]))
    return found[found <= max(hours)]
