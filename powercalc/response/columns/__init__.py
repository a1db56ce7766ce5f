"""The columns of numbers: what callers and standby groups do, and since when nodes are lost."""
