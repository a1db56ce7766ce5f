"""`powercalc export`: a site as a model that other programs read."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from powercalc.cli.outcome import Outcome


class Target(StrEnum):
    """What it is written as."""

    OPEN_PSA = "open-psa"


def export(
    site: Annotated[str, typer.Argument(metavar="SITE", help="A site file; - reads standard input.")],
    to: Annotated[Target, typer.Option("--to", help="The form of the model.")] = Target.OPEN_PSA,
) -> Outcome:
    """The plain block diagram of a site as a fault tree in Open-PSA form, for example for SCRAM.

    \b
    powercalc export site.toml --to open-psa > site.xml
    scram --bdd --probability 1 site.xml
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.diagram.plain import plain_diagram
    from powercalc.fault_tree.export import to_open_psa
    from powercalc.site.read import read

    assert to is Target.OPEN_PSA
    stated = read(site)
    return Outcome(text=to_open_psa(plain_diagram(stated), stated.name))
