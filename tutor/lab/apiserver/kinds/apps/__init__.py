"""Kinds of the group `apps`: one file a kind, nothing else."""
