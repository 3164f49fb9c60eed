"""Kinds of the group `discovery.k8s.io`: one file a kind, nothing else."""
