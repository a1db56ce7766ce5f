"""What a run was asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.ladder.measure import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How often, within which limits, and the folders of models that are no part of this project."""

    runs: int = 5
    limits: Limits = field(default_factory=Limits)
    whole: bool = True
    """All rungs; otherwise those of a quick look."""
    aralia: Path | None = None
    sites: Path | None = None

    @property
    def short(self) -> Limits:
        """For what is known to be hard elsewhere."""
        return Limits(seconds=min(60.0, self.limits.seconds), megabytes=self.limits.megabytes)
