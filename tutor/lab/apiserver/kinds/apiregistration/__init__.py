"""Kinds of the group `apiregistration.k8s.io`: one file a kind, nothing else."""
