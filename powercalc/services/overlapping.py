"""For how long a service is down where outages come at random and one may begin while another still lasts.

Outages come at the rate Λ, each for a time of distribution F; the service is down while any lasts, as a queue
with servers for all is busy (M/G/∞). From a free moment on it is free t later with the chance

    p(t) = exp(−Λ ∫_0^t (1 − F(u)) du),

and the length of a busy time, B, is had from its renewals, free at t after one that began at 0:

    ∫_0^t p(t − u) dB(u) = F(t) p(t).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEPS = 600
"""Of the longest time that is asked about."""


def busy_for_longer(rate: float, hours: Floats, shares: Floats, lengths: Floats) -> Floats:
    """Return the chance that a busy time is longer than each length [h], (lengths,).

    Outages come at a rate [1/h] and last for so many hours, with their shares, (outages,).
    """
    ended = np.array([shares @ (hours <= length) for length in lengths])
    longest = float(lengths.max(initial=0.0))
    if not longest or hours.min(initial=np.inf) >= longest:
        return np.asarray(1.0 - ended)
    times = np.linspace(0.0, longest, STEPS + 1)
    free = np.exp(-rate * np.array([shares @ np.minimum(hours, time) for time in times]))
    over = np.array([shares @ (hours <= time) for time in times]) * free
    ends = np.zeros(STEPS + 1)
    for step in range(1, STEPS + 1):
        ends[step] = max(over[step] - ends[1:step] @ free[step - 1 : 0 : -1], 0.0)
    longer = np.interp(lengths, times, np.maximum(1.0 - np.cumsum(ends), 0.0))
    return np.asarray(np.maximum(longer, 1.0 - ended))
