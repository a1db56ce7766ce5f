"""A component's own figures, over its type, over the default of its kind."""

import pytest

from powercalc.errors import SiteError
from powercalc.site import Inherited, Site, read_text

BASE = """\
[grid_feed.grid]
[server.rack]
fed_by = "u"
"""


def site(levels: str) -> Site:
    return read_text(BASE + levels)


def failures(levels: str) -> list[str]:
    with pytest.raises(SiteError) as caught:
        read_text(BASE + levels, file="f")
    return [str(problem) for problem in caught.value.problems]


def test_a_component_is_over_its_type_over_the_default() -> None:
    ups = site(
        """
        [default.ups]
        mttr = "1 h"
        failure_rate = "1 / 1000 h"
        autonomy = "1 min"
        [type.big]
        kind = "ups"
        mttr = "2 h"
        failure_rate = "1 / 2000 h"
        [ups.u]
        type = "big"
        fed_by = "grid"
        mttr = "3 h"
        """
    )["u"]
    assert (ups.mttr, ups.failure_rate, ups.autonomy) == (3, 1 / 2000, 1 / 60)  # type: ignore[attr-defined]


def test_the_origin_of_each_inherited_figure_is_told() -> None:
    inherited = site(
        """
        [default.ups]
        autonomy = "1 min"
        mttr = "1 h"
        [type.big]
        kind = "ups"
        mttr = "2 h"
        [ups.u]
        type = "big"
        fed_by = "grid"
        """
    ).inherited
    assert set(inherited) == {
        Inherited(component="u", parameter="autonomy", origin="default ups"),
        Inherited(component="u", parameter="mttr", origin="type big"),
    }


@pytest.mark.parametrize(
    ("lower", "own", "expected"),
    [
        ('mtbf = "100 h"', 'failure_rate = "1 / 10 h"', (0.1, None)),
        ('failure_rate = "1 / 10 h"', 'mtbf = "100 h"', (0.01, None)),
        ('failure_rate = "1 / 10 h"\nmttr = "5 h"', "unavailability = 0.1", (None, 0.1)),
        ("unavailability = 0.1", 'failure_rate = "1 / 10 h"', (0.1, None)),
        ("unavailability = 0.1", 'mttr = "1 h"', (None, None)),
        ('restoration = "lognormal"\nrestoration_error_factor = 3', 'restoration = "fixed"', (None, None)),
        ('bypass = true\nfail_to_bypass = "1 %"', "bypass = false", (None, None)),
    ],
)
def test_a_figure_takes_back_what_says_it_otherwise(
    lower: str, own: str, expected: tuple[float | None, float | None]
) -> None:
    ups = site(f'[type.t]\nkind = "ups"\n{lower}\n[ups.u]\ntype = "t"\nfed_by = "grid"\n{own}\n')["u"]
    assert (ups.rate, ups.unavailability) == expected


def test_outages_take_back_the_figures_of_a_default() -> None:
    levels = """
    [default.grid_feed]
    failure_rate = "1 / year"
    mttr = "1 h"
    [ups.u]
    fed_by = "g"
    [[grid_feed.g.outages]]
    name = "dip"
    failure_rate = "9 / year"
    mttr = "1 s"
    """
    feed = site(levels)["g"]
    assert (feed.rate, feed.mttr) == (None, None)


def test_an_error_factor_stays_with_a_lognormal_restoration() -> None:
    ups = site(
        '[default.ups]\nrestoration = "lognormal"\nrestoration_error_factor = 3\n'
        '[ups.u]\nfed_by = "grid"\nrestoration = "lognormal"\n'
    )["u"]
    assert ups.restoration_error_factor == 3


def test_a_problem_of_a_type_is_told_once_where_the_type_stands() -> None:
    users = "".join(f'[pdu.p{n}]\ntype = "t"\nfed_by = "grid"\n' for n in range(3))
    (said,) = failures('[ups.u]\nfed_by = "grid"\n[type.t]\nkind = "pdu"\nmttr = "5 kW"\n' + users)
    assert said.startswith("f:8:8: type.t.mttr: has the wrong dimension")


def test_a_contradiction_inside_a_type_is_told_once() -> None:
    users = "".join(f'[pdu.p{n}]\ntype = "t"\nfed_by = "grid"\n' for n in range(3))
    (said,) = failures('[ups.u]\nfed_by = "grid"\n[type.t]\nkind = "pdu"\ncount = 2\nneeded = 3\n' + users)
    assert said.startswith("f:9:1: type.t.needed: needs 3 of 2 units")


def test_what_a_type_leaves_open_is_no_problem_of_the_type() -> None:
    ups = site(
        '[type.t]\nkind = "ups"\nneeded = 2\n[type.idle]\nkind = "tie"\n'
        '[ups.u]\ntype = "t"\nfed_by = "grid"\ncount = 3\n'
    )["u"]
    assert (ups.count, ups.units_needed) == (3, 2)


def test_a_figure_that_is_overridden_is_still_checked_in_its_type() -> None:
    (said,) = failures(
        '[type.t]\nkind = "ups"\nmttr = 5\n[ups.u]\ntype = "t"\nfed_by = "grid"\nmttr = "1 h"\n'
    )
    assert said.startswith("f:6:8: type.t.mttr")


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        (
            '[type.big]\nkind = "ups"\n',
            'f:8:8: ups.u.type: there is no such type (found "bgi"); did you mean "big"?',
        ),
        ('[type.bgi]\nkind = "pdu"\n', 'f:8:8: ups.u.type: is a type for pdu (found "bgi")'),
        ('[type.bgi]\nkind = "usp"\n', 'f:5:8: type.bgi.kind: is no kind (found "usp"); did you mean "ups"?'),
        ("[type.bgi]\nkind = []\n", "f:5:8: type.bgi.kind: is no kind"),
        ("\n[type.bgi]\n", "f:5:7: type.bgi: does not say its kind"),
        ('\n[default.usp]\n[type.bgi]\nkind = "ups"', 'f:5:10: default.usp: is no kind (found "usp")'),
    ],
)
def test_a_wrong_type_is_told_where_it_stands(levels: str, said: str) -> None:
    (first,) = failures(f'{levels}[ups.u]\nfed_by = "grid"\ntype = "bgi"\n'.replace('"ups"[', '"ups"\n['))
    assert first.startswith(said)
