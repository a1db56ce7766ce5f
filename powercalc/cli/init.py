"""`powercalc init`: a commented site file to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from powercalc.cli.outcome import Outcome, lines


def init(
    template: Annotated[
        str | None,
        typer.Option("--template", "-t", metavar="NAME", help="Which design to start from."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write here; never overwrites.")
    ] = None,
    *,
    racks: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="For so many racks: all designs on one basis.")
    ] = None,
    kw: Annotated[
        float | None, typer.Option("--kw", metavar="KW", help="What a rack draws, in kW; 8 when absent.")
    ] = None,
    names: Annotated[bool, typer.Option("--list", help="The names of the designs, a line each.")] = False,
) -> Outcome:
    """Write a commented site file to start from.

    \b
    powercalc init --list
    powercalc init --template single-path
    powercalc init --template 2n -o site.toml
    powercalc init --template 2n --racks 60 --kw 8 -o site.toml
    powercalc init --template distributed-redundant | powercalc evaluate -

    \b
    single-path            one feed, one UPS, one path: what not to rely on
    n-plus-1               one path, one unit more than needed at each step
    2n                     two whole paths, each able to carry everything
    2-n-plus-1             two paths, each with one unit more than needed
    distributed-redundant  three paths, every load on two of them
    block-redundant        a reserve UPS that takes over for any of the others

    With --racks or --kw the designs can be compared: the same rows, grid feed and
    modules, ratings that carry the load with what the design has in reserve.
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.cli.write import STANDARD_OUTPUT
    from powercalc.errors import CallError
    from powercalc.report.output import create
    from powercalc.site import templates

    if names:
        return Outcome(text=lines(templates.NAMES))
    if template is None:
        raise CallError(f"--template NAME is missing; there are {', '.join(templates.NAMES)}")
    text = templates.text(template) if racks is kw is None else _sized(template, racks, kw)
    if output is None or output == STANDARD_OUTPUT:
        return Outcome(text=text)
    create(output, text.encode("utf-8"))
    return Outcome()


def _sized(template: str, racks: int | None, kw: float | None) -> str:
    """Return a design for so many racks of so many kW."""
    from powercalc.site.templates.sized import KW, RACKS, Size, sized

    size = Size(racks=RACKS if racks is None else racks, kw=KW if kw is None else kw)
    return sized(template, size)
