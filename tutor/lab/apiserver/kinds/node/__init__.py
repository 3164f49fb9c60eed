"""Kinds of the group `node.k8s.io`: one file a kind, nothing else."""
