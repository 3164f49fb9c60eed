"""Tests of the watch over the speakers."""
