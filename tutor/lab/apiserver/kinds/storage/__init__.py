"""Kinds of the group `storage.k8s.io`: one file a kind, nothing else."""
