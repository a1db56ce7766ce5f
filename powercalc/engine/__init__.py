"""Exact Boolean algebra over independent events: formulas, decision diagrams, cut sets."""
