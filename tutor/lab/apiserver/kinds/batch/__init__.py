"""Kinds of the group `batch`: one file a kind, nothing else."""
