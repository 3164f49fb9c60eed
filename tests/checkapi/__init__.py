"""Tests of checkapi."""
