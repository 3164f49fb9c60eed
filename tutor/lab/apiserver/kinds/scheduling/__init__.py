"""Kinds of the group `scheduling.k8s.io`: one file a kind, nothing else."""
