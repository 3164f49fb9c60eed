"""Kinds of the group `policy`: one file a kind, nothing else."""
