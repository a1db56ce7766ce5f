"""A file that is saved, half written, deleted, wrong: what the page shows, and that nothing is lost."""

from __future__ import annotations

from pathlib import Path
from threading import Thread
from time import sleep

import pytest

from powercalc.errors import CallError
from powercalc.serve.edits import FigureEdit
from powercalc.serve.live_site import GONE, SOUND, WRONG, LiveSite
from powercalc.serve.watched_file import PAUSE
from tests.serve.conftest import SITE

HALF = SITE[: SITE.index("[server")] + "[server.ra"


def finished_in(seconds: float, path: Path) -> Thread:
    """Write the rest of a file a moment later, as an editor on a slow disk does."""

    def finish() -> None:
        sleep(seconds)
        path.write_text(SITE + "\n", encoding="utf-8")

    later = Thread(target=finish)
    later.start()
    return later


def test_a_saved_file_is_the_one_that_is_shown(live: LiveSite, path: Path) -> None:
    before = live.state()["version"]
    assert not live.look()
    path.write_text(SITE.replace("20 min", "40 min"), encoding="utf-8")
    assert live.look()
    assert live.state()["version"] != before
    assert live.state()["status"] == SOUND


def test_a_comment_that_is_saved_is_another_version_too(live: LiveSite, path: Path) -> None:
    before = live.state()["version"]
    path.write_text(SITE + "# looked at on Monday\n", encoding="utf-8")
    live.look()
    assert live.state()["version"] != before


def test_a_half_written_file_is_waited_for(live: LiveSite, path: Path) -> None:
    path.write_text(HALF, encoding="utf-8")
    later = finished_in(0.7 * PAUSE, path)
    live.look()
    later.join()
    assert live.state()["status"] == SOUND
    assert live.state()["problems"] == []


def test_half_of_a_file_that_rests_for_a_moment_is_looked_at_twice(live: LiveSite, path: Path) -> None:
    path.write_text("", encoding="utf-8")
    later = finished_in(1.5 * PAUSE, path)
    live.look()
    later.join()
    live.look()
    assert live.state()["status"] == SOUND


def test_errors_have_their_line_and_the_last_good_state_stays(live: LiveSite, path: Path) -> None:
    before = live.state()["version"]
    path.write_text(SITE.replace('fed_by = "ups-a"', 'fed_by = "ups-b"'), encoding="utf-8")
    live.look()
    state = live.state()
    assert state["status"] == WRONG
    assert state["version"] == before
    assert state["problems"][0]["line"] == 14
    assert 'did you mean "ups-a"?' in state["problems"][0]["text"]


def test_a_file_that_is_deleted_is_told_and_its_last_state_stays_usable(live: LiveSite, path: Path) -> None:
    path.unlink()
    live.look()
    state = live.state()
    assert state["status"] == GONE
    assert "there is no such file" in state["problems"][0]["text"]
    _, found = live.variant(state["version"], (FigureEdit(id="ups-a", key="autonomy", value="30 min"),))
    assert found.loads[0].id == "rack"
    with pytest.raises(CallError, match="nothing was written"):
        live.write(state["version"], (FigureEdit(id="ups-a", key="count", value=2),))
    live.write(state["version"], (FigureEdit(id="ups-a", key="autonomy", value="30 min"),), again=True)
    assert path.read_text(encoding="utf-8") == SITE.replace("10 min", "30 min")
    live.look()
    assert live.state()["status"] == SOUND


def test_changes_are_written_and_every_comment_stays(live: LiveSite, path: Path) -> None:
    edits = (
        FigureEdit(id="ups-a", key="autonomy", value="30 min"),
        FigureEdit(id="rack", key="count", value=4),
    )
    live.write(live.state()["version"], edits)
    expected = SITE.replace('"10 min" ', '"30 min" ').replace('"3 kW"\n', '"3 kW"\ncount = 4\n')
    assert path.read_text(encoding="utf-8") == expected


def test_a_file_that_somebody_else_has_changed_is_not_written(live: LiveSite, path: Path) -> None:
    theirs = SITE.replace("2 / year", "3 / year")
    path.write_text(theirs, encoding="utf-8")
    with pytest.raises(CallError, match="has been changed meanwhile; nothing was written"):
        live.write(live.state()["version"], (FigureEdit(id="ups-a", key="count", value=2),))
    assert path.read_text(encoding="utf-8") == theirs


def test_a_page_of_an_older_version_is_told_so(live: LiveSite, path: Path) -> None:
    old = live.state()["version"]
    path.write_text(SITE + "\n", encoding="utf-8")
    live.look()
    with pytest.raises(CallError, match="the file has changed since"):
        live.variant(old, ())


def test_an_included_file_is_followed_and_written_too(tmp_path: Path) -> None:
    (tmp_path / "halls").mkdir()
    part = tmp_path / "halls" / "one.toml"
    part.write_text(SITE, encoding="utf-8")
    first = tmp_path / "group.toml"
    first.write_text('[include.one]\nfile = "halls/one.toml"\n', encoding="utf-8")
    live = LiveSite(first, renders=False)
    live.look()
    assert live.state()["status"] == SOUND
    part.write_text(SITE + "# changed\n", encoding="utf-8")
    assert live.look()
    live.write(
        live.state()["version"],
        (
            FigureEdit(id="one/ups-a", key="autonomy", value="20 min"),
            FigureEdit(id="one/rack", key="fed_by", value=("one/ups-a", "one/grid")),
        ),
    )
    text = part.read_text(encoding="utf-8")
    assert 'autonomy = "20 min"         # from the nameplate' in text
    assert 'fed_by = ["ups-a", "grid"]' in text
    part.write_text("[ups", encoding="utf-8")
    assert live.look()
    assert live.state()["status"] == WRONG
    assert live.state()["problems"][0]["file"].endswith("halls/one.toml")
    part.write_text(text, encoding="utf-8")
    assert live.look()
    assert live.state()["status"] == SOUND


def test_a_file_that_is_wrong_from_the_start_is_followed_until_it_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text(HALF, encoding="utf-8")
    live = LiveSite(path, renders=False)
    live.look()
    assert live.state()["status"] == WRONG
    with pytest.raises(CallError, match="mend them first"):
        live.variant("", ())
    path.write_text(SITE, encoding="utf-8")
    live.look()
    assert live.state()["status"] == SOUND


def test_a_save_by_another_file_in_its_place_is_seen(live: LiveSite, path: Path) -> None:
    beside = path.with_name("site.toml.new")
    beside.write_text(SITE.replace("3 kW", "4 kW"), encoding="utf-8")
    beside.replace(path)
    assert live.look()
    assert live.good is not None
    assert "4 kW" in (live.good.site.text or "")
