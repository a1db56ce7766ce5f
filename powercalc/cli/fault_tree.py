"""`powercalc fault-tree`: an Open-PSA model of another program, evaluated exactly."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from powercalc.cli.durations import hours_of
from powercalc.cli.outcome import Outcome


class Format(StrEnum):
    """How the result is written."""

    TEXT = "text"
    JSON = "json"


def fault_tree(
    model: Annotated[
        list[str],
        typer.Argument(metavar="MODEL.xml...", help="An Open-PSA model, of one file or several; - is stdin."),
    ],
    top: Annotated[
        str | None, typer.Option("--top", help="The top gate; the one no gate uses when absent.")
    ] = None,
    *,
    mission_time: Annotated[
        str, typer.Option("--mission-time", metavar="TIME", help="What <system-mission-time/> stands for.")
    ] = "8760 h",
    cut_sets: Annotated[bool, typer.Option("--cut-sets", help="Count the minimal cut sets.")] = False,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write it.")] = Format.TEXT,
) -> Outcome:
    """The exact probability of a fault tree, and how many minimal cut sets it has by order.

    \b
    powercalc fault-tree model.xml
    powercalc fault-tree model.xml --top main --cut-sets --format json
    powercalc fault-tree tree.xml events.xml --mission-time "24 h"
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.fault_tree import evaluate_fault_tree
    from powercalc.fault_tree.source_files import Source
    from powercalc.report.fault_tree import render
    from powercalc.report.json_text import json_text

    time = hours_of("--mission-time", mission_time)
    result = evaluate_fault_tree(list[Source](model), top, cut_sets, mission_time=time)
    text = json_text(result.to_dict()) if form is Format.JSON else render(result)
    return Outcome(text=text, warnings=result.notes)
