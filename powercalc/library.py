"""What the commands answer, asked from a script: each takes a site and returns a frozen result.

Units stand at the door here as in a file: durations are texts with units or pint quantities.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from powercalc.errors import CallError
from powercalc.units import ValueProblem
from powercalc.units import hours as hours_of

if TYPE_CHECKING:
    from powercalc.evaluation.ranking import Ranking
    from powercalc.flow.loading import Loads
    from powercalc.proofs.window import Window
    from powercalc.propagation.uncertainty_result import Uncertainty
    from powercalc.report.compare import Comparison
    from powercalc.simulate.replay import Replay, Scenario
    from powercalc.site import Site


def loads(site: Site, out: Sequence[str] = ()) -> Loads:
    """Return what every component carries, [kW], with some components or units out: "ups-a", "ups-b:1".

    Raises `CallError` for what is not there.
    """
    from powercalc.flow.loading import loads as loaded
    from powercalc.flow.power_network import network
    from powercalc.flow.single import units_out

    net = network(site)
    return loaded(site.name, net, units_out(net, out))


def maintain(site: Site, component: str, duration: Any = "4 h") -> Window:
    """Return what planned work on a component ("ups-a", or one unit of it: "ups-a:1") means.

    Raises `CallError` for what is not there, and for a duration that is none.
    """
    from powercalc.proofs.window import window

    try:
        length = hours_of(duration)
    except ValueProblem as problem:
        raise CallError(f"a duration of {duration!r}: {problem}") from None
    return window(site, component, length)


def compare(sites: Iterable[Site], *, today: str | None = None) -> Comparison:
    """Return designs side by side, the first one being what the others are compared with.

    `today` is the day of their checks, "2024-08-03"; the present day when absent.
    """
    from powercalc.report.compare import compare as compared

    return compared(tuple(sites), today=today)


def uncertainty(site: Site, samples: int | None = None, seed: int = 0, *, plain: bool = False) -> Uncertainty:
    """Return how far the results of a site are known, given how far its figures are.

    As the site behaves in outages; with `plain`, as a plain block diagram, as in `evaluate`. The same seed
    gives the same result. Raises `CallError` for a number of samples or a seed that makes no sense.
    """
    from powercalc.propagation.propagate import evaluate_uncertainty

    return evaluate_uncertainty(site, samples, seed, plain=plain)


def importance(site: Site, load: str | None = None, *, plain: bool = False) -> Ranking:
    """Return which events matter most for a load, or for any load when none is named.

    Raises `CallError` for a load that is not there.
    """
    from powercalc.evaluation.event_importance import rank

    return rank(site, load, plain=plain)


def write(site: Site, path: Path | str) -> None:
    """Write a site to a file, as `site.to_toml` has it; a file that is there is replaced.

    Raises `CallError` where it cannot be written.
    """
    from powercalc.report.output import write as put

    put(Path(path), site.to_toml().encode("utf-8"))


def replay(site: Site, scenario: Scenario | Path | str) -> Replay:
    """Return what happened, told again: of a scenario, or of the file that holds one.

    Raises `SiteError` with everything that is wrong in the file.
    """
    from powercalc.simulate.replay import Scenario, read_scenario
    from powercalc.simulate.replay import replay as replayed

    return replayed(site, scenario if isinstance(scenario, Scenario) else read_scenario(scenario, site))
