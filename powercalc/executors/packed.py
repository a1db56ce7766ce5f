"""A value that goes to a worker with every batch, and is unpacked there once."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Packed:
    """A value as bytes."""

    data: bytes

    @classmethod
    def of(cls, value: object) -> Self:
        """Return a value packed."""
        return cls(pickle.dumps(value))

    @property
    def value(self) -> Any:
        """The value; the same one for the same bytes."""
        return _unpacked(self.data)


@lru_cache(maxsize=16)
def _unpacked(data: bytes) -> Any:
    return pickle.loads(data)  # noqa: S301 - packed by the one who asked for the work
