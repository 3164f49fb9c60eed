"""Kinds of the group `flowcontrol.apiserver.k8s.io`: one file a kind, nothing else."""
