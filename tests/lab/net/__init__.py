"""Tests of tutor.lab.net."""
