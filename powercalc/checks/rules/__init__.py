"""One file per rule, named by its code and its flaw; the docstring is the manual page."""
