"""Where a site comes to rest with nothing out and with what was asked for, told once however many ask."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from powercalc.flow.power_network import PowerNetwork
from powercalc.flow.single import Out, normal
from powercalc.flow.states import Outages, Settled, outages_of, settle


@dataclass(frozen=True, kw_only=True)
class UsualStates:
    """The states before and after an outage, as what is too full trips, and as if nothing ever tripped."""

    network: PowerNetwork
    out: Out

    @cached_property
    def outages(self) -> Outages:
        """What was asked for, as one state."""
        return outages_of([self.out])

    @cached_property
    def _both(self) -> Settled:
        """With nothing out, and with what was asked for: both at once take the time of one."""
        return settle(self.network, outages_of([{}, self.out]))

    @cached_property
    def usual(self) -> Settled:
        """With nothing out."""
        return self._both.only(0) if self.out else normal(self.network)

    @cached_property
    def then(self) -> Settled:
        """With what was asked for out."""
        return self._both.only(1) if self.out else self.usual

    @cached_property
    def usual_untripped(self) -> Settled:
        """With nothing out, and nothing tripping: the same where nothing trips."""
        return normal(self.network.untripped) if self.usual.tripped else self.usual

    @cached_property
    def then_untripped(self) -> Settled:
        """With what was asked for out, and nothing tripping: the same where nothing trips."""
        if not self.then.tripped:
            return self.then
        return settle(self.network.untripped, self.outages) if self.out else self.usual_untripped
