"""Sites to simulate, every figure stated."""

from typing import Any

from powercalc.components import Ats, Block, Component, Generator, GridFeed, Server, Transformer, Ups
from powercalc.site import Site

PUBLISHED = {
    1: ((0.009366, 0.000042), (0.037748, 0.000071)),
    2: ((0.362969, 0.000267), (0.303359, 0.000181)),
    3: ((0.185807, 0.000204), (0.143111, 0.000163)),
    4: ((0.019617, 0.000075), (2.991860, 0.000858)),
}
"""Per case of `theory_case`: downtime [h] and interruptions per year, each with its standard error."""
NEVER: dict[str, Any] = {"failure_rate": 0, "mttr": "1 h"}


def grid(rate: str = "3 / year", mttr: str = "1.5 h", **figures: Any) -> GridFeed:
    return GridFeed("grid", failure_rate=rate, mttr=mttr, **figures)


def generator(name: str = "gen", **figures: Any) -> Generator:
    stated = {"start_time": 0, "fail_to_start": 0, "failure_rate": 0, "mttr": "10 h"}
    return Generator(name, **{**stated, **figures})


def ats(name: str, *inputs: str, **figures: Any) -> Ats:
    return Ats(name, fed_by=list(inputs), **{**NEVER, "fail_to_transfer": 0, "transfer_time": 0, **figures})


def ups(name: str, fed_by: str | list[str], **figures: Any) -> Ups:
    return Ups(name, fed_by=fed_by, **{**NEVER, "autonomy": "15 min", "battery_failure": 0, **figures})


def block(name: str, **figures: Any) -> Block:
    return Block(name, **{**NEVER, **figures})


def rack(*inputs: str, **figures: Any) -> Server:
    return Server("rack", fed_by=list(inputs), **{"hold_up": 0, **figures})


def site(*components: Component, **parts: Any) -> Site:
    return Site("a site", components, **parts)


def theory_case(number: int) -> Site:
    """Return one of the four published cases of the outage response."""
    count, needed = (1 if number == 3 else 2), (2 if number == 2 else 1)
    parts: list[Component] = [
        grid(),
        generator(
            count=count, needed=needed, start_time="15 s", fail_to_start="5 %", failure_rate="1 / 200 h"
        ),
    ]
    for side in "ab":
        parts += [
            Transformer(f"tx-{side}", fed_by="grid", failure_rate="0.2 / year", mttr="50 h"),
            ats(f"ats-{side}", f"tx-{side}", "gen", failure_rate="0.05 / year", mttr="6 h"),
            ups(
                f"ups-{side}", f"ats-{side}", failure_rate="0.1 / year", mttr="8 h",
                autonomy="5 s" if number == 4 else "15 min", battery_failure="2 %" if number == 3 else "10 %",
            ),
        ]  # fmt: skip
    return site(*parts, rack("ups-a", "ups-b"))
