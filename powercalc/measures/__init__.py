"""Availability measures in plain numbers: hours, 1/h, probabilities."""
