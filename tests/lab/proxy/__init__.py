"""Tests of kube-proxy's work-alike."""
