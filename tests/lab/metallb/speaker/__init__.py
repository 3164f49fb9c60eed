"""Tests of the speaker."""
