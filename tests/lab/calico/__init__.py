"""Tests of Calico's work-alike."""
