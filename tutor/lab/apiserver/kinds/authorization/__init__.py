"""Kinds of the group `authorization.k8s.io`: one file a kind, nothing else."""
