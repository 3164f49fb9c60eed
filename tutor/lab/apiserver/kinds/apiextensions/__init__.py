"""Kinds of the group `apiextensions.k8s.io`: one file a kind, nothing else."""
