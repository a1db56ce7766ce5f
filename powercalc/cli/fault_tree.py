"""`powercalc fault-tree`: an Open-PSA model of another program, evaluated exactly."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import Annotated

import typer

from powercalc.cli.outcome import Outcome


class Format(StrEnum):
    """How the result is written."""

    TEXT = "text"
    JSON = "json"


def fault_tree(
    model: Annotated[
        str, typer.Argument(metavar="MODEL.xml", help="An Open-PSA model; - reads standard input.")
    ],
    top: Annotated[
        str | None, typer.Option("--top", help="The top gate; the one no gate uses when absent.")
    ] = None,
    *,
    cut_sets: Annotated[bool, typer.Option("--cut-sets", help="Count the minimal cut sets.")] = False,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write it.")] = Format.TEXT,
) -> Outcome:
    """The exact probability of a fault tree, and how many minimal cut sets it has by order.

    \b
    powercalc fault-tree model.xml
    powercalc fault-tree model.xml --top main --cut-sets --format json
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.fault_tree import evaluate_fault_tree
    from powercalc.report.fault_tree import render

    source = sys.stdin.buffer.read() if model == "-" else model
    result = evaluate_fault_tree(source, top, cut_sets)
    if form is Format.JSON:
        return Outcome(text=json.dumps(result.to_dict(), indent=2) + "\n")
    return Outcome(text=render(result))
