"""Tests of tutor.lab.outside."""
