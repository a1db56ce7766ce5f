"""Overload and cascade: who is lost when what carries too much opens, in formulas and state by state."""
