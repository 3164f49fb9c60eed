"""Kinds of the group `autoscaling`: one file a kind, nothing else."""
