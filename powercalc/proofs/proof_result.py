"""What a proof says: each claim proved, or refuted with the smallest counterexample and its flow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from powercalc.tabular import Row, Tabular

Verdict = Literal["proved", "refuted", "not applicable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterexample:
    """A smallest state in which a claim does not hold."""

    out: Mapping[str, int]
    """How many units of which component are out, the utility set aside."""
    utility_lost: bool
    dark: tuple[str, ...]
    without_cooling: tuple[str, ...]
    """The loads of which too few cooling units work: they go on for their thermal autonomy, and no longer."""
    without_support: tuple[str, ...]
    """The loads that lack something that they depend on."""
    unprotected: tuple[str, ...]
    """The loads that storage stands behind when nothing is out, and none does now."""
    on_bypass: tuple[str, ...]
    """The UPSs that pass power through their bypass."""
    overloaded: tuple[str, ...]
    """What carries more than its rating, or has tripped."""
    story: str
    flow_kw: Mapping[str, float]
    """What every element carries where the state comes to rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim of a design, for all loads or for one, and what became of it."""

    name: str
    load: str | None = None
    verdict: Verdict
    sentence: str
    claimed: bool = False
    """The site's targets claim it."""
    states: int = 0
    """How many states were looked at: all there are when it is proved."""
    counterexample: Counterexample | None = None
    unprotected: str = ""
    """The first of these states in which a load has power and no storage behind it, as on a bypass; told."""
    details: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Per load: its single points of failure, or what its paths share."""

    @property
    def missed(self) -> bool:
        """It is claimed and does not hold."""
        return self.claimed and self.verdict == "refuted"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Proofs(Tabular):
    """The claims of a site."""

    site: str
    claims: tuple[Claim, ...]
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def claim(self, name: str) -> Claim:
        """Return the claim of this name for all loads."""
        return next(claim for claim in self.claims if claim.name == name and claim.load is None)

    @property
    def missed(self) -> tuple[Claim, ...]:
        """What is claimed and does not hold."""
        return tuple(claim for claim in self.claims if claim.missed)

    def in_short(self) -> str:
        """Return what it is of and what it says."""
        counts = Counter(claim.verdict for claim in self.claims)
        return f"{self.site}: {', '.join(f'{number} {verdict}' for verdict, number in counts.items())}"

    def records(self) -> Iterator[Row]:
        """Yield a row for each claim."""
        for claim in self.claims:
            yield {
                "claim": claim.name,
                "load": claim.load,
                "verdict": claim.verdict,
                "claimed": claim.claimed,
                "told": claim.sentence,
            }

    def to_dict(self) -> dict[str, Any]:
        """Return the result as JSON has it."""
        return {"schema": "powercalc/proofs/1", **asdict(self)}
