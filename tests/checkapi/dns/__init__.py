"""Tests of tutor.checkapi.dns."""
