"""Tests of tutor.lab.inside."""
