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
    """The block diagram of a site as a fault tree in Open-PSA form, for example for SCRAM.

    What trips by overload is in it; calls, batteries and transfers are not.

    \b
    powercalc export site.toml --to open-psa > site.xml
    scram --bdd --probability 1 site.xml
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.fault_tree.site import exported
    from powercalc.site.read import read

    assert to is Target.OPEN_PSA
    stated = read(site)
    text, left_out = exported(stated)
    warnings = [*(str(problem) for problem in stated.warnings), *([left_out] if left_out else [])]
    return Outcome(text=text, warnings=tuple(warnings))
