"""What a wrong file is told: other words, files of other programs, doubtful figures, one mistake once."""

import time
from pathlib import Path

import pytest

import powercalc as pc
from powercalc.cli.run import MOST, run
from powercalc.fault_tree import FaultTreeError, evaluate_fault_tree
from powercalc.site.read import read_text

HEAD = '[site]\nname = "words"\n[grid_feed.g]\nfailure_rate = "2 / year"\nmttr = "1 h"\n'
TAIL = '[server.s]\nfed_by = "u"\n'


def site(*ups: str, before: str = "") -> str:
    return HEAD + before + '[ups.u]\nfed_by = "g"\n' + "".join(f"{line}\n" for line in ups) + TAIL


def problems(text: str) -> list[str]:
    with pytest.raises(pc.SiteError) as caught:
        read_text(text, file="site.toml")
    return [str(problem) for problem in caught.value.problems]


def warnings(text: str) -> list[str]:
    return [str(warning) for warning in read_text(text, file="site.toml").warnings]


@pytest.mark.parametrize(
    ("key", "meant", "why"),
    [
        ("mttf", "mtbf", "from one failure to the next"),
        ("MTTF", "mtbf", "from one failure to the next"),
        ("mdt", "mttr", "until a unit works again"),
        ("lambda", "failure_rate", "how often a unit fails"),
    ],
)
def test_a_figure_by_another_name_is_told_with_its_meaning(key: str, meant: str, why: str) -> None:
    (told,) = problems(site(f'{key} = "250000 h"'))
    assert f"did you mean {meant}?" in told
    assert why in told


def test_a_bare_number_that_underflows_is_told_as_it_is_written() -> None:
    (told,) = problems(site("bypass = true", "fail_to_bypass = 1e-400"))
    assert "is smaller than what can be computed with" in told
    assert "(found 1e-400)" in told
    (told,) = problems(site("bypass = true", "fail_to_bypass = 1e400"))
    assert "is not a finite number (found 1e400)" in told


@pytest.mark.parametrize(
    ("text", "what", "to_do"),
    [
        (
            "<?xml version='1.0'?>\n<opsa-mef></opsa-mef>",
            "a fault tree in Open-PSA form",
            "powercalc fault-tree",
        ),
        ("<html></html>", "XML", "powercalc init"),
        ('toplevel "System";\n"System" and "A" "B";\n"A" lambda=0.1;', "in Galileo form", "Open-PSA"),
        ('{"count": 1, "results": [{"url": "https://nb/api/dcim/cables/1/"}]}', "NetBox", "import netbox"),
        ("name,power_panel,status\nA,P1,active\n", "NetBox", "import netbox"),
        ('{"a": 1}', "JSON", "powercalc init"),
        ("id,kind,fed_by\nups,ups,grid\n", "comma-separated", "powercalc init"),
    ],
)
def test_a_file_of_another_program_is_told_with_what_reads_it(text: str, what: str, to_do: str) -> None:
    (told,) = problems(text)
    assert what in told
    assert to_do in told


@pytest.mark.parametrize("text", ["[[waiver]]\nrule = 1", "a = [1, 2, 3]", "[ups.u]\nx = {a = 1, b = 2}"])
def test_a_site_file_with_mistakes_is_not_taken_for_another(text: str) -> None:
    assert not any("not a site file" in told for told in problems(text))


def test_a_site_file_given_as_a_fault_tree_is_told() -> None:
    with pytest.raises(FaultTreeError, match="`powercalc evaluate FILE` reads a site file"):
        evaluate_fault_tree(HEAD.encode())
    with pytest.raises(FaultTreeError, match="Galileo's is not read"):
        evaluate_fault_tree(b'toplevel "S";\n"S" or "A" "B";')


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('mtbf = "250.000 h"', 'is read as 250 h: a point is a decimal point (found "250.000 h"); '),
        ('mtbf = "250.000 h"', '; expected "250000 h" if thousands are meant'),
        ('mtbf = "3 h"', "is far from what is known of a ups"),
        ('failure_rate = "900 / year"', "is far from what is known of a ups"),
        ('mttr = "2 year"', "is far from what is known of a ups"),
    ],
)  # fmt: skip
def test_a_doubtful_figure_is_told_at_its_place(line: str, said: str) -> None:
    (told,) = warnings(site(line))
    assert said in told
    assert told.startswith("site.toml:8:")


@pytest.mark.parametrize(
    "line",
    [
        'mtbf = "250000 h"',
        'mtbf = "95.125 week"',
        'mttr = "4.000 h"',
        'mttr = "7.125 h"',
        "failure_rate = 0",
        'failure_rate = "0.074 / year"',
    ],
)
def test_a_likely_figure_is_not_doubted(line: str) -> None:
    assert warnings(site(line)) == []


def test_a_doubtful_default_is_told_once() -> None:
    more = '[default.ups]\nmtbf = "250.000 h"\n[ups.v]\nfed_by = "g"\n'
    (told,) = warnings(site(before=more))
    assert told.startswith("site.toml:7:8: default.ups.mtbf")


@pytest.mark.parametrize(
    ("default", "place"),
    [
        ('[default.ups]\nmttr = "8 kW"', "7:8: default.ups.mttr"),
        ("[default.ups]\ncount = 0\nneeded = 3", "7:9: default.ups.count"),
        ("[default.ups]\nneeded = 3", "7:1: default.ups.needed"),
        ('[default.ups]\nfed_by = "nowhere"', "7:10: default.ups.fed_by"),
        ('[default.ups]\ncatalog = "nothing"', "7:11: default.ups.catalog"),
        ('[default.ups]\nmttf = "1 h"', "7:1: default.ups.mttf"),
        ('[type.t]\nkind = "ups"\nautonomy = "x"', "8:12: type.t.autonomy"),
        ('[type.t]\nkind = "ups"\ncooled_by = "nowhere"', "8:13: type.t.cooled_by"),
    ],
)
def test_one_mistake_that_many_inherit_is_told_once_at_its_place(default: str, place: str) -> None:
    many = "".join(f'[ups.u{n}]\nfed_by = "g"\ntype = "t"\n' for n in range(20))
    if "[type.t]" not in default:
        many = many.replace('type = "t"\n', "")
    if "fed_by" in default:
        many = many.replace('fed_by = "g"\n', "")
    (told,) = problems(f'{HEAD}{default}\n{many}[server.s]\nfed_by = "u1"\n')
    assert told.startswith(f"site.toml:{place}")


def test_a_clash_of_an_own_key_with_a_default_is_told_where_it_is() -> None:
    text = site("count = 2", before="[default.ups]\nneeded = 3\n")
    (told,) = problems(text)
    assert "ups.u" in told


def many_wrong(number: int) -> str:
    tables = (f'[ups.u{n}]\nfed_by = "g"\nmtbf = "x{n}"\nmttx = "1 h"\n' for n in range(number))
    return HEAD + "".join(tables) + '[server.s]\nfed_by = "u0"\n'


def test_so_many_problems_are_told_and_then_their_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "site.toml"
    file.write_text(many_wrong(3000))
    assert run(["evaluate", str(file)]) == 2
    told = capsys.readouterr().err.splitlines()
    assert len(told) == MOST + 1
    assert told[-1] == "powercalc: 5,900 more problems, not shown"


def took(text: str) -> float:
    start = time.process_time()
    problems(text)
    return time.process_time() - start


def test_the_time_for_wrong_tables_grows_as_their_number() -> None:
    few = took(many_wrong(500))
    assert took(many_wrong(2000)) < 12 * few


@pytest.mark.parametrize("letter", ["n", "ñ"])
def test_the_time_for_a_list_of_unknown_ids_grows_as_its_length(letter: str) -> None:
    def text(number: int) -> str:
        ids = ", ".join(f'"{letter}{n}"' for n in range(number))
        return f"{HEAD}[server.s]\nfed_by = [{ids}]\n"

    few = took(text(5_000))
    assert took(text(20_000)) < 12 * few


def test_columns_count_characters_however_they_are_spelt() -> None:
    text = HEAD + '[server.s]\nfed_by = ["ñandú", "x"]\n'
    assert [told.split(" ")[0] for told in problems(text)] == ["site.toml:7:11:", "site.toml:7:20:"]
