"""Measurements against the design's budgets: `python -m tests.benchmarks [NAME…]` prints a table a subject.

Nothing here is a test: a figure depends on the machine, so peers are measured in the same run and ratios printed.
"""
