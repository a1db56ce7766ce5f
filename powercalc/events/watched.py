"""What is watched beside the power of each load: whatever a service needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class LoadNeeds(IntEnum):
    """What of a load is watched."""

    POWER = 0
    COOLED_POWER = 1
    """Its power and its cooling."""
    ALL = 2
    """What it depends on, too."""


@dataclass(frozen=True, slots=True, order=True)
class Watched:
    """A component of which it is asked when it is lost."""

    id: str
    needs: LoadNeeds = LoadNeeds.ALL


AnyOf = frozenset[Watched]
"""Some of them: the loss of any one is meant."""
