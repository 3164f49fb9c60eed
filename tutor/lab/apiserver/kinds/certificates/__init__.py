"""Kinds of the group `certificates.k8s.io`: one file a kind, nothing else."""
