"""Kinds of the group `authentication.k8s.io`: one file a kind, nothing else."""
