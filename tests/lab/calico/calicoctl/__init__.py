"""Tests of tutor.lab.calico.calicoctl."""
