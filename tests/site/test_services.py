"""Services of a site: what is read, and every row of bad input with its place."""

from __future__ import annotations

import json
import tomllib

import pytest
from hypothesis import given
from jsonschema import Draft7Validator

import powercalc as pc
from powercalc.errors import SiteError
from powercalc.site import Longest, Service, Site, read_text
from powercalc.site.schema import schema
from powercalc.testing import sites
from tests.as_toml import as_toml
from tests.site.files import SMALL
from tests.site.test_bad_input import only, told

PLACES = """\
[grid_feed.grid]
failure_rate = "2 / year"
mttr = "20 min"
[server.rack]
fed_by = "grid"
count = 5
[server.spare]
fed_by = "grid"
[block.network]
failure_rate = "1 / year"
mttr = "8 h"
"""
"""Eleven lines: what follows starts at line 12."""
RECORDS = """\
[service.records]
name = "Care records"
runs_on = ["rack", "spare"]
recovery_time = "41 h"
failover_time = "15 min"
fail_to_fail_over = "5 %"
depends_on = ["network", "identity"]
[service.identity]
runs_on = "rack"
[targets.records]
max_downtime = "2 h"
max_interruptions = "1 / year"
longest = { duration = "4 h", per_year = 0.01 }
"""


def with_service(keys: str) -> str:
    """The two places with one service, whose keys start at line 13."""
    return f"{PLACES}[service.records]\n{keys}\n"


def test_a_service_is_read_with_figures_in_hours_and_fractions() -> None:
    site = read_text(PLACES + RECORDS)
    records, identity = site.services
    assert (records.id, records.name, records.needed) == ("records", "Care records", 1)
    assert (records.runs_on, records.depends_on) == (("rack", "spare"), ("network", "identity"))
    assert (records.recovery_time, records.failover_time, records.fail_to_fail_over) == (41, 0.25, 0.05)
    assert (identity.runs_on, identity.depends_on) == (("rack",), ())
    assert (identity.recovery_time, identity.failover_time, identity.fail_to_fail_over) == (None, None, 0)
    assert records.moves
    assert not identity.moves
    promised = site.targets["records"]
    assert promised.longest == Longest(duration="4 h", per_year=0.01)
    assert promised.longest is not None
    assert promised.longest.duration == 4


def test_a_move_may_take_no_time() -> None:
    site = read_text(with_service('runs_on = "rack"\nfailover_time = "0 s"\nfail_to_fail_over = 0.1'))
    assert site.services[0].moves
    assert site.services[0].failover_time == 0


def test_a_service_built_in_python_is_the_one_of_the_file() -> None:
    built = pc.Service(
        "records",
        name="Care records",
        runs_on=["rack", "spare"],
        recovery_time="41 h",
        failover_time="15 min",
        fail_to_fail_over="5 %",
        depends_on=["network", "identity"],
    )
    assert read_text(PLACES + RECORDS).services[0] == built


def test_figures_of_services_may_be_uncertain() -> None:
    service = Service("a", runs_on="rack", recovery_time={"typical": "4 h", "low": "1 h", "high": "9 h"})
    assert set(service.uncertain) == {"recovery_time"}


def test_a_site_without_services_has_none() -> None:
    assert read_text(SMALL).services == ()


def test_services_are_changed_like_components() -> None:
    site = read_text(PLACES + RECORDS)
    changed = site.changed(
        {"records": {"recovery_time": "2 h", "fail_to_fail_over": None}, "rack": {"count": 2}}
    )
    assert changed.services[0].recovery_time == 2
    assert changed.services[0].fail_to_fail_over == 0
    assert changed.services[0].failover_time == 0.25
    assert changed["rack"].count == 2
    assert changed.services[1] == site.services[1]
    with pytest.raises(SiteError) as caught:
        site.changed({"record": {"needed": 1}})
    assert caught.value.problems[0].suggestion == "records"
    with pytest.raises(SiteError, match="needs 3 of 2 loads"):
        site.changed({"records": {"needed": 3}})


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ('runs_on = "rak"', 'f:13:11: runs_on: no load has this id (found "rak"); did you mean "rack"?'),
        (
            'runs_on = ["rack", "network"]',
            'f:13:20: runs_on: is a block, no load that a service could run on (found "network")',
        ),
        ('runs_on = "records"', "f:13:11: runs_on: is a service, no load"),
        ("runs_on = []", "f:13:11: runs_on: is an empty list"),
        ('note = "x"', "f:12:10: runs_on: is missing"),
        (
            'runs_on = ["rack", "spare", "rack"]',
            'f:13:12: runs_on: a load is named more than once (found "rack"); expected each',
        ),
        (
            'runs_on = ["rack", "spare"]\nneeded = 3',
            "f:14:1: needed: needs 3 of 2 loads; expected needed not above",
        ),
        ('runs_on = "rack"\nneeded = 2', "f:14:1: needed: needs 2 of 1 loads"),
        ('runs_on = "rack"\nneeded = 0', "f:14:10: needed: is below 1"),
        (
            'runs_on = "rack"\nfail_to_fail_over = "5 %"',
            "f:14:1: fail_to_fail_over: states fail_to_fail_over without failover_time",
        ),
        (
            'runs_on = "rack"\nrecovry_time = "5 h"',
            "f:14:1: recovry_time: is an unknown key; did you mean recovery_time?",
        ),
        ('runs_on = "rack"\nrecovery_time = 5', "f:14:17: recovery_time: is a bare number"),
        ('runs_on = "rack"\nid = "x"', "f:14:1: id: is an unknown key"),
        (
            'runs_on = "rack"\ndepends_on = "netwrk"',
            'f:14:14: depends_on: no service and no component has this id (found "netwrk"); did you mean',
        ),
        (
            'runs_on = "rack"\ndepends_on = "records"',
            "f:14:1: depends_on: depends on itself: records → records",
        ),
    ],
)
def test_a_wrong_service_is_told_where_it_stands(keys: str, said: str) -> None:
    assert only(with_service(keys)).replace("service.records.", "").startswith(said)


def test_a_misspelt_section_has_a_suggestion() -> None:
    said = only(PLACES + '[servise.records]\nruns_on = "rack"\n')
    assert said == "f:12:2: servise: is no kind of component; did you mean service?"


def test_a_service_has_an_id_of_its_own() -> None:
    said = only(PLACES + '[service.network]\nruns_on = "rack"\n')
    assert said.startswith("f:12:10: service.network: the id stands already under block")


def test_a_cycle_of_services_is_told_once_with_its_way_round() -> None:
    text = "".join(
        f'[service.{name}]\nruns_on = "rack"\ndepends_on = "{other}"\n'
        for name, other in (("mail", "names"), ("names", "login"), ("login", "mail"), ("phone", "mail"))
    )
    said = only(PLACES + text)
    assert said.startswith("f:14:1: service.mail.depends_on: depends on itself: mail → names → login → mail;")


def test_all_that_is_wrong_with_services_is_told_at_once() -> None:
    text = PLACES + (
        '[service.a]\nruns_on = ["rak", 5]\nneded = 1\n'
        '[service.b]\nruns_on = "spar"\ndepends_on = ["a", "d"]\n'
        '[service.c]\nruns_on = "rack"\ndepends_on = "c"\n'
        '[targets.e]\nmax_downtime = "1 h"\n'
    )
    found = [(each.split(": ")[0], each.split(": ")[1]) for each in told(text)]
    assert found == [
        ("f:13:12", "service.a.runs_on"),
        ("f:13:19", "service.a.runs_on.1"),
        ("f:14:1", "service.a.neded"),
        ("f:16:11", "service.b.runs_on"),
        ("f:17:20", "service.b.depends_on"),
        ("f:20:1", "service.c.depends_on"),
        ("f:21:10", "targets.e"),
    ]


def test_nothing_is_said_of_services_on_what_could_not_be_read() -> None:
    text = PLACES.replace('fed_by = "grid"\ncount = 5', "fed_by = 7") + RECORDS
    assert [each.split(": ")[0] for each in told(text)] == ["f:5:10"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (
            '[targets.records]\nmax_service_downtime = "1 h"\n',
            "f:15:1: records.max_service_downtime: is no target of a service; did you mean max_downtime?",
        ),
        (
            "[targets.records]\nfault_tolerant = true\n",
            "f:15:1: records.fault_tolerant: is no target of a service; expected one of availability,",
        ),
        (
            '[targets.rack]\nlongest = { duration = "4 h", per_year = 0.1 }\n',
            "f:15:1: rack.longest: is no target of a load; expected one of availability,",
        ),
        (
            '[targets]\nlongest = { duration = "4 h", per_year = 0.1 }\n',
            "f:15:1: longest: is no target of a load",
        ),
        ('[targets.records]\nlongest = "4 h"\n', "f:15:11: records.longest: is no table"),
        (
            '[targets.records]\nlongest = { duration = "4 h", per_year = -1 }\n',
            "f:15:42: records.longest.per_year: is negative",
        ),
        (
            '[targets.records]\nlongest = { duration = "4 h", per_year = "1 / year" }\n',
            "f:15:42: records.longest.per_year: is not a bare number",
        ),
        (
            '[targets.records]\nlongest = { duration = "4 h" }\n',
            "f:15:1: records.longest.per_year: is missing",
        ),
        (
            '[targets.record]\nmax_downtime = "4 h"\n',
            'f:14:10: record: there is none of this name (found "record"); did you mean "records"?',
        ),
    ],
)
def test_a_wrong_target_of_a_service_is_told_where_it_stands(table: str, said: str) -> None:
    assert only(with_service('runs_on = "rack"') + table).replace("targets.", "").startswith(said)


def test_a_load_may_be_called_longest() -> None:
    text = PLACES.replace("spare", "longest") + '[targets.longest]\nmax_downtime = "1 h"\n'
    assert read_text(text).targets["longest"].max_downtime == 1


def test_the_schema_accepts_a_service_and_tells_a_misspelt_key() -> None:
    def flaws(text: str) -> list[str]:
        values = json.loads(json.dumps(tomllib.loads(text), default=str))
        return [error.message for error in Draft7Validator(schema()).iter_errors(values)]

    assert flaws(PLACES + RECORDS) == []
    assert flaws(PLACES + RECORDS.replace("recovery_time", "recovry_time"))
    assert flaws(PLACES + RECORDS.replace("per_year", "per_month"))


def test_two_services_of_one_id_are_an_error() -> None:
    grid = pc.GridFeed("grid", failure_rate="2 / year", mttr="1 h")
    parts = (grid, pc.Server("rack", fed_by="grid"))
    twice = (pc.Service("mail", runs_on="rack"), pc.Service("mail", runs_on="rack"))
    with pytest.raises(SiteError, match="stands already under service"):
        Site("s", parts, services=twice)


@given(sites(services=True, outages=False))
def test_generated_services_are_written_and_read_again(site: Site) -> None:
    assert site.services
    again = read_text(as_toml(site))
    assert [each.model_dump() for each in again.services] == [each.model_dump() for each in site.services]


@given(sites())
def test_services_are_drawn_only_where_they_are_asked_for(site: Site) -> None:
    assert site.services == ()
