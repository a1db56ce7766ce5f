"""A site file and the options of a run of the checks, and all that is wrong with both told at once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from powercalc.checks.options import Options
from powercalc.checks.profiles import DEFAULT
from powercalc.checks.wrong import wrong_in_site, wrong_in_values
from powercalc.errors import SiteError
from powercalc.site import Site
from powercalc.site.read import read


def read_asked(
    path: Path | str,
    *,
    profile: str = DEFAULT,
    today: str | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    fail_on: str = "low",
) -> tuple[Site, Options]:
    """Return a site and the options for its checks. Raises `SiteError` with every problem of either."""
    options, problems = Options.asked(
        profile=profile, today=today, select=select, ignore=ignore, fail_on=fail_on
    )
    try:
        site = read(path, also=lambda values: wrong_in_values(values, options.today))
    except SiteError as error:
        raise SiteError([*problems, *error.problems]) from None
    problems += site.located(wrong_in_site(site, options.today))
    if problems:
        raise SiteError(problems)
    return site, options
