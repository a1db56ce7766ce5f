"""`powercalc improve` as a user runs it: text, JSON, a picture, wrong calls, Ctrl-C."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import powercalc as pc
from powercalc.cli.run import run
from powercalc.evaluation.many import evaluate_many
from powercalc.improvement import search
from powercalc.site import templates

OPTIONS = """\
[improve]
currency = "EUR"
life = "15 year"
discount_rate = "4 %"
cost_of_downtime = "50000 / h"

[option.tested]
name = "Start tests each month"
cost = 0
cost_per_year = 4000
set.gen.fail_to_start = "0.2 %"

[option.short]
cost = 5000
set.ups-a.autonomy = "15 min"
set.ups-b.autonomy = "15 min"

[option.long]
cost = 12000
set.ups-a.autonomy = "30 min"
set.ups-b.autonomy = "30 min"
"""


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site.toml").write_text(templates.text("2n"), encoding="utf-8")
    (tmp_path / "options.toml").write_text(OPTIONS, encoding="utf-8")
    return ["improve", "site.toml", "options.toml"]


def test_the_text_says_what_to_do_first(call: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(call) == 0
    text = capsys.readouterr().out
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "What to mend first: cost against the downtime of any load." in text
    assert "discounted by 4 % a year. An hour of downtime costs 50,000 EUR." in " ".join(text.split())
    assert "Complete: no admissible set costs less and leaves no more downtime" in text
    assert "8 sets of 3 options: 6 evaluated; 2 do contrary things." in " ".join(text.split())
    assert "Not together: short and long: both say something of ups-a.autonomy" in text
    assert "Start tests each month; never adds downtime" in text


def test_json_has_all_of_it(call: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run([*call, "--target", 'rack.max_downtime="1 h / year"', "--budget", "50000", "--format", "json"])
        == 0
    )
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == "powercalc/improvement/1"
    assert found["front"][0]["options"] == []
    assert found["front"][0]["cost"] == 0
    assert found["cheapest"]["options"] == []
    assert {"cost", "downtime_h_per_year", "interruptions_per_year", "service_downtime_h_per_year"} < set(
        found["front"][-1]
    )
    assert found["evaluated"] + sum(found["ruled_out"].values()) == 8
    assert found["complete"] is True
    result = pc.improve(pc.read("site.toml"), "options.toml", targets=["rack.max_downtime=1 h"], budget=50000)
    assert json.loads(json.dumps(result.to_dict())) == found


def test_what_nothing_meets_ends_with_1_and_the_nearest(
    call: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*call, "--target", "rack.max_downtime=1 ms / year", "--budget", "10000"]) == 1
    text = " ".join(capsys.readouterr().out.split())
    assert (
        "No set within the budget of 10,000 EUR meets all targets. Nearest: short, 5,000 EUR: rack has"
        in text
    )
    assert run([*call, "--budget", "100"]) == 1
    assert "The budget of 100 EUR allows no option: the cheapest, short, costs 5,000 EUR." in " ".join(
        capsys.readouterr().out.split()
    )


def test_a_picture(call: list[str], tmp_path: Path) -> None:
    for name in ("front.svg", "front.png"):
        assert run([*call, "--plot", name, "--target", "rack.max_downtime=1 h"]) == 0
        assert (tmp_path / name).stat().st_size > 5000


WRONG = [
    (["--target", "rack"], "is no target; expected LOAD.max_downtime="),
    (["--target", "rak.max_downtime=1 h"], 'did you mean "rack"?'),
    (["--target", "rack.max_downtim=1 h"], "did you mean max_downtime?"),
    (["--target", "rack.max_downtime=5 kW"], "expected a time such as"),
    (["--load", "rak"], 'did you mean "rack"?'),
    (["--budget", "-5"], "a budget of -5"),
    (["--budget", "nan"], "a budget of nan"),
    (["--most", "3"], "3 options have 6 admissible sets, and at most 3 are looked at"),
    (["--plot", "front.doc"], "a picture ends in"),
    (["--from-checks"], "--from-checks writes an options file and reads none"),
]


@pytest.mark.parametrize(("more", "expected"), WRONG)
def test_a_wrong_call(
    call: list[str], more: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*call, *more]) == 2
    assert expected in capsys.readouterr().err


def test_a_call_without_options(call: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(call[:2]) == 2
    assert "--from-checks writes one" in capsys.readouterr().err
    assert run(["improve", "-", "-"]) == 2
    assert "one of them is a file" in capsys.readouterr().err


def test_ctrl_c_leaves_what_is_proved(
    call: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = pc.improve(pc.read("site.toml"), "options.toml")
    monkeypatch.setattr(search.SetSearch, "_size", lambda _self: 1)

    def interrupted(site: pc.Site, variants: list[pc.Site]) -> object:
        interrupted.calls += 1  # type: ignore[attr-defined]
        if interrupted.calls == 4:  # type: ignore[attr-defined]
            raise KeyboardInterrupt
        return evaluate_many(site, variants)

    interrupted.calls = 0  # type: ignore[attr-defined]
    monkeypatch.setattr(search, "evaluate_many", interrupted)
    assert run([*call, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["complete"] is False
    proved = [each for each in whole.front if each.cost <= found["complete_to"]]
    assert [row["options"] for row in found["front"]][: len(proved)] == [
        list(each.options) for each in proved
    ]


def test_an_options_file_from_the_checks_asks_for_costs(
    call: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "poor.toml").write_text(templates.text("single-path"), encoding="utf-8")
    assert run(["improve", "poor.toml", "--from-checks"]) == 0
    text = capsys.readouterr().out
    (tmp_path / "from-checks.toml").write_text(text, encoding="utf-8")
    assert run(["improve", "poor.toml", "from-checks.toml"]) == 2
    assert capsys.readouterr().err.count(
        "does not say what it costs; expected cost to be filled in"
    ) == text.count("# cost =")
    (tmp_path / "filled.toml").write_text(text.replace("# cost =", "cost = 1000"), encoding="utf-8")
    assert run(["improve", "poor.toml", "filled.toml", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["front"][-1]["downtime_h_per_year"] < found["front"][0]["downtime_h_per_year"] / 2
    assert call


def test_a_check_whose_mending_changes_nothing_is_no_option(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second path for a rack at the feed itself: an option without a change would be refused when read."""
    monkeypatch.chdir(tmp_path)
    Path("bare.toml").write_text('[grid_feed.g]\n[server.rack]\nfed_by = "g"\n', encoding="utf-8")
    assert run(["improve", "bare.toml", "--from-checks"]) == 0
    text = capsys.readouterr().out
    assert "# no option: the file has nothing that it would change" in text
    Path("filled.toml").write_text(text.replace("# cost =", "cost = 1000"), encoding="utf-8")
    assert run(["improve", "bare.toml", "filled.toml"]) == 0


def test_the_page_has_it(call: list[str], tmp_path: Path) -> None:
    text = OPTIONS.replace("Start tests each month", "<script>alert(1)</script>").replace("EUR", "<b>")
    (tmp_path / "options.toml").write_text(text, encoding="utf-8")
    assert run(["report", "site.toml", "--improve", "options.toml", "-o", "page.html"]) == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert '<section id="mending"><h2>What to mend first</h2>' in page
    assert '<td data-name="options">tested + short</td>' in page
    assert "data:image/svg+xml;base64," in page
    assert "<b>" not in page.partition('<section id="mending">')[2].partition("</section>")[0]
    assert call


def test_ctrl_c_before_anything_is_known(
    call: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_site: pc.Site, _variants: list[pc.Site]) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(search, "evaluate_many", interrupted)
    assert run([*call, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["front"] == []
    assert run([*call, "--plot", "front.png"]) == 0
    assert "Not complete: ended before any set was settled." in capsys.readouterr().out
