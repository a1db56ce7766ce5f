"""Templates for so many racks: on one basis, with ratings that carry them; what is no size is told."""

from collections.abc import Callable
from typing import Any

import pytest

import powercalc as pc
from powercalc.site import Site, templates
from powercalc.site.read import read_text
from powercalc.site.templates.sized import DESIGNS, ROWS, Size, rating, sized

Command = Callable[..., Any]
SIZES = (Size(), Size(racks=61, kw=7.3), Size(racks=6, kw=0.5), Size(racks=2_000, kw=12))


def site(name: str, size: Size) -> Site:
    return read_text(sized(name, size), file=f"{name}.toml")


def kinds(found: Site, kind: str) -> list[Any]:
    return [each for each in found.components if each.kind == kind]


def test_every_template_has_a_size() -> None:
    assert tuple(DESIGNS) == templates.NAMES


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size.racks}x{size.kw:g}")
@pytest.mark.parametrize("name", templates.NAMES)
def test_all_stand_on_one_basis(name: str, size: Size) -> None:
    found = site(name, size)
    assert not found.warnings
    assert [load.id for load in found.loads] == [f"row-{row + 1}" for row in range(ROWS)]
    assert sum(load.count for load in found.loads) == size.racks
    assert len(kinds(found, "grid_feed")) == 1
    paths = len(kinds(found, "ups"))
    for kind in ("transformer", "ats", "switchgear", "breaker"):
        assert len(kinds(found, kind)) == paths
    (module,) = {each.given["rating"] for each in kinds(found, "ups")}
    assert module == kinds(site("2n", size), "ups")[0].given["rating"]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size.racks}x{size.kw:g}")
@pytest.mark.parametrize("name", templates.NAMES)
def test_nothing_is_too_full_now_or_after_the_worst_single_failure(name: str, size: Size) -> None:
    for each in pc.loads(site(name, size)).elements:
        if each.limit_kw is not None:
            assert each.normal_kw <= each.limit_kw * (1 + 1e-9)
            assert (each.worst_kw or 0.0) <= each.limit_kw * (1 + 1e-9)


@pytest.mark.parametrize(
    ("name", "modules"),
    [
        ("single-path", 2),
        ("n-plus-1", 3),
        ("2n", 4),
        ("2-n-plus-1", 6),
        ("distributed-redundant", 3),
        ("block-redundant", 3),
    ],
)
def test_the_modules_are_those_of_the_design(name: str, modules: int) -> None:
    assert sum(each.count for each in kinds(site(name, Size()), "ups")) == modules


def test_more_redundant_is_less_often_dark() -> None:
    """Each of these has all that the one before has, and a spare more."""
    dark = [pc.evaluate(site(name, Size())) for name in ("single-path", "n-plus-1", "2n", "2-n-plus-1")]
    downtimes = [each.any_load.downtime_h_per_year for each in dark]
    assert downtimes == sorted(downtimes, reverse=True)
    assert all(check.met for each in dark for check in each.targets)


@pytest.mark.parametrize(("carried", "rated"), [(240.0, 250.0), (100.0, 100.0), (0.9, 1.0), (1601.0, 2000.0)])
def test_a_rating_is_the_next_of_the_series(carried: float, rated: float) -> None:
    assert rating(carried) == pytest.approx(rated)


def test_all_that_is_wrong_is_told_at_once(command: Command) -> None:
    done = command("init", "-t", "2n", "--racks", "5", "--kw", "nan")
    assert done.returncode == 2
    assert b"--racks 5: 6 (one in each of 6 rows) to" in done.stderr
    assert b"--kw nan: 0.01 to" in done.stderr


def test_a_template_with_a_size_is_written(command: Command) -> None:
    done = command("init", "-t", "2n", "--racks", "60", "--kw", "8")
    assert done.stdout.decode() == sized("2n", Size(racks=60, kw=8))
    assert command("init", "-t", "2n", "--racks", "60").stdout == done.stdout
