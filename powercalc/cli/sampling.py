"""How far results are known, with a bar while it is sampled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from powercalc.cli.progress import Bar

if TYPE_CHECKING:
    from powercalc.evaluation import Evaluation
    from powercalc.propagation.uncertainty_result import Uncertainty
    from powercalc.site import Site


def sampled(
    site: Site, result: Evaluation, samples: int | None = None, seed: int | None = None
) -> Uncertainty:
    """Return how far an evaluation is known, taken as the evaluation was."""
    from powercalc.propagation.propagate import evaluate_uncertainty

    bar = Bar("sampling")
    try:
        return evaluate_uncertainty(site, samples, 0 if seed is None else seed, bar, plain=result.is_plain)
    finally:
        bar.close()
