"""Site files as parts of a site: what their ids become; what is wrong, each with its own file and line."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

import powercalc as pc
from powercalc.errors import SiteError
from powercalc.report.page.basis import source
from powercalc.site import Site, read, read_text
from powercalc.site.syntax import values_of

GROUP = """\
[site]
name = "Group"
[include.lyon]
file = "lyon.toml"
[include.paris]
file = "north/paris.toml"
"""
"""Six lines: what follows starts at line 7."""
LYON = """\
[site]
name = "Lyon"
[type.hall-ups]
kind = "ups"
mttr = "8 h"
[default.pdu]
failure_rate = "1 / 40 year"
mttr = "12 h"
[grid_feed.grid]
failure_rate = "2 / year"
mttr = "20 min"
[generator.gen]
failure_rate = "1 / 1000 h"
mttr = "26 h"
start_time = "12 s"
fail_to_start = "1 %"
tank = "yard"
[ats.ats]
fed_by = ["grid", "gen"]
failure_rate = "1 / 100 year"
mttr = "6 h"
transfer_time = "1 s"
fail_to_transfer = "0.1 %"
[ups.ups]
type = "hall-ups"
fed_by = "ats"
failure_rate = "1 / 30 year"
autonomy = "5 s"
battery_failure = "1 %"
bypass = true
bypass_fed_by = "grid"
fail_to_bypass = "0 %"
zone = "hall"
[pdu.pdu]
fed_by = "ups"
depends_on = "control"
zone = ["hall", "row"]
[block.control]
fed_by = "ats"
failure_rate = "1 / 20 year"
mttr = "5 h"
[server.rack]
fed_by = ["pdu", "ups"]
hold_up = "20 ms"
recovery_time = "2 h"
[zone.hall]
within = "house"
[zone.hall.fire]
failure_rate = "1 / 300 year"
mttr = "30 day"
[zone.house]
[zone.row]
[common_cause.yard]
members = ["ats", "pdu"]
beta = "5 %"
[service.mail]
runs_on = "rack"
depends_on = "control"
[targets]
max_downtime = "1 h"
[targets.rack]
max_interruptions = "1 / year"
[practice.maintenance]
interval = "1 year"
[[waiver]]
rule = "GEN101"
scope = "*"
reason = "known"
expiry = 2030-01-01
"""
PARIS = """\
[grid_feed.grid]
failure_rate = "1 / year"
mttr = "1 h"
[server.rack]
fed_by = "grid"
hold_up = "0 s"
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write({"group.toml": GROUP, "lyon.toml": LYON, "north/paris.toml": PARIS})
    return tmp_path


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        Path(name).parent.mkdir(exist_ok=True, parents=True)
        Path(name).write_text(text, encoding="utf-8")


def told(name: str = "group.toml") -> list[str]:
    with pytest.raises(SiteError) as caught:
        read(name)
    return [str(problem) for problem in caught.value.problems]


def only(name: str = "group.toml") -> str:
    (said,) = told(name)
    return said


def test_ids_of_an_included_file_have_its_name_before_them() -> None:
    site = read("group.toml")
    assert site.name == "Group"
    assert [load.id for load in site.loads] == ["lyon/rack", "paris/rack"]
    assert site["lyon/rack"].fed_by == ("lyon/pdu", "lyon/ups")
    assert site["lyon/pdu"].depends_on == ("lyon/control",)
    assert site["lyon/pdu"].zone == ("lyon/hall", "lyon/row")
    assert getattr(site["lyon/ups"], "bypass_fed_by", ()) == ("lyon/grid",)
    assert getattr(site["lyon/gen"], "tank", None) == "lyon/yard"
    assert next((zone.name, zone.within) for zone in site.zones) == ("lyon/hall", "lyon/house")
    assert [(each.name, each.members) for each in site.common_causes] == [
        ("lyon/yard", ("lyon/ats", "lyon/pdu"))
    ]
    (mail,) = site.services
    assert (mail.id, mail.runs_on, mail.depends_on) == ("lyon/mail", ("lyon/rack",), ("lyon/control",))


def test_an_included_file_is_worth_what_it_is_worth_alone() -> None:
    alone = pc.evaluate(read("lyon.toml")).load("rack")
    group = pc.evaluate(read("group.toml"))
    assert group.load("lyon/rack").unavailability == pytest.approx(alone.unavailability, rel=1e-9)
    assert group.load("lyon/rack").interruptions_per_year == pytest.approx(
        alone.interruptions_per_year, rel=1e-9
    )
    assert group.load("paris/rack").downtime_h_per_year == pytest.approx(8760 / 8761, rel=1e-9)


def test_types_and_defaults_stay_its_own() -> None:
    own = "[default.pdu]\nmttr = '1 h'\nfailure_rate = '1 / year'\n[pdu.pdu]\nfed_by = 'paris/grid'\n"
    write({"group.toml": GROUP + own})
    site = read("group.toml")
    assert (site["pdu"].mttr, site["lyon/pdu"].mttr, site["lyon/ups"].mttr) == (1, 12, 8)
    origins = {(each.component, each.parameter): each.origin for each in site.inherited}
    assert origins["pdu", "mttr"] == "default pdu"
    assert origins["lyon/pdu", "mttr"] == "default lyon/pdu"
    assert origins["lyon/ups", "mttr"] == "type lyon/hall-ups"


def test_what_is_promised_of_every_load_of_a_file_is_promised_of_its_loads() -> None:
    write(
        {
            "group.toml": GROUP
            + '[targets]\navailability = "99 %"\n[targets.lyon/rack]\n'.replace("lyon/rack", '"lyon/rack"')
            + 'max_downtime = "2 h"\n'
        }
    )
    site = read("group.toml")
    assert site.targets["*"].availability == 0.99
    assert site.targets["lyon/rack"].max_downtime == 2
    write({"group.toml": GROUP})
    promised = {(each.load, each.target) for each in pc.evaluate(read("group.toml")).targets}
    assert promised == {("lyon/rack", "max_downtime"), ("lyon/rack", "max_interruptions")}


def test_what_is_said_of_a_site_is_said_of_no_other() -> None:
    site = read("group.toml")
    lyon, paris = site.included
    assert site.practices == ()
    assert [each.name for each in lyon.practices] == ["maintenance"]
    assert [waiver.scope for waiver in site.waivers] == ["lyon/*"]
    assert (lyon.facts and lyon.facts.name, paris.facts) == ("Lyon", None)


def test_a_file_may_name_what_stands_in_those_that_it_includes() -> None:
    more = """
[common_cause.grids]
members = ["lyon/grid", "paris/grid"]
beta = "10 %"
[zone.valley]
members = ["lyon/rack", "lyon/ups"]
[zone.valley.flood]
failure_rate = "1 / 100 year"
mttr = "10 day"
[service.records]
runs_on = ["paris/rack", "lyon/rack"]
depends_on = "lyon/mail"
[pdu.spare]
fed_by = "lyon/ats"
"""
    write({"group.toml": GROUP + more})
    site = read("group.toml")
    assert site["lyon/ups"].zone == ("lyon/hall", "valley")
    assert [each.id for each in site.graph.standing_in("valley")] == ["lyon/ups", "lyon/rack"]
    assert pc.evaluate(site).load("lyon/rack").downtime_h_per_year > 2.3  # the flood: 240 h in 100 years
    assert site.changed({"records": {"needed": 2}}).services[0].needed == 2


def test_a_zone_may_be_around_all_of_a_file() -> None:
    text = GROUP.replace('"lyon.toml"', '"lyon.toml"\nzone = "valley"') + "[zone.valley]\n"
    write({"group.toml": text})
    site = read("group.toml")
    standing = {each.id for each in site.graph.standing_in("valley")}
    assert standing == {each.id for each in site.components if each.id.startswith("lyon/")}


def test_included_files_may_include_others() -> None:
    write({"all.toml": '[include.france]\nfile = "group.toml"\n'})
    site = read("all.toml")
    assert [load.id for load in site.loads] == ["france/lyon/rack", "france/paris/rack"]
    assert site["france/lyon/pdu"].fed_by == ("france/lyon/ups",)
    assert set(site.targets) == {"france/lyon/rack"}


def test_a_file_may_be_included_twice() -> None:
    write({"twice.toml": '[include.a]\nfile = "lyon.toml"\n[include.b]\nfile = "lyon.toml"\n'})
    assert [load.id for load in read("twice.toml").loads] == ["a/rack", "b/rack"]


def test_each_file_is_read_once_and_the_site_is_built_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed, built = list[str](), list[str]()
    post = Site.__post_init__

    def noted(text: str, file: str) -> dict[str, Any]:
        parsed.append(file)
        return values_of(text, file)

    def counted(site: Site) -> None:
        built.append(site.name)
        post(site)

    monkeypatch.setattr(sys.modules["powercalc.site.read"], "values_of", noted)
    monkeypatch.setattr(Site, "__post_init__", counted)
    names = [f"s{number}" for number in range(50)]
    write({f"{name}.toml": LYON for name in names})
    write({"all.toml": "".join(f'[include.{name}]\nfile = "{name}.toml"\n' for name in [*names, "s0-again"])})
    Path("s0-again.toml").symlink_to("s0.toml")
    assert len(read("all.toml").loads) == 51
    assert sorted(parsed) == sorted(["all.toml", *(f"{name}.toml" for name in names)])
    assert len(built) == 1


def test_every_load_stands_at_a_site() -> None:
    own = """
[server.here]
fed_by = "paris/grid"
[server.there]
fed_by = "paris/grid"
zone = "room"
[zone.room]
within = "annexe"
[zone.annexe]
kind = "site"
"""
    write({"group.toml": GROUP + own})
    site = read("group.toml")
    stands = {load.id: site.stands_at[load.id] for load in site.loads}
    assert stands == {"here": "", "there": "annexe", "lyon/rack": "lyon", "paris/rack": ""}
    assert {name: facts and facts.name for name, facts in site.sites.items()} == {
        "": "Group", "annexe": None, "lyon": "Lyon",
    }  # fmt: skip


def test_the_hash_is_of_all_files() -> None:
    before = pc.evaluate(read("group.toml")).input_sha256
    write({"north/paris.toml": PARIS + "# note\n"})
    after = pc.evaluate(read("group.toml")).input_sha256
    assert before != after
    assert pc.evaluate(read("group.toml")).input_sha256 == after


def test_problems_are_told_with_their_own_file_and_line() -> None:
    write(
        {
            "group.toml": GROUP + '[server.x]\nfed_by = "lyon/upps"\nfedby = 1\n',
            "lyon.toml": LYON.replace('fed_by = "ups"', 'fed_by = "upss"').replace("12 s", "12 kW"),
            "north/paris.toml": PARIS.replace("mttr", "mtr"),
        }
    )
    said = [each.split("; ")[0] for each in told()]
    assert said[0].startswith(
        'group.toml:8:10: server.x.fed_by: no component has this id (found "lyon/upps")'
    )
    assert said[1].startswith("group.toml:9:1: server.x.fedby: is an unknown key")
    assert said[2].startswith("lyon.toml:15:14: generator.gen.start_time: has the wrong dimension")
    assert said[3].startswith('lyon.toml:35:10: pdu.pdu.fed_by: no component has this id (found "upss")')
    assert said[4].startswith("north/paris.toml:3:1: grid_feed.grid.mtr: is an unknown key")
    assert len(said) == 5


def test_problems_between_sound_tables_are_told_in_the_words_of_the_file() -> None:
    write({"lyon.toml": LYON.replace('fed_by = "ups"', 'fed_by = "upss"').replace('"house"', '"hose"')})
    assert told() == [
        'lyon.toml:35:10: pdu.pdu.fed_by: no component has this id (found "upss"); did you mean "ups"?',
        'lyon.toml:47:10: zone.hall.within: there is none of this name (found "hose"); did you mean "house"?',
    ]


def test_a_mistake_in_a_type_is_told_once_where_it_stands() -> None:
    text = LYON.replace('kind = "ups"\n', 'kind = "ups"\ncatalog = "no-such-entry"\n')
    write({"lyon.toml": text})
    assert only().startswith("lyon.toml:5:11: type.hall-ups.catalog: ")


def test_warnings_are_told_with_their_own_file() -> None:
    write({"lyon.toml": LYON.replace("[pdu.pdu]\n", "[pdu.pdu]\ncount = 3\n")})
    (said,) = (str(each) for each in read("group.toml").warnings if "units" in each.text)
    assert said.startswith("lyon.toml:34:6: pdu.pdu: has 3 units")


def test_wrong_syntax_of_an_included_file_is_told_alone() -> None:
    write({"group.toml": GROUP + '[service.s]\nruns_on = "lyon/rack"\n', "lyon.toml": "[site\n"})
    assert only().startswith("lyon.toml:1:6: wrong TOML")


def test_a_missing_file_is_told_where_it_is_included() -> None:
    write({"group.toml": GROUP.replace("lyon.toml", "lion.toml")})
    assert only() == (
        'group.toml:4:8: include.lyon.file: there is no such file: lion.toml (found "lion.toml"); '
        'expected a site file (TOML); did you mean "lyon.toml"?'
    )


def test_a_file_missing_further_in_is_told_with_both_places() -> None:
    write(
        {"all.toml": '[include.france]\nfile = "group.toml"\n', "group.toml": GROUP.replace("lyon.", "lion.")}
    )
    said = only("all.toml")
    assert said.startswith(
        "group.toml:4:8: include.lyon.file: there is no such file: lion.toml (this file is "
    )
    assert "included by all.toml, line 2)" in said


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("../lyon.toml", 'leads upwards with ".."'),
        ("north/../lyon.toml", 'leads upwards with ".."'),
        ("..\\\\lyon.toml", 'leads upwards with ".."'),
        ("/etc/passwd", "is an absolute path"),
        ("C:\\\\lyon.toml", "is an absolute path"),
        ("north", "this is a folder, not a file: north"),
        ("out/lyon.toml", "leads out of the folder of the first file, to "),
        ("link.toml", "leads out of the folder of the first file, to "),
        ("round.toml", "leads nowhere"),
        ("pipe", "is no file that can be read"),
        ("", "is empty"),
    ],
)
def test_a_file_outside_the_folder_is_not_read(file: str, said: str, folder: Path) -> None:
    inner = folder / "inner"
    inner.mkdir()
    write({"inner/group.toml": f'[include.lyon]\nfile = "{file}"\n' + PARIS, "inner/north/x.toml": PARIS})
    (inner / "out").symlink_to(folder)
    (inner / "link.toml").symlink_to(folder / "lyon.toml")
    (inner / "round.toml").symlink_to(inner / "round.toml")
    os.mkfifo(inner / "pipe")
    os.chdir(inner)
    assert only().startswith(f"group.toml:2:8: include.lyon.file: {said}")


def test_a_link_within_the_folder_may_be_included(folder: Path) -> None:
    (folder / "north/south.toml").symlink_to(folder / "lyon.toml")
    write({"group.toml": GROUP.replace('"lyon.toml"', '"north/south.toml"')})
    assert read("group.toml").loads[0].id == "lyon/rack"


def test_a_cycle_is_told_with_all_places() -> None:
    write(
        {
            "a.toml": PARIS + '[include.b]\nfile = "b.toml"\n',
            "b.toml": '[include.a]\nnote = "x"\nfile = "a.toml"\n' + PARIS,
            "self.toml": '[include.me]\nfile = "self.toml"\n' + PARIS,
        }
    )
    said = only("a.toml")
    assert said.startswith(
        "b.toml:3:8: include.a.file: includes what includes it: a.toml, line 8 → b.toml, line 3 → "
    )
    assert " → a.toml " in said
    assert "includes what includes it: self.toml, line 2 → self.toml" in only("self.toml")


def test_files_that_include_each_other_twice_and_twice_again_come_to_an_end() -> None:
    for level in range(20):
        inner = f"f{level + 1}.toml" if level < 19 else "lyon.toml"
        write({f"f{level}.toml": f'[include.a]\nfile = "{inner}"\n[include.b]\nfile = "{inner}"\n'})
    assert only("f0.toml").startswith("f0.toml: includes too many files; expected at most 1000")


def test_a_chain_of_files_comes_to_an_end() -> None:
    for level in range(40):
        write({f"f{level}.toml": f'[include.a]\nfile = "f{level + 1}.toml"\n'})
    assert "is included too deeply (this file is included by f30.toml, line 2)" in only("f0.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[pdu."lyon/x"]\nfed_by = "lyon/ups"\n', '7:6: pdu.lyon/x: the name has a "/" in it'),
        ('[service."a/b"]\nruns_on = "lyon/rack"\n', '7:10: service.a/b: the name has a "/" in it'),
        ('[include."a/b"]\nfile = "lyon.toml"\n', '7:10: include.a/b: the name has a "/" in it'),
        ('[include.x]\nfil = "lyon.toml"\n', "8:1: include.x.fil: is an unknown key; did you mean file?"),
        ('[inclde.x]\nfile = "lyon.toml"\n', "7:2: inclde: is no kind of component; did you mean include?"),
        ("[include.x]\nfile = 5\n", "8:8: include.x.file: is no text"),
        (
            '[zone.z]\nmembers = ["lyon/rak"]\n',
            '8:12: zone.z.members: there is none of this name (found "lyon/rak"); did you mean "lyon/rack"?',
        ),
    ],
)
def test_a_wrong_include_is_told_where_it_stands(text: str, said: str) -> None:
    write({"group.toml": GROUP + text})
    assert any(each.startswith(f"group.toml:{said}") for each in told())


def test_a_text_without_a_folder_includes_nothing(folder: Path) -> None:
    with pytest.raises(SiteError, match="read from no file"):
        read_text(GROUP)
    assert len(read_text(GROUP, folder=folder).loads) == 2


def test_an_included_file_needs_no_load_and_the_whole_does() -> None:
    write({"feed.toml": PARIS.partition("[server")[0], "a.toml": '[include.f]\nfile = "feed.toml"\n'})
    assert only("a.toml") == "a.toml: the site has no load; expected at least one [server.ID]"
    write({"a.toml": '[include.f]\nfile = "feed.toml"\n[server.rack]\nfed_by = "f/grid"\n'})
    assert read("a.toml")["rack"].fed_by == ("f/grid",)


def test_parts_of_an_included_rotary_ups_are_named_after_it() -> None:
    rotary = PARIS.replace('fed_by = "grid"', 'fed_by = "dr"') + '[rotary_ups.dr]\nfed_by = "grid"\n'
    group = '[common_cause.c]\nmembers = ["dr engine", "grid"]\nof = "failure_rate"\nbeta = 0.1\n'
    write({"a.toml": '[include.p]\nfile = "p.toml"\n', "p.toml": rotary + group})
    site = read("a.toml")
    assert {"p/dr", "p/dr engine", "p/dr shaft"} <= set(site.by_id)
    assert site.common_causes[0].members == ("p/dr engine", "p/grid")
    assert site.changed({"p/dr": {"autonomy": "9 s"}})["p/dr"].given["autonomy"] == "9 s"


def test_the_report_shows_every_file_that_was_read() -> None:
    site = read("group.toml")
    shown = source(site, pc.evaluate(site))
    assert [shown.count(f"<summary>{name}</summary>") for name in ("group.toml", "lyon.toml")] == [1, 1]
    assert "<summary>north/paris.toml</summary>" in shown
    assert "hall-ups" in shown
