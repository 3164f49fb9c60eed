"""Kinds of the group `coordination.k8s.io`: one file a kind, nothing else."""
