"""Tests of tutor.lab.control."""
