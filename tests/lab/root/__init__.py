"""Tests of tutor.lab.root."""
