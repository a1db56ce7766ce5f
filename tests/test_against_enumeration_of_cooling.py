"""Cooling and support against every state of a small site: loops from the top, ties from the bottom."""
