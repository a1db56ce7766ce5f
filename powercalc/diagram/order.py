"""The order of the wiring, where the diagrams look for it."""

from powercalc.site.order import feeding_order, strong_components

__all__ = ["feeding_order", "strong_components"]
