"""What a load draws, of what its cords state."""

from __future__ import annotations

from powercalc.inventory.inventory_model import Cord, CordedDevice, ImportChoices


def stated(cord: Cord) -> float | None:
    """Return what a cord draws, [W]: by intention where that is stated, else by its plate."""
    return cord.allocated if cord.allocated is not None else cord.maximum


def drawn(load: CordedDevice, choices: ImportChoices) -> float | None:
    """Return what one unit of a load draws in all, [W]; None where nothing states it."""
    if load.draw is not None:
        return load.draw
    known = [watts for cord in load.cords if (watts := stated(cord)) is not None]
    if not known:
        return None
    return sum(known) if choices.draw == "split" else max(known)


def rests_on_plate(load: CordedDevice) -> bool:
    """Tell whether a cord states the most that it can draw, and not what it is meant to."""
    return load.draw is None and any(
        cord.allocated is None and cord.maximum is not None for cord in load.cords
    )
