"""Kinds of the group `resource.k8s.io`: one file a kind, nothing else."""
