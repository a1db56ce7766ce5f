"""The rungs of the ladder: what benchmarks/run.py measures, and how."""
