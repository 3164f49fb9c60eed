"""Kinds of the group `networking.k8s.io`: one file a kind, nothing else."""
