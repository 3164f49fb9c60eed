"""Kinds of the group `admissionregistration.k8s.io`: one file a kind, nothing else."""
