"""Changes of a site that leave it nearly valid: edges of figures, other wires, other kinds, other names."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable
from typing import Any

from powercalc.components import KINDS
from tests.fuzz.toml import Table

NUMBERS = [
    "0",
    "1",
    "1e-300",
    "5e-324",
    "1e300",
    "1e-9",
    "1e9",
    "2",
    "3",
    "100",
    "0.5",
    "1e-3",
    "99999999999",
]
UNITS = [
    "h",
    "s",
    "ms",
    "min",
    "day",
    "year",
    "/ year",
    "/ h",
    "%",
    "kW",
    "W",
    "kVA",
    "A",
    "km",
    "V",
    "",
    "°C",
]
FIGURES = ["0 s", "0 h", "1 h", "1 year", "100 %", "0 %", "99.999999999 %", "1e-12 %", "0 / year",
           "1 / h", "1e9 / year", "1e-300 / h", "1e-300 h", "1e15 h", "20 ms", "15 min", "0 kW",
           "1e-300 kW"]  # fmt: skip
PLAIN: list[Any] = [
    0,
    1,
    -1,
    2,
    1000,
    0.0,
    1e-300,
    1.0,
    1e308,
    True,
    False,
    "",
    "auto",
    "open",
    "closed",
    [],
    {},
]
NAMES = ["=1+1", "@a", "$x$", "<b>", "a|b", "::error::", "\u202e", "\u001b[2J", "Ünïcøde", "a.b", "a b",
         "-", "1", "grid", "any load", "x" * 300, "ups:1", "gen.start", "`", "[x](y)", "%", "\n"]  # fmt: skip
KEYS: dict[str, list[Any]] = {
    "count": [1, 2, 3, 4, 6, 40], "needed": [0, 1, 2, 3, "auto"], "mttr": FIGURES, "mtbf": FIGURES,
    "failure_rate": FIGURES, "unavailability": FIGURES, "autonomy": FIGURES, "start_time": FIGURES,
    "transfer_time": FIGURES, "return_gap": FIGURES, "fail_to_start": FIGURES,
    "transfer_failure": FIGURES, "rating": FIGURES, "trip": FIGURES, "power": FIGURES, "hold_up": FIGURES,
    "recovery_time": FIGURES, "thermal_autonomy": FIGURES, "maintenance_rate": FIGURES, "fuel": FIGURES,
    "maintenance_time": FIGURES, "maintenance_error": FIGURES, "test_interval": FIGURES,
    "restoration": ["fixed", "exponential", "lognormal"], "always": [True, False], "manual": [True, False],
    "normally": ["open", "closed"], "hidden": [True, False], "installed": [True, False],
}  # fmt: skip
"""Keys that many kinds have, with values at their edges."""

Change = Callable[[random.Random, Table], None]
Place = tuple[str, str]


def components(root: Table) -> list[Place]:
    """Return kind and id of every component."""
    return [
        (kind, name)
        for kind, those in root.items()
        if kind in KINDS and isinstance(those, dict)
        for name, body in those.items()
        if isinstance(body, dict)
    ]


def mutated(rng: random.Random, root: Table) -> Table:
    """Return a copy with one to four changes."""
    changed = copy.deepcopy(root)
    for _ in range(rng.choice((1, 1, 2, 3, 4))):
        if places := components(changed):
            rng.choice(CHANGES)(rng, changed)
        if not places:
            break
    return changed


def narrowed(rng: random.Random, root: Table) -> Table:
    """Return a load with what is behind it: small sites are many in the time of a large one."""
    kept = copy.deepcopy(root)
    loads = [place for place in components(kept) if place[0] == "server"]
    if not loads or rng.random() < 0.1:
        return kept
    bodies = {name: kept[kind][name] for kind, name in components(kept)}
    behind, todo = set(), [rng.choice(loads)[1]]
    while todo:
        name = todo.pop()
        if name not in behind and name in bodies:
            behind.add(name)
            todo += [each for key in _WIRES for each in _many(bodies[name].get(key))]
    for kind, name in components(kept):
        tied = kept[kind][name].get("between")
        if name not in behind and not (tied and {*_many(tied)} <= behind):
            del kept[kind][name]
    return kept


_WIRES = ("fed_by", "bypass_fed_by", "depends_on", "cooled_by", "between")


def _many(value: Any) -> list[str]:
    """Return the ids in a value, which an earlier change may have made anything."""
    several = value if isinstance(value, list) else [value]
    return [each for each in several if isinstance(each, str)]


def _body(rng: random.Random, root: Table) -> Table:
    kind, name = rng.choice(components(root))
    body: Table = root[kind][name]
    return body


def _any_id(rng: random.Random, root: Table) -> str:
    return rng.choice(components(root))[1]


def set_a_key(rng: random.Random, root: Table) -> None:
    """Set a key that the kind has."""
    kind, name = rng.choice(components(root))
    key = rng.choice(sorted(KINDS[kind].model_fields))
    root[kind][name][key] = rng.choice(KEYS.get(key, [*FIGURES, *PLAIN]))


def set_an_edge(rng: random.Random, root: Table) -> None:
    """Change one figure of a component, or of anything, to an edge."""
    body = _body(rng, root)
    if body:
        body[rng.choice(sorted(body))] = rng.choice([*FIGURES, *PLAIN])


def scale_a_number(rng: random.Random, root: Table) -> None:
    body = _body(rng, root)
    for key, value in body.items():
        if isinstance(value, str) and re.match(r"[\d.]", value) and rng.random() < 0.5:
            body[key] = re.sub(r"^[\d.e-]+", rng.choice(NUMBERS), value, count=1)


def alter_a_unit(rng: random.Random, root: Table) -> None:
    body = _body(rng, root)
    for key, value in body.items():
        if isinstance(value, str) and re.match(r"[\d.]+ ", value) and rng.random() < 0.5:
            body[key] = f"{value.split()[0]} {rng.choice(UNITS)}"


def give_a_span(rng: random.Random, root: Table) -> None:
    body = _body(rng, root)
    key = rng.choice(sorted(KEYS))
    low, high = rng.choice(FIGURES), rng.choice(FIGURES)
    body[key] = {"low": low, "high": high}


def rewire(rng: random.Random, root: Table) -> None:
    body = _body(rng, root)
    key = rng.choice(("fed_by", "fed_by", "fed_by", *_WIRES))
    body[key] = [_any_id(rng, root) for _ in range(rng.choice((1, 1, 2, 2, 3)))]


def drop_a_key(rng: random.Random, root: Table) -> None:
    body = _body(rng, root)
    if body:
        del body[rng.choice(sorted(body))]


def drop_a_component(rng: random.Random, root: Table) -> None:
    kind, name = rng.choice(components(root))
    del root[kind][name]


def swap_keys(rng: random.Random, root: Table) -> None:
    one, other = _body(rng, root), _body(rng, root)
    shared = sorted({*one} & {*other})
    if shared:
        key = rng.choice(shared)
        one[key], other[key] = other[key], one[key]


def change_the_kind(rng: random.Random, root: Table) -> None:
    kind, name = rng.choice(components(root))
    other = rng.choice(sorted(KINDS))
    root.setdefault(other, {})[name] = root[kind].pop(name)


def copy_a_component(rng: random.Random, root: Table) -> None:
    """Enter a component again: under its own name as another kind, or as a new one of its kind."""
    kind, name = rng.choice(components(root))
    body = copy.deepcopy(root[kind][name])
    other = rng.choice(sorted(KINDS)) if rng.random() < 0.3 else kind
    root.setdefault(other, {})[name if rng.random() < 0.3 else rng.choice(NAMES)] = body


def rename(rng: random.Random, root: Table) -> None:
    """Give a component another name, in all wires too."""
    kind, old = rng.choice(components(root))
    new = rng.choice(NAMES)
    root[kind][new] = root[kind].pop(old)
    for other, name in components(root):
        body = root[other][name]
        for key in _WIRES:
            if old in _many(body.get(key)):
                body[key] = [new if each == old else each for each in _many(body[key])]


def insert_between(rng: random.Random, root: Table) -> None:
    """Put a new component into a wire."""
    kind = rng.choice(sorted(KINDS))
    body = _body(rng, root)
    if fed := _many(body.get("fed_by")):
        root.setdefault(kind, {})["put-between"] = {"fed_by": fed}
        body["fed_by"] = ["put-between"]


def add_beside(rng: random.Random, root: Table) -> None:
    """Add a source or a path beside what feeds a component."""
    kind = rng.choice(sorted(KINDS))
    body = _body(rng, root)
    root.setdefault(kind, {})["put-beside"] = {} if rng.random() < 0.6 else {"fed_by": [_any_id(rng, root)]}
    body["fed_by"] = [*_many(body.get("fed_by")), "put-beside"]


def add_a_tie(rng: random.Random, root: Table) -> None:
    root.setdefault("tie", {})["put-tie"] = {
        "between": [_any_id(rng, root), _any_id(rng, root)],
        **({"normally": "open"} if rng.random() < 0.7 else {}),
        **({"manual": True} if rng.random() < 0.2 else {}),
        **({"transfer_time": rng.choice(FIGURES)} if rng.random() < 0.3 else {}),
    }


def add_a_zone(rng: random.Random, root: Table) -> None:
    root.setdefault("zone", {})["put-zone"] = {
        "fire": {"rate": rng.choice(FIGURES), "mttr": rng.choice(FIGURES)}
    }
    for _ in range(2):
        _body(rng, root)["zone"] = "put-zone"


def add_a_common_cause(rng: random.Random, root: Table) -> None:
    members = [_any_id(rng, root) for _ in range(rng.choice((1, 2, 2, 3)))]
    root.setdefault("common_cause", {})["put-cause"] = {
        "members": members, "beta": rng.choice(["5 %", "0 %", "100 %", "1e-300 %"]),
        **({"mttr": rng.choice(FIGURES)} if rng.random() < 0.3 else {}),
    }  # fmt: skip


CHANGES: tuple[Change, ...] = (
    set_a_key, set_a_key, set_an_edge, scale_a_number, alter_a_unit, give_a_span, rewire, rewire, drop_a_key,
    drop_a_component, swap_keys, change_the_kind, copy_a_component, rename, insert_between, add_beside,
    add_a_tie, add_a_zone, add_a_common_cause,
)  # fmt: skip


_SCRAPS = ["\0", "\ufeff", "\u202e", '"', "'''", "[", "]]", "=", "\\", "nan", "-inf", "1e400", "0x1F",
           "[[x]]", "{", '"1 / 0 h"', "9" * 400, "[ups.u]", "\ud800", "#", ".", "\r",
           "1979-05-27", "٣"]  # fmt: skip


def scarred(rng: random.Random, text: str) -> str:
    """Return a text with lines cut, doubled, swapped, or with scraps in it."""
    lines = text.split("\n")
    for _ in range(rng.choice((1, 1, 2, 4))):
        at = rng.randrange(len(lines))
        match rng.randrange(6):
            case 0:
                lines[at] = lines[at][: rng.randrange(len(lines[at]) + 1)]
            case 1:
                lines.insert(at, rng.choice(lines))
            case 2:
                lines[at] = rng.choice(lines)
            case 3:
                key, equals, _ = lines[at].partition("=")
                lines[at] = f"{key}{equals} {rng.choice(_SCRAPS)}"
            case 4:
                place = rng.randrange(len(lines[at]) + 1)
                lines[at] = lines[at][:place] + rng.choice(_SCRAPS) + lines[at][place:]
            case _:
                lines[at] = re.sub(r"\d+", lambda _: rng.choice(NUMBERS), lines[at], count=1)
    return "\n".join(lines)
