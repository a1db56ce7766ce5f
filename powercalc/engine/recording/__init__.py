"""An evaluation written down while it runs once, and run again for many sets of figures at a time."""
