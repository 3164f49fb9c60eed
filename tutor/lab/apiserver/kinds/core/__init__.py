"""Kinds of the group `core`: one file a kind, nothing else."""
