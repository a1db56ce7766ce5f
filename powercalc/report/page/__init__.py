"""The HTML report: one file that works offline, with the one-line diagram alive in it."""
