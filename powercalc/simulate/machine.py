"""The site as flat arrays: what the event loop works on.

Nodes stand in the order in which they are settled: what feeds, supports or calls for a node comes before it.
All times are hours from the beginning of the current year, so that seconds keep their digits.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from powercalc.constants import HOURS_PER_YEAR

Records = np.recarray[Any, np.dtype[Any]]
Integers = NDArray[np.int64]
Numbers = NDArray[np.float64]

YEAR = HOURS_PER_YEAR
INSTANT = 1e-9
"""[h] What lies closer together happens at once: 3.6 µs, far below any figure and far above rounding."""
NEVER = np.inf

# kinds of node
PLAIN, STORAGE, SWITCH, STANDBY, PATH, TIE, RESTING = 0, 1, 2, 3, 4, 5, 6

# kinds of unit
ORDINARY, SETS, CAUSE, HAZARD, TEST = 0, 1, 2, 3, 4

# states of a unit; an ordinary one is READY while it works
READY, RUNNING, DOWN, OUT, SERVICE = 0, 1, 2, 3, 4

# shapes of a restoration
EXPONENTIAL, FIXED, LOGNORMAL = 0, 1, 2

# phases of a switch
STANDING, WANTING, MOVING, STUCK = 0, 1, 2, 3

# phases of a service that moves: it runs, too few loads are ready, it is on its way, a move has failed
RUNS, WAITS, MOVES, FAILED = 0, 1, 2, 3

NODE = np.dtype(
    [
        ("kind", "i8"), ("leader", "i8"), ("group_end", "i8"), ("part_end", "i8"), ("loop", "i8"),
        ("point", "i8"), ("record", "i8"),
        ("first_input", "i8"), ("last_input", "i8"), ("first_tie", "i8"), ("inputs_needed", "i8"),
        ("first_support", "i8"), ("last_support", "i8"),
        ("has_bypass", "i8"), ("first_bypass", "i8"), ("last_bypass", "i8"),
        ("first_consumer", "i8"), ("last_consumer", "i8"),
        ("first_condition", "i8"), ("last_condition", "i8"),
        ("first_unit", "i8"), ("last_unit", "i8"), ("units_needed", "i8"),
        ("first_shared", "i8"), ("last_shared", "i8"), ("first_exposed", "i8"), ("last_exposed", "i8"),
        ("tank", "i8"), ("one_trial", "i8"), ("openable", "i8"), ("rank", "i8"),
        ("part", "i8"), ("draws", "i8"), ("by_rating", "i8"),
        ("demand", "f8"), ("rating", "f8"), ("limit", "f8"), ("loss", "f8"),
        ("delay", "f8"), ("hold", "f8"), ("failure", "f8"), ("bypass_failure", "f8"), ("manual", "f8"),
        ("return_gap", "f8"), ("out", "f8"), ("fuel", "f8"), ("resupply", "f8"),
        # what changes
        ("live", "i8"), ("was", "i8"), ("hope", "i8"), ("backed", "i8"),
        ("working", "i8"), ("blocked", "i8"), ("struck", "i8"),
        ("phase", "i8"), ("at", "i8"), ("target", "i8"), ("tried", "i8"), ("closed", "i8"),
        ("holding", "i8"), ("arrives", "i8"), ("called", "i8"), ("started", "i8"), ("could", "i8"),
        ("until", "f8"), ("since", "f8"), ("fresh", "f8"),
        ("tripped", "i8"), ("open", "i8"), ("lit", "i8"), ("step", "i8"), ("itself", "i8"), ("choice", "i8"),
        ("power", "f8"), ("beyond", "f8"),
    ]
)  # fmt: skip
"""A node: its place in the wiring, its figures, and its state.

The inputs from `first_tie` on are ties that end at the node.

A group is settled together: nodes between ties, or a loop of support, whose parts follow each other in the
order of the power. Sets are `fresh` until their first hour is over. `backed` says that what supports the
node from within its loop is taken to be live, `hope` that the node would be. Storage between ties has a
`rank`, behind how much other storage it stands, and is fed when something `arrives` that no storage of its
rank or a higher one gives. `tripped` has opened, and carried `beyond`; what follows from `open` to `power`
is where the power is followed with what is open, for a moment that never is.
"""

UNIT = np.dtype(
    [
        ("kind", "i8"), ("owner", "i8"), ("first_target", "i8"), ("last_target", "i8"), ("law", "i8"),
        ("rate", "f8"), ("first", "f8"), ("repair", "f8"), ("start_repair", "f8"), ("sigma", "f8"),
        ("plain", "f8"),
        ("dormant", "f8"), ("untested", "f8"), ("cumulative", "f8"),
        ("service_rate", "f8"), ("service_time", "f8"), ("mistake", "f8"),
        # what changes
        ("state", "i8"), ("holding", "i8"), ("exposures", "i8"), ("owed", "i8"),
        ("tested", "f8"), ("proven", "f8"), ("battery_back", "f8"),
    ]
)  # fmt: skip
"""What fails and is repaired: a unit, a cause common to several nodes, a hazard; or the tests of a node."""

SHARED = np.dtype([("failure", "f8"), ("cause", "i8"), ("hidden", "i8"), ("users", "i8"), ("failed", "i8")])
"""A demand trial that several nodes share, and the cause that goes down when a shared start fails.

A hidden one is a fault of that cause that nobody knows of, and no trial.
"""

TANK = np.dtype([("users", "i8"), ("since", "f8")])
"""A tank: how many draw on it, and since when."""

RECORD = np.dtype(
    [
        ("calls", "f8"), ("called", "f8"), ("running", "f8"), ("trials", "f8"),
        ("start_failures", "f8"), ("run_failures", "f8"), ("called2", "f8"),
        ("began", "f8"), ("changed", "f8"),
    ]
)  # fmt: skip
"""What a standby source has done."""

BINS_PER_DECADE = 50
SHORTEST, LONGEST = -7, 5
BINS = BINS_PER_DECADE * (LONGEST - SHORTEST)
"""Lengths are counted by their logarithm, from 1e-7 h (0.4 ms) to 1e5 h."""

POINT = np.dtype(
    [
        ("node", "i8"), ("recovery", "f8"), ("first_watcher", "i8"), ("last_watcher", "i8"),
        ("touched", "i8"), ("listed", "i8"), ("dark", "i8"),
        ("drops", "i8"), ("planned", "i8"), ("by_work", "i8"),
        ("since", "f8"), ("counted", "f8"), ("service_back", "f8"),
        ("year_hours", "f8"), ("year_number", "f8"), ("year_service", "f8"),
        ("hours", "f8"), ("hours2", "f8"), ("number", "f8"), ("number2", "f8"),
        ("service", "f8"), ("service2", "f8"), ("year_planned", "f8"), ("year_planned_number", "f8"),
        ("planned_hours", "f8"), ("planned_hours2", "f8"),
        ("planned_number", "f8"), ("planned_number2", "f8"),
        ("quiet", "f8"), ("longer", "f8", (5,)),
        ("year_bins", "i8", (BINS,)), ("length_bins", "i8", (BINS,)),
    ]
)  # fmt: skip
"""What is watched: a load, its cooling, all it needs, all loads together, what services depend on, services.

A service has no node, and is dark while it is down. The watchers are services.

The field `touched` of the first ones is a list of those whose node has changed in this instant.
"""

CONDITION = np.dtype([("first", "i8"), ("last", "i8"), ("needed", "i8")])
"""A call: it stands while fewer than `needed` of these inputs are live."""

PLACE = np.dtype(
    [
        ("point", "i8"), ("recovery", "f8"),
        # what changes
        ("ready", "i8"), ("runs", "i8"), ("target", "i8"), ("back", "f8"),
    ]
)  # fmt: skip
"""A load that a service may run on: ready from `back` on, while its point is not dark."""

SERVED = np.dtype(
    [
        ("point", "i8"), ("first_place", "i8"), ("last_place", "i8"), ("first_need", "i8"),
        ("last_need", "i8"), ("needed", "i8"), ("moves", "i8"), ("failover", "f8"), ("failure", "f8"),
        # what changes
        ("stirred", "i8"), ("phase", "i8"), ("ready", "i8"), ("gained", "i8"),
        ("until", "f8"), ("recovers", "f8"),
    ]
)  # fmt: skip
"""A service: its places in order of preference, and the points that it needs besides.

So many places are `ready`, one more has been `gained` in this instant, the next one `recovers` at that time.
"""

KEY = np.dtype([("due", "f8"), ("slot", "i8"), ("active", "i8"), ("dirty", "i8")])
"""Per unit, per node, then per service: when something happens to it, and its place in the list of those.

The field `active` of the first ones is that list. `dirty` is per node, counted from the first key.
"""

SITE = np.dtype(
    [
        ("active", "i8"), ("lowest", "i8"), ("current", "i8"), ("touched", "i8"), ("muted", "i8"),
        ("manual_is_fixed", "i8"), ("next_failure", "f8"), ("failures_per_hour", "f8"),
        ("first_failing", "i8"), ("last_failing", "i8"), ("first_plain", "i8"), ("last_plain", "i8"),
        ("first_served", "i8"), ("last_served", "i8"), ("owed", "i8"), ("serving", "i8"), ("planned", "i8"),
        ("surprised", "i8"), ("rated", "i8"), ("guarded", "i8"), ("stirred", "i8"),
        ("next_service", "f8"), ("services_per_hour", "f8"),
    ]
)  # fmt: skip
"""What there is one of: how many keys are active, the lowest dirty node behind the current one, and so on.

Planned work drops none of the first points, which are `guarded`.
"""


class Machine(NamedTuple):
    """The site as arrays. All lists of numbers lie end to end in `lists`; each owner knows where its own are.

    Few arrays, because every call passes them all.
    """

    site: Records
    nodes: Records
    units: Records
    agenda: Records
    points: Records
    shared: Records
    tanks: Records
    records: Records
    conditions: Records
    services: Records
    places: Records
    lists: Integers
    weights: Numbers
    """What each input in `lists` counts for when power is shared; below 0 for one that stands by."""
