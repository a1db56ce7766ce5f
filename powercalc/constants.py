"""The one constant that every figure per year rests on."""

HOURS_PER_YEAR = 8760.0
"""One year is 365 days of 24 h, as in IEEE 493 and every published table of availability."""
