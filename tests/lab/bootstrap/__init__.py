"""Tests of tutor.lab.bootstrap."""
