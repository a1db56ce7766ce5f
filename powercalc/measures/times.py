"""What follows from unavailability and failure frequency."""

from dataclasses import dataclass
from math import inf, nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A root's steady state: two figures, and all that is derived from them.

    A frequency of nan is an unknown one; the times are then unknown too.
    """

    unavailability: float
    """U, the share of time that it is lost."""
    failure_frequency: float
    """w, how often it becomes lost, [1/h] of calendar time."""

    @property
    def availability(self) -> float:
        """1 - U."""
        return 1.0 - self.unavailability

    @property
    def mean_down_time(self) -> float:
        """MDT = U / w, [h]; IEC 61078:2016, 10.3.  inf when lost for ever, nan when never lost."""
        return _ratio(self.unavailability, self.failure_frequency)

    @property
    def mean_up_time(self) -> float:
        """MUT = (1 - U) / w, [h]; inf when never lost."""
        return _ratio(1.0 - self.unavailability, self.failure_frequency)

    @property
    def failure_rate(self) -> float:
        """W / (1 - U), [1/h] of up time: Vesely's rate."""
        return _ratio(self.failure_frequency, 1.0 - self.unavailability)


def _ratio(above: float, below: float) -> float:
    """Above / below, with the limits that a quotient of shares of time has."""
    if below == 0.0:
        return inf if above > 0.0 else nan
    return above / below
