"""`powercalc tables`: the results of a site as tables for a document."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from powercalc.cli.outcome import Outcome

if TYPE_CHECKING:
    from powercalc.evaluation import Evaluation
    from powercalc.report.tables import Sheet
    from powercalc.site import Site


class Format(StrEnum):
    """How the tables are written."""

    LATEX = "latex"
    HTML = "html"
    XLSX = "xlsx"


class Of(StrEnum):
    """What there are tables of."""

    LOADS = "loads"
    REASONS = "reasons"
    CUT_SETS = "cut-sets"
    CHECKS = "checks"
    IMPORTANCE = "importance"
    ASSUMPTIONS = "assumptions"


def tables(
    site: Annotated[str, typer.Argument(metavar="SITE", help="A site file; - reads standard input.")],
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write them.")] = Format.HTML,
    *,
    of: Annotated[
        list[Of] | None, typer.Option("--of", help="Only this table; may be given several times.")
    ] = None,
    top: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER", help="So many reasons, cut sets, events; all that there are if absent."
        ),
    ] = None,
    load: Annotated[
        str | None, typer.Option(metavar="ID", help="Cut sets and importance of this load alone.")
    ] = None,
    today: Annotated[str | None, typer.Option(metavar="DATE", help="The day to check on.")] = None,
) -> Outcome:
    """Tables for a document: loads, reasons, cut sets, checks, importance, assumptions.

    \b
    powercalc tables site.toml -o site.html
    powercalc tables site.toml --format xlsx -o site.xlsx
    powercalc tables site.toml --format latex --of loads --of reasons --top 5
    powercalc tables site.toml --format latex --of cut-sets --load rack

    Cut sets are those of the plain block diagram; all else is of the site as it
    behaves in outages.
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.cli.document import check_top, document
    from powercalc.evaluation import evaluate
    from powercalc.site.read import read

    check_top(top, form)
    stated = read(site)
    result = evaluate(stated)
    found = [_sheet(each, stated, result, top, load, today) for each in (of or Of)]
    return document(found, form.value, [Outcome(warnings=result.warnings)])


def _sheet(
    of: Of, site: Site, result: Evaluation, top: int | None, load: str | None, today: str | None
) -> Sheet:
    """Return one of the tables; what only it needs is computed for it."""
    from powercalc.report.tables import sheets

    match of:
        case Of.LOADS:
            return sheets.of_loads(result)
        case Of.REASONS:
            return sheets.of_reasons(result, top)
        case Of.CUT_SETS:
            from powercalc.evaluation.all_cut_sets import cut_sets

            return sheets.of_cut_sets(site.name, cut_sets(site, top, load))
        case Of.CHECKS:
            from powercalc.checks import Options
            from powercalc.checks.run_checks import checked

            return sheets.of_checks(checked(site, Options.read(site, today=today), result))
        case Of.IMPORTANCE:
            from powercalc.evaluation.event_importance import rank

            return sheets.of_importance(rank(site, load), top)
        case Of.ASSUMPTIONS:
            return sheets.of_assumptions(result)
